//! The bar at the top of every page.

use domain::Role;
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use super::theme::ThemeButton;
use crate::Viewer;

/// Brand, pages, and the account; nothing but the brand for who is not logged in.
#[component]
pub fn TopBar(
    viewer: Option<Viewer>,
    /// Where "Tasks" leads: the viewer's default view.
    home: String,
) -> impl IntoView {
    // A link with a query is never what `A` takes for the present page.
    let path = use_location().pathname;
    let shows_tasks = move || path.with(|path| path == "/tasks" || path.starts_with("/tasks/"));
    let pages = NodeRef::<html::Nav>::new();
    let close = move |_| {
        if let Some(pages) = pages.get_untracked() {
            // Refused where it is no menu but a row.
            let _ = pages.hide_popover();
        }
    };
    view! {
        <header class="top-bar">
            <a class="skip-link" href="#main">"Skip to content"</a>
            <a href=home.clone() class="brand">
                <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
                    <rect x="2" y="2" width="16" height="16" rx="4" fill="none" stroke="currentColor" stroke-width="2" />
                    <circle cx="10" cy="10" r="3.2" fill="currentColor" />
                </svg>
                <span>"Tasklens"</span>
            </a>
            {viewer
                .map(|viewer| {
                    view! {
                        // Where there is little room, the button opens what is a row elsewhere.
                        <button
                            type="button"
                            class="icon-button top-menu"
                            popovertarget="pages"
                            aria-label="Pages"
                        >
                            <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                                <path d="M2 4h12M2 8h12M2 12h12" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
                            </svg>
                        </button>
                        <nav
                            id="pages"
                            class="top-nav"
                            popover="auto"
                            aria-label="Pages"
                            node_ref=pages
                            on:click=close
                        >
                            <a href=home aria-current=move || shows_tasks().then_some("page")>"Tasks"</a>
                            <A href="/projects">"Projects"</A>
                            <A href="/batches">"Batches"</A>
                            {viewer.role.allows(Role::Admin).then(|| view! { <A href="/import">"Import"</A> })}
                            <A href="/team">"Team"</A>
                        </nav>
                        <div class="top-end">
                            <span class="team-name" title="Your team">{viewer.team_name}</span>
                            <ThemeButton />
                            <A href="/account" attr:class="account-link" attr:title=viewer.email>
                                {viewer.name}
                            </A>
                        </div>
                    }
                })}
        </header>
    }
}
