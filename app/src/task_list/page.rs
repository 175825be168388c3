//! `/tasks`

use domain::Role;
use domain::task_list::{TasksLink, View};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::chips::Chips;
use super::filters::FilterPanel;
use super::keys::listen_to_keys;
use super::list::TaskList;
use super::load::{Opened, open_list};
use super::news::NewsBar;
use super::notices::{BrokenNotice, Failed, ProblemBar};
use super::table::TaskTable;
use super::tiles::TaskTiles;
use super::toolbar::Toolbar;
use super::tools::{HoverPreview, Later, Tool};
use crate::{AppError, Viewer};

/// The tasks, filled in by the server; everything after that happens in [`TaskList`].
#[component]
pub fn TasksPage() -> impl IntoView {
    let search = use_location().search;
    let viewer: Resource<Result<Option<Viewer>, AppError>> = expect_context();
    let opened = Resource::new_blocking(
        || (),
        move |()| {
            let (link, _) = TasksLink::parse(&search.get_untracked());
            open_list(link.filter, link.sort, link.at)
        },
    );
    view! {
        <Title text="Tasks" />
        <Suspense fallback=|| view! { <main id="main" class="tasks waiting" aria-busy="true"></main> }>
            {move || Suspend::new(async move {
                let role = viewer.await.ok().flatten().map_or(Role::Viewer, |viewer| viewer.role);
                match opened.await {
                    Ok(opened) => view! { <Tasks opened role /> }.into_any(),
                    Err(error) => {
                        view! { <Failed error retry=Callback::new(move |()| opened.refetch()) /> }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Tasks(opened: Opened, role: Role) -> impl IntoView {
    let list = TaskList::new(opened);
    provide_context(list);
    listen_to_keys(list);
    let filter = Memo::new(move |_| list.link.with(|link| link.filter.clone()));
    view! {
        <main
            id="main"
            class="tasks"
            data-filters=move || match list.filters_open.get() {
                None => "auto",
                Some(true) => "open",
                Some(false) => "closed",
            }
        >
            <FilterPanel />
            <Later tool=Tool::Export is_wanted=list.export_open />
            <section class="tasks-body" aria-label="Tasks">
                <Toolbar />
                <Chips />
                <BrokenNotice />
                <ProblemBar />
                <NewsBar filter mark=list.mark on_show=move |()| list.reload_at_top() />
                {move || match list.view.get() {
                    View::Table => view! { <TaskTable /> }.into_any(),
                    View::Tiles => view! { <TaskTiles /> }.into_any(),
                }}
                <Later
                    tool=Tool::PickedBar { role }
                    is_wanted=Signal::derive(move || list.picked_count() > 0)
                />
            </section>
            <HoverPreview />
            <Later tool=Tool::Help is_wanted=list.help_open />
        </main>
    }
}
