//! What this reader judged last.

use domain::TaskId;
use domain::audit::AuditAction;

/// An audit that can still be taken back, until its time is over or another one is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastAudit {
    pub task_id: TaskId,
    pub audit_id: i64,
    pub action: AuditAction,
}
