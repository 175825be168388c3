//! How a task moves through its life.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::TaskStatus;

/// What moves a task from one status to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Step {
    /// A labeler takes the task.
    Claim,
    /// The labeler gives it back, or the time to do it is over.
    Release,
    /// The first response comes in.
    Complete,
    /// A response comes in for a task that had one before.
    CompleteAgain,
    /// The task cannot be done.
    Fail,
    /// The customer does not want it any more.
    Cancel,
    /// A rejection or a recall sends it back.
    Requeue,
}

/// Every change of status there is. A response for a task that nobody holds any more is taken: the
/// work is done, and nothing is gained by throwing it away.
pub const TRANSITIONS: &[(TaskStatus, Step, TaskStatus)] = &[
    (TaskStatus::Queued, Step::Claim, TaskStatus::InProgress),
    (TaskStatus::Queued, Step::Complete, TaskStatus::Completed),
    (TaskStatus::Queued, Step::CompleteAgain, TaskStatus::Redo),
    (TaskStatus::Queued, Step::Fail, TaskStatus::Error),
    (TaskStatus::Queued, Step::Cancel, TaskStatus::Canceled),
    (TaskStatus::InProgress, Step::Release, TaskStatus::Queued),
    (
        TaskStatus::InProgress,
        Step::Complete,
        TaskStatus::Completed,
    ),
    (
        TaskStatus::InProgress,
        Step::CompleteAgain,
        TaskStatus::Redo,
    ),
    (TaskStatus::InProgress, Step::Fail, TaskStatus::Error),
    (TaskStatus::InProgress, Step::Cancel, TaskStatus::Canceled),
    (TaskStatus::Completed, Step::Requeue, TaskStatus::Queued),
    (TaskStatus::Redo, Step::Requeue, TaskStatus::Queued),
];

/// A step that a task's status does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the task is {}; {step} only {}", .status.label(), .step.allowed_from())]
pub struct StepError {
    pub status: TaskStatus,
    pub step: Step,
}

impl Step {
    /// The completion of a task that has had `response_version` responses.
    pub const fn completion(response_version: i32) -> Self {
        if response_version > 0 {
            Self::CompleteAgain
        } else {
            Self::Complete
        }
    }

    /// The status that follows `status`.
    pub fn apply(self, status: TaskStatus) -> Result<TaskStatus, StepError> {
        TRANSITIONS
            .iter()
            .find(|(from, step, _)| *from == status && *step == self)
            .map(|(_, _, to)| *to)
            .ok_or(StepError { status, step: self })
    }

    /// `Queued or In Progress tasks`.
    fn allowed_from(self) -> String {
        let labels: Vec<_> = TRANSITIONS
            .iter()
            .filter(|(_, step, _)| *step == self)
            .map(|(from, _, _)| from.label())
            .collect();
        format!("{} tasks", labels.join(" or "))
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Claim => "labelers claim",
            Self::Release => "labelers give back",
            Self::Complete | Self::CompleteAgain => "responses are taken for",
            Self::Fail => "errors are reported for",
            Self::Cancel => "one can cancel",
            Self::Requeue => "one can send back",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEPS: [Step; 7] = [
        Step::Claim,
        Step::Release,
        Step::Complete,
        Step::CompleteAgain,
        Step::Fail,
        Step::Cancel,
        Step::Requeue,
    ];

    #[test]
    fn a_step_leads_to_one_status_only() {
        for (at, (from, step, _)) in TRANSITIONS.iter().enumerate() {
            let again = TRANSITIONS[at + 1..]
                .iter()
                .any(|(other, same, _)| other == from && same == step);
            assert!(!again, "{from:?} {step:?} is in the table twice");
        }
    }

    #[test]
    fn exactly_the_steps_in_the_table_are_allowed() {
        let allowed = TaskStatus::ALL
            .iter()
            .flat_map(|status| STEPS.map(|step| step.apply(*status)))
            .flatten()
            .count();
        assert_eq!(allowed, TRANSITIONS.len());
    }

    #[test]
    fn pending_tasks_and_no_others_can_be_canceled() {
        for status in TaskStatus::ALL {
            assert_eq!(Step::Cancel.apply(*status).is_ok(), status.is_pending());
        }
        assert_eq!(
            Step::Cancel
                .apply(TaskStatus::Redo)
                .unwrap_err()
                .to_string(),
            "the task is Redo; one can cancel only Queued or In Progress tasks"
        );
    }

    #[test]
    fn a_task_that_had_a_response_returns_as_redo_and_a_new_one_as_completed() {
        assert_eq!(
            Step::completion(1).apply(TaskStatus::Queued),
            Ok(TaskStatus::Redo)
        );
        assert_eq!(
            Step::completion(0).apply(TaskStatus::InProgress),
            Ok(TaskStatus::Completed)
        );
    }

    #[test]
    fn canceled_and_failed_tasks_stay_so() {
        for status in [TaskStatus::Canceled, TaskStatus::Error] {
            assert!(STEPS.iter().all(|step| step.apply(status).is_err()));
        }
    }
}
