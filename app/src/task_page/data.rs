//! What the page shows of a task, and the server function that gathers it.

use domain::annotations::{AttachmentRef, ResponseView};
use domain::task_detail::{AttachedFile, Neighbours, TaskDetail};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// A task with what its view is made of, and its neighbours in the list the reader came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskPageData {
    pub detail: TaskDetail,
    pub neighbours: Neighbours,
    pub content: TaskContent,
}

/// What labelers were given and what they answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaskContent {
    /// The files of the task in its order.
    pub files: Vec<AttachmentRef>,
    /// The current response, cut where it is too long to be shown.
    pub response: ResponseView,
    /// The words that the task gives, in itself or in a text file.
    pub text: Option<String>,
    /// Frames a second, for video.
    pub frame_rate: f64,
    /// What is not shown here, and why.
    pub notes: Vec<String>,
}

impl TaskPageData {
    /// The address of a file of the task.
    pub fn file_address(&self, url: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .finish();
        format!("/media/tasks/{}/file?{query}", self.detail.row.task_id)
    }

    /// The address of the points of a lidar frame.
    pub fn tile_address(&self, url: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("url", url)
            .finish();
        let task_id = self.detail.row.task_id;
        format!("/media/tasks/{task_id}/cloud.tile?{query}")
    }

    /// The address of a picture of the task: `original`, `preview` or `overlay.svg`.
    pub fn picture_address(&self, name: &str) -> String {
        let row = &self.detail.row;
        format!(
            "/media/tasks/{}/{name}?v={}",
            row.task_id, row.response_version
        )
    }

    /// What became of a file of the task.
    pub fn file(&self, url: &str) -> Option<&AttachedFile> {
        self.detail
            .attachments
            .iter()
            .find(|attachment| attachment.url == url)
            .map(|attachment| &attachment.file)
    }

    /// Width and height in pixels of an image of the task, if they are known yet.
    pub fn pixels(&self, url: &str) -> Option<(i32, i32)> {
        match self.file(url)? {
            AttachedFile::Stored { pixels, .. } => *pixels,
            AttachedFile::Broken { .. } => None,
        }
    }

    /// What is known to be wrong with a file of the task.
    pub fn problem(&self, url: &str) -> Option<&str> {
        match self.file(url)? {
            AttachedFile::Broken { problem } if !problem.is_empty() => Some(problem),
            _ => None,
        }
    }
}

/// A task and its neighbours. `query` is the list's query string, without `?`; what is broken in
/// it is left out, as the list does.
#[server]
pub async fn load_task(task_id: String, query: String) -> Result<TaskPageData, AppError> {
    use domain::TaskId;
    use domain::ids::InvalidTaskId;
    use domain::task_list::TasksLink;

    let viewer = crate::viewer::viewer().await?;
    let state = crate::state::state();
    let task_id: TaskId = task_id
        .parse()
        .map_err(|error: InvalidTaskId| AppError::NotFound(error.to_string()))?;
    let loaded = store::task_detail::load(&state.pool, viewer.scope(), task_id).await?;
    let (link, _) = TasksLink::parse(&query);
    let neighbours = store::task_list::neighbours(
        &state.pool,
        viewer.scope(),
        &link.filter,
        link.sort,
        &loaded.detail.row,
    )
    .await?;
    let content = super::content::content(&state, viewer.scope(), &loaded).await?;
    Ok(TaskPageData {
        detail: loaded.detail,
        neighbours,
        content,
    })
}
