//! The limit on guessing passwords: by browser for those known to an account, else by network and
//! address together, so that strangers do not lock a person out.

use sqlx::PgPool;
use tokio::sync::Semaphore;

use super::token::TokenHash;
use crate::Result;
use crate::database::begin;

/// Failures in one known browser for one account in [`WINDOW_S`]: its cookie may be stolen.
const PER_DEVICE: i32 = 10;
/// Failures of strangers from one network for one person's address.
const PER_PAIR: i32 = 10;
/// Failures of strangers from one network, for anybody; an office may share one.
const PER_NETWORK: i32 = 50;
/// Failures of strangers for one person's address, from anywhere. Networks from which the person logged
/// in before pass, so that only a new browser in a new network waits while many networks guess. That many
/// in each window are fewer than ten thousand a day.
const PER_EMAIL: i32 = 100;
const WINDOW_S: f64 = 15.0 * 60.0;

/// How many attempts of strangers may ask the database at once: more would take its connections from
/// everybody else.
static ASKING: Semaphore = Semaphore::const_new(4);

/// A password is about to be tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Guess<'a> {
    pub email: &'a str,
    /// Network address.
    pub address: &'a str,
    /// The browser, if it is known to the account.
    pub device: Option<&'a TokenHash>,
}

/// Counts the guess as failed until it succeeds, so that many at once cannot slip under the limit.
/// Returns the seconds to wait if a limit is reached; such a guess is not counted.
pub(super) async fn note(pool: &PgPool, guess: Guess<'_>) -> Result<Option<u32>> {
    let wait_s = match guess.device {
        Some(device) => note_known(pool, guess, device).await?,
        None => note_stranger(pool, guess).await?,
    };
    Ok(wait_s.map(|seconds| seconds.ceil().max(1.0) as u32))
}

async fn note_known(pool: &PgPool, guess: Guess<'_>, device: &TokenHash) -> Result<Option<f64>> {
    let mut transaction = begin(pool).await?;
    // One guess of this browser after the other.
    let lock = hex::encode(device);
    sqlx::query!(
        r#"select pg_advisory_xact_lock(20753, hashtext($1)) as "locked!: ()""#,
        lock
    )
    .fetch_one(&mut *transaction)
    .await?;
    // The tenth last failure must leave the window. Index login_failure_by_email.
    let wait_s = sqlx::query_scalar!(
        r#"
        select extract(epoch from at - now())::float8 + $4::float8 as "wait_s!"
        from login_failure
        where email = $1
          and device_hash = $2
          and at > now() - make_interval(secs => $4)
        order by at desc
        offset $3 - 1
        limit 1
        "#,
        guess.email,
        &device[..],
        PER_DEVICE,
        WINDOW_S,
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if wait_s.is_none() {
        sqlx::query!(
            "insert into login_failure (email, address, device_hash) values ($1, $2, $3)",
            guess.email,
            guess.address,
            &device[..],
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(wait_s)
}

async fn note_stranger(pool: &PgPool, guess: Guess<'_>) -> Result<Option<f64>> {
    // Never closed.
    let _turn = ASKING.acquire().await.ok();
    let mut transaction = begin(pool).await?;
    // One guess for an address after the other, then one from a network after the other. Always in this
    // order, and of two kinds, so that no two wait for each other.
    sqlx::query!(
        r#"select pg_advisory_xact_lock(20751, hashtext($1)) as "locked!: ()""#,
        guess.email
    )
    .fetch_one(&mut *transaction)
    .await?;
    sqlx::query!(
        r#"select pg_advisory_xact_lock(20752, hashtext($1)) as "locked!: ()""#,
        guess.address
    )
    .fetch_one(&mut *transaction)
    .await?;
    // The failure that must leave the window before another guess is possible, by each limit. Indexes
    // login_failure_by_email, login_failure_by_address; primary key of `login_network`.
    let wait_s = sqlx::query_scalar!(
        r#"
        select max(extract(epoch from at - now()) + $6)::float8
        from (
            (
                select at
                from login_failure
                where email = $1
                  and address = $2
                  and device_hash is null
                  and at > now() - make_interval(secs => $6)
                order by at desc
                offset $3 - 1
                limit 1
            )
            union all
            (
                select at
                from login_failure
                where address = $2
                  and device_hash is null
                  and at > now() - make_interval(secs => $6)
                order by at desc
                offset $4 - 1
                limit 1
            )
            union all
            (
                select at
                from login_failure
                where email = $1
                  and device_hash is null
                  and at > now() - make_interval(secs => $6)
                  and not exists (
                      select
                      from account a
                      join login_network n using (account_id)
                      where a.email = $1
                        and n.address = $2
                  )
                order by at desc
                offset $5 - 1
                limit 1
            )
        ) as last_ones
        "#,
        guess.email,
        guess.address,
        PER_PAIR,
        PER_NETWORK,
        PER_EMAIL,
        WINDOW_S,
    )
    .fetch_one(&mut *transaction)
    .await?;
    if wait_s.is_none() {
        sqlx::query!(
            "insert into login_failure (email, address) values ($1, $2)",
            guess.email,
            guess.address,
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(wait_s)
}

/// Forgets the failures of who just gave the right password; those of others stay.
pub(super) async fn forget(pool: &PgPool, guess: Guess<'_>) -> Result<()> {
    // Index login_failure_by_email.
    match guess.device {
        Some(device) => {
            sqlx::query!(
                "delete from login_failure where email = $1 and device_hash = $2",
                guess.email,
                &device[..],
            )
            .execute(pool)
            .await?
        }
        None => {
            sqlx::query!(
                "delete from login_failure
                where email = $1
                  and address = $2
                  and device_hash is null",
                guess.email,
                guess.address,
            )
            .execute(pool)
            .await?
        }
    };
    Ok(())
}
