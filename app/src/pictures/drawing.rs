//! What lies over a task's image: its annotations, drawn.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::TaskId;
use domain::annotations::{ResponseView, Segmentation, VideoAnnotations};
use domain::drawing::{self, LegendEntry, SvgOptions};
use domain::label_color::label_color;
use media::{MaskPalette, PictureKind};
use store::attachments::{DrawingSource, Which, drawing_source};
use store::{PgPool, Scope};

use super::PictureError;
use super::stored::{Media, stored};

/// The largest file of video annotations that is read for the picture of one frame.
const ANNOTATION_FILE_BYTES: u64 = 64 << 20;

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

/// Draws the current response over the cover image: shapes, the mask, or the first frame's shapes.
/// Empty for types that draw nothing, and before a response.
pub async fn drawing(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
) -> Result<Drawing, PictureError> {
    let cover = stored(pool, media, scope, task_id, Which::Cover).await?;
    let source = drawing_source(pool, scope, task_id).await?;
    let (width, height) = cover.file.pixels.unwrap_or((0, 0));
    let size = (width.unsigned_abs(), height.unsigned_abs());
    drawing_of(pool, media, scope, task_id, &source, size).await
}

/// Draws `source.response`, which need not be saved yet, over an image of `size` pixels.
pub async fn drawing_of(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    source: &DrawingSource,
    (width, height): (u32, u32),
) -> Result<Drawing, PictureError> {
    let DrawingSource {
        task_type,
        params,
        response,
        ..
    } = source;
    let annotations = match ResponseView::read(*task_type, params, response) {
        ResponseView::Shapes(annotations) => annotations.list,
        ResponseView::Segmentation(masks) => {
            return mask_drawing(pool, media, scope, task_id, &masks, width, height).await;
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
            let json = serde_json::from_slice(&bytes).map_err(|error| PictureError::Missing {
                url,
                problem: format!("is not JSON: {error}"),
            })?;
            let kind = domain::annotations::GeometryKind::of_task_type(*task_type);
            VideoAnnotations::read(&json, kind).frame(0)
        }
        ResponseView::Entities(_) | ResponseView::Fields(_) | ResponseView::Json => Vec::new(),
    };
    let shapes = drawing::shapes(&annotations);
    Ok(Drawing {
        svg: drawing::svg(&shapes, width, height, SvgOptions::default()),
        legend: drawing::legend(&shapes),
    })
}

/// The mask in the colours of its labels, inside an SVG of the image's size.
async fn mask_drawing(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    masks: &Segmentation,
    width: u32,
    height: u32,
) -> Result<Drawing, PictureError> {
    let Some((url, palette)) = mask_and_palette(masks) else {
        return Ok(Drawing::default());
    };
    let file = stored(pool, media, scope, task_id, Which::Url(&url)).await?;
    let frame = PictureKind::Preview.frame();
    let picture = media
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
