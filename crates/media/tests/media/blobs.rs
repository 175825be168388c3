use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use media::{BlobId, BlobStore, GetRange, MediaError};
use object_store::memory::InMemory;

use crate::files::Shelf;

/// More than three upload parts, and not a whole number of them.
fn large() -> Bytes {
    (0..(28 << 20) + 12_345_u32)
        .map(|index| (index.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect::<Vec<_>>()
        .into()
}

async fn read(shelf: &Shelf, id: BlobId, range: Option<GetRange>) -> Vec<u8> {
    let read = shelf.blobs.read(id, range).await.unwrap();
    let chunks: Vec<Bytes> = read.stream.try_collect().await.unwrap();
    chunks.concat()
}

#[tokio::test]
async fn bytes_come_back_under_their_hash() {
    let shelf = Shelf::new();
    let stored = shelf.blobs.put_bytes("abc".into()).await.unwrap();
    assert_eq!(stored.id, BlobId::of(b"abc"));
    assert_eq!(stored.size, 3);
    assert_eq!(read(&shelf, stored.id, None).await, b"abc");
    assert_eq!(shelf.blobs.size(stored.id).await.unwrap(), 3);
}

#[tokio::test]
async fn the_same_bytes_are_kept_once_however_they_come() {
    let shelf = Shelf::new();
    let bytes = large();
    let path = shelf.folder.path().join("upload");
    std::fs::write(&path, &bytes).unwrap();
    let chunks = stream::iter(bytes.chunks(1_000_003).map(Bytes::copy_from_slice));
    let chunks = chunks.map(Ok::<_, MediaError>);

    let by_bytes = shelf.blobs.put_bytes(bytes.clone()).await.unwrap();
    let by_file = shelf.blobs.put_file(&path).await.unwrap();
    let by_stream = shelf.blobs.put_stream(chunks).await.unwrap();
    std::fs::remove_file(path).unwrap();

    assert_eq!(by_file, by_bytes);
    assert_eq!(by_stream, by_bytes);
    let name = by_bytes.id.to_string();
    assert_eq!(shelf.files(), [format!("blobs/{}/{name}", &name[..2])]);
}

#[tokio::test]
async fn a_large_file_arrives_whole() {
    let shelf = Shelf::new();
    let bytes = large();
    let path = shelf.folder.path().join("upload");
    std::fs::write(&path, &bytes).unwrap();
    let stored = shelf.blobs.put_file(&path).await.unwrap();
    assert_eq!(stored.id, BlobId::of(&bytes));
    assert_eq!(stored.size, bytes.len() as u64);
    assert!(read(&shelf, stored.id, None).await == bytes);
}

#[tokio::test]
async fn a_stream_that_breaks_leaves_nothing_behind() {
    let shelf = Shelf::new();
    let broken = stream::iter([
        Ok(large()),
        Err(MediaError::Interrupted("cable cut".to_owned())),
    ]);
    let error = shelf.blobs.put_stream(broken).await.unwrap_err();
    assert!(error.to_string().contains("cable cut"), "{error}");
    assert_eq!(shelf.files(), Vec::<String>::new());
}

#[tokio::test]
async fn a_range_gives_those_bytes_and_says_which() {
    let shelf = Shelf::new();
    let id = shelf.put("0123456789".into()).await;
    for (range, expected) in [
        (GetRange::Bounded(2..5), "234"),
        (GetRange::Bounded(8..50), "89"),
        (GetRange::Offset(7), "789"),
        (GetRange::Suffix(4), "6789"),
        (GetRange::Suffix(40), "0123456789"),
    ] {
        let said = shelf.blobs.read(id, Some(range.clone())).await.unwrap();
        assert_eq!(said.size, 10, "{range}");
        assert_eq!(said.range.end - said.range.start, expected.len() as u64);
        let bytes = read(&shelf, id, Some(range.clone())).await;
        assert_eq!(bytes, expected.as_bytes(), "{range}");
    }
}

#[tokio::test]
async fn a_range_outside_the_file_is_told_from_a_missing_file() {
    let shelf = Shelf::new();
    let id = shelf.put("0123456789".into()).await;
    let outside = shelf.blobs.read(id, Some(GetRange::Offset(10))).await;
    assert!(matches!(
        outside.err(),
        Some(MediaError::RangeOutside { size: 10, .. })
    ));
    let missing = BlobId::of(b"never stored");
    let range = Some(GetRange::Offset(0));
    let error = shelf.blobs.read(missing, range).await.err();
    assert!(matches!(error, Some(MediaError::NotFound(id)) if id == missing));
}

#[tokio::test]
async fn more_bytes_than_asked_for_are_refused() {
    let shelf = Shelf::new();
    let id = shelf.put("0123456789".into()).await;
    assert_eq!(shelf.blobs.bytes(id, 10).await.unwrap(), "0123456789");
    let error = shelf.blobs.bytes(id, 9).await.unwrap_err();
    assert!(matches!(error, MediaError::TooLarge { limit: 9, .. }));
}

#[tokio::test]
async fn any_object_store_can_keep_the_blobs() {
    let blobs = BlobStore::new(Arc::new(InMemory::new()));
    let bytes = large();
    let chunks = stream::iter([Ok::<_, MediaError>(bytes.clone())]);
    let stored = blobs.put_stream(chunks).await.unwrap();
    assert!(blobs.bytes(stored.id, u64::MAX).await.unwrap() == bytes);
}
