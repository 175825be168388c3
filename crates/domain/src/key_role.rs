//! What an API key may do.

use crate::Role;
use crate::named::named_enum;

named_enum! {
    /// An API key's role; each may do all that the one before may.
    pub enum KeyRole {
        /// Reads tasks and responses.
        Read = 0, "read", "Read";
        /// Also creates tasks, cancels and tags them.
        Write = 1, "write", "Write";
        /// Also takes tasks and answers them, as an annotation tool does.
        Work = 2, "work", "Work";
        /// Also manages projects, batches and webhooks.
        Admin = 3, "admin", "Admin";
    }
}

impl KeyRole {
    /// Whether this role may do what `needed` may.
    pub fn allows(self, needed: Self) -> bool {
        self >= needed
    }

    /// What is left of this role in a key made by a person who now has the role `maker`. Only admins may
    /// do what keys above [`KeyRole::Read`] do.
    #[must_use]
    pub fn capped_by(self, maker: Role) -> Self {
        match maker {
            Role::Admin => self,
            Role::Auditor | Role::Viewer => Self::Read,
        }
    }

    /// What a key of this role may do, in words.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Read => "reads tasks and responses",
            Self::Write => "also creates, cancels and tags tasks",
            Self::Work => "also takes tasks and answers them",
            Self::Admin => "also manages projects, batches and webhooks",
        }
    }
}
