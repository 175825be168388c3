//! Teams by their names, for commands that an operator runs.

use domain::Role;
use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// The live tasks of the team of that name; without a name, of the only team.
///
/// # Errors
/// [`Error::Invalid`] with the names to choose from.
pub async fn team_scope(pool: &PgPool, name: Option<&str>) -> Result<Scope> {
    let teams = sqlx::query!("select team_id, name from team order by name")
        .fetch_all(pool)
        .await?;
    let found = match name {
        Some(name) => teams.iter().find(|team| team.name == name),
        None if teams.len() == 1 => teams.first(),
        None => None,
    };
    if let Some(team) = found {
        return Ok(Scope::live(team.team_id));
    }
    let names: Vec<String> = teams
        .iter()
        .map(|team| format!("`{}`", team.name))
        .collect();
    let names = names.join(", ");
    Err(Error::Invalid(match name {
        _ if teams.is_empty() => {
            "there is no team yet; make one and its first admin with `server user`".to_owned()
        }
        Some(name) => format!("there is no team `{name}`; choose one of {names}"),
        None => format!("say which team is meant; choose one of {names}"),
    }))
}

/// The team of that name, made if it is missing.
pub async fn ensure_team(pool: &PgPool, name: &str) -> Result<i32> {
    // `do update` so that the row of an existing team is returned too.
    let team_id = sqlx::query_scalar!(
        "
        insert into team (name)
        values ($1)
        on conflict (name) do update set name = excluded.name
        returning team_id
        ",
        name,
    )
    .fetch_one(pool)
    .await?;
    Ok(team_id)
}

/// The account with that address, made if it is missing, as a member of the team. An account that
/// is there keeps its name, password and role.
pub async fn ensure_member(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    name: &str,
    role: Role,
) -> Result<i32> {
    let mut tx = pool.begin().await?;
    let account_id = sqlx::query_scalar!(
        "
        insert into account (email, name)
        values (lower($1), $2)
        on conflict (email) do update set email = excluded.email
        returning account_id
        ",
        email,
        name,
    )
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query!(
        "
        insert into membership (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do nothing
        ",
        team_id,
        account_id,
        role.code(),
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(account_id)
}

/// Whether any team has a task.
pub async fn has_tasks(pool: &PgPool) -> Result<bool> {
    let found = sqlx::query_scalar!(r#"select exists (select from task) as "exists!""#)
        .fetch_one(pool)
        .await?;
    Ok(found)
}
