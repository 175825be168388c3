//! What is known of a file's columns beside the file.

use std::collections::BTreeMap;

/// The most columns that are named.
const MOST: usize = 64;

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
    /// What the fragment of a frame's name or URL says, `#columns=` and a list with commas: the names
    /// of all columns, or where a file names its columns `name:name to take it by`. A fragment is
    /// never sent to the server that has the file.
    ///
    /// ```
    /// use pointcloud::Hints;
    ///
    /// let hints = Hints::of("https://example.com/1.bin#columns=x,y,z,intensity,elongation,nlz");
    /// assert_eq!(hints.columns.len(), 6);
    /// let hints = Hints::of("1.pcd#columns=reflectivity:intensity,intensity:raw");
    /// assert_eq!(hints.renamed["reflectivity"], "intensity");
    /// assert_eq!(Hints::of("1.pcd"), Hints::default());
    /// ```
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut hints = Self::default();
        let list = name
            .split_once('#')
            .and_then(|(_, fragment)| fragment.strip_prefix("columns="));
        for part in list.into_iter().flat_map(|list| list.split(',')).take(MOST) {
            match part.split_once(':') {
                Some((name, other)) => {
                    hints.renamed.insert(name.to_owned(), other.to_owned());
                }
                None => hints.columns.push(part.to_owned()),
            }
        }
        hints
    }

    /// The name by which a column is taken.
    pub(super) fn name<'a>(&'a self, name: &'a str) -> &'a str {
        self.renamed.get(name).map_or(name, String::as_str)
    }
}
