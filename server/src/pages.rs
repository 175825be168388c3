//! The pages and server functions of `app`, with what they need around them.

use std::sync::LazyLock;

use app::App;
use app::state::AppState;
use axum::Router;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::middleware::{from_fn, map_response};
use axum::response::Response;
use leptos::context::{provide_context, use_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, ResponseOptions, generate_route_list};

use crate::body_limits::limit_calls;
use crate::security_headers::page_policy;

/// The pages, found by running the app once, before any router is there to render. While that runs,
/// resources all over the process are held back, and a page that reads one then waits for ever
/// (leptos issue 4773): with several routers in a process, as in tests, each must not run it again.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// A route for each page and each server function; any other address shows "not found".
pub fn pages(state: &AppState) -> Router<AppState> {
    Router::new()
        .leptos_routes_with_context(state, ROUTES.clone(), context(state), app::document)
        .fallback(leptos_axum::render_app_async_with_context(
            context(state),
            app::document,
        ))
        .layer(from_fn(limit_calls))
        .layer(map_response(keep_nowhere))
}

/// What pages and server functions show is a team's; after the logout no browser shall find it on
/// its disk, or show it at "back".
async fn keep_nowhere(mut response: Response) -> Response {
    response
        .headers_mut()
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The page at the request's address, for a handler that answers with a page of the app.
pub async fn render(state: &AppState, request: Request) -> Response {
    let page = leptos_axum::render_app_async_with_context(context(state), app::document)(request);
    keep_nowhere(page.await).await
}

/// What components and server functions find in their context.
fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let state = state.clone();
    move || {
        provide_context(state.clone());
        name_the_nonce();
    }
}

/// Puts the nonce of this rendering, if it renders a page, into the page's policy.
fn name_the_nonce() {
    let (Some(nonce), Some(response)) =
        (leptos::nonce::use_nonce(), use_context::<ResponseOptions>())
    else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&page_policy(&nonce)) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}
