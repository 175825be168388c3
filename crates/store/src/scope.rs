//! Whose tasks.

use crate::{Error, Result};

/// A team, and whether its live or its test tasks are meant. Test tasks are those made with a test
/// key; the two never mix in a list, a count or an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scope {
    pub team_id: i32,
    pub is_test: bool,
}

impl Scope {
    pub const fn live(team_id: i32) -> Self {
        Self {
            team_id,
            is_test: false,
        }
    }

    pub const fn test(team_id: i32) -> Self {
        Self {
            team_id,
            is_test: true,
        }
    }

    /// Whether this scope may change a project or a batch, which both modes see where it is live.
    ///
    /// # Errors
    /// [`Error::Forbidden`] with the remedy.
    pub(crate) fn may_change(self, what: &str, name: &str, is_test: bool) -> Result<()> {
        if self.is_test == is_test {
            return Ok(());
        }
        Err(Error::Forbidden(format!(
            "the {what} `{name}` is shared with live tasks, and a test key changes test things only; \
             use a live key, or make a {what} with this one"
        )))
    }
}
