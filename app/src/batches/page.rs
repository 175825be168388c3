//! `/batches`

use domain::batch_list::{BatchRow, BatchesLink};
use domain::task_list::BrokenParameter;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use super::calls::{Batches, batches_now};
use super::filters::Filters;
use super::line::BatchLine;
use crate::access::{Outcome, Said};
use crate::key_list::Keys;
use crate::settings::{PageFailed, PageHelp};
use crate::task_page::on_key;

const KEYS: Keys = &[("/", "Find by name")];

/// The batches that the address asks for, the newest first.
#[component]
pub fn BatchesPage() -> impl IntoView {
    let search = use_location().search;
    let batches = Resource::new_blocking(
        move || search.get(),
        |search| batches_now(BatchesLink::parse(&search).0),
    );
    on_key(|event| {
        let asks = event.key() == "/";
        if asks {
            focus_search();
        }
        asks
    });
    view! {
        <Title text="Batches" />
        <Transition fallback=|| view! { <main id="main" class="settings" aria-busy="true"></main> }>
            {move || Suspend::new(async move {
                match batches.await {
                    Ok(batches) => {
                        let (link, broken) = BatchesLink::parse(&search.get_untracked());
                        view! { <Loaded batches link broken /> }.into_any()
                    }
                    Err(error) => {
                        let retry = Callback::new(move |()| batches.refetch());
                        view! {
                            <PageFailed
                                error
                                missing="There are no such batches"
                                title="The batches cannot be shown now"
                                retry
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

fn focus_search() {
    let field = document().get_element_by_id("batch-search");
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A field on the page takes the focus.
        let _ = field.focus();
    }
}

/// The list as the page shows it; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct List {
    link: StoredValue<BatchesLink>,
    rows: RwSignal<Vec<BatchRow>>,
    pub can_manage: bool,
    pub can_send: bool,
    /// What came of the last thing done.
    pub outcome: RwSignal<Option<Outcome>>,
}

impl List {
    /// Shows the batches as they are now. Where that fails the page stays as it was: what was done
    /// before has told already.
    pub async fn read(self) {
        let Some(link) = self.link.try_get_value() else {
            return;
        };
        if let Ok(batches) = batches_now(link).await {
            self.rows.try_set(batches.page.batches);
        }
    }
}

#[component]
fn Loaded(batches: Batches, link: BatchesLink, broken: Vec<BrokenParameter>) -> impl IntoView {
    let Batches {
        can_manage,
        can_send,
        projects,
        page,
    } = batches;
    let list = List {
        link: StoredValue::new(link.clone()),
        rows: RwSignal::new(page.batches),
        can_manage,
        can_send,
        outcome: RwSignal::new(None),
    };
    let is_first = link.before.is_none();
    let newest = BatchesLink {
        before: None,
        ..link.clone()
    };
    let older = page.next.map(|next| BatchesLink {
        before: Some(next),
        ..link.clone()
    });
    let is_open = link.is_open();
    let has_pages = !is_first || older.is_some();
    view! {
        <main id="main" class="settings wide">
            <header class="settings-head">
                <div>
                    <h1>"Batches"</h1>
                    <p class="soft">"The newest first. Tasks of a staged batch wait until it is finalised."</p>
                </div>
                <div class="settings-actions">
                    <PageHelp keys=KEYS />
                </div>
            </header>
            {(!broken.is_empty())
                .then(|| {
                    let words = broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                    view! {
                        <p class="notice warn" role="status">
                            <strong>"Part of the link was ignored:"</strong>
                            {words}
                        </p>
                    }
                })}
            <Filters link projects />
            <Said outcome=list.outcome />
            <Show
                when=move || list.rows.with(|rows| !rows.is_empty())
                fallback=move || view! { <NoBatches is_open /> }
            >
                <BatchTable list />
            </Show>
            {has_pages
                .then(|| {
                    view! {
                        <nav class="settings-pages" aria-label="Pages">
                            {(!is_first)
                                .then(|| view! { <a href=newest.path() class="button">"Newest"</a> })}
                            {older
                                .map(|older| view! { <a href=older.path() class="button">"Older"</a> })}
                        </nav>
                    }
                })}
        </main>
    }
}

#[component]
fn BatchTable(list: List) -> impl IntoView {
    view! {
        <div class="card settings-rows">
            <table class="batches-table">
                <thead>
                    <tr>
                        <th scope="col">"Batch"</th>
                        <th scope="col">"State"</th>
                        <th scope="col">"Progress"</th>
                        <th scope="col" class="number">"Priority"</th>
                        <th scope="col">"Callback"</th>
                        <th scope="col">"Created"</th>
                        {list
                            .can_manage
                            .then(|| {
                                view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> }
                            })}
                    </tr>
                </thead>
                <tbody>
                    // A line that changed is made anew, all others stay as they are.
                    <For
                        each=move || list.rows.get()
                        key=Clone::clone
                        children=move |batch| view! { <BatchLine list batch /> }
                    />
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn NoBatches(is_open: bool) -> impl IntoView {
    view! {
        <div class="card settings-empty">
            {if is_open {
                view! {
                    <h2>"No batches yet"</h2>
                    <p class="soft">
                        "Programs make them with POST /v1/batches, and imported tasks bring theirs."
                    </p>
                }
                    .into_any()
            } else {
                view! {
                    <h2>"No batch matches"</h2>
                    <a href="/batches" class="button">"Show all batches"</a>
                }
                    .into_any()
            }}
        </div>
    }
}
