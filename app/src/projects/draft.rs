//! Unsaved texts of projects.

use serde::{Deserialize, Serialize};

/// What was typed, and on which version of the parameters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub version: Option<i32>,
    pub text: String,
}
