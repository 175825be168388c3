//! The points on the graphics card.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use cgmath::{Matrix4, SquareMatrix, Vector2, Vector3, Vector4};
use three_d::core::{
    Blend, Context, DepthTest, Program, RenderStates, Texture2D, Viewport, WriteMask,
};

use super::gl::{Column, Format, Wiring, bytes_of};
use super::{ViewerError, palette};
use crate::color::Ground;
use crate::cuboid::CuboidShape;
use crate::strides::{Run, Strides};
use crate::{Channel, Cloud, Coloring, Look, PointSize, Vec3};

/// The columns of one cloud that were needed so far, and the programs that draw them.
pub struct Points {
    context: Context,
    wiring: Wiring,
    positions: Option<Column>,
    columns: HashMap<Coloring, Option<Column>>,
    ground: Option<Column>,
    programs: HashMap<Variant, Program>,
    palette: Option<(Vec<[u8; 4]>, Texture2D)>,
}

/// Which parts of the shader are compiled.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a definition before the shader's text"
)]
struct Variant {
    source: &'static str,
    hide_ground: bool,
    clip: bool,
    tint: bool,
    round: bool,
}

/// What a go needs beside the cloud.
pub struct Go<'a> {
    /// From `cloud` to clip space.
    pub to_clip: Matrix4<f32>,
    /// Device pixels of a metre at a depth of 1 metre.
    pub metre: f32,
    /// Device pixels of a CSS pixel.
    pub ratio: f32,
    /// How the points look.
    pub look: &'a Look,
    /// The ends of the colours, in the quantity's unit.
    pub range: [f32; 2],
    /// Where distances are measured from, in `world`.
    pub device: Vec3,
    /// The cuboid whose points take its colour.
    pub selection: Option<(CuboidShape, [u8; 3])>,
    /// Round points cost a slow renderer much.
    pub round: bool,
    /// The points to draw.
    pub ranges: &'a [Range<usize>],
    pub strides: Strides,
    /// Which of the goes.
    pub go: usize,
    pub viewport: Viewport,
}

impl Points {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        Ok(Self {
            context: context.clone(),
            wiring: Wiring::new(context)?,
            positions: None,
            columns: HashMap::new(),
            ground: None,
            programs: HashMap::new(),
            palette: None,
        })
    }

    /// Another cloud: what the last one had is dropped, and each column uploaded when it is needed.
    pub fn forget_cloud(&mut self) {
        self.positions = None;
        self.columns.clear();
        self.ground = None;
    }

    /// One column has changed: it is uploaded again when it is needed.
    pub fn forget_column(&mut self, coloring: Coloring) {
        self.columns.remove(&coloring);
    }

    /// Draws one go of the points into the bound target.
    pub fn draw(&mut self, cloud: &Cloud, go: &Go) -> Result<(), ViewerError> {
        let look = go.look;
        let coloring = if look.coloring.suits(cloud) {
            look.coloring
        } else {
            Coloring::Plain
        };
        let variant = Variant {
            source: source(coloring),
            hide_ground: !look.show_ground && cloud.ground.is_some(),
            clip: look.clip.is_some(),
            tint: go.selection.is_some(),
            round: go.round,
        };
        self.upload(cloud, coloring, variant)?;
        self.use_palette(look);
        let (Some(positions), Some(program), Some((_, palette))) =
            (&self.positions, self.programs.get(&variant), &self.palette)
        else {
            return Ok(());
        };
        if program.requires_uniform("palette") {
            program.use_texture("palette", palette);
        }
        program.use_uniform("to_clip", go.to_clip);
        program.use_uniform("size", size(look.point_size, go.metre, go.ratio));
        program.use_uniform_if_required("range", range(cloud, coloring, go.range));
        let device = go.device - cloud.origin();
        program.use_uniform_if_required("device", single(device));
        program.use_uniform_if_required("plain", plain(look.background));
        if let Some(clip) = look.clip {
            program.use_uniform("clip", to_unit_box(cloud, clip));
        }
        if let Some(chosen) = go.selection {
            let (selection, color) = selection(cloud, chosen);
            program.use_uniform("selection", selection);
            program.use_uniform("selection_color", color);
        }

        let mut columns = vec![(0, positions)];
        let column = self.columns.get(&coloring).and_then(Option::as_ref);
        columns.extend(column.map(|column| (1, column)));
        if variant.hide_ground {
            columns.extend(self.ground.iter().map(|column| (2, column)));
        }
        let offset = go.strides.offset(go.go);
        let runs: Vec<Run> = go
            .ranges
            .iter()
            .map(|points| go.strides.run(points, offset))
            .collect();
        let states = RenderStates {
            write_mask: WriteMask::COLOR_AND_DEPTH,
            depth_test: DepthTest::Less,
            blend: Blend::Disabled,
            ..RenderStates::default()
        };
        self.wiring.draw_points(
            (program, states, go.viewport),
            &columns,
            (go.strides.goes, offset),
            &runs,
        );
        Ok(())
    }

    /// Uploads the columns and compiles the program that are needed for the first time.
    fn upload(
        &mut self,
        cloud: &Cloud,
        coloring: Coloring,
        variant: Variant,
    ) -> Result<(), ViewerError> {
        let context = &self.context;
        let points = cloud.len();
        fill(
            context,
            &mut self.positions,
            Format::Position,
            points,
            |range| Cow::Borrowed(bytes_of(cloud.triples()[range].as_flattened())),
        )?;
        if let Some((format, bytes)) = column(cloud, coloring) {
            let held = self.columns.entry(coloring).or_default();
            fill(context, held, format, points, bytes)?;
        }
        if variant.hide_ground
            && let Some(ground) = &cloud.ground
        {
            fill(context, &mut self.ground, Format::Word, points, |range| {
                words(&ground[range])
            })?;
        }
        if let Entry::Vacant(place) = self.programs.entry(variant) {
            place.insert(variant.compile(context)?);
        }
        Ok(())
    }

    fn use_palette(&mut self, look: &Look) {
        let colors = palette::colors(look);
        if self
            .palette
            .as_ref()
            .is_none_or(|(held, _)| *held != colors)
        {
            let texture = palette::texture(&self.context, colors.clone());
            self.palette = Some((colors, texture));
        }
    }
}

impl Variant {
    fn compile(self, context: &Context) -> Result<Program, ViewerError> {
        let mut defines = format!("#define {}\n", self.source);
        if self.hide_ground {
            defines += "#define HIDE_GROUND\n";
        }
        if self.clip {
            defines += "#define CLIP\n";
        }
        if self.tint {
            defines += "#define TINT\n";
        }
        if self.round {
            defines += "#define ROUND\n";
        }
        let vertex = format!("{defines}{}", include_str!("shaders/points.vert"));
        let fragment = format!("{defines}{}", include_str!("shaders/points.frag"));
        Ok(Program::from_source(context, &vertex, &fragment)?)
    }
}

/// What the shader calls where the colour comes from.
fn source(coloring: Coloring) -> &'static str {
    match coloring {
        Coloring::Height => "HEIGHT",
        Coloring::Distance => "DISTANCE",
        Coloring::Intensity | Coloring::Ring | Coloring::Time => "SCALAR",
        Coloring::Class | Coloring::Instance | Coloring::Device | Coloring::Frame => "CLASS",
        Coloring::Rgb | Coloring::Photos => "RGB",
        Coloring::Plain => "PLAIN",
    }
}

/// The bytes of a range of points.
type Bytes<'a> = Box<dyn Fn(Range<usize>) -> Cow<'a, [u8]> + 'a>;

/// What the colouring needs of each point beside its position.
fn column(cloud: &Cloud, coloring: Coloring) -> Option<(Format, Bytes<'_>)> {
    let channel = match coloring {
        Coloring::Intensity => cloud.intensity.as_ref(),
        Coloring::Ring => cloud.ring.as_ref(),
        Coloring::Time => cloud.time.as_ref(),
        _ => None,
    };
    if let Some(Channel { raw, .. }) = channel {
        return Some((Format::Word, Box::new(|range| words(&raw[range]))));
    }
    if let Some(numbers) = coloring.numbers(cloud) {
        return Some((Format::Word, Box::new(|range| words(&numbers[range]))));
    }
    let colors = colors(cloud, coloring)?.as_chunks::<3>().0;
    let padded = |[red, green, blue]: &[u8; 3]| [*red, *green, *blue, 255];
    let bytes =
        move |range: Range<usize>| Cow::Owned(colors[range].iter().flat_map(padded).collect());
    Some((Format::Color, Box::new(bytes)))
}

/// Red, green and blue of each point, where the colouring shows such.
fn colors(cloud: &Cloud, coloring: Coloring) -> Option<&[u8]> {
    match coloring {
        Coloring::Rgb => cloud.rgb.as_deref(),
        Coloring::Photos => cloud.photo.as_deref(),
        _ => None,
    }
}

fn words<T: Copy + Into<u32>>(values: &[T]) -> Cow<'static, [u8]> {
    let words = values
        .iter()
        .flat_map(|value| (*value).into().to_le_bytes());
    Cow::Owned(words.collect())
}

/// Makes the column, or adds the points that have come since.
fn fill<'a>(
    context: &Context,
    held: &mut Option<Column>,
    format: Format,
    points: usize,
    bytes: impl Fn(Range<usize>) -> Cow<'a, [u8]>,
) -> Result<(), ViewerError> {
    if let Some(column) = held {
        return column.fill(points, bytes);
    }
    *held = Some(Column::new(context, format, points, bytes)?);
    Ok(())
}

/// The shader's `size`: device pixels at a depth of 1 metre, least, most.
fn size(size: PointSize, metre: f32, ratio: f32) -> Vector3<f32> {
    match size {
        PointSize::Fixed(pixels) => {
            let pixels = (pixels * ratio).max(1.0);
            Vector3::new(pixels, pixels, pixels)
        }
        PointSize::Metres { diameter, min, max } => {
            let min = (min * ratio).max(1.0);
            Vector3::new(diameter * metre, min, (max * ratio).max(min))
        }
    }
}

/// The shader's `range`: from the quantity's unit to that of the column.
fn range(cloud: &Cloud, coloring: Coloring, [first, last]: [f32; 2]) -> Vector2<f32> {
    let channel = match coloring {
        Coloring::Intensity => &cloud.intensity,
        Coloring::Ring => &cloud.ring,
        Coloring::Time => &cloud.time,
        _ => &None,
    };
    let (offset, step) = match (channel, coloring) {
        (Some(channel), _) => (channel.offset, channel.step.max(f32::MIN_POSITIVE)),
        (None, Coloring::Height) => (cloud.origin[2] as f32, 1.0),
        _ => (0.0, 1.0),
    };
    let first = (first - offset) / step;
    let span = (last - offset) / step - first;
    Vector2::new(first, if span.abs() > 1e-9 { 1.0 / span } else { 0.0 })
}

/// The colour of points where colours say nothing.
fn plain(background: [u8; 3]) -> Vector3<f32> {
    match Ground::of(background) {
        Ground::Dark => Vector3::new(0.78, 0.80, 0.84),
        Ground::Light => Vector3::new(0.24, 0.26, 0.30),
    }
}

/// The shader's `selection` and `selection_color`.
fn selection(
    cloud: &Cloud,
    (shape, color): (CuboidShape, [u8; 3]),
) -> (Matrix4<f32>, Vector4<f32>) {
    let [red, green, blue] = color.map(|part| f32::from(part) / 255.0);
    (
        to_unit_box(cloud, shape),
        Vector4::new(red, green, blue, 0.75),
    )
}

/// From `cloud` to a box's own frame, in which its sides are at -1 and 1.
fn to_unit_box(cloud: &Cloud, shape: CuboidShape) -> Matrix4<f32> {
    let half = shape.dimensions / 2.0;
    let from_box = Matrix4::from_translation(shape.position - cloud.origin())
        * Matrix4::from(shape.rotation())
        * Matrix4::from_nonuniform_scale(half.x.max(1e-3), half.y.max(1e-3), half.z.max(1e-3));
    let to_box = from_box.invert().and_then(|matrix| matrix.cast());
    to_box.unwrap_or_else(Matrix4::identity)
}

/// In 32 bits, as the graphics card has it.
pub fn single(place: Vec3) -> Vector3<f32> {
    place.map(|part| part as f32)
}
