//! Argon2id with the parameters that OWASP recommends (19 MiB, 2 passes), the crate's defaults.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::people::MIN_PASSWORD_CHARS;
use tokio::sync::Semaphore;

use crate::{Error, Result};

/// Longer input only makes the server work.
const LONGEST: usize = 256;

/// Each running hash takes 19 MiB and a core; more logins at once wait in line.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What is verified where there is no password, so that an unknown address takes as long as a wrong
/// password.
static DECOY: LazyLock<String> = LazyLock::new(|| {
    hash_now(&super::random_password()).expect("argon2 takes its own default parameters")
});

/// The PHC string of a password.
///
/// # Errors
/// [`Error::Invalid`] for a password that is too short or too long.
pub(super) async fn hash_password(password: &str) -> Result<String> {
    let length = password.chars().count();
    if length < MIN_PASSWORD_CHARS {
        return Err(Error::Invalid(format!(
            "the password has {length} characters; take at least {MIN_PASSWORD_CHARS}"
        )));
    }
    if password.len() > LONGEST {
        return Err(Error::Invalid(format!(
            "the password has {} bytes; take at most {LONGEST}",
            password.len()
        )));
    }
    let password = password.to_owned();
    apart(move || hash_now(&password)).await?.map_err(broken)
}

/// Whether `password` is the one behind `hash`; takes as long where there is none.
pub(super) async fn verify_password(password: &str, hash: Option<String>) -> Result<bool> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = password.to_owned();
    apart(move || {
        let decoy = LazyLock::force(&DECOY);
        let expected = hash.as_deref().unwrap_or(decoy);
        let fits = PasswordHash::new(expected)
            .and_then(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed))
            .is_ok();
        fits && hash.is_some()
    })
    .await
}

fn hash_now(password: &str) -> argon2::password_hash::Result<String> {
    let salt = SaltString::encode_b64(&rand::random::<[u8; 16]>())?;
    Ok(Argon2::default()
        .hash_password(password.as_bytes(), &salt)?
        .to_string())
}

/// Runs `work` where it does not hold up other requests.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let permit = AT_ONCE.acquire().await;
    let done = tokio::task::spawn_blocking(work).await;
    drop(permit);
    done.map_err(broken)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Database(sqlx::Error::Encode(Box::new(error)))
}
