//! Which view a task gets: by what its response means, then by its files.

use domain::annotations::{AttachmentRole, ResponseView};
use leptos::prelude::*;

use super::data::{TaskContent, TaskPageData};
use super::file_view::{AudioView, DocumentView};
use super::image_view::ImageView;
use super::look::Look;
use super::mark::Marks;
use super::text_view::{EntitiesView, PlainText};
use super::video_view::VideoView;
use crate::lidar::LidarView;
use crate::task_json::InlineJson;

/// The view of a task's work.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Entities,
    Video,
    Lidar,
    Image,
    Audio(String),
    Document(String),
    Text(String),
    None,
}

fn kind(data: &TaskPageData) -> Kind {
    let TaskContent {
        files,
        response,
        text,
        ..
    } = &data.content;
    let task_type = data.detail.row.task_type;
    let of_role = |role| files.iter().find(|file| file.role == role);
    if matches!(response, ResponseView::Entities(_)) {
        return Kind::Entities;
    }
    if of_role(AttachmentRole::LidarFrame).is_some() {
        return Kind::Lidar;
    }
    let is_moving = of_role(AttachmentRole::Frame).is_some()
        || of_role(AttachmentRole::Video).is_some()
        || (task_type.is_video() && of_role(AttachmentRole::Image).is_some());
    if is_moving {
        return Kind::Video;
    }
    if of_role(AttachmentRole::Image).is_some() {
        return Kind::Image;
    }
    if let Some(file) = of_role(AttachmentRole::Audio) {
        return Kind::Audio(file.url.clone());
    }
    if let Some(file) = of_role(AttachmentRole::Document) {
        return Kind::Document(file.url.clone());
    }
    match text {
        Some(text) => Kind::Text(text.clone()),
        None => Kind::None,
    }
}

#[component]
pub fn TaskView(data: StoredValue<TaskPageData>, look: Look, marks: Marks) -> impl IntoView {
    match data.with_value(kind) {
        Kind::Entities => view! { <EntitiesView data marks /> }.into_any(),
        Kind::Video => view! { <VideoView data look marks /> }.into_any(),
        Kind::Lidar => view! { <LidarView data marks /> }.into_any(),
        Kind::Image => view! { <ImageView data look marks /> }.into_any(),
        Kind::Audio(url) => {
            let address = data.with_value(|data| data.file_address(&url));
            view! { <AudioView address url /> }.into_any()
        }
        Kind::Document(url) => {
            let address = data.with_value(|data| data.file_address(&url));
            view! { <DocumentView address url /> }.into_any()
        }
        Kind::Text(text) => view! { <PlainText text /> }.into_any(),
        Kind::None => {
            let label = data.with_value(|data| data.detail.row.task_type.label());
            let text = "Tasks of this type have no view of their own. The details list the task's \
                        metadata and its files; this is its JSON.";
            let (task_id, version) =
                data.with_value(|data| (data.detail.row.task_id, data.detail.version));
            view! {
                <div class="json-view">
                    <h2>{label}</h2>
                    <p>{text}</p>
                    <InlineJson task_id version />
                </div>
            }
            .into_any()
        }
    }
}
