//! Pictures of stored attachments, each made once and kept.

use bytes::Bytes;

use super::decode::{self, Decoded, PictureLimits};
use super::encode::{self, Picture};
use super::mask::{self, MaskPalette};
use super::scale::{self, Size};
use super::workbench::Workbench;
use crate::probe::{self, Probe, SAMPLE_BYTES};
use crate::single_flight::SingleFlight;
use crate::{Asker, BlobId, BlobStore, MediaError};

/// Part of the name of every kept picture: a new number when pictures come out differently, so that
/// old ones are not served.
const RECIPE: u32 = 1;

/// The sizes pictures are made in. None is larger than its original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureKind {
    /// Fits 96 × 72 pixels: a table row.
    Row,
    /// Fits 320 × 240 pixels: a tile of the grid.
    Tile,
    /// Fits 1600 × 1600 pixels: the hover preview.
    Preview,
}

impl PictureKind {
    /// The frame that the picture fits.
    pub const fn frame(self) -> Size {
        let (width, height) = match self {
            Self::Row => (96, 72),
            Self::Tile => (320, 240),
            Self::Preview => (1600, 1600),
        };
        Size { width, height }
    }

    fn name(self) -> String {
        let word = match self {
            Self::Row => "row",
            Self::Tile => "tile",
            Self::Preview => "preview",
        };
        format!("{word}.{RECIPE}")
    }
}

/// How to show an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Original {
    /// Send the blob as it is; `mime` is told from its bytes.
    AsStored { mime: &'static str },
    /// Browsers do not show the format, or not upright, so here it is as PNG, upright, with 8 bits a
    /// channel.
    Converted(Picture),
}

/// The pictures of one blob, smallest last; all come from one decoding.
#[derive(Debug, Clone)]
struct Thumbnails {
    preview: Picture,
    tile: Picture,
    row: Picture,
}

/// Makes pictures of blobs on a bounded number of blocking threads and keeps them in the
/// [`BlobStore`]. However many ask for the same picture at once, it is made once. Clones share all.
#[derive(Clone)]
pub struct Pictures {
    blobs: BlobStore,
    limits: PictureLimits,
    bench: Workbench,
    asker: Asker,
    // Each asker's work is its own: nobody waits in another's queue.
    thumbnails: SingleFlight<(Asker, BlobId), Thumbnails>,
    others: SingleFlight<(Asker, BlobId, String), Picture>,
}

impl Pictures {
    pub fn new(blobs: BlobStore, limits: PictureLimits) -> Self {
        Self {
            blobs,
            limits,
            bench: Workbench::new(limits.memory_bytes),
            asker: Asker::Nobody,
            thumbnails: SingleFlight::default(),
            others: SingleFlight::default(),
        }
    }

    /// The same pictures, whose work counts as this asker's: one asker's work leaves room for that of
    /// others.
    #[must_use]
    pub fn on_behalf_of(&self, asker: Asker) -> Self {
        Self {
            bench: self.bench.on_behalf_of(asker),
            asker,
            ..self.clone()
        }
    }

    /// A picture of a blob in the size of `kind`, upright as its EXIF orientation asks. The first
    /// question makes and keeps all kinds, since decoding costs far more than scaling: the preview
    /// is warm once the tile is seen.
    ///
    /// # Errors
    /// [`MediaError::NotFound`], [`MediaError::TooLarge`], [`MediaError::TooManyPixels`],
    /// [`MediaError::Undecodable`], and [`MediaError::NotAPicture`] also for AVIF and HEIC, which
    /// are kept and sent but not decoded.
    pub async fn picture(&self, blob: BlobId, kind: PictureKind) -> Result<Picture, MediaError> {
        if let Some(kept) = self.blobs.derived(blob, &kind.name()).await? {
            return Ok(Picture::encoded(kept));
        }
        let work = self.clone().make_thumbnails(blob);
        let made = self.thumbnails.run((self.asker, blob), work).await?;
        Ok(match kind {
            PictureKind::Row => made.row,
            PictureKind::Tile => made.tile,
            PictureKind::Preview => made.preview,
        })
    }

    /// How to show the original: as it is; TIFF, BMP, and what browsers would not turn, as PNG.
    pub async fn original(&self, blob: BlobId) -> Result<Original, MediaError> {
        let head = self.blobs.head(blob, SAMPLE_BYTES as u64).await?;
        let (mime, _) = probe::format(&head);
        let limits = self.limits;
        let is_shown = !matches!(mime, "image/tiff" | "image/bmp");
        if is_shown && !(probe::has_exif_that_browsers_miss(&head) && self.is_turned(blob).await?) {
            return Ok(Original::AsStored { mime });
        }
        let convert = move |bytes: &Bytes| {
            let decoded = decode::decode(bytes, limits)?;
            let mut pixels = scale::to_eight_bits(decoded.pixels);
            pixels.apply_orientation(decoded.orientation);
            encode::encode_png(&pixels, decoded.profile.as_deref())
        };
        let picture = self.kept(blob, format!("original.{RECIPE}"), convert);
        Ok(Original::Converted(picture.await?))
    }

    /// A file that cannot be read is not turned.
    async fn is_turned(&self, blob: BlobId) -> Result<bool, MediaError> {
        let limits = self.limits;
        let turned = self
            .work(blob, move |bytes| decode::is_turned(bytes, limits))
            .await;
        match turned {
            Err(error @ (MediaError::NotFound { .. } | MediaError::Interrupted(_))) => Err(error),
            turned => Ok(turned.unwrap_or_default()),
        }
    }

    /// The labels of a segmentation mask in the colours of `palette`, transparent elsewhere, as PNG
    /// that lies over the picture: full size, or fitting `frame`. Nothing is blended at edges.
    pub async fn mask_overlay(
        &self,
        mask: BlobId,
        palette: MaskPalette,
        frame: Option<Size>,
    ) -> Result<Picture, MediaError> {
        let size = frame.map_or_else(String::new, |frame| {
            format!("-{}x{}", frame.width, frame.height)
        });
        let name = format!("mask-{}{size}.{RECIPE}", palette.fingerprint());
        let limits = self.limits;
        let colour = move |bytes: &Bytes| mask::mask_overlay(bytes, &palette, frame, limits);
        self.kept(mask, name, colour).await
    }

    /// What a blob is; the whole of it is read only if it is a picture.
    pub async fn probe(&self, blob: BlobId) -> Result<Probe, MediaError> {
        let head = self.blobs.head(blob, SAMPLE_BYTES as u64).await?;
        let probe = probe::probe(&head);
        if probe.kind != domain::MediaKind::Image || probe.width.is_some() {
            return Ok(probe);
        }
        let slot = self.bench.slot().await?;
        match self.blobs.bytes(blob, self.limits.file_bytes).await {
            Ok(bytes) => {
                let memory = bytes.len() as u64;
                slot.run(memory, move || Ok(probe::probe(&bytes))).await
            }
            Err(MediaError::TooLarge { .. }) => Ok(probe),
            Err(error) => Err(error),
        }
    }

    /// The picture kept under `name`, or made by `make` from the blob's bytes and kept.
    async fn kept<M>(&self, blob: BlobId, name: String, make: M) -> Result<Picture, MediaError>
    where
        M: FnOnce(&Bytes) -> Result<Picture, MediaError> + Send + 'static,
    {
        let pictures = self.clone();
        let key = (self.asker, blob, name.clone());
        let work = async move {
            if let Some(kept) = pictures.blobs.derived(blob, &name).await? {
                return Ok(Picture::encoded(kept));
            }
            let made = pictures.work(blob, make).await?;
            let bytes = made.bytes.clone();
            pictures.blobs.put_derived(blob, &name, bytes).await?;
            Ok(made)
        };
        self.others.run(key, work).await
    }

    async fn make_thumbnails(self, blob: BlobId) -> Result<Thumbnails, MediaError> {
        // Another flight can have landed between the caller's look and this one.
        if let Some(kept) = self.kept_thumbnails(blob).await? {
            return Ok(kept);
        }
        let limits = self.limits;
        let made = self
            .work(blob, move |bytes| thumbnails(bytes, limits))
            .await?;
        for (kind, picture) in [
            (PictureKind::Preview, &made.preview),
            (PictureKind::Tile, &made.tile),
            (PictureKind::Row, &made.row),
        ] {
            let bytes = picture.bytes.clone();
            self.blobs.put_derived(blob, &kind.name(), bytes).await?;
        }
        Ok(made)
    }

    async fn kept_thumbnails(&self, blob: BlobId) -> Result<Option<Thumbnails>, MediaError> {
        let kept = async |kind: PictureKind| {
            let bytes = self.blobs.derived(blob, &kind.name()).await?;
            Ok::<_, MediaError>(bytes.map(Picture::encoded))
        };
        // The row is kept last: without it, the others are not all there.
        let Some(row) = kept(PictureKind::Row).await? else {
            return Ok(None);
        };
        let (preview, tile) = (
            kept(PictureKind::Preview).await?,
            kept(PictureKind::Tile).await?,
        );
        Ok(preview
            .zip(tile)
            .map(|(preview, tile)| Thumbnails { preview, tile, row }))
    }

    /// Runs `make` on the bytes of a blob, on the bench.
    async fn work<T, M>(&self, blob: BlobId, make: M) -> Result<T, MediaError>
    where
        T: Send + 'static,
        M: FnOnce(&Bytes) -> Result<T, MediaError> + Send + 'static,
    {
        let slot = self.bench.slot().await?;
        let bytes = self.blobs.bytes(blob, self.limits.file_bytes).await?;
        let memory = decode::memory_needed(&bytes, self.limits)?;
        slot.run(memory, move || make(&bytes)).await
    }
}

fn thumbnails(bytes: &[u8], limits: PictureLimits) -> Result<Thumbnails, MediaError> {
    let Decoded {
        pixels,
        orientation,
        profile,
    } = decode::decode(bytes, limits)?;
    let size = Size::of(&pixels).fit(PictureKind::Preview.frame());
    let scaled = if size == Size::of(&pixels) {
        pixels
    } else {
        scale::scale(&pixels, size)?
    };
    let mut preview = scale::to_eight_bits(scaled);
    preview.apply_orientation(orientation);
    let tile = scale::scale(&preview, Size::of(&preview).fit(PictureKind::Tile.frame()))?;
    let row = scale::scale(&tile, Size::of(&tile).fit(PictureKind::Row.frame()))?;
    let profile = profile.as_deref();
    Ok(Thumbnails {
        preview: encode::encode(&preview, profile)?,
        tile: encode::encode(&tile, profile)?,
        row: encode::encode(&row, profile)?,
    })
}
