//! Pages whose code comes apart from the Tasks tab's: a task's page, and those visited now and then.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::LazyRoute;
use wasm_split_helpers::wasm_split;

use crate::access::{AccountPage, InvitePage, LoginPage, TeamPage};
use crate::batches::BatchesPage;
use crate::import::ImportPage;
use crate::parts::{SplitLoaderError, shown};
use crate::projects::{ProjectPage, ProjectsPage};
use crate::task_list::load_tools;
use crate::task_page::TaskPage;

/// The part that the page at this address needs, to be loaded along with the rest.
#[cfg(feature = "ssr")]
pub fn part_of(path: &str) -> Option<&'static str> {
    match path {
        "/" | "/tasks" => None,
        path if path.starts_with("/tasks/") => Some("task_page"),
        _ => Some("side_pages"),
    }
}

/// How long a page has the browser to itself before it fetches ahead.
const QUIET: Duration = Duration::from_millis(300);

/// Fetches what readers of the Tasks tab come to next, so that they do not wait for it then.
pub fn fetch_ahead() {
    let fetch = || {
        spawn_local(async {
            // Who needs it asks again, and tells what went wrong.
            let _ = load_tools().await;
            let _ = load_task_page().await;
        });
    };
    set_timeout(fetch, QUIET);
}

#[allow(clippy::unnecessary_wraps, reason = "loading it may fail")]
#[wasm_split(task_page, fallible, preload(load_task_page))]
pub fn task_page() -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <TaskPage /> }.into_any())
}

/// A page visited now and then.
#[derive(Debug, Clone, Copy)]
enum SidePage {
    Import,
    Login,
    Invite,
    Account,
    Team,
    Projects,
    Project,
    Batches,
}

#[allow(clippy::unnecessary_wraps, reason = "loading it may fail")]
#[wasm_split(side_pages, fallible, preload(load_side_pages))]
fn side_page(page: SidePage) -> Result<AnyView, SplitLoaderError> {
    Ok(match page {
        SidePage::Import => view! { <ImportPage /> }.into_any(),
        SidePage::Login => view! { <LoginPage /> }.into_any(),
        SidePage::Invite => view! { <InvitePage /> }.into_any(),
        SidePage::Account => view! { <AccountPage /> }.into_any(),
        SidePage::Team => view! { <TeamPage /> }.into_any(),
        SidePage::Projects => view! { <ProjectsPage /> }.into_any(),
        SidePage::Project => view! { <ProjectPage /> }.into_any(),
        SidePage::Batches => view! { <BatchesPage /> }.into_any(),
    })
}

/// Declares the view of a route, and how the router loads its code before it leaves the page before.
macro_rules! lazy_page {
    ($name:ident, $view:expr, $load:path) => {
        pub struct $name;

        impl LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            async fn view(_page: Self) -> AnyView {
                shown($view).await
            }

            async fn preload() {
                // The view tells what went wrong.
                let _ = $load().await;
            }
        }
    };
}

lazy_page!(Task, task_page(), load_task_page);
lazy_page!(Import, side_page(SidePage::Import), load_side_pages);
lazy_page!(Login, side_page(SidePage::Login), load_side_pages);
lazy_page!(Invite, side_page(SidePage::Invite), load_side_pages);
lazy_page!(Account, side_page(SidePage::Account), load_side_pages);
lazy_page!(Team, side_page(SidePage::Team), load_side_pages);
lazy_page!(Projects, side_page(SidePage::Projects), load_side_pages);
lazy_page!(Project, side_page(SidePage::Project), load_side_pages);
lazy_page!(Batches, side_page(SidePage::Batches), load_side_pages);
