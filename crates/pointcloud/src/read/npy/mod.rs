//! NPY, NumPy's format of one array.
//!
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>

mod array;
mod body;
mod header;

pub(super) use array::Array;
pub(super) use body::{assigned, read};
