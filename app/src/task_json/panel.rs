//! The JSON of a task: as it was uploaded, and as it is now.

use domain::TaskId;
use leptos::prelude::*;

use super::fetch::fetch_text;
use super::reader::JsonReader;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Uploaded,
    Present,
}

impl Which {
    const fn label(self) -> &'static str {
        match self {
            Self::Uploaded => "As uploaded",
            Self::Present => "With response",
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded.json",
            Self::Present => "task.json",
        }
    }
}

/// The panel as a part of a page: it comes alive in the browser, where the texts are fetched.
#[component]
pub fn InlineJson(
    #[prop(into)] task_id: Signal<TaskId>,
    #[prop(into)] version: Signal<i32>,
) -> impl IntoView {
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    view! {
        <div class="json-inline">
            <Show when=move || is_alive.get()>
                <JsonPanel task_id version />
            </Show>
        </div>
    }
}

/// Two texts to read or download. They are fetched when the panel is alive in the browser and the
/// tab is chosen.
#[component]
pub fn JsonPanel(
    #[prop(into)] task_id: Signal<TaskId>,
    /// Changes with the task, so that the text is fetched anew.
    #[prop(into)]
    version: Signal<i32>,
) -> impl IntoView {
    let which = RwSignal::new(Which::Uploaded);
    let address = move |which: Which| format!("/tasks/{}/{}", task_id.get(), which.file());
    let text = LocalResource::new(move || {
        version.track();
        let address = format!("{}?download=0", address(which.get()));
        async move { fetch_text(&address).await }
    });
    let tab = move |this: Which| {
        view! {
            <button
                type="button"
                class="json-tab"
                aria-pressed=move || (which.get() == this).to_string()
                on:click=move |_| which.set(this)
            >
                {this.label()}
            </button>
        }
    };
    view! {
        <div class="json-panel">
            <div class="json-head">
                <div class="json-tabs" role="group" aria-label="Which JSON">
                    {tab(Which::Uploaded)} {tab(Which::Present)}
                </div>
                <a
                    class="button small"
                    href=move || address(which.get())
                    rel="external"
                    download
                >
                    {move || match which.get() {
                        Which::Uploaded => "Download JSON",
                        Which::Present => "Download with responses",
                    }}
                </a>
            </div>
            {move || match text.get() {
                None => view! { <p class="json-wait" role="status">"Fetching the JSON…"</p> }.into_any(),
                Some(Ok(text)) => view! { <JsonReader text /> }.into_any(),
                Some(Err(error)) => {
                    view! {
                        <p class="notice bad" role="alert">
                            {error.to_string()}
                            <button class="button small" type="button" on:click=move |_| text.refetch()>
                                "Try again"
                            </button>
                        </p>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}
