//! What lies over a task's image: its annotations, drawn.

use std::collections::{BTreeMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::TaskId;
use domain::annotations::{ResponseView, Segmentation, VideoAnnotations};
use domain::drawing::{self, LegendEntry, SvgOptions};
use domain::label_color::label_color;
use media::{MaskPalette, PictureKind, Size};
use store::attachments::{DrawingSource, Which, drawing_source};
use store::{PgPool, Scope, off_worker};

use super::PictureError;
use super::stored::{Media, stored};

/// The largest file of video annotations that is read for the picture of one frame.
const ANNOTATION_FILE_BYTES: u64 = 64 << 20;

/// About the size of a shape in a drawing.
const SHAPE_BYTES: usize = 500;

/// How strongly masks cover the image, 0 to 255.
const MASK_ALPHA: u8 = 140;

/// The annotations over a task's cover image.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// A standalone SVG whose view box is the image in pixels.
    pub svg: String,
    /// Labels, most first.
    pub legend: Vec<LegendEntry>,
}

/// What of a drawing is wanted.
#[derive(Debug, Clone, Default)]
pub struct DrawingOptions {
    /// Labels that are left out.
    pub hidden: Vec<String>,
    pub detail: MaskDetail,
}

/// How fine the mask of a segmentation is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MaskDetail {
    /// As a preview.
    #[default]
    Preview,
    /// For zooming in: the mask's own pixels, up to a size that browsers bear.
    Full,
}

impl MaskDetail {
    const fn frame(self) -> Size {
        match self {
            Self::Preview => PictureKind::Preview.frame(),
            Self::Full => Size {
                width: 4096,
                height: 4096,
            },
        }
    }
}

/// Draws the current response over the cover image: shapes, the mask, or the first frame's shapes.
/// Empty for types that draw nothing, and before a response.
pub async fn drawing(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    options: &DrawingOptions,
) -> Result<Drawing, PictureError> {
    let cover = stored(pool, media, scope, task_id, Which::Cover).await?;
    let source = drawing_source(pool, scope, task_id).await?;
    let (width, height) = cover.file.pixels.unwrap_or((0, 0));
    let size = (width.unsigned_abs(), height.unsigned_abs());
    drawing_of(pool, media, scope, task_id, source, size, options).await
}

/// Draws `source.response`, which need not be saved yet, over an image of `size` pixels.
pub async fn drawing_of(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    source: DrawingSource,
    (width, height): (u32, u32),
    options: &DrawingOptions,
) -> Result<Drawing, PictureError> {
    let DrawingSource {
        task_type,
        params,
        response,
        bytes,
        ..
    } = source;
    let view = off_worker(bytes, move |_| {
        ResponseView::read(task_type, &params, &response)
    })
    .await?;
    let hidden: HashSet<String> = options.hidden.iter().cloned().collect();
    let annotations = match view {
        ResponseView::Shapes(annotations) => annotations.list,
        ResponseView::Segmentation(mut masks) => {
            masks
                .segments
                .retain(|segment| !hidden.contains(&segment.label));
            let frame = options.detail.frame();
            return mask_drawing(pool, media, scope, task_id, &masks, (width, height), frame).await;
        }
        ResponseView::Video(video) => video.frame(0),
        ResponseView::VideoFile(url) => {
            let file = stored(pool, media, scope, task_id, Which::Url(&url)).await?;
            let bytes = media
                .blobs
                .bytes(file.blob, ANNOTATION_FILE_BYTES)
                .await
                .map_err(|error| PictureError::Media {
                    url: url.clone(),
                    error,
                })?;
            let kind = domain::annotations::GeometryKind::of_task_type(task_type);
            off_worker(bytes.len(), move |_| {
                let json = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
                Ok(VideoAnnotations::read(&json, kind).frame(0))
            })
            .await?
            .map_err(|error: String| PictureError::Missing {
                url,
                problem: format!("is not JSON: {error}"),
            })?
        }
        // What is in space is not drawn flat.
        ResponseView::Lidar(_)
        | ResponseView::LidarFile(_)
        | ResponseView::Entities(_)
        | ResponseView::Fields(_)
        | ResponseView::Json => Vec::new(),
    };
    Ok(off_worker(annotations.len() * SHAPE_BYTES, move |_| {
        let mut annotations = annotations;
        annotations.retain(|annotation| !hidden.contains(&annotation.label));
        let shapes = drawing::shapes(&annotations);
        Drawing {
            svg: drawing::svg(&shapes, width, height, SvgOptions::default()),
            legend: drawing::legend(&shapes),
        }
    })
    .await?)
}

/// The mask in the colours of its labels, inside an SVG of the image's size.
async fn mask_drawing(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    masks: &Segmentation,
    (width, height): (u32, u32),
    frame: Size,
) -> Result<Drawing, PictureError> {
    let Some((url, palette)) = mask_and_palette(masks) else {
        return Ok(Drawing::default());
    };
    let file = stored(pool, media, scope, task_id, Which::Url(&url)).await?;
    let picture = media
        .of_team(scope.team_id)
        .pictures
        .mask_overlay(file.blob, palette, Some(frame))
        .await
        .map_err(|error| PictureError::Media { url, error })?;
    let png = STANDARD.encode(&picture.bytes);
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\
         <image width=\"{width}\" height=\"{height}\" preserveAspectRatio=\"none\" href=\"data:image/png;base64,{png}\"/></svg>"
    );
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for segment in &masks.segments {
        *counts.entry(&segment.label).or_default() += 1;
    }
    let legend = counts
        .into_iter()
        .map(|(label, count)| LegendEntry {
            label: label.to_owned(),
            color: label_color(label),
            count,
        })
        .collect();
    Ok(Drawing { svg, legend })
}

/// The mask that tells segments apart best, and what each is painted in.
fn mask_and_palette(masks: &Segmentation) -> Option<(String, MaskPalette)> {
    let paint = |label: &str| {
        let color = label_color(label);
        [color.r, color.g, color.b, MASK_ALPHA]
    };
    if let Some(url) = &masks.indexed {
        let paints = masks
            .segments
            .iter()
            .filter_map(|segment| Some((segment.index?, paint(&segment.label))));
        return Some((url.clone(), MaskPalette::Indices(paints.collect())));
    }
    let url = masks.combined.as_ref()?;
    let paints = masks.segments.iter().filter_map(|segment| {
        let color = segment.color?;
        Some(([color.r, color.g, color.b], paint(&segment.label)))
    });
    Some((url.clone(), MaskPalette::Colours(paints.collect())))
}
