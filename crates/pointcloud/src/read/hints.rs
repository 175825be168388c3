//! What is known of a file's columns beside the file.

use std::collections::BTreeMap;

/// What somebody says of the columns of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Hints {
    /// The names of all columns in order, for files that name none: bare floats and arrays of NumPy.
    /// So many numbers are a row. Names are those that formats with names give columns: `x`,
    /// `intensity`, `ring`; what is no such name is not read.
    pub columns: Vec<String>,
    /// For files that name their columns: the name to take one by instead.
    pub renamed: BTreeMap<String, String>,
}

impl Hints {
    /// The name by which a column is taken.
    pub(super) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.renamed.get(name).map_or(name, String::as_str)
    }
}
