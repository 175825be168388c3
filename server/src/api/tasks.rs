//! `GET /v1/tasks`

use app::state::AppState;
use axum::extract::{RawQuery, State};
use domain::KeyRole;
use domain::api::TasksQuery;
use serde_json::json;
use store::task_list::{Asked, whole_page};

use super::answer::Answer;
use super::caller::Caller;
use super::error::Result;
use super::next_token;
use super::openapi::schema;
use super::task;

/// A page of tasks, newest first.
#[utoipa::path(
    get,
    path = "/tasks",
    operation_id = "listTasks",
    tag = "Tasks",
    params(schema::TasksParams),
    responses((status = 200, description = "A page", body = schema::TaskPage)),
)]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let query = TasksQuery::parse(&query.unwrap_or_default())?;
    let after = query.next_token.as_deref().map(next_token::read);
    let asked = Asked {
        filter: &query.filter,
        unique_ids: &query.unique_ids,
        after: after.transpose()?,
        limit: query.limit,
        is_shallow: query.view.is_limited && !query.view.has_attachment_url,
    };
    let page = whole_page(&state.pool, caller.scope(), asked).await?;
    let mut docs = Vec::with_capacity(page.tasks.len());
    for shown in page.tasks {
        docs.push(task::view(shown, query.view).await?);
    }
    let token = json!(page.next.as_ref().map(next_token::write));
    // `offset` is of Scale's older paging; clients still read it.
    Ok(Answer(format!(
        r#"{{"docs":[{docs}],"total":{total},"limit":{limit},"offset":0,"has_more":{more},"next_token":{token}}}"#,
        docs = docs.join(","),
        total = page.total,
        limit = query.limit,
        more = page.next.is_some(),
    )))
}
