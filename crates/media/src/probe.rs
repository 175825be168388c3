//! What a file is, told from its bytes: names and `Content-Type` headers lie.

use std::io::Cursor;

use domain::MediaKind;
use image::ImageDecoder;
use image::metadata::Orientation;
use infer::MatcherType;
use serde::de::IgnoredAny;

/// Bytes looked at to tell JSON from text from the rest.
pub(crate) const SAMPLE_BYTES: usize = 64 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Probe {
    /// Safe to send as `Content-Type`: text is never called HTML or SVG.
    pub mime: &'static str,
    pub kind: MediaKind,
    /// Width in pixels as shown, after EXIF orientation; for pictures this build can decode.
    pub width: Option<u32>,
    /// Height in pixels as shown, after EXIF orientation.
    pub height: Option<u32>,
}

/// Looks at a whole file, or at its first 64 KiB or more (then the size of a picture can be missing).
pub fn probe(bytes: &[u8]) -> Probe {
    let (mime, kind) = format(bytes);
    let size = (kind == MediaKind::Image)
        .then(|| shown_size(bytes))
        .flatten();
    Probe {
        mime,
        kind,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
    }
}

/// MIME type and kind; a beginning of [`SAMPLE_BYTES`] is enough.
pub(crate) fn format(bytes: &[u8]) -> (&'static str, MediaKind) {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    if let Some(known) = infer::get(sample) {
        match known.matcher_type() {
            MatcherType::Image => return (known.mime_type(), MediaKind::Image),
            MatcherType::Video => return (known.mime_type(), MediaKind::Video),
            MatcherType::Audio => return (known.mime_type(), MediaKind::Audio),
            MatcherType::Text => {}
            _ if known.mime_type() == "application/pdf" => {
                return (known.mime_type(), MediaKind::Pdf);
            }
            _ => return (known.mime_type(), MediaKind::Other),
        }
    }
    if !is_text(sample) {
        ("application/octet-stream", MediaKind::Other)
    } else if is_json(sample) {
        ("application/json", MediaKind::Json)
    } else {
        ("text/plain; charset=utf-8", MediaKind::Text)
    }
}

fn is_text(sample: &[u8]) -> bool {
    let control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let cut_short = |error: std::str::Utf8Error| error.error_len().is_none();
    !sample.is_empty()
        && !sample.iter().any(control)
        && std::str::from_utf8(sample).map_or_else(cut_short, |_| true)
}

/// Whether the sample is JSON, or the beginning of it.
fn is_json(sample: &[u8]) -> bool {
    let first = sample.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
        && serde_json::from_slice::<IgnoredAny>(sample)
            .map_or_else(|error| error.is_eof(), |_| true)
}

fn shown_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .ok()?;
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Some(if turns_sideways(orientation) {
        (height, width)
    } else {
        (width, height)
    })
}

/// Whether width and height change places.
pub(crate) fn turns_sideways(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}
