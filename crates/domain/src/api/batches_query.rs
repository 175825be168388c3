//! What `GET /v1/batches` is asked for.

use super::BatchStatus;
use super::pairs::{flag, number, pairs, set_from, set_to, time, word};
use super::tasks_query::MAX_LIMIT;
use crate::TimeRange;
use crate::record::FieldProblem;

const KNOWN: &str =
    "start_time, end_time, status, project, limit, offset, exclude_archived, detailed";

/// A page of batches, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchesQuery {
    pub created: TimeRange,
    pub status: Option<BatchStatus>,
    pub project: Option<String>,
    pub limit: u32,
    pub offset: u32,
    /// With the counts of tasks by status.
    pub is_detailed: bool,
}

impl Default for BatchesQuery {
    fn default() -> Self {
        Self {
            created: TimeRange::default(),
            status: None,
            project: None,
            limit: MAX_LIMIT,
            offset: 0,
            is_detailed: false,
        }
    }
}

impl BatchesQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// The first parameter that cannot be taken, or is unknown.
    pub fn parse(query: &str) -> Result<Self, FieldProblem> {
        let mut asked = Self::default();
        for (name, value) in pairs(query)? {
            match name.as_str() {
                "start_time" => set_from(&mut asked.created, time(&name, &value)?),
                "end_time" => set_to(&mut asked.created, time(&name, &value)?),
                "status" => asked.status = Some(word(&name, &value)?),
                "project" => asked.project = Some(value),
                "limit" => asked.limit = number(&name, &value, 1, MAX_LIMIT, "batches a page")?,
                "offset" => {
                    asked.offset = number(&name, &value, 0, i32::MAX.unsigned_abs(), "batches")?;
                }
                "detailed" => asked.is_detailed = flag(&name, &value)?,
                // No batch is ever archived.
                "exclude_archived" => {
                    flag(&name, &value)?;
                }
                _ => {
                    let message = format!("is no parameter here; use {KNOWN}");
                    return Err(FieldProblem::new(name, message));
                }
            }
        }
        Ok(asked)
    }
}
