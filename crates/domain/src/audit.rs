//! Audits: what a customer's verdict does to a task, and how it is taken back.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::named::named_enum;
use crate::{ReviewStatus, TaskStatus};

/// How long the auditor who made an audit can take it back.
pub const UNDO_WINDOW: TimeDelta = TimeDelta::seconds(10);

/// The longest reason or comment, in characters.
pub const MAX_COMMENT_CHARS: usize = 10_000;

named_enum! {
    /// What an entry in a task's audit history did.
    pub enum AuditAction {
        Accept = 0, "accept", "Accepted";
        Reject = 1, "reject", "Rejected";
        Fix = 2, "fix", "Fixed";
        /// Took an earlier audit back.
        Undo = 3, "undo", "Undone";
    }
}

/// An auditor's verdict on a task, with what it needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Judgement {
    /// The response is right.
    Accept { comment: String },
    /// The response is wrong; `reason` tells the labeler what to change.
    Reject { reason: String },
    /// The auditor puts it right: `response` is the whole new response, as JSON text.
    Fix { response: String, comment: String },
}

impl Judgement {
    pub const fn action(&self) -> AuditAction {
        match self {
            Self::Accept { .. } => AuditAction::Accept,
            Self::Reject { .. } => AuditAction::Reject,
            Self::Fix { .. } => AuditAction::Fix,
        }
    }

    /// The words that go with it, without spaces around them.
    pub fn comment(&self) -> &str {
        match self {
            Self::Accept { comment } | Self::Fix { comment, .. } => comment.trim(),
            Self::Reject { reason } => reason.trim(),
        }
    }
}

/// What happens to a task when it is rejected; each project chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RejectPolicy {
    /// It goes back to the queue and returns as [`TaskStatus::Redo`].
    Requeue,
    /// It stays as it is, marked as rejected.
    Keep,
}

impl RejectPolicy {
    pub const ALL: [Self; 2] = [Self::Requeue, Self::Keep];

    /// The words on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requeue => "Queue it again",
            Self::Keep => "Keep it as it is",
        }
    }

    /// What becomes of a rejected task, in words.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Requeue => "a labeler gets it with the reason, and it comes back as Redo",
            Self::Keep => "it stays completed, marked as rejected, and nobody works on it again",
        }
    }
}

/// The two statuses of a task, which change together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TaskState {
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
}

/// Why a task cannot be judged so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuditError {
    #[error(
        "the task is {}; only a completed task can be {}",
        .status.label(),
        .action.label().to_lowercase()
    )]
    NotCompleted {
        status: TaskStatus,
        action: AuditAction,
    },
    #[error("`reason` is empty; tell the labeler what to change")]
    NoReason,
    #[error("`{field}` has {chars} characters; shorten it to {MAX_COMMENT_CHARS}")]
    CommentTooLong { field: &'static str, chars: usize },
}

/// The state of a task after `judgement`, or why it cannot be judged so. A task that was judged
/// before can be judged again: each verdict is kept, the last one counts.
pub fn judge(
    state: TaskState,
    judgement: &Judgement,
    policy: RejectPolicy,
) -> Result<TaskState, AuditError> {
    let action = judgement.action();
    if !state.status.is_completed() {
        return Err(AuditError::NotCompleted {
            status: state.status,
            action,
        });
    }
    check_comment(judgement)?;
    let status = match (judgement, policy) {
        (Judgement::Reject { .. }, RejectPolicy::Requeue) => TaskStatus::Queued,
        _ => state.status,
    };
    let review_status = match judgement {
        Judgement::Accept { .. } => ReviewStatus::Accepted,
        Judgement::Reject { .. } => ReviewStatus::Rejected,
        Judgement::Fix { .. } => ReviewStatus::Fixed,
    };
    Ok(TaskState {
        status,
        review_status,
    })
}

/// Whether the words of a judgement will do, whatever the task: forms ask before they send.
pub fn check_comment(judgement: &Judgement) -> Result<(), AuditError> {
    let comment = judgement.comment();
    let field = match judgement {
        Judgement::Reject { .. } if comment.is_empty() => return Err(AuditError::NoReason),
        Judgement::Reject { .. } => "reason",
        _ => "comment",
    };
    let chars = comment.chars().count();
    if chars > MAX_COMMENT_CHARS {
        return Err(AuditError::CommentTooLong { field, chars });
    }
    Ok(())
}

/// What an undo needs to know of an audit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undoable {
    pub at: DateTime<Utc>,
    pub before: TaskState,
    pub after: TaskState,
    /// The number of the response that the audit left in place.
    pub response_after: i32,
    /// Whether this account made the audit.
    pub is_own: bool,
    /// Whether it has been taken back already.
    pub is_undone: bool,
}

/// Why an audit cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    #[error("only the auditor who made this audit can take it back; judge the task again instead")]
    NotYours,
    #[error("this audit has been taken back already")]
    Already,
    #[error(
        "an audit can be taken back within {} seconds; judge the task again instead",
        UNDO_WINDOW.num_seconds()
    )]
    TooLate,
    #[error("the task has changed since this audit; look at its present state and decide again")]
    ChangedSince,
}

/// The state that undoing `audit` brings back at `now`, given what the task is at present. Changes
/// that leave statuses and response alone, such as tags, do not stand in the way.
pub fn undo(
    audit: &Undoable,
    present: TaskState,
    response_version: i32,
    now: DateTime<Utc>,
) -> Result<TaskState, UndoError> {
    if !audit.is_own {
        return Err(UndoError::NotYours);
    }
    if audit.is_undone {
        return Err(UndoError::Already);
    }
    if now - audit.at > UNDO_WINDOW {
        return Err(UndoError::TooLate);
    }
    if present != audit.after || response_version != audit.response_after {
        return Err(UndoError::ChangedSince);
    }
    Ok(audit.before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_state() -> impl Iterator<Item = TaskState> {
        TaskStatus::ALL.iter().flat_map(|status| {
            ReviewStatus::ALL.iter().map(|review_status| TaskState {
                status: *status,
                review_status: *review_status,
            })
        })
    }

    fn accept() -> Judgement {
        Judgement::Accept {
            comment: String::new(),
        }
    }

    fn reject(reason: &str) -> Judgement {
        Judgement::Reject {
            reason: reason.to_owned(),
        }
    }

    fn fix() -> Judgement {
        Judgement::Fix {
            response: "{}".to_owned(),
            comment: String::new(),
        }
    }

    #[test]
    fn only_completed_tasks_can_be_judged() {
        for state in every_state() {
            for judgement in [accept(), reject("boxes are loose"), fix()] {
                for policy in [RejectPolicy::Requeue, RejectPolicy::Keep] {
                    let judged = judge(state, &judgement, policy);
                    assert_eq!(
                        judged.is_ok(),
                        matches!(state.status, TaskStatus::Completed | TaskStatus::Redo),
                        "{state:?} {judgement:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_verdict_sets_the_audit_status_whatever_it_was() {
        for state in every_state().filter(|state| state.status.is_completed()) {
            let after =
                |judgement| judge(state, &judgement, RejectPolicy::Keep).map(|s| s.review_status);
            assert_eq!(after(accept()), Ok(ReviewStatus::Accepted));
            assert_eq!(after(reject("no")), Ok(ReviewStatus::Rejected));
            assert_eq!(after(fix()), Ok(ReviewStatus::Fixed));
        }
    }

    #[test]
    fn only_a_rejection_moves_the_task_and_only_where_the_project_requeues() {
        for state in every_state().filter(|state| state.status.is_completed()) {
            for policy in [RejectPolicy::Requeue, RejectPolicy::Keep] {
                for judgement in [accept(), fix()] {
                    let after = judge(state, &judgement, policy).unwrap();
                    assert_eq!(after.status, state.status);
                }
            }
            let rejected = |policy| judge(state, &reject("no"), policy).unwrap().status;
            assert_eq!(rejected(RejectPolicy::Requeue), TaskStatus::Queued);
            assert_eq!(rejected(RejectPolicy::Keep), state.status);
        }
    }

    #[test]
    fn a_rejection_needs_a_reason_that_is_more_than_spaces() {
        let state = TaskState {
            status: TaskStatus::Completed,
            review_status: ReviewStatus::Pending,
        };
        for reason in ["", "  ", "\n\t"] {
            let judged = judge(state, &reject(reason), RejectPolicy::Requeue);
            assert_eq!(judged, Err(AuditError::NoReason), "{reason:?}");
        }
        let long = "é".repeat(MAX_COMMENT_CHARS + 1);
        assert!(matches!(
            judge(state, &reject(&long), RejectPolicy::Requeue),
            Err(AuditError::CommentTooLong {
                field: "reason",
                chars: 10_001
            })
        ));
    }

    #[test]
    fn the_message_says_what_the_task_is() {
        let state = TaskState {
            status: TaskStatus::InProgress,
            review_status: ReviewStatus::NotReady,
        };
        assert_eq!(
            judge(state, &accept(), RejectPolicy::Requeue)
                .unwrap_err()
                .to_string(),
            "the task is In Progress; only a completed task can be accepted"
        );
    }

    fn undoable() -> Undoable {
        let before = TaskState {
            status: TaskStatus::Completed,
            review_status: ReviewStatus::Pending,
        };
        Undoable {
            at: DateTime::UNIX_EPOCH,
            before,
            after: judge(before, &reject("no"), RejectPolicy::Requeue).unwrap(),
            response_after: 1,
            is_own: true,
            is_undone: false,
        }
    }

    #[test]
    fn an_undo_brings_back_the_former_state() {
        let audit = undoable();
        let now = audit.at + UNDO_WINDOW;
        assert_eq!(undo(&audit, audit.after, 1, now), Ok(audit.before));
    }

    #[test]
    fn an_undo_is_refused_late_twice_by_others_or_after_a_change() {
        let audit = undoable();
        let try_undo = |audit: &Undoable, present, response, late| {
            undo(audit, present, response, audit.at + UNDO_WINDOW + late)
        };
        let none = TimeDelta::zero();
        assert_eq!(
            try_undo(&audit, audit.after, 1, TimeDelta::milliseconds(1)),
            Err(UndoError::TooLate)
        );
        assert_eq!(
            try_undo(&audit, audit.after, 2, none),
            Err(UndoError::ChangedSince)
        );
        for present in every_state().filter(|state| *state != audit.after) {
            assert_eq!(
                try_undo(&audit, present, 1, none),
                Err(UndoError::ChangedSince)
            );
        }
        let foreign = Undoable {
            is_own: false,
            ..audit
        };
        assert_eq!(
            try_undo(&foreign, audit.after, 1, none),
            Err(UndoError::NotYours)
        );
        let undone = Undoable {
            is_undone: true,
            ..audit
        };
        assert_eq!(
            try_undo(&undone, audit.after, 1, none),
            Err(UndoError::Already)
        );
    }
}
