//! Pictures made from stored bytes: thumbnails, previews, originals a browser can show, masks.

mod decode;
mod encode;
mod mask;
mod pictures;
mod scale;
mod scans;
mod workbench;

pub use decode::PictureLimits;
pub use encode::Picture;
pub use mask::MaskPalette;
pub use pictures::{Original, PictureKind, Pictures};
pub use scale::Size;
pub(crate) use workbench::Workbench;
