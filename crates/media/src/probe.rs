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

/// Whether the beginning of a PNG or WebP tells of Exif data, which may ask for a turn. Browsers turn
/// JPEG only as asked; of the others, some do, some don't.
pub(crate) fn has_exif_that_browsers_miss(head: &[u8]) -> bool {
    match head {
        // WebP Container Specification, "Extended File Format": bit 3 of the flags is Exif.
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            b'V',
            b'P',
            b'8',
            b'X',
            ..,
        ] => head.get(20).is_some_and(|flags| flags & 0b1000 != 0),
        [
            0x89,
            b'P',
            b'N',
            b'G',
            b'\r',
            b'\n',
            0x1a,
            b'\n',
            chunks @ ..,
        ] => has_chunk(chunks, *b"eXIf"),
        _ => false,
    }
}

/// Walks the chunks of a PNG (PNG specification, section 5.3): length, type, data, check sum.
fn has_chunk(mut chunks: &[u8], wanted: [u8; 4]) -> bool {
    while let Some((length, rest)) = chunks.split_first_chunk::<4>()
        && let Some((kind, _)) = rest.split_first_chunk::<4>()
    {
        if *kind == wanted {
            return true;
        }
        let whole = 12 + u32::from_be_bytes(*length) as usize;
        chunks = chunks.get(whole..).unwrap_or_default();
    }
    false
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
