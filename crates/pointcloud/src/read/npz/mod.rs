//! NPZ, NumPy's ZIP of arrays: the array that is a cloud, and what others tell of its points.

mod archive;
mod body;
mod choice;

pub(super) use body::read;
