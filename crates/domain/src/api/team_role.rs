//! Roles by the names that Scale's API has for them.

use crate::Role;
use crate::named::named_enum;

named_enum! {
    /// A role in a team (`scaleapi` 2.18.4, `scaleapi/teams.py`).
    pub enum TeamRole {
        /// Works on tasks, and sees no others. Here, labelers are programs with a key.
        Labeler = 0, "labeler", "Labeler";
        Member = 1, "member", "Member";
        Manager = 2, "manager", "Manager";
        Admin = 3, "admin", "Admin";
    }
}

/// A role that people here cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "`team_role` is labeler; labelers work through /v1/work with a key of the role work, so give \
     people the role member, manager or admin"
)]
pub struct NoLabelers;

impl TeamRole {
    /// What it is here.
    pub const fn role(self) -> Result<Role, NoLabelers> {
        match self {
            Self::Labeler => Err(NoLabelers),
            Self::Member => Ok(Role::Viewer),
            Self::Manager => Ok(Role::Auditor),
            Self::Admin => Ok(Role::Admin),
        }
    }
}

impl From<Role> for TeamRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Member,
            Role::Auditor => Self::Manager,
            Role::Admin => Self::Admin,
        }
    }
}
