//! The page behind an address that has none.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::A;

#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! {
        <Title text="Not found" />
        <main class="message-page">
            <h1>"There is no such page"</h1>
            <p>"The address may be mistyped, or what it named is gone."</p>
            <A href="/tasks" attr:class="button">"Go to the tasks"</A>
        </main>
    }
}
