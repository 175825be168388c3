//! What can be done to many tasks.

use domain::audit::Judgement;
use serde::{Deserialize, Serialize};

/// What is done to each of the selected tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BulkAction {
    Judge(Judgement),
    /// Takes back those that nobody has completed yet.
    Cancel,
    AddTags(Vec<String>),
    RemoveTags(Vec<String>),
}

impl BulkAction {
    /// What has happened to a changed task.
    pub fn done(&self) -> &'static str {
        match self {
            Self::Judge(Judgement::Accept { .. }) => "accepted",
            Self::Judge(Judgement::Reject { .. }) => "rejected",
            Self::Judge(Judgement::Fix { .. }) => "fixed",
            Self::Cancel => "canceled",
            Self::AddTags(_) => "tagged",
            Self::RemoveTags(_) => "untagged",
        }
    }
}
