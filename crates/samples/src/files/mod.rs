//! File formats, as small as the sample set needs them.

mod jpeg;
mod mask;
mod pdf;
mod wav;

pub use jpeg::{Orientation, jpeg};
pub use mask::{combined, indexed, unlabeled};
pub use pdf::pdf;
pub use wav::wav;
