//! What the task asks for: the labels and attributes to choose from.

use domain::TaskId;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// The task's labels, as responses have them, and its attributes with their choices; an attribute
/// without choices takes any text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    pub labels: Vec<String>,
    pub attributes: Vec<(String, Vec<String>)>,
}

/// What an auditor may answer about the cuboids of a task.
#[server(input = Json)]
pub async fn fix_choices(task_id: TaskId) -> Result<Choices, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    let source = store::attachments::drawing_source(&pool, viewer.scope(), task_id).await?;
    let read = |source: store::attachments::DrawingSource| {
        domain::annotations::Taxonomy::read(source.task_type, &source.params)
    };
    let taxonomy = store::off_worker(source.bytes, move |_| read(source)).await?;
    Ok(Choices {
        labels: taxonomy.labels.into_iter().map(|it| it.label).collect(),
        attributes: taxonomy.attributes,
    })
}
