//! Who changes a task.

/// A person, or a program of the team that holds a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor<'a> {
    /// By `account_id`.
    Account(i32),
    Key {
        api_key_id: i32,
        /// The key's.
        name: &'a str,
    },
}

impl Actor<'_> {
    pub(crate) const fn account_id(self) -> Option<i32> {
        match self {
            Self::Account(account_id) => Some(account_id),
            Self::Key { .. } => None,
        }
    }

    /// How histories name a program.
    pub(crate) fn author(self) -> Option<String> {
        match self {
            Self::Account(_) => None,
            Self::Key { name, .. } => Some(format!("API key {name}")),
        }
    }
}

impl From<i32> for Actor<'_> {
    fn from(account_id: i32) -> Self {
        Self::Account(account_id)
    }
}
