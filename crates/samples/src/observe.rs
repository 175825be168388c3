//! What can be seen on a photo, measured: the labelers' perfect answer.

use crate::render::Photo;
use crate::scene::{Circle, Class, LineKind, Scene, Thing, V3};
use crate::trace::{Spot, outline, simplify};

/// Smaller things (pixels high or wide) are not annotated.
const SMALLEST: f32 = 9.0;

/// A thing on a photo. All places are in `image_px`, inside the image.
#[derive(Debug, Clone)]
pub struct Seen {
    pub class: Class,
    pub kind: &'static str,
    pub color: &'static str,
    pub parked: bool,
    pub track: u64,
    /// Left, top, width, height of the visible pixels.
    pub bounds: [f32; 4],
    pub outline: Vec<Spot>,
    /// The eight corners of the box around it, where all are inside the image.
    pub cuboid: Option<[Spot; 8]>,
    /// Seen from above: left, top, width, height, and radians clockwise.
    pub turned: Option<[f32; 5]>,
    pub points: Vec<(&'static str, Spot)>,
    /// The four ends of an ellipse's axes.
    pub ellipses: Vec<(&'static str, [Spot; 4])>,
    /// Share of it that something hides.
    pub hidden: f32,
    pub cut_off: bool,
    /// Degrees between its heading and the view, counter-clockwise.
    pub angle: f32,
}

/// A painted line or kerb.
#[derive(Debug, Clone)]
pub struct Marking {
    pub label: &'static str,
    pub color: &'static str,
    pub vertices: Vec<Spot>,
}

/// Everything to annotate on a photo.
#[derive(Debug, Clone)]
pub struct View {
    pub width: u32,
    pub height: u32,
    pub seen: Vec<Seen>,
    pub markings: Vec<Marking>,
    /// Spots spread evenly over the visible asphalt.
    pub asphalt: Vec<Spot>,
}

pub fn observe(scene: &Scene, photo: &Photo) -> View {
    let counted = Class::ALL.len();
    let mut extents = vec![Extent::default(); scene.things.len()];
    for (index, &thing) in photo.things.iter().enumerate() {
        if thing as usize >= counted {
            extents[thing as usize]
                .include(index % photo.width as usize, index / photo.width as usize);
        }
    }
    let seen = (counted..scene.things.len())
        .filter_map(|index| look_at(scene, photo, index, &extents[index]))
        .collect();
    View {
        width: photo.width,
        height: photo.height,
        seen,
        markings: markings(scene),
        asphalt: asphalt(photo),
    }
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    pixels: usize,
}

impl Default for Extent {
    fn default() -> Self {
        Self {
            left: usize::MAX,
            top: usize::MAX,
            right: 0,
            bottom: 0,
            pixels: 0,
        }
    }
}

impl Extent {
    fn include(&mut self, x: usize, y: usize) {
        self.left = self.left.min(x);
        self.top = self.top.min(y);
        self.right = self.right.max(x + 1);
        self.bottom = self.bottom.max(y + 1);
        self.pixels += 1;
    }
}

fn look_at(scene: &Scene, photo: &Photo, index: usize, extent: &Extent) -> Option<Seen> {
    if extent.pixels < 40 {
        return None;
    }
    let (width, height) = (extent.right - extent.left, extent.bottom - extent.top);
    if (width as f32) < SMALLEST * 0.6 || (height as f32) < SMALLEST {
        return None;
    }
    let thing = &scene.things[index];
    let camera = &scene.camera;
    let is_at = |x: usize, y: usize| {
        photo
            .things
            .get(y * photo.width as usize + x)
            .is_some_and(|&t| t as usize == index)
    };
    let rough = outline(width, height, |x, y| is_at(x + extent.left, y + extent.top));
    let outline: Vec<Spot> = simplify(&rough, 0.9)
        .into_iter()
        .map(|[x, y]| [x + extent.left as f32, y + extent.top as f32])
        .collect();
    let visible = |point: V3| {
        let (x, y) = camera.project(point)?;
        let near = (-1..=1).any(|dy| {
            (-1..=1).any(|dx| {
                let (px, py) = (x as i64 + dx, y as i64 + dy);
                px >= 0 && py >= 0 && px < i64::from(photo.width) && is_at(px as usize, py as usize)
            })
        });
        (near && camera.contains((x, y))).then_some([x, y])
    };
    let corners: Option<Vec<Spot>> = thing.cuboid.and_then(|cuboid| {
        cuboid
            .corners()
            .into_iter()
            .map(|c| camera.project(c).map(|(x, y)| [x, y]))
            .collect()
    });
    let full = corners.as_deref().map_or(0.0, covered);
    let view_yaw = camera.right.y.atan2(camera.right.x);
    Some(Seen {
        class: thing.class,
        kind: thing.kind,
        color: thing.color,
        parked: thing.parked,
        track: thing.track,
        bounds: [
            extent.left as f32,
            extent.top as f32,
            width as f32,
            height as f32,
        ],
        turned: (camera.forward.z < -0.9)
            .then(|| from_above(scene, thing, &outline))
            .flatten(),
        outline,
        cuboid: corners
            .as_deref()
            .filter(|corners| corners.iter().all(|&[x, y]| camera.contains((x, y))))
            .and_then(|corners| corners.try_into().ok()),
        points: thing
            .points
            .iter()
            .filter(|(name, _)| faces_us(scene, thing, name))
            .filter_map(|&(name, point)| Some((name, visible(point)?)))
            .collect(),
        ellipses: thing
            .circles
            .iter()
            .filter(|(name, circle)| {
                faces_us(scene, thing, name) && visible(circle.centre).is_some()
            })
            .filter_map(|&(name, circle)| Some((name, ellipse(scene, circle)?)))
            .collect(),
        hidden: if full > 0.0 {
            (1.0 - extent.pixels as f32 / full).clamp(0.0, 1.0)
        } else {
            0.0
        },
        cut_off: extent.left == 0
            || extent.top == 0
            || extent.right == photo.width as usize
            || extent.bottom == photo.height as usize,
        angle: thing
            .cuboid
            .map_or(0.0, |c| (c.yaw - view_yaw).to_degrees().rem_euclid(360.0)),
    })
}

/// Whether a round part turns its outside to the camera: a vehicle's far wheels do not. The wheels
/// of a bicycle are seen from both sides, and so is all that is not round.
fn faces_us(scene: &Scene, thing: &Thing, name: &str) -> bool {
    let circle = thing.circles.iter().find(|(other, _)| *other == name);
    circle.is_none_or(|(_, circle)| {
        thing.class == Class::Cyclist
            || circle
                .axis
                .dot((scene.camera.position - circle.centre).unit())
                > 0.08
    })
}

/// Pixels that a thing covers inside the box of these corners, as a rule.
fn covered(corners: &[Spot]) -> f32 {
    let range = |axis: usize| {
        let low = corners.iter().map(|c| c[axis]).fold(f32::MAX, f32::min);
        let high = corners.iter().map(|c| c[axis]).fold(f32::MIN, f32::max);
        high - low
    };
    range(0) * range(1) * 0.6
}

/// The tightest box around the outline that is turned as the thing is, if it lies in the image.
fn from_above(scene: &Scene, thing: &Thing, outline: &[Spot]) -> Option<[f32; 5]> {
    let camera = &scene.camera;
    let corners = thing.cuboid?.corners();
    // From the front's left to its right end.
    let (a, b) = (camera.project(corners[0])?, camera.project(corners[1])?);
    let rotation = (b.1 - a.1).atan2(b.0 - a.0);
    let (sin, cos) = rotation.sin_cos();
    let span = |along: [f32; 2]| {
        let places = outline.iter().map(|p| p[0] * along[0] + p[1] * along[1]);
        let (low, high) = places.fold((f32::MAX, f32::MIN), |(low, high), at| {
            (low.min(at), high.max(at))
        });
        (f32::midpoint(low, high), high - low)
    };
    let ((across, width), (down, height)) = (span([cos, sin]), span([-sin, cos]));
    let middle = [across * cos - down * sin, across * sin + down * cos];
    let reach = width.hypot(height) / 2.0;
    let inside = |at: f32, size: u32| at > reach && at < size as f32 - reach;
    (inside(middle[0], camera.width) && inside(middle[1], camera.height)).then(|| {
        [
            middle[0] - width / 2.0,
            middle[1] - height / 2.0,
            width,
            height,
            rotation,
        ]
    })
}

/// The ends of the axes of a circle's picture, if it lies in the image and is large enough.
fn ellipse(scene: &Scene, circle: Circle) -> Option<[Spot; 4]> {
    let points: Option<Vec<Spot>> = circle
        .points(32)
        .into_iter()
        .map(|p| scene.camera.project(p).map(|(x, y)| [x, y]))
        .collect();
    let points = points?;
    let count = points.len() as f32;
    let mean = |axis: usize| points.iter().map(|p| p[axis]).sum::<f32>() / count;
    let middle = [mean(0), mean(1)];
    let moment = |i: usize, j: usize| {
        points
            .iter()
            .map(|p| (p[i] - middle[i]) * (p[j] - middle[j]))
            .sum::<f32>()
            / count
    };
    let (xx, xy, yy) = (moment(0, 0), moment(0, 1), moment(1, 1));
    let turn = 0.5 * (2.0 * xy).atan2(xx - yy);
    let along = |angle: f32| {
        let (sin, cos) = angle.sin_cos();
        // A circle's points have the variance of half the squared half-axis.
        let variance = xx * cos * cos + 2.0 * xy * sin * cos + yy * sin * sin;
        let half = (2.0 * variance.max(0.0)).sqrt();
        [cos * half, sin * half]
    };
    let (u, w) = (along(turn), along(turn + std::f32::consts::FRAC_PI_2));
    if u[0].hypot(u[1]).min(w[0].hypot(w[1])) < 1.2 {
        return None;
    }
    let ends = [
        [middle[0] - w[0], middle[1] - w[1]],
        [middle[0] + u[0], middle[1] + u[1]],
        [middle[0] + w[0], middle[1] + w[1]],
        [middle[0] - u[0], middle[1] - u[1]],
    ];
    ends.iter()
        .all(|&[x, y]| scene.camera.contains((x, y)))
        .then_some(ends)
}

fn markings(scene: &Scene) -> Vec<Marking> {
    let road = &scene.road;
    let painted = road.lines.iter().map(|line| {
        let label = match line.kind {
            LineKind::Solid => "solid_line",
            LineKind::Dashed => "dashed_line",
            LineKind::DoubleYellow => "double_line",
        };
        (
            label,
            if line.yellow { "yellow" } else { "white" },
            line.lateral,
            true,
        )
    });
    let edges = [road.left, road.right].map(|lateral| ("road_edge", "none", lateral, false));
    let mut found = Vec::new();
    for (label, color, lateral, is_painted) in painted.chain(edges) {
        let mut run: Vec<Spot> = Vec::new();
        let mut y = 2.0;
        while y < 75.0 {
            let on_crossing = road.crossing.is_some_and(|(from, to)| {
                let margin = if is_painted { 3.5 } else { 0.0 };
                y > from - margin && y < to + margin
            });
            let spot = scene
                .camera
                .project(road.at(lateral, y))
                .filter(|&spot| scene.camera.contains(spot));
            match spot {
                Some((x, y)) if !on_crossing => run.push([x, y]),
                _ => finish(&mut found, label, color, &mut run),
            }
            y += 0.02 * y;
        }
        finish(&mut found, label, color, &mut run);
    }
    found
}

fn finish(found: &mut Vec<Marking>, label: &'static str, color: &'static str, run: &mut Vec<Spot>) {
    let vertices = simplify(run, 0.7);
    run.clear();
    let long = vertices
        .first()
        .zip(vertices.last())
        .is_some_and(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]) > 25.0);
    if long {
        found.push(Marking {
            label,
            color,
            vertices,
        });
    }
}

fn asphalt(photo: &Photo) -> Vec<Spot> {
    let mut spots = Vec::new();
    for y in (0..photo.height).rev().step_by(12) {
        for x in (0..photo.width).step_by(16) {
            if photo.things[(y * photo.width + x) as usize] == Class::Road as u16 {
                spots.push([x as f32 + 0.5, y as f32 + 0.5]);
            }
        }
    }
    spots
}

impl View {
    /// The same view of an image `factor` times as large.
    #[must_use]
    pub fn enlarged(mut self, factor: f32) -> Self {
        let grow = |spot: &mut Spot| *spot = [spot[0] * factor, spot[1] * factor];
        self.width = (self.width as f32 * factor) as u32;
        self.height = (self.height as f32 * factor) as u32;
        for seen in &mut self.seen {
            seen.bounds.iter_mut().for_each(|x| *x *= factor);
            seen.outline.iter_mut().for_each(grow);
            seen.cuboid.iter_mut().flatten().for_each(grow);
            seen.turned
                .iter_mut()
                .for_each(|turned| turned[..4].iter_mut().for_each(|x| *x *= factor));
            seen.points.iter_mut().for_each(|(_, spot)| grow(spot));
            seen.ellipses
                .iter_mut()
                .for_each(|(_, ends)| ends.iter_mut().for_each(grow));
        }
        self.markings
            .iter_mut()
            .for_each(|m| m.vertices.iter_mut().for_each(grow));
        self.asphalt.iter_mut().for_each(grow);
        self
    }
}
