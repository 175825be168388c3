//! Who is looking, and for which team.

use domain::Role;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// The logged-in person. The server's session middleware puts it into the request's extensions;
/// pages get it from [`current_viewer`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    pub account_id: i32,
    pub name: String,
    pub email: String,
    pub team_id: i32,
    pub team_name: String,
    pub role: Role,
}

/// The viewer of this request, or [`AppError::NotLoggedIn`]; every server function that touches a
/// team's data begins with it.
#[cfg(feature = "ssr")]
pub async fn viewer() -> Result<Viewer, AppError> {
    use axum::Extension;
    leptos_axum::extract::<Extension<Viewer>>()
        .await
        .map(|Extension(viewer)| viewer)
        .map_err(|_| AppError::NotLoggedIn)
}

/// The viewer, if their role in the team allows what `needed` may do.
#[cfg(feature = "ssr")]
pub async fn viewer_as(needed: Role) -> Result<Viewer, AppError> {
    let viewer = viewer().await?;
    if viewer.role.allows(needed) {
        return Ok(viewer);
    }
    Err(AppError::Forbidden(format!(
        "this needs the role {}; you are {} in {}: ask an admin of the team",
        needed.label(),
        viewer.role.label(),
        viewer.team_name
    )))
}

#[cfg(feature = "ssr")]
impl Viewer {
    /// The live tasks of the viewer's team.
    pub const fn scope(&self) -> store::Scope {
        store::Scope::live(self.team_id)
    }

    /// The live or the test tasks of the viewer's team.
    pub const fn scope_of(&self, is_test: bool) -> store::Scope {
        store::Scope {
            team_id: self.team_id,
            is_test,
        }
    }
}

/// Who is logged in; `None` on the login and invite pages.
#[leptos::server]
pub async fn current_viewer() -> Result<Option<Viewer>, AppError> {
    match viewer().await {
        Ok(viewer) => Ok(Some(viewer)),
        Err(AppError::NotLoggedIn) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Which session this request belongs to, and from which network address it comes. The server's
/// session middleware puts both into the request's extensions.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct CurrentSession(pub store::accounts::TokenHash);

/// See [`CurrentSession`]; an IPv6 client is known by its network (/64).
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct ClientAddress(pub String);

/// The session of this request, or [`AppError::NotLoggedIn`].
#[cfg(feature = "ssr")]
pub async fn current_session() -> Result<store::accounts::TokenHash, AppError> {
    leptos_axum::extract::<axum::Extension<CurrentSession>>()
        .await
        .map(|axum::Extension(CurrentSession(hash))| hash)
        .map_err(|_| AppError::NotLoggedIn)
}

/// The network address that this request comes from.
#[cfg(feature = "ssr")]
pub async fn client_address() -> String {
    leptos_axum::extract::<axum::Extension<ClientAddress>>()
        .await
        .map_or_else(
            |_| "unknown".to_owned(),
            |axum::Extension(ClientAddress(address))| address,
        )
}
