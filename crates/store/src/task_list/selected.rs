//! Walks the tasks that a bulk action or an export is about.

use domain::TaskId;
use domain::task_list::Selection;
use sqlx::PgPool;

use super::conditions::{Conditions, Sql};
use super::row_record::task_id;
use crate::{Error, Result, Scope};

/// The most tasks that one step of the walk gives.
pub const MAX_SELECTED: u32 = 10_000;

/// The first `limit` (1 to [`MAX_SELECTED`]) selected tasks whose arrival number is above
/// `after_seq`, in its order; 0 begins. The walk goes by what never changes, so that a task which
/// the action changes on the way neither comes twice nor pushes another one out.
pub async fn selected(
    pool: &PgPool,
    scope: Scope,
    selection: &Selection,
    after_seq: i64,
    limit: u32,
) -> Result<Vec<(i64, TaskId)>> {
    if !(1..=MAX_SELECTED).contains(&limit) {
        return Err(Error::Invalid(format!(
            "`limit` is {limit}; ask for 1 to {MAX_SELECTED} tasks at a time"
        )));
    }
    let mut sql = Sql::new("select seq, task_id\nfrom task\nwhere ");
    match selection {
        Selection::Tasks(ids) => {
            // Served by the unique index on (team_id, task_id).
            sql.push("team_id = ").push_bind(scope.team_id);
            sql.push(" and is_test = ").push_bind(scope.is_test);
            sql.push("\n  and task_id = any(").push_bind(bytes(ids));
            sql.push(")");
        }
        Selection::AllMatching { filter, except } => {
            // Served by the primary key where many match, by the index of a rare value where few do.
            let conditions = Conditions::resolve(pool, scope, filter).await?;
            conditions.push_scope(&mut sql);
            conditions.push_all(&mut sql);
            if !except.is_empty() {
                sql.push("\n  and task_id <> all(").push_bind(bytes(except));
                sql.push(")");
            }
        }
    }
    sql.push("\n  and seq > ").push_bind(after_seq);
    sql.push("\norder by seq\nlimit ")
        .push_bind(i64::from(limit));
    let rows: Vec<(i64, Vec<u8>)> = sql.build_query_as().fetch_all(pool).await?;
    rows.into_iter()
        .map(|(seq, id)| Ok((seq, task_id(&id)?)))
        .collect()
}

fn bytes(ids: &[TaskId]) -> Vec<Vec<u8>> {
    ids.iter().map(|id| id.as_bytes().to_vec()).collect()
}
