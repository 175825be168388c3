//! Rows of the task list as CSV (RFC 4180).

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, WriterBuilder};
use domain::task_list::{Column, TaskRow};

/// The first line: the columns' words, as in addresses.
pub fn head(columns: &[Column]) -> Vec<u8> {
    line(columns.iter().map(|column| column.as_str().to_owned()))
}

/// A task's line.
pub fn row(columns: &[Column], row: &TaskRow) -> Vec<u8> {
    line(columns.iter().map(|column| harmless(cell(*column, row))))
}

fn cell(column: Column, row: &TaskRow) -> String {
    match column {
        Column::Task => row.task_id.to_string(),
        Column::Type => row.task_type.to_string(),
        Column::Status => row.status.to_string(),
        Column::Review => row.review_status.to_string(),
        Column::Project => row.project.clone().unwrap_or_default(),
        Column::Batch => row.batch.clone().unwrap_or_default(),
        Column::UniqueId => row.unique_id.clone().unwrap_or_default(),
        Column::Tags => row.tags.join("; "),
        Column::Annotations => row
            .annotation_count
            .map(|count| count.to_string())
            .unwrap_or_default(),
        Column::Created => time(row.created_at),
        Column::Updated => time(row.updated_at),
        Column::Completed => row.completed_at.map(time).unwrap_or_default(),
    }
}

fn time(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A spreadsheet runs what begins like a formula; behind an apostrophe it is text. See OWASP,
/// "CSV Injection".
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

fn line(cells: impl Iterator<Item = String>) -> Vec<u8> {
    let mut line = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing into memory cannot fail, and a line stands alone, so its length is right.
    let written = line.write_record(cells);
    debug_assert!(written.is_ok());
    line.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use domain::{ReviewStatus, TaskId, TaskStatus, TaskType};

    use super::*;

    #[test]
    fn a_line_is_quoted_and_no_cell_is_a_formula() {
        let task = TaskRow {
            seq: 1,
            task_id: TaskId::from_bytes([7; 12]),
            task_type: TaskType::ImageAnnotation,
            status: TaskStatus::Completed,
            review_status: ReviewStatus::Pending,
            project: Some("=HYPERLINK(\"http://evil\")".to_owned()),
            batch: Some("a, \"b\"\nc".to_owned()),
            unique_id: Some("-1+1".to_owned()),
            tags: vec!["x".to_owned(), "y".to_owned()],
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            completed_at: None,
            response_version: 1,
            annotation_count: Some(3),
            has_image: true,
        };
        let columns = Column::ALL;
        let text = [head(columns), row(columns, &task)].concat();
        let expected = "task,type,status,review,project,batch,unique_id,tags,annotations,created,updated,completed\r\n\
            070707070707070707070707,imageannotation,completed,pending,\"'=HYPERLINK(\"\"http://evil\"\")\",\"a, \"\"b\"\"\nc\",'-1+1,x; y,3,1970-01-01T00:00:00.000Z,1970-01-01T00:00:00.000Z,\r\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
    }
}
