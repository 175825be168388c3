//! Accounts: one a person, in any number of teams.

use chrono::{DateTime, Utc};
use domain::indexed::{MAX_EMAIL_BYTES, MAX_PERSON_CHARS};
use domain::people::Powers;
use domain::record::cut;
use sqlx::PgPool;

use super::device::forget_devices;
use super::password::hash_password;
use super::powers::{end_invites, end_login_links, powers_of};
use super::token::TokenHash;
use crate::database::begin;
use crate::{Error, Result};

/// A person as an operator sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub account_id: i32,
    pub email: String,
    pub name: String,
    pub has_password: bool,
    pub created_at: DateTime<Utc>,
    /// Who invited them, where an invite made the account: `Bob in Street`.
    pub invited_by: Option<String>,
    /// When an operator vouched for the address: made the account, or printed a link that was followed.
    pub email_verified_at: Option<DateTime<Utc>>,
    pub disabled_at: Option<DateTime<Utc>>,
    /// `Team (role)` for each, in the order of joining.
    pub teams: Vec<String>,
}

/// Adds a person without a password; [`set_password`] or a login link lets them in.
///
/// # Errors
/// [`Error::Duplicate`] where the address is in use, [`Error::Invalid`] where it is none.
pub async fn add_account(pool: &PgPool, email: &str, name: &str) -> Result<i32> {
    let email = clean_email(email)?;
    let name = clean_name(name)?;
    sqlx::query_scalar!(
        "insert into account (email, name, email_verified_at)
        values ($1, $2, now())
        on conflict (email) do nothing
        returning account_id",
        email,
        name,
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::Duplicate {
        what: "the account",
        name: email,
    })
}

/// The person behind an address, in whatever case it is spelt.
pub async fn find_account(pool: &PgPool, email: &str) -> Result<i32> {
    let email = clean_email(email)?;
    sqlx::query_scalar!("select account_id from account where email = $1", email)
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| Error::Invalid(format!("there is no account `{email}`; add it first")))
}

/// Everybody, by address.
pub async fn list_accounts(pool: &PgPool) -> Result<Vec<Account>> {
    read_accounts(pool, None).await
}

/// What is known of an address; `None` where it has no account.
pub async fn account_of(pool: &PgPool, email: &str) -> Result<Option<Account>> {
    let email = clean_email(email)?;
    Ok(read_accounts(pool, Some(&email)).await?.pop())
}

async fn read_accounts(pool: &PgPool, email: Option<&str>) -> Result<Vec<Account>> {
    // An operator asks, seldom. An account that an invite made is as old as the invite's use.
    let rows = sqlx::query!(
        r#"
        select a.account_id,
               a.email,
               a.name,
               a.password_hash is not null as "has_password!",
               a.created_at,
               (
                   select coalesce(inviter.name, 'an API key') || ' in ' || t.name
                   from invite i
                   join team t using (team_id)
                   left join account inviter on inviter.account_id = i.created_by
                   where i.used_by = a.account_id
                     and i.used_at = a.created_at
                   limit 1
               ) as invited_by,
               a.email_verified_at,
               a.disabled_at,
               coalesce(
                   array_agg(t.name || ' (' || m.role || ')' order by m.joined_at)
                       filter (where t.team_id is not null),
                   '{}') as "teams!"
        from account a
        left join membership m using (account_id)
        left join team t using (team_id)
        where $1::text is null
           or a.email = $1
        group by a.account_id
        order by a.email
        "#,
        email,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Account {
            account_id: row.account_id,
            email: row.email,
            name: row.name,
            has_password: row.has_password,
            created_at: row.created_at,
            invited_by: row.invited_by,
            email_verified_at: row.email_verified_at,
            disabled_at: row.disabled_at,
            teams: row.teams.iter().map(|team| with_role_word(team)).collect(),
        })
        .collect())
}

/// `Demo (2)` → `Demo (admin)`
fn with_role_word(team: &str) -> String {
    let spelt = team.strip_suffix(')').and_then(|rest| {
        let (name, code) = rest.rsplit_once(" (")?;
        let role = domain::Role::from_code(code.parse().ok()?)?;
        Some(format!("{name} ({role})"))
    });
    spelt.unwrap_or_else(|| team.to_owned())
}

pub async fn rename_account(pool: &PgPool, account_id: i32, name: &str) -> Result<()> {
    let name = clean_name(name)?;
    sqlx::query!(
        "update account set name = $2 where account_id = $1",
        account_id,
        name
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Sets the password and ends every session but `kept`, every login link, and what known browsers may
/// do: whoever knew the old password is out.
///
/// # Errors
/// [`Error::Invalid`] for a password that is too short, too long or too easy to guess.
pub async fn set_password(
    pool: &PgPool,
    account_id: i32,
    password: &str,
    kept: Option<&TokenHash>,
) -> Result<()> {
    let person = sqlx::query!(
        "select email, name from account where account_id = $1",
        account_id
    )
    .fetch_one(pool)
    .await?;
    let hash = hash_password(password, &[&person.email, &person.name]).await?;
    let kept = kept.map(|hash| &hash[..]);
    let mut transaction = begin(pool).await?;
    // First of all: a session that is just beginning by the old password waits here and finds another.
    sqlx::query!(
        "update account set password_hash = $2 where account_id = $1",
        account_id,
        hash
    )
    .execute(&mut *transaction)
    .await?;
    forget_devices(&mut transaction, account_id, kept).await?;
    // Index session_by_account.
    sqlx::query!(
        "delete from session where account_id = $1 and token_hash is distinct from $2",
        account_id,
        kept,
    )
    .execute(&mut *transaction)
    .await?;
    end_login_links(&mut transaction, account_id).await?;
    transaction.commit().await?;
    Ok(())
}

/// Shuts somebody out, at once and until [`enable_account`]: sessions, login links and open invites end
/// for good, keys that they made do not work meanwhile. Returns what ended.
pub async fn disable_account(pool: &PgPool, account_id: i32) -> Result<Powers> {
    let mut transaction = begin(pool).await?;
    sqlx::query!(
        "update account set disabled_at = coalesce(disabled_at, now()) where account_id = $1",
        account_id
    )
    .execute(&mut *transaction)
    .await?;
    let ended = powers_of(&mut transaction, account_id).await?;
    forget_devices(&mut transaction, account_id, None).await?;
    sqlx::query!("delete from session where account_id = $1", account_id)
        .execute(&mut *transaction)
        .await?;
    end_login_links(&mut transaction, account_id).await?;
    end_invites(&mut transaction, account_id, None).await?;
    transaction.commit().await?;
    Ok(ended)
}

/// Lets somebody in again.
pub async fn enable_account(pool: &PgPool, account_id: i32) -> Result<()> {
    sqlx::query!(
        "update account set disabled_at = null where account_id = $1",
        account_id
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Lower case, with something on both sides of the `@`.
pub(super) fn clean_email(email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    let is_one = email.len() <= MAX_EMAIL_BYTES
        && !email.contains(|c: char| c.is_whitespace() || c.is_control())
        && email
            .split_once('@')
            .is_some_and(|(person, host)| !person.is_empty() && !host.is_empty());
    if is_one {
        return Ok(email);
    }
    Err(Error::Invalid(format!(
        "`{}` is not an email address of up to {MAX_EMAIL_BYTES} bytes; give one such as \
         ana@example.com",
        cut(&email)
    )))
}

pub(super) fn clean_name(name: &str) -> Result<String> {
    let name = name.trim();
    let chars = name.chars().count();
    if chars == 0 || chars > MAX_PERSON_CHARS || name.contains(char::is_control) {
        return Err(Error::Invalid(format!(
            "the name must have 1 to {MAX_PERSON_CHARS} characters on one line"
        )));
    }
    Ok(name.to_owned())
}
