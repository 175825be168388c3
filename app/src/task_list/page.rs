//! `/tasks`

use domain::task_list::{TasksLink, View};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::chips::Chips;
use super::filters::FilterPanel;
use super::help::Help;
use super::keys::listen_to_keys;
use super::list::TaskList;
use super::load::{Opened, open_list};
use super::notices::{BrokenNotice, Failed, ProblemBar};
use super::table::TaskTable;
use super::toolbar::Toolbar;

/// The tasks, filled in by the server; everything after that happens in [`TaskList`].
#[component]
pub fn TasksPage() -> impl IntoView {
    let search = use_location().search;
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
                match opened.await {
                    Ok(opened) => view! { <Tasks opened /> }.into_any(),
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
fn Tasks(opened: Opened) -> impl IntoView {
    let list = TaskList::new(opened);
    provide_context(list);
    listen_to_keys(list);
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
            <section class="tasks-body" aria-label="Tasks">
                <Toolbar />
                <Chips />
                <BrokenNotice />
                <ProblemBar />
                {move || match list.view.get() {
                    View::Table | View::Tiles => view! { <TaskTable /> },
                }}
            </section>
            <Help />
        </main>
    }
}
