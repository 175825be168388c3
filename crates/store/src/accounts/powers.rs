//! What hangs on a person, and ends with them: keys, invites, login links, sessions.

use std::collections::BTreeMap;

use domain::Role;
use domain::people::Powers;
use sqlx::{PgConnection, PgPool};

use crate::{Error, Result};

/// What would end for each member who left the team; those with nothing are left out. Login links are
/// the account's, not the team's, and not counted.
pub async fn powers_in_team(pool: &PgPool, team_id: i32) -> Result<BTreeMap<i32, Powers>> {
    let mut all: BTreeMap<i32, Powers> = BTreeMap::new();
    // Index api_key_by_team.
    let keys = sqlx::query!(
        r#"
        select created_by as "account_id!", name
        from api_key
        where team_id = $1
          and created_by is not null
          and revoked_at is null
        order by api_key_id
        limit 2000
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    for key in keys {
        all.entry(key.account_id).or_default().keys.push(key.name);
    }
    // Index invite_by_team; primary key of `api_key`.
    let invites = sqlx::query!(
        r#"
        select coalesce(i.created_by, k.created_by) as "account_id!", count(*) as "count!"
        from invite i
        left join api_key k on k.api_key_id = i.created_by_key
        where i.team_id = $1
          and i.used_at is null
          and i.revoked_at is null
          and i.expires_at > now()
          and coalesce(i.created_by, k.created_by) is not null
        group by 1
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    for row in invites {
        all.entry(row.account_id).or_default().invites = counted(row.count);
    }
    // Index membership's primary key, then session_by_account.
    let sessions = sqlx::query!(
        r#"
        select s.account_id, count(*) as "count!"
        from membership m
        join session s using (account_id, team_id)
        where m.team_id = $1
          and s.expires_at > now()
        group by s.account_id
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    for row in sessions {
        all.entry(row.account_id).or_default().sessions = counted(row.count);
    }
    Ok(all)
}

/// What hangs on an account, in all teams.
pub(super) async fn powers_of(connection: &mut PgConnection, account_id: i32) -> Result<Powers> {
    // Indexes api_key_by_creator, invite_by_creator, invite_by_key, login_link_by_account,
    // session_by_account.
    let row = sqlx::query!(
        r#"
        select array(
                   select name
                   from api_key
                   where created_by = $1
                     and revoked_at is null
                   order by api_key_id
               ) as "keys!",
               (
                   select count(*)
                   from invite
                   where (
                           created_by = $1
                           or created_by_key in (
                               select api_key_id from api_key where created_by = $1
                           )
                       )
                     and used_at is null
                     and revoked_at is null
                     and expires_at > now()
               ) as "invites!",
               (
                   select count(*)
                   from login_link
                   where account_id = $1
                     and used_at is null
                     and expires_at > now()
               ) as "login_links!",
               (
                   select count(*)
                   from session
                   where account_id = $1
                     and expires_at > now()
               ) as "sessions!"
        "#,
        account_id,
    )
    .fetch_one(connection)
    .await?;
    Ok(Powers {
        keys: row.keys,
        invites: counted(row.invites),
        login_links: counted(row.login_links),
        sessions: counted(row.sessions),
    })
}

fn counted(count: i64) -> usize {
    usize::try_from(count).unwrap_or_default()
}

/// Ends open invites that a person or their keys made: in one team, or in all.
pub(super) async fn end_invites(
    connection: &mut PgConnection,
    account_id: i32,
    team_id: Option<i32>,
) -> Result<()> {
    // Indexes invite_by_creator, invite_by_key, api_key_by_creator.
    sqlx::query!(
        "update invite
        set revoked_at = now()
        where (
                created_by = $1
                or created_by_key in (select api_key_id from api_key where created_by = $1)
            )
          and ($2::int is null or team_id = $2)
          and used_at is null
          and revoked_at is null",
        account_id,
        team_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends, for good, the keys that a person made for a team.
pub(super) async fn end_keys(
    connection: &mut PgConnection,
    account_id: i32,
    team_id: i32,
) -> Result<()> {
    // Index api_key_by_creator.
    sqlx::query!(
        "update api_key
        set revoked_at = now()
        where created_by = $1
          and team_id = $2
          and revoked_at is null",
        account_id,
        team_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the links that an operator printed for a person.
pub(super) async fn end_login_links(connection: &mut PgConnection, account_id: i32) -> Result<()> {
    // Index login_link_by_account.
    sqlx::query!("delete from login_link where account_id = $1", account_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes sure that a person is an admin of the team until the transaction ends, so that what they make
/// in it is either not made, or seen by who ends their powers.
///
/// # Errors
/// [`Error::Invalid`] for anybody else.
pub(super) async fn hold_admin(
    connection: &mut PgConnection,
    team_id: i32,
    account_id: i32,
) -> Result<()> {
    // Primary keys of `membership` and `account`.
    sqlx::query!(
        "select m.role
        from membership m
        join account a using (account_id)
        where m.team_id = $1
          and m.account_id = $2
          and m.role >= $3
          and a.disabled_at is null
        for share",
        team_id,
        account_id,
        Role::Admin.code(),
    )
    .fetch_optional(connection)
    .await?
    .map(drop)
    .ok_or_else(|| Error::Invalid("only an admin of the team can do this".to_owned()))
}
