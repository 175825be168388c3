//! Reading a range of an object.

use object_store::path::Path as Key;
use object_store::{Error, GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt};

use super::BlobId;
use super::store::blob_error;
use crate::MediaError;

/// Starts to read a range of an object of the blob `id`, with one request. Only where that is
/// refused is the size asked for: stores say in many ways that a range is outside.
pub(super) async fn get_part(
    objects: &dyn ObjectStore,
    id: BlobId,
    key: &Key,
    range: GetRange,
) -> Result<GetResult, MediaError> {
    let options = GetOptions::new().with_range(Some(range.clone()));
    let error = match objects.get_opts(key, options).await {
        Ok(found) if found.range.is_empty() => return Err(outside(&range, found.meta.size)),
        Ok(found) => return Ok(found),
        Err(error @ Error::NotFound { .. }) => return Err(blob_error(id, error)),
        Err(error) => error,
    };
    let size = match objects.head(key).await {
        Ok(meta) => meta.size,
        Err(error) => return Err(blob_error(id, error)),
    };
    Err(if is_inside(&range, size) {
        error.into()
    } else {
        outside(&range, size)
    })
}

fn is_inside(range: &GetRange, size: u64) -> bool {
    match range {
        GetRange::Bounded(bounds) => !bounds.is_empty() && bounds.start < size,
        GetRange::Offset(offset) => *offset < size,
        GetRange::Suffix(length) => *length > 0 && size > 0,
    }
}

/// Tells that an object of `size` bytes has no such range.
pub(super) fn outside(range: &GetRange, size: u64) -> MediaError {
    let asked = match range {
        // The range's own words end one byte before its end, which an empty one has not.
        GetRange::Bounded(bounds) if bounds.is_empty() => "none".to_owned(),
        range => range.to_string(),
    };
    MediaError::RangeOutside { asked, size }
}
