//! Teams and who belongs to them.

use domain::Role;
use sqlx::PgPool;

use super::account::{clean_email, clean_name};
use crate::{Error, Result};

/// The team of this name, made if there is none.
pub async fn ensure_team(pool: &PgPool, name: &str) -> Result<i32> {
    let name = clean_name(name)?;
    sqlx::query!(
        "insert into team (name) values ($1) on conflict (name) do nothing",
        name
    )
    .execute(pool)
    .await?;
    find_team(pool, &name).await
}

/// The team of this name.
pub async fn find_team(pool: &PgPool, name: &str) -> Result<i32> {
    sqlx::query_scalar!("select team_id from team where name = $1", name.trim())
        .fetch_optional(pool)
        .await?
        .ok_or_else(|| {
            Error::Invalid(format!(
                "there is no team `{name}`; `server user add --team` makes one"
            ))
        })
}

/// Makes sure that a person exists and has this role in the team; their name and password stay as
/// they are if they exist. Returns the account's id.
pub async fn ensure_member(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    name: &str,
    role: Role,
) -> Result<i32> {
    let email = clean_email(email)?;
    let name = clean_name(name)?;
    let mut transaction = pool.begin().await?;
    sqlx::query!(
        "insert into account (email, name) values ($1, $2) on conflict (email) do nothing",
        email,
        name,
    )
    .execute(&mut *transaction)
    .await?;
    let account_id = sqlx::query_scalar!("select account_id from account where email = $1", email)
        .fetch_one(&mut *transaction)
        .await?;
    sqlx::query!(
        "insert into membership (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do update set role = excluded.role",
        team_id,
        account_id,
        role.code(),
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(account_id)
}
