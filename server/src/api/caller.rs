//! Which program asks, and what it may do.

use std::time::Instant;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::KeyRole;
use store::accounts::{KeyHolder, key_holder};
use store::{Actor, PgPool, Scope};

use super::error::{ApiError, Result};
use super::rate::Rate;

/// Longer texts are no keys.
const MAX_KEY_BYTES: usize = 200;

/// The program that asks.
#[derive(Debug, Clone)]
pub struct Caller(KeyHolder);

impl Caller {
    pub const fn scope(&self) -> Scope {
        self.0.scope
    }

    pub const fn holder(&self) -> &KeyHolder {
        &self.0
    }

    /// How histories name it.
    pub fn actor(&self) -> Actor<'_> {
        Actor::Key {
            api_key_id: self.0.api_key_id,
            name: &self.0.name,
        }
    }

    /// # Errors
    /// 403 where the key's role does not allow what `needed` may do.
    pub fn may(&self, needed: KeyRole) -> Result<()> {
        if self.0.role.allows(needed) {
            return Ok(());
        }
        let why = if self.0.granted == self.0.role {
            String::new()
        } else {
            ", since who made it is no admin any more".to_owned()
        };
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            format!(
                "this needs a key of the role {needed}, and yours has the role {}{why}; ask an admin \
                 of the team for another key",
                self.0.role
            ),
        ))
    }

    /// # Errors
    /// 403 with a test key, where `what` is the same for live and for test tasks.
    pub fn may_change_live(&self, what: &str) -> Result<()> {
        if !self.0.scope.is_test {
            return Ok(());
        }
        Err(ApiError::new(
            StatusCode::FORBIDDEN,
            format!("a test key changes test things only, and not {what}; use a live key"),
        ))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        parts.extensions.get::<Self>().cloned().ok_or_else(no_key)
    }
}

/// Puts the [`Caller`] into the request's extensions; without a key that works, answers 401, and
/// 429 to one that asks too often.
pub async fn know_key(
    State((pool, rate)): State<(PgPool, Rate)>,
    mut request: Request,
    next: Next,
) -> Response {
    let holder = match key(request.headers()) {
        Some(key) if key.len() <= MAX_KEY_BYTES => key_holder(&pool, &key).await,
        Some(_) => Ok(None),
        None => return no_key().into_response(),
    };
    match holder {
        Ok(Some(holder)) => {
            if let Err(wait) = rate.take(holder.api_key_id, Instant::now()) {
                return ApiError::too_many(wait).into_response();
            }
            request.extensions_mut().insert(Caller(holder));
            next.run(request).await
        }
        Ok(None) => ApiError::new(
            StatusCode::UNAUTHORIZED,
            "the API key is unknown, was revoked, or ended with the membership of who made it; make a \
             new one in the settings, or with `server key`",
        )
        .into_response(),
        Err(error) => ApiError::from(error).into_response(),
    }
}

/// Refuses who may not do what `needed` may, before anything of a body is read.
pub async fn need_role(
    State(needed): State<KeyRole>,
    caller: Caller,
    request: Request,
    next: Next,
) -> Response {
    match caller.may(needed) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

fn no_key() -> ApiError {
    ApiError::new(
        StatusCode::UNAUTHORIZED,
        "the header `Authorization` has no API key; send the key as the user of HTTP Basic with an \
         empty password, or as a Bearer token",
    )
}

/// The key in `Basic` (as the user; the password is empty) or `Bearer`.
fn key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let pair = String::from_utf8(STANDARD.decode(rest).ok()?).ok()?;
        let (user, _) = pair.split_once(':')?;
        user.to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key_of(value: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        key(&headers)
    }

    #[test]
    fn a_key_comes_as_the_basic_user_or_as_a_bearer_token() {
        let basic = format!("Basic {}", STANDARD.encode("live_abc:"));
        assert_eq!(key_of(&basic).as_deref(), Some("live_abc"));
        assert_eq!(key_of("Bearer live_abc").as_deref(), Some("live_abc"));
        assert_eq!(key_of("bearer live_abc").as_deref(), Some("live_abc"));
        for other in [
            "Basic",
            "Basic !!",
            "Bearer ",
            "Digest x",
            "live_abc",
            "Basic Og==",
        ] {
            assert_eq!(key_of(other), None, "{other}");
        }
    }
}
