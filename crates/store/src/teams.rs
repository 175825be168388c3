//! Teams by their names, for commands that an operator runs.

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

/// Whether any team has a task.
pub async fn has_tasks(pool: &PgPool) -> Result<bool> {
    let found = sqlx::query_scalar!(r#"select exists (select from task) as "exists!""#)
        .fetch_one(pool)
        .await?;
    Ok(found)
}
