//! The pages and server functions of `app`, with what they need around them.

use app::App;
use app::state::AppState;
use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_SECURITY_POLICY;
use leptos::context::{provide_context, use_context};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list};

use crate::security_headers::page_policy;

/// A route for each page and each server function; any other address shows "not found".
pub fn pages(state: &AppState) -> Router<AppState> {
    let context = {
        let state = state.clone();
        move || {
            provide_context(state.clone());
            name_the_nonce();
        }
    };
    Router::new()
        .leptos_routes_with_context(
            state,
            generate_route_list(App),
            context.clone(),
            app::document,
        )
        .fallback(leptos_axum::render_app_async_with_context(
            context,
            app::document,
        ))
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
