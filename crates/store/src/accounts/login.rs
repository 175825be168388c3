//! Login by password, and the limit on guessing.

use sqlx::PgPool;

use super::account::{clean_email, set_password};
use super::password::verify_password;
use super::session::{Origin, begin_session};
use super::token::{Token, TokenHash};
use crate::database::begin;
use crate::{Error, Result};

/// Failures for one address of a person, from anywhere, in [`WINDOW_S`].
const PER_EMAIL: i32 = 10;
/// Failures from one network address, for anybody; an office may share one.
const PER_ADDRESS: i32 = 50;
const WINDOW_S: f64 = 15.0 * 60.0;

/// How a login ended.
#[derive(Debug)]
pub enum Attempt {
    LoggedIn(Token),
    /// Unknown address or wrong password: deliberately the same.
    Wrong,
    /// Right, but an operator disabled the account, or it is in no team.
    Refused(String),
    /// Too many failures; the next attempt is possible after so many seconds.
    TooMany {
        retry_after_s: u32,
    },
}

/// Logs in by password. Takes as long for an unknown address as for a wrong password.
pub async fn log_in(
    pool: &PgPool,
    email: &str,
    password: &str,
    origin: &Origin,
) -> Result<Attempt> {
    // Nobody has such an address, and the index of failures could not hold any text.
    let Ok(email) = clean_email(email) else {
        return Ok(Attempt::Wrong);
    };
    if let Some(retry_after_s) = note_attempt(pool, &email, &origin.address).await? {
        return Ok(Attempt::TooMany { retry_after_s });
    }
    let found = sqlx::query!(
        r#"select account_id, password_hash, disabled_at is not null as "is_disabled!"
        from account
        where email = $1"#,
        email
    )
    .fetch_optional(pool)
    .await?;
    let hash = found.as_ref().and_then(|row| row.password_hash.clone());
    let fits = verify_password(password, hash).await?;
    let Some(account) = found.filter(|_| fits) else {
        return Ok(Attempt::Wrong);
    };
    sqlx::query!("delete from login_failure where email = $1", email)
        .execute(pool)
        .await?;
    if account.is_disabled {
        return Ok(Attempt::Refused(
            "this account is disabled; ask who runs this server".to_owned(),
        ));
    }
    match begin_session(pool, account.account_id, origin).await {
        Ok(token) => Ok(Attempt::LoggedIn(token)),
        Err(Error::Invalid(reason)) => Ok(Attempt::Refused(reason)),
        Err(error) => Err(error),
    }
}

/// Sets a new password for who knows the present one, and ends their sessions but this one. Who got
/// in by a link and never had a password needs to know none. Guesses count as failed logins.
///
/// # Errors
/// [`Error::Invalid`] where the present password is wrong or the new one does not do.
pub async fn change_password(
    pool: &PgPool,
    account_id: i32,
    present: &str,
    new: &str,
    here: &TokenHash,
    from: &str,
) -> Result<()> {
    let account = sqlx::query!(
        "select email, password_hash from account where account_id = $1",
        account_id
    )
    .fetch_one(pool)
    .await?;
    if account.password_hash.is_some() {
        if let Some(retry_after_s) = note_attempt(pool, &account.email, from).await? {
            return Err(Error::Invalid(format!(
                "too many wrong passwords; try again in {} minutes",
                retry_after_s.div_ceil(60)
            )));
        }
        if !verify_password(present, account.password_hash).await? {
            return Err(Error::Invalid(
                "the present password is wrong; type it again".to_owned(),
            ));
        }
        sqlx::query!("delete from login_failure where email = $1", account.email)
            .execute(pool)
            .await?;
    }
    set_password(pool, account_id, new, Some(here)).await
}

/// Whether the person has a password, so that changing it asks for the present one.
pub async fn has_password(pool: &PgPool, account_id: i32) -> Result<bool> {
    let has_one = sqlx::query_scalar!(
        r#"select password_hash is not null as "has_one!" from account where account_id = $1"#,
        account_id
    )
    .fetch_one(pool)
    .await?;
    Ok(has_one)
}

/// Counts the attempt as failed until it succeeds, so that many at once cannot slip under the
/// limit. Returns the seconds to wait if the limit is reached; such an attempt is not counted.
async fn note_attempt(pool: &PgPool, email: &str, from: &str) -> Result<Option<u32>> {
    let mut transaction = begin(pool).await?;
    // One attempt after the other looks and counts; each takes about a millisecond.
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended('tasklens login', 0)) as "locked!: ()""#
    )
    .fetch_one(&mut *transaction)
    .await?;
    // The failure that must leave the window before another attempt is possible: the tenth last of
    // the email, the fiftieth last of the address. Indexes login_failure_by_email, _by_address.
    let wait_s = sqlx::query_scalar!(
        r#"
        select max(extract(epoch from at - now()) + $5)::float8
        from (
            (
                select at
                from login_failure
                where email = $1
                  and at > now() - make_interval(secs => $5)
                order by at desc
                offset $3 - 1
                limit 1
            )
            union all
            (
                select at
                from login_failure
                where address = $2
                  and at > now() - make_interval(secs => $5)
                order by at desc
                offset $4 - 1
                limit 1
            )
        ) as last_ones
        "#,
        email,
        from,
        PER_EMAIL,
        PER_ADDRESS,
        WINDOW_S,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if wait_s.is_none() {
        sqlx::query!(
            "insert into login_failure (email, address) values ($1, $2)",
            email,
            from
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(wait_s.map(|seconds| seconds.ceil().max(1.0) as u32))
}
