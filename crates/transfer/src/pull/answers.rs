//! What the API answers, read as tolerantly as other servers than ours need.

use chrono::{DateTime, Utc};
use domain::project::clean_name;
use domain::record::{RawFields, object, parse_time};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use store::pulls::{PulledBatch, PulledProject};

/// A page of tasks.
#[derive(Debug, Deserialize)]
pub(super) struct TaskPage {
    pub docs: Vec<Box<RawValue>>,
    #[serde(default)]
    pub total: Option<u64>,
    #[serde(default)]
    pub next_token: Option<String>,
}

/// A page of batches.
#[derive(Debug, Deserialize)]
pub(super) struct BatchPage {
    pub docs: Vec<Batch>,
    #[serde(default)]
    pub has_more: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Batch {
    name: String,
    project: Option<String>,
    #[serde(default)]
    status: String,
    #[serde(default, deserialize_with = "time")]
    created_at: Option<DateTime<Utc>>,
    #[serde(default, deserialize_with = "time")]
    finalized_at: Option<DateTime<Utc>>,
    metadata: Option<Box<RawValue>>,
    #[serde(default)]
    calibration_batch: bool,
    #[serde(default)]
    self_label_batch: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Project {
    name: String,
    #[serde(rename = "type")]
    task_type: Option<String>,
    #[serde(default)]
    rapid: bool,
    #[serde(default)]
    studio: bool,
    #[serde(default, deserialize_with = "time")]
    created_at: Option<DateTime<Utc>>,
    #[serde(default)]
    param_history: Vec<Box<RawValue>>,
}

impl From<Batch> for PulledBatch {
    fn from(batch: Batch) -> Self {
        let metadata = batch.metadata.filter(|text| text.get().starts_with('{'));
        Self {
            name: batch.name,
            // One that cannot be kept is told where it is left out.
            project: batch.project.filter(|name| clean_name(name).is_ok()),
            created_at: batch.created_at,
            is_staged: batch.status == "staging",
            finalized_at: batch.finalized_at,
            metadata: metadata.map_or_else(|| "{}".to_owned(), |text| text.get().to_owned()),
            is_calibration: batch.calibration_batch,
            is_self_label: batch.self_label_batch,
        }
    }
}

impl From<Project> for PulledProject {
    fn from(project: Project) -> Self {
        let history: Vec<_> = project
            .param_history
            .iter()
            .filter_map(|text| version(text))
            .collect();
        let last = history
            .last()
            .and_then(|(params, _)| RawFields::parse(params).ok());
        let instruction = last
            .and_then(|last| serde_json::from_str::<String>(last.get("instruction")?.get()).ok())
            .unwrap_or_default();
        Self {
            instruction: instruction.replace('\0', ""),
            name: project.name,
            // One that we do not know stays unsaid.
            task_type: project.task_type.and_then(|word| word.parse().ok()),
            is_rapid: project.rapid,
            is_studio: project.studio,
            created_at: project.created_at,
            history,
        }
    }
}

/// The parameters of a version as they are spelled, without what the API adds to them.
fn version(text: &RawValue) -> Option<(String, Option<DateTime<Utc>>)> {
    let fields = RawFields::parse(text.get()).ok()?;
    let at = fields.get("created_at");
    let at = at.and_then(|at| parse_time(&serde_json::from_str::<String>(at.get()).ok()?));
    let own = fields
        .iter()
        .filter(|(name, _)| !matches!(*name, "version" | "created_at"))
        .map(|(name, text)| (name, text.get()));
    Some((object(own), at))
}

/// A time that cannot be read counts as untold.
fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| parse_time(&text)))
}
