//! Which address shows which page.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use super::alive::come_alive;
use super::not_found::NotFound;
use super::top_bar::TopBar;
use crate::access::{AccountPage, InvitePage, LoginPage, TeamPage};
use crate::import::ImportPage;
use crate::saved_views::{Home, provide_tasks_home};
use crate::task_list::TasksPage;
use crate::task_page::TaskPage;
use crate::viewer::current_viewer;

/// The app. Pages render whole on the server before the first byte is sent (`SsrMode::Async`), so
/// that nothing flashes or moves when the page comes alive.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    come_alive();
    let viewer = Resource::new_blocking(|| (), |()| current_viewer());
    provide_context(viewer);
    let home = provide_tasks_home();
    view! {
        <Title formatter=|title: String| format!("{title} · Tasklens") />
        <Router>
            <Transition>
                {move || Suspend::new(async move {
                    let viewer = viewer.await.ok().flatten();
                    view! { <TopBar viewer home=home.path().await /> }
                })}
            </Transition>
            <Routes fallback=NotFound>
                <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
                <Route path=path!("/tasks/:id") view=TaskPage ssr=SsrMode::Async />
                <Route path=path!("/import") view=ImportPage ssr=SsrMode::Async />
                <Route path=path!("/") view=Home ssr=SsrMode::Async />
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <Route path=path!("/invite/:token") view=InvitePage ssr=SsrMode::Async />
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
                <Route path=path!("/team") view=TeamPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
