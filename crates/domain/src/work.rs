//! What labelers' programs ask for.

use crate::record::{Checker, FieldProblem, MAX_NAME_BYTES};
use crate::task_list::filter::MAX_VALUES;
use crate::{TaskId, TaskType};

/// How long a task is held unless told otherwise, in seconds.
pub const LEASE_SECONDS: i32 = 600;

const MIN_LEASE_SECONDS: i32 = 1;
const MAX_LEASE_SECONDS: i32 = 24 * 60 * 60;

/// The most tasks of one claim.
const MAX_CLAIMED: i32 = 100;

/// Tags to be looked for, as many as a filter takes.
fn tags(fields: &mut Checker<'_>) -> Vec<String> {
    let mut tags = fields.texts("tags");
    if tags.len() > MAX_VALUES {
        let message = format!("has {} tags; name at most {MAX_VALUES}", tags.len());
        fields.report("tags", message);
        tags.clear();
    }
    tags
}

/// Which tasks a program wants to work on. Each field narrows; an absent one lets all through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub task_id: Option<TaskId>,
    pub project: Option<String>,
    pub batch: Option<String>,
    pub task_type: Option<TaskType>,
    /// A task passes with any of them.
    pub tags: Vec<String>,
    /// The most tasks that are given.
    pub limit: i32,
    pub lease_seconds: i32,
    /// Who works on them, as the program calls them; empty for itself.
    pub worker: String,
}

impl Default for Claim {
    fn default() -> Self {
        Self {
            task_id: None,
            project: None,
            batch: None,
            task_type: None,
            tags: Vec::new(),
            limit: 1,
            lease_seconds: LEASE_SECONDS,
            worker: String::new(),
        }
    }
}

impl Claim {
    /// Reads the fields of a request.
    ///
    /// # Errors
    /// Every problem found.
    pub fn read(mut fields: Checker<'_>) -> Result<Self, Vec<FieldProblem>> {
        let claim = Self {
            task_id: fields.word("task_id"),
            project: fields.name("project", MAX_NAME_BYTES),
            batch: fields.name("batch", MAX_NAME_BYTES),
            task_type: fields.word("type"),
            tags: tags(&mut fields),
            limit: fields.number("limit", 1, MAX_CLAIMED).unwrap_or(1),
            lease_seconds: lease_seconds(&mut fields),
            worker: fields.name("worker", MAX_NAME_BYTES).unwrap_or_default(),
        };
        fields.finish()?;
        Ok(claim)
    }
}

/// How long a task is held from now on.
pub fn lease_seconds(fields: &mut Checker<'_>) -> i32 {
    fields
        .number("lease_seconds", MIN_LEASE_SECONDS, MAX_LEASE_SECONDS)
        .unwrap_or(LEASE_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(body: &str) -> Result<Claim, Vec<FieldProblem>> {
        Claim::read(Checker::body(body).unwrap())
    }

    #[test]
    fn a_claim_asks_for_one_task_of_any_kind_unless_told_otherwise() {
        assert_eq!(claim("{}"), Ok(Claim::default()));
        let all = claim(r#"{"project": "Day", "tags": ["a"], "limit": 5, "lease_seconds": 60}"#);
        assert_eq!(all.unwrap().limit, 5);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_remedy() {
        let problem = |body| claim(body).unwrap_err()[0].to_string();
        assert_eq!(
            problem(r#"{"limit": 0}"#),
            "`limit` is 0; give a whole number from 1 to 100"
        );
        assert!(problem(r#"{"lease_seconds": 1e9}"#).starts_with("`lease_seconds` is 1e9"));
        assert!(problem(r#"{"type": "x"}"#).starts_with("`type` is not usable"));
    }
}
