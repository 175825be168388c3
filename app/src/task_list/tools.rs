//! What the Tasks tab shows only once it is asked for; its code comes after the list's.

use domain::Role;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::export::Export;
use super::help::Help;
use super::picked_bar::PickedBar;
use super::preview::{Large, Preview};
use crate::parts::{SplitLoaderError, shown};

#[derive(Clone)]
pub enum Tool {
    Help,
    Export,
    PickedBar { role: Role },
    Preview(Box<Preview>),
}

#[allow(clippy::unnecessary_wraps, reason = "loading it may fail")]
#[wasm_split(list_tools, fallible, preload(load_tools))]
pub fn tool_view(tool: Tool) -> Result<AnyView, SplitLoaderError> {
    Ok(match tool {
        Tool::Help => view! { <Help /> }.into_any(),
        Tool::Export => view! { <Export /> }.into_any(),
        Tool::PickedBar { role } => view! { <PickedBar role /> }.into_any(),
        Tool::Preview(preview) => view! { <Large preview=*preview /> }.into_any(),
    })
}

/// A tool from the moment it is first wanted; it stays, since it may be at work when it is hidden.
#[component]
pub fn Later(tool: Tool, #[prop(into)] is_wanted: Signal<bool>) -> impl IntoView {
    let was_wanted = Memo::new(move |before| is_wanted.get() || before == Some(&true));
    move || {
        let tool = tool.clone();
        was_wanted
            .get()
            .then(|| Suspend::new(shown(tool_view(tool))))
    }
}

/// The large picture of [`TaskList::preview`](super::list::TaskList::preview). Nothing of it takes
/// the pointer.
#[component]
pub fn HoverPreview() -> impl IntoView {
    let list = super::list::task_list();
    move || {
        // The pointer leaves the small picture also when the page goes.
        let preview = list.preview.try_get().flatten()?;
        Some(Suspend::new(shown(tool_view(Tool::Preview(Box::new(
            preview,
        ))))))
    }
}
