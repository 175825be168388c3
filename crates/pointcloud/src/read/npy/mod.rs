//! NPY, NumPy's format of one array.
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

mod body;
mod header;

pub(super) use body::read;
