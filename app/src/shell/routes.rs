//! Which address shows which page.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;
use leptos_router::{Lazy, SsrMode};

use super::lazy_pages;
use super::not_found::NotFound;
use super::top_bar::TopBar;
use crate::saved_views::{Home, provide_tasks_home};
use crate::task_list::TasksPage;
use crate::viewer::current_viewer;

/// The app. Pages render whole on the server before the first byte is sent (`SsrMode::Async`), so
/// that nothing flashes or moves when the page comes alive.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
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
                <Route path=path!("/tasks/:id") view={Lazy::<lazy_pages::Task>::new()} ssr=SsrMode::Async />
                <Route path=path!("/import") view={Lazy::<lazy_pages::Import>::new()} ssr=SsrMode::Async />
                <Route path=path!("/") view=Home ssr=SsrMode::Async />
                <Route path=path!("/login") view={Lazy::<lazy_pages::Login>::new()} ssr=SsrMode::Async />
                <Route path=path!("/invite/:token") view={Lazy::<lazy_pages::Invite>::new()} ssr=SsrMode::Async />
                <Route path=path!("/account") view={Lazy::<lazy_pages::Account>::new()} ssr=SsrMode::Async />
                <Route path=path!("/projects") view={Lazy::<lazy_pages::Projects>::new()} ssr=SsrMode::Async />
                <Route path=path!("/projects/:id") view={Lazy::<lazy_pages::Project>::new()} ssr=SsrMode::Async />
                <Route path=path!("/batches") view={Lazy::<lazy_pages::Batches>::new()} ssr=SsrMode::Async />
                <Route path=path!("/team") view={Lazy::<lazy_pages::Team>::new()} ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
