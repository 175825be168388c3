//! Projects as their team sees them, and what may be set of one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::RejectPolicy;
use crate::indexed::{MAX_NAME_BYTES, check_text};
use crate::record::{FieldProblem, RawFields};
use crate::{StatusCounts, TaskType};

/// A project in the list of its team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectRow {
    pub project_id: i32,
    pub name: String,
    /// Unknown where only tasks of several types named it.
    pub task_type: Option<TaskType>,
    pub reject_policy: RejectPolicy,
    pub created_at: DateTime<Utc>,
    pub counts: StatusCounts,
    pub batches: i64,
}

/// A project with what its new tasks get.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFacts {
    pub project: ProjectRow,
    /// Text of a JSON object, as it is spelled.
    pub params: String,
    /// Markdown; one of the parameters, or what an import brought.
    pub instruction: String,
    /// Oldest first; none before somebody sets parameters.
    pub versions: Vec<ParamsVersion>,
}

impl ProjectFacts {
    /// Which version of the parameters this is; a change names it.
    pub fn version(&self) -> Option<i32> {
        self.versions.last().map(|last| last.version)
    }
}

/// When a version of a project's parameters was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParamsVersion {
    /// The first is 0.
    pub version: i32,
    pub created_at: DateTime<Utc>,
}

/// A project's name without spaces around it.
///
/// # Errors
/// Where nobody could use it.
pub fn clean_name(name: &str) -> Result<&str, FieldProblem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(FieldProblem::new("name", "is empty; give a text"));
    }
    check_text("name", name, MAX_NAME_BYTES)?;
    Ok(name)
}

/// How many parameters a text has, if a project can have it as its parameters.
///
/// # Errors
/// Where it is no JSON object, or holds what other programs could not read.
pub fn check_params(text: &str) -> Result<usize, FieldProblem> {
    let sound: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(text);
    let problem = |error: serde_json::Error| {
        let message = format!("is not a JSON object ({error}); write one like {{…}}");
        FieldProblem::new("params", message)
    };
    sound.map_err(problem)?;
    let fields = RawFields::parse(text).map_err(problem)?;
    Ok(fields.iter().count())
}

#[cfg(test)]
mod tests {
    use super::{check_params, clean_name};

    #[test]
    fn a_name_is_trimmed_and_has_letters() {
        assert_eq!(clean_name(" Street/Süd 1 "), Ok("Street/Süd 1"));
        assert!(clean_name(" \t").is_err());
        assert!(clean_name("a\0").is_err());
        assert!(clean_name(&"ü".repeat(501)).is_err());
    }

    #[test]
    fn parameters_are_one_object_that_everybody_can_read() {
        assert_eq!(check_params("{}"), Ok(0));
        assert_eq!(check_params(r#"{"a": 1.0, "b": null}"#), Ok(2));
        for bad in ["", "[]", "{", r#"{"a": "\ud800"}"#, "{} {}"] {
            let problem = check_params(bad).unwrap_err().to_string();
            assert!(
                problem.starts_with("`params` is not a JSON object"),
                "{problem}"
            );
        }
        let problem = check_params("{\n  \"a\": }").unwrap_err().to_string();
        assert!(problem.contains("line 2 column 8"), "{problem}");
    }
}
