//! Which address shows which page.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{Redirect, Route, Router, Routes};
use leptos_router::path;

use super::alive::come_alive;
use super::not_found::NotFound;
use super::top_bar::TopBar;
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
    view! {
        <Title formatter=|title: String| format!("{title} · Tasklens") />
        <Router>
            <Suspense>
                {move || Suspend::new(async move { view! { <TopBar viewer=viewer.await.ok().flatten() /> } })}
            </Suspense>
            <Routes fallback=NotFound>
                <Route path=path!("/") view=|| view! { <Redirect path="/tasks" /> } ssr=SsrMode::Async />
                <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
                <Route path=path!("/tasks/:id") view=TaskPage ssr=SsrMode::Async />
            </Routes>
        </Router>
    }
}
