//! A task as another server's API answers with it, as a record to take in.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::fields::RawFields;
use super::form::object;
use crate::audit::AuditAction;
use crate::{ApiStatus, TaskStatus};

/// An audit in the API's answer; only its kind matters here.
#[derive(Deserialize)]
struct Audit {
    action: AuditAction,
}

/// The record of a task that an API answered with: the same fields as they are spelled, where the
/// audits that Tasklens adds to Scale's form stand as files have them (`tasklens`).
///
/// # Errors
/// Where it is no JSON object.
pub fn pulled_record(answered: &RawValue) -> serde_json::Result<Box<RawValue>> {
    let fields = RawFields::parse(answered.get())?;
    let audits = fields
        .get("audits")
        .filter(|_| fields.get("tasklens").is_none());
    let Some((audits, text)) = audits.and_then(|audits| {
        let read: Vec<Audit> = serde_json::from_str(audits.get()).ok()?;
        (!read.is_empty()).then_some((read, audits.get()))
    }) else {
        return Ok(answered.to_owned());
    };
    let is_redone =
        status(&fields) == Some(ApiStatus::Completed) && answers_by_labelers(&fields, &audits) > 1;
    let status = if is_redone {
        format!(r#","status":"{}""#, TaskStatus::Redo)
    } else {
        String::new()
    };
    let extension = format!(r#"{{"audits":{text}{status}}}"#);
    let kept = fields.iter().filter(|(name, _)| *name != "audits");
    let record = object(
        kept.map(|(name, text)| (name, text.get()))
            .chain([("tasklens", extension.as_str())]),
    );
    RawValue::from_string(record)
}

fn status(fields: &RawFields<'_>) -> Option<ApiStatus> {
    serde_json::from_str(fields.get("status")?.get()).ok()
}

/// How many of the responses no audit made: a fix makes one, and so does taking it back.
fn answers_by_labelers(fields: &RawFields<'_>, audits: &[Audit]) -> usize {
    let prior = fields.get("prior_responses");
    let prior = prior.and_then(|prior| serde_json::from_str::<Vec<&RawValue>>(prior.get()).ok());
    let has_response = fields.get("response").is_some();
    let responses = prior.map_or(0, |prior| prior.len()) + usize::from(has_response);
    responses.saturating_sub(made_by_audits(audits))
}

fn made_by_audits(audits: &[Audit]) -> usize {
    let mut standing = Vec::new();
    let mut made = 0;
    for audit in audits {
        if audit.action == AuditAction::Undo {
            made += usize::from(standing.pop() == Some(AuditAction::Fix));
        } else {
            made += usize::from(audit.action == AuditAction::Fix);
            standing.push(audit.action);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::TaskRecord;

    fn record(answered: &str) -> TaskRecord {
        let answered = RawValue::from_string(answered.to_owned()).unwrap();
        TaskRecord::parse(&pulled_record(&answered).unwrap()).unwrap()
    }

    fn completed(rest: &str) -> TaskRecord {
        record(&format!(
            r#"{{"type": "textcollection", "status": "completed", "response": {{"a": 1}}, {rest}}}"#
        ))
    }

    const REJECT: &str =
        r#"{"at": "2026-04-03T17:30:00.000Z", "action": "reject", "comment": "x"}"#;
    const FIX: &str = r#"{"at": "2026-04-03T17:31:00.000Z", "action": "fix", "comment": ""}"#;

    #[test]
    fn a_task_without_audits_is_taken_word_for_word() {
        let text = r#"{"type": "textcollection",  "params": {"b": 1.0, "a": 1e2}, "audits": []}"#;
        let answered = RawValue::from_string(text.to_owned()).unwrap();
        assert_eq!(pulled_record(&answered).unwrap().get(), text);
    }

    #[test]
    fn audits_are_understood_and_all_else_stays_as_it_is_spelled() {
        let text = format!(
            r#"{{"type": "textcollection", "status": "completed", "response": {{"a": 1.0}}, "audits": [{FIX}], "z": 1e2}}"#
        );
        let answered = RawValue::from_string(text).unwrap();
        let pulled = pulled_record(&answered).unwrap();
        assert_eq!(
            pulled.get(),
            format!(
                r#"{{"type":"textcollection","status":"completed","response":{{"a": 1.0}},"z":1e2,"tasklens":{{"audits":[{FIX}]}}}}"#
            )
        );
        assert_eq!(TaskRecord::parse(&pulled).unwrap().audits.len(), 1);
    }

    #[test]
    fn a_task_that_a_labeler_answered_again_is_redone() {
        let again = completed(&format!(
            r#""prior_responses": [{{"a": 0}}], "audits": [{REJECT}]"#
        ));
        assert_eq!(again.status, TaskStatus::Redo);
        let fixed = completed(&format!(
            r#""prior_responses": [{{"a": 0}}], "audits": [{FIX}]"#
        ));
        assert_eq!(fixed.status, TaskStatus::Completed);
        let left = completed(&format!(r#""audits": [{REJECT}]"#));
        assert_eq!(left.status, TaskStatus::Completed);
    }
}
