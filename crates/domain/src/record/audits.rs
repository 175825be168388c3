//! The audits that a record brings along.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::audit::AuditAction;
use crate::{ReviewStatus, TaskStatus};

/// One audit of a record's `tasklens.audits`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAudit {
    pub at: DateTime<Utc>,
    /// Who, as the record spells it.
    pub by: Option<String>,
    pub action: AuditAction,
    pub comment: String,
    /// The task around the audit, where the record says so; [`settle`] works it out elsewhere.
    pub before: Option<AuditStep>,
    pub after: Option<AuditStep>,
}

/// What an audit found or left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditStep {
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
    /// The number of the response, from 1; 0 for none.
    pub response: i32,
}

/// What an audit found, what it left, and which audit of the same list it took back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    pub before: AuditStep,
    pub after: AuditStep,
    pub undoes: Option<usize>,
}

/// Works out what each audit found and left, oldest first, from the `status` that the task has in
/// the end and how many `responses` it has had. A rejection brought the task back to the queue if
/// a response is left that no fix accounts for, or if the task is in the queue now.
pub fn settle(audits: &[RecordAudit], status: TaskStatus, responses: i32) -> Vec<Settled> {
    let mut settled: Vec<Settled> = Vec::with_capacity(audits.len());
    let mut present = AuditStep {
        status: TaskStatus::Completed,
        review_status: ReviewStatus::Pending,
        response: responses.min(1),
    };
    let is_fix = |audit: &&RecordAudit| audit.action == AuditAction::Fix;
    let mut fixes_left = audits.iter().filter(is_fix).count() as i32;
    // The audits that are no undo and have not been taken back.
    let mut standing: Vec<usize> = Vec::new();
    for (index, audit) in audits.iter().enumerate() {
        fixes_left -= i32::from(is_fix(&audit));
        let is_last = index + 1 == audits.len();
        let is_requeued =
            responses - present.response > fixes_left || (is_last && status.is_pending());
        let before = audit.before.unwrap_or(present);
        let undoes = if audit.action == AuditAction::Undo {
            standing.pop()
        } else {
            standing.push(index);
            None
        };
        let after = audit.after.unwrap_or(match audit.action {
            AuditAction::Accept => AuditStep {
                review_status: ReviewStatus::Accepted,
                ..before
            },
            AuditAction::Reject => AuditStep {
                review_status: ReviewStatus::Rejected,
                status: if is_requeued {
                    TaskStatus::Queued
                } else {
                    before.status
                },
                ..before
            },
            AuditAction::Fix => AuditStep {
                review_status: ReviewStatus::Fixed,
                response: (before.response + 1).min(responses),
                ..before
            },
            AuditAction::Undo => undoes.map_or(before, |undone| settled[undone].before),
        });
        settled.push(Settled {
            before,
            after,
            undoes,
        });
        present = if after.status.is_pending() {
            AuditStep {
                status: TaskStatus::Redo,
                review_status: ReviewStatus::Pending,
                response: (after.response + 1).min(responses),
            }
        } else {
            after
        };
    }
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audits(actions: &[AuditAction]) -> Vec<RecordAudit> {
        let audit = |action: &AuditAction| RecordAudit {
            at: DateTime::UNIX_EPOCH,
            by: None,
            action: *action,
            comment: String::new(),
            before: None,
            after: None,
        };
        actions.iter().map(audit).collect()
    }

    fn step(status: TaskStatus, review_status: ReviewStatus, response: i32) -> AuditStep {
        AuditStep {
            status,
            review_status,
            response,
        }
    }

    #[test]
    fn a_rejected_task_that_came_back_and_was_fixed_tells_its_three_responses() {
        let audits = audits(&[AuditAction::Reject, AuditAction::Fix]);
        let settled = settle(&audits, TaskStatus::Redo, 3);
        let steps: Vec<_> = settled
            .iter()
            .map(|audit| (audit.before, audit.after))
            .collect();
        assert_eq!(
            steps,
            [
                (
                    step(TaskStatus::Completed, ReviewStatus::Pending, 1),
                    step(TaskStatus::Queued, ReviewStatus::Rejected, 1)
                ),
                (
                    step(TaskStatus::Redo, ReviewStatus::Pending, 2),
                    step(TaskStatus::Redo, ReviewStatus::Fixed, 3)
                ),
            ]
        );
    }

    #[test]
    fn a_rejection_leaves_the_task_completed_where_no_response_came_after_it() {
        let settled = settle(&audits(&[AuditAction::Reject]), TaskStatus::Completed, 1);
        assert_eq!(
            settled[0].after,
            step(TaskStatus::Completed, ReviewStatus::Rejected, 1)
        );
        let settled = settle(&audits(&[AuditAction::Reject]), TaskStatus::Queued, 1);
        assert_eq!(settled[0].after.status, TaskStatus::Queued);
    }

    #[test]
    fn an_undo_names_the_audit_it_took_back() {
        let audits = audits(&[AuditAction::Accept, AuditAction::Undo, AuditAction::Accept]);
        let settled = settle(&audits, TaskStatus::Completed, 1);
        assert_eq!(settled[1].undoes, Some(0));
        assert_eq!(settled[1].after, settled[0].before);
        assert_eq!(settled[2].undoes, None);
    }

    #[test]
    fn undos_take_back_one_audit_after_the_other() {
        use AuditAction::{Accept, Reject, Undo};
        let audits = audits(&[Accept, Undo, Reject, Accept, Undo, Undo, Undo]);
        let settled = settle(&audits, TaskStatus::Completed, 1);
        let undone: Vec<_> = settled.iter().map(|audit| audit.undoes).collect();
        assert_eq!(undone, [None, Some(0), None, None, Some(3), Some(2), None]);
    }
}
