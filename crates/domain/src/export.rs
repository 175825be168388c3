//! What an export gives out and in which form, as the page, the address and the command name it.

use serde::{Deserialize, Serialize};

use crate::named::named_enum;
use crate::task_list::filter::values;
use crate::task_list::{BrokenParameter, Column, Selection, Sort, TasksLink};

named_enum! {
    /// The form of an exported file.
    pub enum ExportFormat {
        /// One array of whole tasks.
        Json = 0, "json", "JSON array";
        /// A whole task a line.
        Jsonl = 1, "jsonl", "JSON Lines";
        /// A row a task, of the list's columns.
        Csv = 2, "csv", "CSV table";
    }
}

/// The form of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportForm {
    pub format: ExportFormat,
    /// Whether the file is packed.
    pub gzip: bool,
    /// Of a CSV file, in their order.
    #[serde(deserialize_with = "values")]
    pub columns: Vec<Column>,
}

/// Which tasks, in what order, in which form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    pub selection: Selection,
    pub sort: Sort,
    pub form: ExportForm,
}

/// How much an export will be, before it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportEstimate {
    pub tasks: u64,
    /// Extrapolated from the newest and the oldest tasks.
    pub bytes: u64,
}

impl Default for ExportForm {
    fn default() -> Self {
        Self {
            format: ExportFormat::Json,
            gzip: false,
            columns: Column::ALL.to_vec(),
        }
    }
}

impl ExportForm {
    /// `.jsonl.gz` and the like.
    pub const fn ending(&self) -> &'static str {
        match (self.format, self.gzip) {
            (ExportFormat::Json, false) => ".json",
            (ExportFormat::Json, true) => ".json.gz",
            (ExportFormat::Jsonl, false) => ".jsonl",
            (ExportFormat::Jsonl, true) => ".jsonl.gz",
            (ExportFormat::Csv, false) => ".csv",
            (ExportFormat::Csv, true) => ".csv.gz",
        }
    }

    /// The form that a file's name asks for by its ending.
    pub fn of_name(name: &str) -> Option<Self> {
        let (name, gzip) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let format = name.rsplit_once('.')?.1.parse().ok()?;
        Some(Self {
            format,
            gzip,
            ..Self::default()
        })
    }

    pub const fn mime(&self) -> &'static str {
        match (self.gzip, self.format) {
            (true, _) => "application/gzip",
            (false, ExportFormat::Json) => "application/json",
            (false, ExportFormat::Jsonl) => "application/x-ndjson",
            (false, ExportFormat::Csv) => "text/csv; charset=utf-8",
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<bool, BrokenParameter> {
        let broken = |reason: String| BrokenParameter::new(name, reason);
        match name {
            "format" => {
                self.format = value.parse().map_err(|error| broken(format!("{error}")))?;
            }
            "gzip" => {
                self.gzip = match value {
                    "1" => true,
                    "0" => false,
                    _ => return Err(broken(format!("is `{value}`; give 1 or 0"))),
                };
            }
            "columns" => {
                let most = Column::ALL.len();
                let columns: Result<Vec<Column>, _> =
                    value.split('.').take(most + 1).map(str::parse).collect();
                let columns = columns.map_err(|error| broken(format!("{error}")))?;
                if columns.len() > most {
                    return Err(broken(format!(
                        "has more than {most} columns; name each once"
                    )));
                }
                self.columns = columns;
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl ExportRequest {
    /// Reads a query string (without `?`): that of the task list and `format`, `gzip`, `columns`.
    /// Unlike a page, a file has no place for a notice: whatever is broken is an error.
    ///
    /// # Errors
    /// The first parameter that is unknown or broken.
    pub fn parse(query: &str) -> Result<Self, BrokenParameter> {
        let mut form = ExportForm::default();
        let mut rest = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if !form.take(&name, &value)? {
                rest.append_pair(&name, &value);
            }
        }
        let (link, broken) = TasksLink::parse(&rest.finish());
        if let Some(broken) = broken.into_iter().next() {
            return Err(broken);
        }
        Ok(Self {
            selection: Selection::AllMatching {
                filter: link.filter,
                except: Vec::new(),
            },
            sort: link.sort,
            form,
        })
    }

    /// The query string of an export of all that a link shows.
    pub fn query(link: &TasksLink, form: &ExportForm) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(link.filter.pairs());
        if link.sort != Sort::default() {
            query.append_pair("sort", &link.sort.to_string());
        }
        query.append_pair("format", form.format.as_str());
        if form.gzip {
            query.append_pair("gzip", "1");
        }
        if form.format == ExportFormat::Csv {
            let columns: Vec<&str> = form.columns.iter().map(|column| column.as_str()).collect();
            query.append_pair("columns", &columns.join("."));
        }
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TaskStatus;

    #[test]
    fn a_query_reads_back_as_it_was_written() {
        let (link, _) = TasksLink::parse("status=completed&q=ulm&sort=project&tz=pacific");
        let form = ExportForm {
            format: ExportFormat::Csv,
            gzip: true,
            columns: vec![Column::Task, Column::UniqueId],
        };
        let request = ExportRequest::parse(&ExportRequest::query(&link, &form)).unwrap();
        assert_eq!((request.sort, request.form), (link.sort, form));
        let Selection::AllMatching { filter, .. } = request.selection else {
            panic!("a link shows a filter");
        };
        assert_eq!(filter.status, [TaskStatus::Completed]);
        assert_eq!(filter, link.filter);
    }

    #[test]
    fn a_broken_parameter_is_an_error_rather_than_a_larger_file() {
        for (query, name) in [
            ("status=done", "status"),
            ("stauts=queued", "stauts"),
            ("format=xml", "format"),
            ("gzip=yes", "gzip"),
            ("columns=task.colour", "columns"),
        ] {
            assert_eq!(ExportRequest::parse(query).unwrap_err().name, name);
        }
    }

    #[test]
    fn a_name_tells_the_form() {
        for ending in [
            ".json",
            ".json.gz",
            ".jsonl",
            ".jsonl.gz",
            ".csv",
            ".csv.gz",
        ] {
            let form = ExportForm::of_name(&format!("my.tasks{ending}")).unwrap();
            assert_eq!(form.ending(), ending);
        }
        assert_eq!(ExportForm::of_name("tasks.xml"), None);
        assert_eq!(ExportForm::of_name("tasks"), None);
    }
}
