//! Which person a request comes from.

use app::AppError;
use app::access::{OPEN_FUNCTIONS, local_path};
use app::state::AppState;
use app::viewer::{CurrentSession, Viewer};
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use leptos::server_fn::error::FromServerFnError;
use store::accounts::{Person, person_of_session, token_hash};

use super::client_address::client_address;
use super::cookie;

/// Puts the [`Viewer`], their [`CurrentSession`] and the client's address into the request's
/// extensions. Without a session, pages lead to the login and all else is answered 401, before any
/// body is read; what lets people in is open.
pub async fn know_viewer(
    State(state): State<AppState>,
    mut request: Request,
    next: Next,
) -> Response {
    let address = client_address(&request, state.site.trusted_proxies);
    request.extensions_mut().insert(address);
    let hash = cookie::session_token(request.headers()).map(token_hash);
    let person = match &hash {
        Some(hash) => person_of_session(&state.pool, hash).await,
        None => Ok(None),
    };
    match person {
        Ok(Some(person)) => {
            if request.method() == Method::GET && request.uri().path() == "/login" {
                return lead_on(&request);
            }
            let extensions = request.extensions_mut();
            extensions.insert(viewer(person));
            if let Some(hash) = hash {
                extensions.insert(CurrentSession(hash));
            }
        }
        Ok(None) if is_open(request.uri().path()) => {}
        Ok(None) => return ask_to_log_in(&request),
        Err(error) => {
            tracing::error!(%error, "session");
            return (
                StatusCode::SERVICE_UNAVAILABLE,
                "the database does not answer; try again in a moment\n",
            )
                .into_response();
        }
    }
    next.run(request).await
}

fn viewer(person: Person) -> Viewer {
    Viewer {
        account_id: person.account_id,
        name: person.name,
        email: person.email,
        team_id: person.team_id,
        team_name: person.team_name,
        role: person.role,
    }
}

/// Whether the address is there for people who are not logged in, too.
fn is_open(path: &str) -> bool {
    matches!(path, "/login" | "/login/link" | "/logout")
        || path.starts_with("/invite/")
        || OPEN_FUNCTIONS.contains(&path)
}

/// Who is logged in has no use for the login page.
fn lead_on(request: &Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes())
        .find_map(|(key, value)| (key == "next").then_some(value));
    Redirect::to(local_path(next.as_deref())).into_response()
}

fn ask_to_log_in(request: &Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        return refuse_call(request);
    }
    if !wants_page(request) {
        let why = serde_json::json!({"error": "your session has ended; log in again"});
        return (StatusCode::UNAUTHORIZED, Json(why)).into_response();
    }
    let asked = request
        .uri()
        .path_and_query()
        .map_or("/", |asked| asked.as_str());
    let login = match asked {
        "/" | "/tasks" => "/login".to_owned(),
        _ => {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair("next", asked);
            format!("/login?{}", query.finish())
        }
    };
    Redirect::to(&login).into_response()
}

/// Refuses a call of a server function in the form that its caller reads; a form without script is
/// led to the login.
fn refuse_call(request: &Request) -> Response {
    let is_form = request
        .headers()
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if is_form {
        return Redirect::to("/login").into_response();
    }
    (
        StatusCode::UNAUTHORIZED,
        [(CONTENT_TYPE, "application/json")],
        AppError::NotLoggedIn.ser(),
    )
        .into_response()
}

/// Whether a person is looking at the answer, rather than a page that loads an image, a file or a
/// stream of events.
fn wants_page(request: &Request) -> bool {
    let header = |name: &str| {
        request
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_file = request.uri().path().starts_with("/media/");
    let is_document = header("sec-fetch-dest").is_none_or(|dest| dest == "document");
    let takes_html = header(ACCEPT.as_str())
        .is_none_or(|accept| accept.contains("text/html") || accept.trim() == "*/*");
    is_read && !is_file && is_document && takes_html
}
