use domain::MediaKind;
use media::probe;

use crate::files::{Shelf, data};

#[test]
fn pictures_are_told_by_content_with_their_size() {
    for (name, mime) in [
        ("baseline.jpg", "image/jpeg"),
        ("cmyk.jpg", "image/jpeg"),
        ("palette.png", "image/png"),
        ("rgb.bmp", "image/bmp"),
        ("palette.gif", "image/gif"),
        ("lzw.tif", "image/tiff"),
        ("lossless.webp", "image/webp"),
    ] {
        let probe = probe(&data(name));
        assert_eq!((probe.mime, probe.kind), (mime, MediaKind::Image), "{name}");
        assert_eq!((probe.width, probe.height), (Some(64), Some(48)), "{name}");
    }
    let avif = probe(&data("picture.avif"));
    assert_eq!((avif.mime, avif.kind), ("image/avif", MediaKind::Image));
    assert_eq!(
        (avif.width, avif.height),
        (None, None),
        "AVIF is not decoded"
    );
}

#[test]
fn other_files_are_told_by_content() {
    let long_json = format!("[{}1]", "{\"name\": \"é\"},".repeat(20_000));
    for (bytes, mime, kind) in [
        (&b"%PDF-1.7\n"[..], "application/pdf", MediaKind::Pdf),
        (
            b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
            "video/mp4",
            MediaKind::Video,
        ),
        (b"ID3\x04\0\0\0\0\0\0", "audio/mpeg", MediaKind::Audio),
        (b"{\"a\": [1.0, null]}", "application/json", MediaKind::Json),
        (long_json.as_bytes(), "application/json", MediaKind::Json),
        (
            b"[note] not JSON",
            "text/plain; charset=utf-8",
            MediaKind::Text,
        ),
        (
            "Grüße".as_bytes(),
            "text/plain; charset=utf-8",
            MediaKind::Text,
        ),
        (
            b"\x00\x01\x02\xff",
            "application/octet-stream",
            MediaKind::Other,
        ),
        (b"", "application/octet-stream", MediaKind::Other),
        (b"PK\x03\x04\x14\0\0\0", "application/zip", MediaKind::Other),
    ] {
        let found = probe(bytes);
        let sample = String::from_utf8_lossy(&bytes[..bytes.len().min(20)]);
        assert_eq!((found.mime, found.kind), (mime, kind), "{sample:?}");
    }
}

#[test]
fn a_page_that_could_run_scripts_is_only_text() {
    for page in [
        "<!DOCTYPE html><script>",
        "<svg xmlns='x'/>",
        "<?xml version='1.0'?><svg/>",
    ] {
        let found = probe(page.as_bytes());
        assert_eq!(found.mime, "text/plain; charset=utf-8", "{page}");
        assert_eq!(found.kind, MediaKind::Text, "{page}");
    }
}

#[tokio::test]
async fn a_picture_whose_header_is_long_is_still_measured() {
    // 30 comments of 60 KB before the picture proper.
    let jpeg = data("baseline.jpg");
    let comment = [&b"\xff\xfe\xea\x60"[..], &vec![b'x'; 60_000 - 2]].concat();
    let bytes = [&jpeg[..2], &comment.repeat(30), &jpeg[2..]].concat();
    let shelf = Shelf::new();
    let blob = shelf.put(bytes.into()).await;
    let probe = shelf.pictures.probe(blob).await.unwrap();
    assert_eq!((probe.width, probe.height), (Some(64), Some(48)));
}
