//! Blobs in a bucket of S3, or of what speaks like it.

use std::fmt;
use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;

use super::BlobStore;
use crate::MediaError;

/// Which bucket, and how to reach it. What is not said here comes from the variables that Amazon's
/// tools read too (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, …), else from the
/// machine's own role.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Bucket {
    pub name: String,
    /// Stands before the names of all objects; empty for none.
    pub prefix: String,
    /// Where it is not Amazon's, such as `http://minio.internal:9000`.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub access_key_id: Option<String>,
    pub secret_access_key: Option<String>,
}

impl fmt::Debug for Bucket {
    /// Without the keys.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bucket({self})")
    }
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s3://{}", self.name)?;
        if !self.prefix.is_empty() {
            write!(f, "/{}", self.prefix)?;
        }
        match &self.endpoint {
            Some(endpoint) => write!(f, " at {endpoint}"),
            None => Ok(()),
        }
    }
}

impl BlobStore {
    /// A store in a bucket, which is there already.
    ///
    /// # Errors
    /// Where the settings do not fit together. Whether the bucket answers, [`BlobStore::check`]
    /// tells.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self, MediaError> {
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(&bucket.name);
        if let Some(endpoint) = &bucket.endpoint {
            let is_plain = endpoint.starts_with("http://");
            builder = builder.with_endpoint(endpoint).with_allow_http(is_plain);
        }
        if let Some(region) = &bucket.region {
            builder = builder.with_region(region);
        }
        if let Some(id) = &bucket.access_key_id {
            builder = builder.with_access_key_id(id);
        }
        if let Some(secret) = &bucket.secret_access_key {
            builder = builder.with_secret_access_key(secret);
        }
        let objects = builder.build()?;
        Ok(if bucket.prefix.is_empty() {
            Self::new(Arc::new(objects))
        } else {
            Self::new(Arc::new(PrefixStore::new(objects, bucket.prefix.as_str())))
        })
    }
}
