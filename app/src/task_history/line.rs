//! One thing that happened, in words.

use domain::Zone;
use domain::audit::AuditAction;
use domain::task_detail::{AuditEntry, Happening, HistoryEntry};
use leptos::prelude::*;

use crate::task_page::TimeText;

/// When, who and what.
pub fn history_line(entry: &HistoryEntry, zone: Zone) -> AnyView {
    let (what, words) = told(&entry.what);
    let is_undone = matches!(&entry.what, Happening::Audited(audit) if audit.is_undone);
    view! {
        <div class="history-line">
            <TimeText at=entry.at zone />
            <span class="what">
                <span class:undone=is_undone>{what}</span>
                {entry.by.clone().map(|by| view! { " by " <strong>{by}</strong> })}
                {is_undone.then_some(" (taken back)")}
            </span>
            {(!words.is_empty()).then(|| view! { <q class="why">{words}</q> })}
        </div>
    }
    .into_any()
}

/// What happened, and the words that came with it.
fn told(what: &Happening) -> (String, String) {
    match what {
        Happening::Created => ("Created".to_owned(), String::new()),
        Happening::Responded { number, origin } => (
            format!("Response {number} · {}", origin.label()),
            String::new(),
        ),
        Happening::Audited(audit) => (audited(audit), audit.comment.clone()),
        Happening::Event { kind, detail } => event(kind, detail),
    }
}

fn audited(audit: &AuditEntry) -> String {
    let went_back = audit.before.status.is_completed() && !audit.after.status.is_completed();
    match audit.action {
        AuditAction::Reject if went_back => "Rejected and queued again".to_owned(),
        AuditAction::Fix => format!(
            "Fixed: response {} replaced {}",
            audit.response_after, audit.response_before
        ),
        AuditAction::Undo => format!(
            "Took an audit back: {} again",
            audit.after.review_status.label()
        ),
        action => action.label().to_owned(),
    }
}

/// Events of this version of the program in words; unknown ones as they are stored.
fn event(kind: &str, detail: &str) -> (String, String) {
    let listed = || {
        serde_json::from_str::<Vec<String>>(detail)
            .map_or_else(|_| detail.to_owned(), |tags| tags.join(", "))
    };
    let text = || serde_json::from_str::<String>(detail).unwrap_or_else(|_| detail.to_owned());
    match kind {
        "canceled" => ("Canceled".to_owned(), String::new()),
        "tags_added" => (format!("Tagged {}", listed()), String::new()),
        "tags_removed" => (format!("Took off the tags {}", listed()), String::new()),
        "released" => ("Given back to the queue".to_owned(), String::new()),
        "lease_lost" => (
            "Back in the queue: nobody answered in time".to_owned(),
            String::new(),
        ),
        "error_reported" => ("Cannot be done".to_owned(), text()),
        "tags_set" => (format!("Set the tags {}", listed()), String::new()),
        "metadata_set" => ("Set the metadata".to_owned(), String::new()),
        "unique_id_set" => (format!("Set the unique id {}", text()), String::new()),
        "unique_id_cleared" => ("Cleared the unique id".to_owned(), String::new()),
        _ => (kind.replace('_', " "), detail.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use domain::audit::TaskState;
    use domain::{ReviewStatus, TaskStatus};

    use super::*;

    #[test]
    fn a_rejection_says_whether_the_task_was_queued_again() {
        let state = |status, review_status| TaskState {
            status,
            review_status,
        };
        let mut audit = AuditEntry {
            audit_id: 1,
            action: AuditAction::Reject,
            comment: "the left edge".to_owned(),
            before: state(TaskStatus::Completed, ReviewStatus::Pending),
            after: state(TaskStatus::Queued, ReviewStatus::Rejected),
            response_before: 1,
            response_after: 1,
            is_undone: false,
        };
        assert_eq!(audited(&audit), "Rejected and queued again");
        audit.after.status = TaskStatus::Completed;
        assert_eq!(audited(&audit), "Rejected");
    }

    #[test]
    fn tags_are_listed_and_unknown_events_shown_as_they_are() {
        assert_eq!(
            event("tags_added", r#"["rain", "night"]"#).0,
            "Tagged rain, night"
        );
        assert_eq!(
            event("recalled_by_robot", "{}"),
            ("recalled by robot".to_owned(), "{}".to_owned())
        );
    }
}
