//! Teams and who belongs to them.

use domain::Role;
use domain::people::Member;
use sqlx::{PgConnection, PgPool};

use super::account::{clean_email, clean_name};
use super::powers::{end_invites, end_keys, end_login_links};
use crate::database::begin;
use crate::row::unreadable;
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

/// Adds a person to a team, as an operator does: the account is new, and its address vouched for.
/// Returns the account's id.
///
/// # Errors
/// [`Error::Invalid`] where the address has an account, unless it has this role in the team already:
/// who made it may be somebody else.
pub async fn add_member(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    name: &str,
    role: Role,
) -> Result<i32> {
    let email = clean_email(email)?;
    let name = clean_name(name)?;
    let mut transaction = begin(pool).await?;
    let Some(account_id) = make_account(&mut transaction, &email, &name).await? else {
        // Unique index on `email`; primary key of `membership`.
        return sqlx::query_scalar!(
            "select a.account_id
            from account a
            join membership m using (account_id)
            where a.email = $1
              and m.team_id = $2
              and m.role = $3",
            email,
            team_id,
            role.code(),
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or_else(|| {
            Error::Invalid(format!(
                "`{email}` has an account already, which somebody else may have made"
            ))
        });
    };
    put_member(&mut transaction, team_id, account_id, role).await?;
    transaction.commit().await?;
    Ok(account_id)
}

/// Makes sure that a person exists and has this role in the team; their name and password stay as
/// they are if they exist. For who knows that an existing account is that person's: see [`add_member`].
/// Returns the account's id.
pub async fn ensure_member(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    name: &str,
    role: Role,
) -> Result<i32> {
    let email = clean_email(email)?;
    let name = clean_name(name)?;
    let mut transaction = begin(pool).await?;
    let account_id = match make_account(&mut transaction, &email, &name).await? {
        Some(made) => made,
        None => {
            sqlx::query_scalar!("select account_id from account where email = $1", email)
                .fetch_one(&mut *transaction)
                .await?
        }
    };
    let before = put_member(&mut transaction, team_id, account_id, role).await?;
    if before == Some(Role::Admin.code()) && role < Role::Admin {
        end_invites(&mut transaction, account_id, Some(team_id)).await?;
    }
    transaction.commit().await?;
    Ok(account_id)
}

/// The new account of an address that an operator vouches for; `None` where there is one.
async fn make_account(
    connection: &mut PgConnection,
    email: &str,
    name: &str,
) -> Result<Option<i32>> {
    let made = sqlx::query_scalar!(
        "insert into account (email, name, email_verified_at)
        values ($1, $2, now())
        on conflict (email) do nothing
        returning account_id",
        email,
        name,
    )
    .fetch_optional(connection)
    .await?;
    Ok(made)
}

/// Gives an account a role in a team. Returns the code of the one that it had.
async fn put_member(
    connection: &mut PgConnection,
    team_id: i32,
    account_id: i32,
    role: Role,
) -> Result<Option<i16>> {
    let before = sqlx::query_scalar!(
        "select role from membership where team_id = $1 and account_id = $2 for update",
        team_id,
        account_id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into membership (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do update set role = excluded.role",
        team_id,
        account_id,
        role.code(),
    )
    .execute(connection)
    .await?;
    Ok(before)
}

/// Everybody in the team, by name.
pub async fn members(pool: &PgPool, team_id: i32) -> Result<Vec<Member>> {
    // Primary key of `membership`; index session_by_account for each member.
    let rows = sqlx::query!(
        r#"
        select a.account_id,
               a.name,
               a.email,
               m.role,
               m.joined_at,
               a.disabled_at is not null as "is_disabled!",
               (a.email_verified_at is not null or m.address_vouched) as "is_verified!",
               (
                   select max(s.last_seen_at)
                   from session s
                   where s.account_id = m.account_id
                     and s.team_id = m.team_id
               ) as last_seen_at
        from membership m
        join account a using (account_id)
        where m.team_id = $1
        order by lower(a.name), a.account_id
        limit 2000
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                account_id: row.account_id,
                name: row.name,
                email: row.email,
                role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
                joined_at: row.joined_at,
                last_seen_at: row.last_seen_at,
                is_disabled: row.is_disabled,
                is_verified: row.is_verified,
            })
        })
        .collect()
}

/// Whether an operator, or the team, vouches for the address of a member.
pub async fn is_verified_member(pool: &PgPool, team_id: i32, account_id: i32) -> Result<bool> {
    // Primary keys of `membership` and `account`.
    let is_verified = sqlx::query_scalar!(
        r#"
        select (a.email_verified_at is not null or m.address_vouched) as "is_verified!"
        from membership m
        join account a using (account_id)
        where m.team_id = $1
          and m.account_id = $2
        "#,
        team_id,
        account_id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(is_verified.unwrap_or(false))
}

/// Gives a member another role. Who is no admin any more takes their open invites along; keys that
/// they made do no more than they may.
///
/// # Errors
/// [`Error::Invalid`] where the team would be left without an admin.
pub async fn set_role(pool: &PgPool, team_id: i32, account_id: i32, role: Role) -> Result<()> {
    let mut transaction = begin(pool).await?;
    lock_team(&mut transaction, team_id).await?;
    let changed = sqlx::query!(
        "update membership set role = $3 where team_id = $1 and account_id = $2",
        team_id,
        account_id,
        role.code(),
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    check_member_and_admin(&mut transaction, team_id, account_id, changed).await?;
    if role < Role::Admin {
        end_invites(&mut transaction, account_id, Some(team_id)).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Takes a member out of the team; what they did stays. Their sessions in it end, their login links, and
/// for good the keys and open invites that they made for it.
///
/// # Errors
/// [`Error::Invalid`] where the team would be left without an admin.
pub async fn remove_member(pool: &PgPool, team_id: i32, account_id: i32) -> Result<()> {
    let mut transaction = begin(pool).await?;
    lock_team(&mut transaction, team_id).await?;
    let removed = sqlx::query!(
        "delete from membership where team_id = $1 and account_id = $2",
        team_id,
        account_id,
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    check_member_and_admin(&mut transaction, team_id, account_id, removed).await?;
    sqlx::query!(
        "delete from session where account_id = $2 and team_id = $1",
        team_id,
        account_id,
    )
    .execute(&mut *transaction)
    .await?;
    end_keys(&mut transaction, account_id, team_id).await?;
    end_invites(&mut transaction, account_id, Some(team_id)).await?;
    end_login_links(&mut transaction, account_id).await?;
    transaction.commit().await?;
    Ok(())
}

/// One change of a team's members after the other: two admins who demote each other at once would
/// leave none.
async fn lock_team(connection: &mut PgConnection, team_id: i32) -> Result<()> {
    sqlx::query!(
        "select team_id from team where team_id = $1 for no key update",
        team_id
    )
    .fetch_optional(connection)
    .await?;
    Ok(())
}

async fn check_member_and_admin(
    connection: &mut PgConnection,
    team_id: i32,
    account_id: i32,
    changed: u64,
) -> Result<()> {
    if changed == 0 {
        return Err(Error::NotFound {
            what: "member",
            name: account_id.to_string(),
        });
    }
    let has_admin = sqlx::query_scalar!(
        r#"
        select exists (
            select
            from membership m
            join account a using (account_id)
            where m.team_id = $1
              and m.role = $2
              and a.disabled_at is null
        ) as "has_admin!"
        "#,
        team_id,
        Role::Admin.code(),
    )
    .fetch_one(connection)
    .await?;
    if !has_admin {
        return Err(Error::Invalid(
            "the team would be left without an admin; make somebody else an admin first".to_owned(),
        ));
    }
    Ok(())
}
