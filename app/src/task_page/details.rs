//! Everything else about a task: times, metadata, files.

use domain::Zone;
use domain::task_detail::{AttachedFile, Attachment};
use leptos::prelude::*;

use super::data::TaskPageData;
use super::facts::bytes_text;
use super::time::TimeText;

#[component]
pub fn Details(data: StoredValue<TaskPageData>, zone: Zone) -> impl IntoView {
    let data = data.get_value();
    let detail = &data.detail;
    let row = &detail.row;
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
    };
    let responses = match detail.responses.len() {
        0 => "none yet".to_owned(),
        1 => format!("1, {}", bytes_text(detail.responses[0].bytes)),
        count => format!("{count}, the last one current"),
    };
    let metadata = detail
        .metadata
        .iter()
        .map(|(key, value)| {
            view! {
                <div>
                    <dt>{key.clone()}</dt>
                    <dd>{value.clone()}</dd>
                </div>
            }
        })
        .collect_view();
    let files = detail
        .attachments
        .iter()
        .map(|file| view! { <FileRow file=file.clone() address=data.file_address(&file.url) /> })
        .collect_view();
    view! {
        <div class="details">
            <section aria-label="Task">
                <dl class="facts">
                    {fact("Type", row.task_type.label().to_owned())}
                    {fact("Unique id", row.unique_id.clone().unwrap_or_default())}
                    {fact("Urgency", detail.urgency.clone())}
                    {fact("Callback", detail.callback_url.clone())}
                    <div>
                        <dt>"Updated"</dt>
                        <dd><TimeText at=row.updated_at zone /></dd>
                    </div>
                    {fact("Responses", responses)}
                    {fact("Upload", bytes_text(detail.uploaded_bytes))}
                </dl>
            </section>
            <section aria-label="Metadata">
                <h2>"Metadata"</h2>
                {if detail.metadata.is_empty() {
                    view! { <p class="faint">"This task has none."</p> }.into_any()
                } else {
                    view! { <dl class="facts">{metadata}</dl> }.into_any()
                }}
            </section>
            <section aria-label="Files">
                <h2>{format!("Files ({})", detail.attachments.len())}</h2>
                {if detail.attachments.is_empty() {
                    view! { <p class="faint">"This task names no files."</p> }.into_any()
                } else {
                    view! { <ul class="file-list">{files}</ul> }.into_any()
                }}
            </section>
        </div>
    }
}

/// A file with a link to it, and its size or what is wrong with it.
#[component]
fn FileRow(file: Attachment, address: String) -> impl IntoView {
    let told = match file.file {
        AttachedFile::Stored {
            mime,
            bytes,
            pixels,
        } => {
            let pixels = pixels.map_or_else(String::new, |(width, height)| {
                format!("{width} × {height} px, ")
            });
            view! { <span class="faint">{format!("{pixels}{}, {mime}", bytes_text(bytes))}</span> }
                .into_any()
        }
        AttachedFile::Broken { problem } if problem.is_empty() => {
            view! { <span class="faint">"on another server; fetched when it is looked at"</span> }
                .into_any()
        }
        AttachedFile::Broken { problem } => {
            view! { <span class="file-problem">{problem}</span> }.into_any()
        }
    };
    view! {
        <li>
            <a class="mono" href=address target="_blank" rel="noreferrer">{file.url}</a>
            {told}
        </li>
    }
}
