//! Whose tasks.

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
}
