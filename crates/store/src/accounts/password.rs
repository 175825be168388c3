//! Argon2id with the parameters that OWASP recommends (19 MiB, 2 passes), the crate's defaults.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::people::MIN_PASSWORD_CHARS;
use tokio::sync::{Semaphore, SemaphorePermit};
use zxcvbn::zxcvbn;

use crate::{Error, Result};

/// Longer input only makes the server work.
const LONGEST: usize = 256;

/// Each running hash takes 19 MiB and a core; more logins at once wait in line: strangers in one, ...
static STRANGERS: Semaphore = Semaphore::const_new(3);
/// ... and known browsers in this one, too, so that no crowd of strangers is before them.
static KNOWN: Semaphore = Semaphore::const_new(1);

/// Who makes the server hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asker {
    /// Who is logged in, or was in the same browser.
    Known,
    Stranger,
}

/// Of 10^N guesses a cracker needs for a password, fewer than these are too few; by zxcvbn's estimate, 8
/// is where guessing takes more than what a slowed-down login allows in centuries.
const LEAST_GUESSES_LOG10: f64 = 8.0;

/// What is verified where there is no password, so that an unknown address takes as long as a wrong
/// password.
static DECOY: LazyLock<String> = LazyLock::new(|| {
    hash_now(&super::random_password()).expect("argon2 takes its own default parameters")
});

/// The PHC string of a password for the person of these words: address and name.
///
/// # Errors
/// [`Error::Invalid`] for a password that is too short, too long or too easy to guess.
pub(super) async fn hash_password(password: &str, person: &[&str]) -> Result<String> {
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
    let person: Vec<String> = person.iter().map(|&words| words.to_owned()).collect();
    apart(Asker::Stranger, move || {
        if is_easy(&password, &person) {
            return Err(Error::Invalid(
                "this password is easy to guess; take a longer one, such as four words that do not \
                 belong together"
                    .to_owned(),
            ));
        }
        hash_now(&password).map_err(broken)
    })
    .await?
}

/// Whether a password is common, or little more than the person's own words, a pattern or a date.
fn is_easy(password: &str, person: &[String]) -> bool {
    let parts = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .map(str::to_owned)
            .collect()
    };
    // The whole, its parts, and what stands before the @ or all of the name without what parts it.
    let mut words = vec!["tasklens".to_owned()];
    for text in person {
        let before_at = text.split('@').next().unwrap_or(text);
        words.extend([text.clone(), parts(before_at).concat()]);
        words.extend(parts(text).into_iter().filter(|part| part.len() > 2));
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    zxcvbn(password, &words).guesses_log10() < LEAST_GUESSES_LOG10
}

/// Whether `password` is the one behind `hash`; takes as long where there is none.
pub(super) async fn verify_password(
    asker: Asker,
    password: &str,
    hash: Option<String>,
) -> Result<bool> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = password.to_owned();
    apart(asker, move || {
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

/// Runs `work` where it does not hold up other requests. It keeps its slot until it ends, also where
/// nobody waits for it any more.
async fn apart<T: Send + 'static>(
    asker: Asker,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let slot = slot(asker).await;
    tokio::task::spawn_blocking(move || {
        let done = work();
        drop(slot);
        done
    })
    .await
    .map_err(broken)
}

/// A place among those that hash now.
async fn slot(asker: Asker) -> Option<SemaphorePermit<'static>> {
    // Neither semaphore is ever closed.
    match asker {
        Asker::Stranger => STRANGERS.acquire().await.ok(),
        Asker::Known => {
            tokio::select! {
                biased;
                slot = KNOWN.acquire() => slot.ok(),
                slot = STRANGERS.acquire() => slot.ok(),
            }
        }
    }
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Database(sqlx::Error::Encode(Box::new(error)))
}

/// Takes all slots of strangers until the answer is dropped.
#[cfg(test)]
pub(super) async fn crowd() -> SemaphorePermit<'static> {
    STRANGERS.acquire_many(3).await.unwrap()
}

#[cfg(test)]
mod tests {
    use super::is_easy;

    #[test]
    fn passwords_that_crackers_try_first_are_refused() {
        let ana = ["ana.berg@example.com".to_owned(), "Ana Berg".to_owned()];
        for easy in [
            "password12",
            "Password123",
            "P@ssw0rd12",
            "1234567890",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "iloveyou22",
            "ana.berg@example.com",
            "anaberg2026",
            "Ana Berg 1",
            "tasklens2026",
            "abcdefghij",
        ] {
            assert!(is_easy(easy, &ana), "{easy}");
        }
        for fine in [
            "correct horse battery",
            "long enough by far",
            "a long enough password",
            "vK3-pq9Zr_xT",
            "grüne Lampe im Regen",
        ] {
            assert!(!is_easy(fine, &ana), "{fine}");
        }
        assert!(!is_easy(&super::super::random_password(), &ana));
    }
}
