use std::fs::{File, FileTimes};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use media::{BlobId, BlobStore, GetRange, MediaError, Reach};
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

const DAY: Duration = Duration::from_hours(24);

/// Makes all files of a shelf two days old.
fn age(shelf: &Shelf) {
    let then = SystemTime::now() - 2 * DAY;
    for name in shelf.files() {
        let file = File::options()
            .write(true)
            .open(shelf.folder.path().join(name));
        let times = FileTimes::new().set_modified(then);
        file.unwrap().set_times(times).unwrap();
    }
}

/// An upload that has written a part and waits for the next one.
async fn upload_under_way(shelf: &Shelf) -> tokio::task::JoinHandle<()> {
    let (blobs, before) = (shelf.blobs.clone(), shelf.files().len());
    let chunks = stream::iter([Ok::<_, MediaError>(large())]).chain(stream::pending());
    let upload = tokio::spawn(async move {
        let _ = blobs.put_stream(chunks).await;
    });
    while shelf.files().len() == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    upload
}

#[tokio::test]
async fn parts_of_killed_uploads_go_after_a_day_and_those_under_way_stay() {
    let shelf = Shelf::new();
    let kept = shelf.put(large()).await;
    // What a killed server leaves: nothing of it runs any more, so nothing is cleared.
    let killed = upload_under_way(&shelf).await;
    let [part] = &shelf.files()[1..] else {
        panic!("{:?}", shelf.files());
    };
    let folder = shelf.folder.path();
    let left = folder.join("incoming/left#1");
    std::fs::copy(folder.join(part), &left).unwrap();
    let part = folder.join(part);
    killed.abort();
    while part.exists() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    std::fs::write(folder.join("incoming/whole"), "not moved any more").unwrap();
    let written = shelf.files()[0].clone() + "#3";
    std::fs::write(folder.join(&written), "half a small one").unwrap();
    assert_eq!(shelf.blobs.sweep(DAY, Reach::Everything).await.unwrap(), 0);
    age(&shelf);
    let before = shelf.files();
    let _under_way = upload_under_way(&shelf).await;
    let mut young = shelf.files();
    young.retain(|name| !before.contains(name));

    assert_eq!(shelf.blobs.sweep(DAY, Reach::Incoming).await.unwrap(), 2);
    assert!(folder.join(&written).exists(), "not looked for");
    assert_eq!(shelf.blobs.sweep(DAY, Reach::Everything).await.unwrap(), 1);
    let name = kept.to_string();
    let blob = format!("blobs/{}/{name}", &name[..2]);
    assert_eq!(shelf.files(), [vec![blob], young].concat());
}

#[tokio::test]
async fn a_store_without_a_folder_is_swept_too() {
    let objects = Arc::new(InMemory::new());
    let key = object_store::path::Path::from("incoming/left");
    object_store::ObjectStoreExt::put(&*objects, &key, "left".into())
        .await
        .unwrap();
    let blobs = BlobStore::new(objects);
    assert_eq!(blobs.sweep(DAY, Reach::Everything).await.unwrap(), 0);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let removed = blobs.sweep(Duration::from_millis(1), Reach::Incoming).await;
    assert_eq!(removed.unwrap(), 1);
}
