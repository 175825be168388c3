//! What a member of a team may do.

use crate::named::named_enum;

named_enum! {
    /// A team member's role; each may do all that the one before may.
    pub enum Role {
        /// Sees tasks and exports them.
        Viewer = 0, "viewer", "Viewer";
        /// Also judges tasks, tags them and cancels them.
        Auditor = 1, "auditor", "Auditor";
        /// Also imports, manages members, keys, projects and batches.
        Admin = 2, "admin", "Admin";
    }
}

impl Role {
    /// Whether this role may do what `needed` may.
    pub fn allows(self, needed: Self) -> bool {
        self >= needed
    }
}
