//! Where blobs are kept: a folder by default, any object store by configuration.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use futures::stream::BoxStream;
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{GetRange, MultipartUpload, ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;

use super::BlobId;
use super::part::{get_part, outside};
use crate::MediaError;

/// Bytes held in memory by one upload: an object of less is put in one request, and the parts of a
/// larger one have this size (S3 wants at least 5 MiB).
const PART_BYTES: usize = 8 << 20;

/// Parts of one upload on their way at a time.
const PARTS_IN_FLIGHT: usize = 2;

/// A content-addressed store: the same bytes are kept once, whoever brings them, and what is stored
/// under an id never changes.
///
/// Blobs are at `blobs/{first two digits}/{id}`, pictures made from them at `derived/{id}/{name}`,
/// and uploads still on their way at `incoming/`. A crash can leave a file in `incoming/`, never a
/// half blob; [`BlobStore::sweep`] removes it later. Of an upload to S3 in parts that was never ended,
/// no list tells: a lifecycle rule of the bucket (`AbortIncompleteMultipartUpload`) clears those.
#[derive(Debug, Clone)]
pub struct BlobStore {
    pub(super) objects: Arc<dyn ObjectStore>,
    /// Where the store is, if it is in a folder.
    pub(super) folder: Option<PathBuf>,
}

/// What a put stored, or found to be stored already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredBlob {
    pub id: BlobId,
    /// In bytes.
    pub size: u64,
}

/// A blob, or a range of it, being read.
pub struct BlobRead {
    /// Bytes of the whole blob.
    pub size: u64,
    /// The bytes that `stream` gives, counted from the blob's first.
    pub range: Range<u64>,
    pub stream: BoxStream<'static, Result<Bytes, MediaError>>,
}

impl BlobStore {
    /// A store on any object store, such as a bucket or memory.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self {
            objects,
            folder: None,
        }
    }

    /// A store in a folder, which is made if it is missing. A blob is on the disk, and not only on
    /// its way there, when a put returns.
    pub fn in_folder(folder: &Path) -> Result<Self, MediaError> {
        std::fs::create_dir_all(folder)?;
        let files = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self {
            folder: Some(folder.to_owned()),
            ..Self::new(Arc::new(files))
        })
    }

    /// Whether the store answers: lists what is on its way in, which is little.
    pub async fn check(&self) -> Result<(), MediaError> {
        let incoming = Key::from("incoming");
        self.objects.list_with_delimiter(Some(&incoming)).await?;
        Ok(())
    }

    /// Keeps `bytes`.
    pub async fn put_bytes(&self, bytes: Bytes) -> Result<StoredBlob, MediaError> {
        let blob = StoredBlob {
            id: BlobId::of(&bytes),
            size: bytes.len() as u64,
        };
        if !self.exists(blob.id).await? {
            self.objects.put(&blob_key(blob.id), bytes.into()).await?;
        }
        Ok(blob)
    }

    /// Keeps a copy of a local file, in constant memory.
    pub async fn put_file(&self, path: &Path) -> Result<StoredBlob, MediaError> {
        let file = tokio::fs::File::open(path).await?;
        let chunks = ReaderStream::with_capacity(file, 1 << 20).map_err(MediaError::from);
        self.put_stream(chunks).await
    }

    /// Keeps what a stream brings, in constant memory. When the stream fails, nothing is kept and
    /// the stream's error is returned.
    pub async fn put_stream<E>(
        &self,
        chunks: impl Stream<Item = Result<Bytes, E>> + Send,
    ) -> Result<StoredBlob, E>
    where
        E: From<MediaError>,
    {
        let mut chunks = std::pin::pin!(chunks);
        let mut head = BytesMut::new();
        while let Some(chunk) = chunks.next().await {
            head.extend_from_slice(&chunk?);
            if head.len() > PART_BYTES {
                return self.put_large(head.freeze(), chunks).await;
            }
        }
        Ok(self.put_bytes(head.freeze()).await?)
    }

    /// Uploads to `incoming/` while hashing, then moves the whole object to its id.
    async fn put_large<E>(
        &self,
        head: Bytes,
        chunks: impl Stream<Item = Result<Bytes, E>> + Send + Unpin,
    ) -> Result<StoredBlob, E>
    where
        E: From<MediaError>,
    {
        let incoming = Key::from(format!("incoming/{:032x}", rand::random::<u128>()));
        let upload = self
            .objects
            .put_multipart(&incoming)
            .await
            .map_err(MediaError::from)?;
        let blob = upload_all(upload, head, chunks).await?;
        self.settle(&incoming, blob.id).await?;
        Ok(blob)
    }

    async fn settle(&self, incoming: &Key, id: BlobId) -> Result<(), MediaError> {
        if self.exists(id).await? {
            self.objects.delete(incoming).await?;
        } else {
            self.objects.rename(incoming, &blob_key(id)).await?;
        }
        Ok(())
    }

    pub async fn exists(&self, id: BlobId) -> Result<bool, MediaError> {
        match self.size(id).await {
            Ok(_) => Ok(true),
            Err(MediaError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Bytes of a blob.
    pub async fn size(&self, id: BlobId) -> Result<u64, MediaError> {
        let meta = self.objects.head(&blob_key(id)).await;
        Ok(meta.map_err(|error| blob_error(id, error))?.size)
    }

    /// Starts to read a blob, or the range of it, as a stream.
    pub async fn read(&self, id: BlobId, range: Option<GetRange>) -> Result<BlobRead, MediaError> {
        let key = blob_key(id);
        let found = if let Some(range) = range {
            get_part(&self.objects, id, &key, range).await?
        } else {
            let found = self.objects.get(&key).await;
            found.map_err(|error| blob_error(id, error))?
        };
        Ok(BlobRead {
            size: found.meta.size,
            range: found.range.clone(),
            stream: found.into_stream().map_err(MediaError::from).boxed(),
        })
    }

    /// A whole blob in memory, unless it has more than `limit` bytes.
    pub async fn bytes(&self, id: BlobId, limit: u64) -> Result<Bytes, MediaError> {
        let found = self.objects.get(&blob_key(id)).await;
        let found = found.map_err(|error| blob_error(id, error))?;
        if found.meta.size > limit {
            let what = format!("file {id}");
            return Err(MediaError::TooLarge { what, limit });
        }
        Ok(found.bytes().await?)
    }

    /// The first bytes of a blob, at most `length`.
    pub(crate) async fn head(&self, id: BlobId, length: u64) -> Result<Bytes, MediaError> {
        let range = GetRange::Bounded(0..length);
        match get_part(&self.objects, id, &blob_key(id), range).await {
            Ok(found) => Ok(found.bytes().await?),
            Err(MediaError::RangeOutside { size: 0, .. }) => Ok(Bytes::new()),
            Err(error) => Err(error),
        }
    }

    /// What was derived from a blob under `name`, if it was.
    pub(crate) async fn derived(
        &self,
        id: BlobId,
        name: &str,
    ) -> Result<Option<Bytes>, MediaError> {
        match self.objects.get(&derived_key(id, name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Some bytes of what was derived from a blob under `name`.
    pub(crate) async fn derived_range(
        &self,
        id: BlobId,
        name: &str,
        range: Range<u64>,
    ) -> Result<Bytes, MediaError> {
        let asked = GetRange::Bounded(range.clone());
        let found = get_part(&self.objects, id, &derived_key(id, name), asked.clone()).await?;
        if found.range != range {
            return Err(outside(&asked, found.meta.size));
        }
        Ok(found.bytes().await?)
    }

    /// Keeps what was derived from a blob under `name`.
    pub(crate) async fn put_derived(
        &self,
        id: BlobId,
        name: &str,
        bytes: Bytes,
    ) -> Result<(), MediaError> {
        self.objects
            .put(&derived_key(id, name), bytes.into())
            .await?;
        Ok(())
    }
}

async fn upload_all<E>(
    upload: Box<dyn MultipartUpload>,
    head: Bytes,
    mut chunks: impl Stream<Item = Result<Bytes, E>> + Unpin,
) -> Result<StoredBlob, E>
where
    E: From<MediaError>,
{
    let mut parts = WriteMultipart::new_with_chunk_size(upload, PART_BYTES);
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut next = Some(Ok(head));
    while let Some(chunk) = next {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                abandon(parts).await;
                return Err(error);
            }
        };
        if let Err(error) = parts.wait_for_capacity(PARTS_IN_FLIGHT).await {
            abandon(parts).await;
            return Err(MediaError::from(error).into());
        }
        hash.update(&chunk);
        size += chunk.len() as u64;
        parts.put(chunk);
        next = chunks.next().await;
    }
    parts.finish().await.map_err(MediaError::from)?;
    let id = BlobId::from_bytes(hash.finalize().into());
    Ok(StoredBlob { id, size })
}

/// Frees what was uploaded; the caller has a better error to tell than that this failed too.
async fn abandon(parts: WriteMultipart) {
    if let Err(error) = parts.abort().await {
        tracing::warn!(%error, "an abandoned upload stays in `incoming/`");
    }
}

fn blob_key(id: BlobId) -> Key {
    let name = id.to_string();
    Key::from(format!("blobs/{}/{name}", &name[..2]))
}

fn derived_key(id: BlobId, name: &str) -> Key {
    Key::from(format!("derived/{id}/{name}"))
}

pub(super) fn blob_error(id: BlobId, error: object_store::Error) -> MediaError {
    match error {
        object_store::Error::NotFound { .. } => MediaError::NotFound(id),
        other => other.into(),
    }
}
