//! What the customer's audit said of a task.

use crate::named::named_enum;

named_enum! {
    /// The customer audit status. In the API, [`ReviewStatus::NotReady`] and
    /// [`ReviewStatus::Pending`] are both `pending`; here they are two, so that "Ready to Audit"
    /// is one value and not a rule repeated in every query.
    pub enum ReviewStatus {
        /// There is no response to judge yet.
        NotReady = 0, "not_ready", "Not ready";
        /// Completed, and nobody has judged it.
        Pending = 1, "pending", "Ready to Audit";
        Accepted = 2, "accepted", "Accepted";
        Fixed = 3, "fixed", "Fixed";
        Rejected = 4, "rejected", "Rejected";
        /// Commented on by the customer without a verdict.
        Commented = 5, "commented", "Commented";
    }
}

impl ReviewStatus {
    /// The word in the API's `customer_review_status`.
    pub const fn api_str(self) -> &'static str {
        match self {
            Self::NotReady => Self::Pending.as_str(),
            other => other.as_str(),
        }
    }
}
