//! The menu of views.

use domain::SavedView;
use domain::saved_view::query_of;
use domain::task_list::TasksLink;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::wasm_split;

use super::calls::{ViewChange, change_views, saved_views};
use super::home::TasksHome;
use super::row::ViewRow;
use super::save::SaveForm;
use crate::AppError;
use crate::parts::{self, SplitLoaderError};

/// The views as the menu holds them; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Views {
    pub all: RwSignal<Vec<SavedView>>,
    pub error: RwSignal<Option<AppError>>,
    home: Option<TasksHome>,
}

impl Views {
    /// Makes a change, then shows the views as they are after it.
    pub fn change(self, change: ViewChange) {
        let moves_default = !matches!(change, ViewChange::Order { .. });
        spawn_local(async move {
            if let Err(error) = change_views(change).await {
                self.error.try_set(Some(error));
                return;
            }
            self.read().await;
            if let Some(home) = self.home.filter(|_| moves_default) {
                home.refetch();
            }
        });
    }

    pub async fn read(self) {
        match saved_views().await {
            Ok(views) => {
                self.all.try_set(views);
                self.error.try_set(None);
            }
            Err(error) => drop(self.error.try_set(Some(error))),
        }
    }

    /// Moves an own view by one place, up (-1) or down (1).
    pub fn shift(self, view_id: i32, by: isize) {
        let mut ids: Vec<i32> = self.all.with_untracked(|views| {
            let own = views.iter().filter(|view| view.is_own);
            own.map(|view| view.view_id).collect()
        });
        let Some(from) = ids.iter().position(|id| *id == view_id) else {
            return;
        };
        let to = from.saturating_add_signed(by).min(ids.len() - 1);
        ids.swap(from, to);
        self.change(ViewChange::Order { view_ids: ids });
    }
}

/// The viewer's own and the team's views, as links; the present filter can be saved as another.
#[component]
pub fn SavedViewsMenu(
    /// What the Tasks tab shows now.
    #[prop(into)]
    link: Signal<TasksLink>,
) -> impl IntoView {
    let read = Resource::new_blocking(|| (), |()| saved_views());
    view! {
        <Suspense fallback=|| view! { <button type="button" class="button quiet" disabled>"Views"</button> }>
            {move || Suspend::new(async move {
                let (views, error) = match read.await {
                    Ok(views) => (views, None),
                    Err(error) => (Vec::new(), Some(error)),
                };
                view! { <Menu link views error /> }
            })}
        </Suspense>
    }
}

/// What the opened menu is about; signals, so it is copied freely.
#[derive(Clone, Copy)]
struct OpenMenu {
    views: Views,
    link: Signal<TasksLink>,
    /// Id and name of the view that is shown now, if it is one.
    shown: Memo<Option<(i32, String)>>,
    details: NodeRef<html::Details>,
}

impl OpenMenu {
    fn close(self) {
        if let Some(details) = self.details.get_untracked() {
            details.set_open(false);
        }
    }
}

#[component]
fn Menu(link: Signal<TasksLink>, views: Vec<SavedView>, error: Option<AppError>) -> impl IntoView {
    let views = Views {
        all: RwSignal::new(views),
        error: RwSignal::new(error),
        home: use_context(),
    };
    let details = NodeRef::<html::Details>::new();
    let was_opened = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let query = link.with(query_of);
        views.all.with(|views| {
            let view = views.iter().find(|view| view.query == query);
            view.map(|view| (view.view_id, view.name.clone()))
        })
    });
    let menu = OpenMenu {
        views,
        link,
        shown,
        details,
    };
    view! {
        <details
            class="views-menu"
            node_ref=details
            on:toggle=move |_| was_opened.set(true)
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    menu.close();
                }
            }
        >
            <summary class="button quiet" title="Saved views">
                <span class="views-current">
                    {move || shown.get().map_or_else(|| "Views".to_owned(), |(_, name)| name)}
                </span>
                <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                    <path d="M2 3.5l3 3 3-3" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
                </svg>
            </summary>
            {move || was_opened.get().then(|| Suspend::new(parts::shown(body(menu))))}
        </details>
    }
}

#[allow(clippy::unnecessary_wraps, reason = "loading it may fail")]
#[wasm_split(list_tools, fallible)]
fn body(menu: OpenMenu) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <MenuBody menu /> }.into_any())
}

#[component]
fn MenuBody(menu: OpenMenu) -> impl IntoView {
    let OpenMenu {
        views, link, shown, ..
    } = menu;
    let edits = RwSignal::new(false);
    let list = move |is_own: bool| {
        move || {
            let all = views.all.get();
            let count = all.iter().filter(|view| view.is_own == is_own).count();
            all.into_iter()
                .filter(|view| view.is_own == is_own)
                .enumerate()
                .map(|(place, view)| {
                    let is_shown = {
                        let view_id = view.view_id;
                        Signal::derive(move || {
                            shown.with(|shown| shown.as_ref().is_some_and(|(id, _)| *id == view_id))
                        })
                    };
                    let is_last = place + 1 == count;
                    view! {
                        <ViewRow
                            views
                            view
                            is_shown
                            edits
                            is_first=place == 0
                            is_last
                            on_open=Callback::new(move |()| menu.close())
                        />
                    }
                })
                .collect_view()
        }
    };
    let has = move |is_own: bool| {
        move || {
            views
                .all
                .with(|views| views.iter().any(|view| view.is_own == is_own))
        }
    };
    view! {
        <div class="views-body">
            <Show when=has(true)>
                <section aria-labelledby="views-own">
                    <div class="views-head">
                        <h3 id="views-own">"Your views"</h3>
                        <button
                            type="button"
                            class="button small quiet"
                            aria-pressed=move || edits.get().to_string()
                            on:click=move |_| edits.update(|edits| *edits = !*edits)
                        >
                            {move || if edits.get() { "Done" } else { "Edit" }}
                        </button>
                    </div>
                    <ul>{list(true)}</ul>
                </section>
            </Show>
            <Show when=has(false)>
                <section aria-labelledby="views-team">
                    <div class="views-head"><h3 id="views-team">"Shared by the team"</h3></div>
                    <ul>{list(false)}</ul>
                </section>
            </Show>
            <Show when=move || views.all.with(Vec::is_empty)>
                <p class="views-none">"No views yet. Filter the list, then give the filter a name here."</p>
            </Show>
            <SaveForm views link />
            <p class="views-problem" role="alert">
                {move || views.error.get().map(|error| error.to_string())}
            </p>
        </div>
    }
}
