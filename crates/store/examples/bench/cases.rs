//! What is asked.

use domain::task_list::{Page, PageAt, Sort, TaskFilter, TasksLink};
use sqlx::{AssertSqlSafe, PgPool};
use store::Scope;
use store::task_list::{facets, page};

use crate::Outcome;

/// Rows of the pages, unless a case says otherwise.
const ROWS: u32 = 100;

/// How deep the deep page lies.
const DEEP_PAGE: usize = 10_000;

/// A question.
pub struct Case {
    pub name: String,
    /// What the median may be, in milliseconds.
    pub target_ms: f64,
    filter: TaskFilter,
    question: Question,
    /// The plainest query with the same answer.
    plain: String,
}

enum Question {
    Page { sort: Sort, at: PageAt, rows: u32 },
    Counts,
}

impl Case {
    /// The store's answer, made into JSON as a browser would get it; says what it was.
    pub async fn ask(&self, pool: &PgPool, scope: Scope) -> Outcome<String> {
        match &self.question {
            Question::Page { sort, at, rows } => {
                let Page { rows, .. } =
                    page(pool, scope, &self.filter, *sort, at.clone(), *rows).await?;
                let json = serde_json::to_string(&rows)?;
                Ok(format!("{} rows, {} KB", rows.len(), json.len() / 1000))
            }
            Question::Counts => {
                let facets = facets(pool, scope, &self.filter).await?;
                serde_json::to_string(&facets)?;
                Ok(format!("{} tasks", facets.total))
            }
        }
    }

    pub async fn ask_plainly(&self, pool: &PgPool) -> Outcome<usize> {
        let rows = sqlx::query(AssertSqlSafe(self.plain.as_str()))
            .fetch_all(pool)
            .await?;
        Ok(rows.len())
    }
}

/// The columns that any list needs.
const PLAIN_LIST: &str = "select task.*,
       (select name from project where project.project_id = task.project_id) as project,
       (select name from batch where batch.batch_id = task.batch_id) as batch
from task
where team_id = TEAM and not is_test";

/// Counts of every combination, without the tables that keep them.
const PLAIN_COUNTS: &str = "select status, review_status, task_type, project_id, batch_id, count(*)
from task
where team_id = TEAM and not is_test";

pub async fn cases(pool: &PgPool, scope: Scope, tasks: usize) -> Outcome<Vec<Case>> {
    let newest = "order by created_at desc, seq desc";
    let deep_rows = u32::try_from((tasks / DEEP_PAGE).clamp(1, 100))?;
    let deep = cursor_at(pool, scope, "", (DEEP_PAGE - 1) * deep_rows as usize).await?;
    let middle = cursor_at(pool, scope, "status=completed", tasks / 4).await?;
    let mut cases = Vec::new();
    let mut page = |name: &str, query: &str, plain: &str| {
        let target = if query.is_empty() { 5.0 } else { 15.0 };
        cases.push(list(name, target, query, None, ROWS, plain));
    };
    page("first page of 100", "", newest);
    page(
        "by one status",
        "status=completed",
        &format!("and status = 2 {newest}"),
    );
    page(
        "by one rare status",
        "status=error",
        &format!("and status = 4 {newest}"),
    );
    page(
        "by two statuses, two types, two projects",
        "status=completed&status=redo&type=imageannotation&type=videoannotation&project=project+1&project=project+2",
        &format!(
            "and status in (2, 3) and task_type in (0, 2) and project_id in (select project_id from project where name in ('project 1', 'project 2')) {newest}"
        ),
    );
    page(
        "by batch",
        "batch=batch+7",
        &format!("and batch_id = (select batch_id from batch where name = 'batch 7') {newest}"),
    );
    page(
        "by batch and verdict",
        "batch=batch+7&review=rejected",
        &format!(
            "and batch_id = (select batch_id from batch where name = 'batch 7') and review_status = 4 {newest}"
        ),
    );
    page(
        "by tag",
        "tag=urgent",
        &format!("and tags && array['urgent'] {newest}"),
    );
    page(
        "by a month of creation and verdict",
        "created_from=2025-11-01T08:00:00Z&created_to=2025-12-01T08:00:00Z&review=pending",
        &format!(
            "and created_at >= '2025-11-01T08:00Z' and created_at < '2025-12-01T08:00Z' and review_status = 1 {newest}"
        ),
    );
    page(
        "by a day of completion",
        "completed_from=2026-01-10T08:00:00Z&completed_to=2026-01-11T08:00:00Z",
        &format!(
            "and completed_at >= '2026-01-10T08:00Z' and completed_at < '2026-01-11T08:00Z' {newest}"
        ),
    );
    page(
        "by a common text",
        "q=berlin",
        &format!("and {} {newest}", text("berlin")),
    );
    page(
        "by a rare text",
        "q=street-4711",
        &format!("and {} {newest}", text("street-4711")),
    );
    page(
        "by a text that nothing has",
        "q=tokyo",
        &format!("and {} {newest}", text("tokyo")),
    );
    page(
        "last updated first",
        "sort=-updated",
        "order by updated_at desc, created_at desc, seq desc",
    );
    page(
        "last completed first, of one project",
        "sort=-completed&project=project+3",
        "and project_id = (select project_id from project where name = 'project 3') order by completed_sort desc, created_at desc, seq desc",
    );
    page(
        "in the order of statuses",
        "sort=status",
        "order by status, created_at desc, seq desc",
    );
    page(
        "in the order of projects, of one status",
        "sort=project&status=queued",
        "and status = 0 order by project nulls first, created_at desc, seq desc",
    );

    let offset = |rows: usize| format!("{newest} offset {}", rows - 1);
    let name = format!("page 10,000 (of {deep_rows})");
    let plain = offset(DEEP_PAGE * deep_rows as usize - deep_rows as usize + 1);
    cases.push(list(&name, 5.0, "", Some(deep), deep_rows, &plain));
    let plain = format!("and status = 2 {}", offset(tasks / 4 + 1));
    cases.push(list(
        "deep, by one status",
        15.0,
        "status=completed",
        Some(middle),
        ROWS,
        &plain,
    ));

    for (name, query, plain) in [
        ("all counts", "", ""),
        (
            "all counts, by status and project",
            "status=completed&project=project+1",
            "",
        ),
        (
            "all counts, by a month of creation",
            "created_from=2025-11-01T08:00:00Z&created_to=2025-12-01T08:00:00Z",
            "and created_at >= '2025-11-01T08:00Z' and created_at < '2025-12-01T08:00Z'",
        ),
        (
            "all counts, by a day of completion",
            "completed_from=2026-01-10T08:00:00Z&completed_to=2026-01-11T08:00:00Z",
            "and completed_at >= '2026-01-10T08:00Z' and completed_at < '2026-01-11T08:00Z'",
        ),
        (
            "all counts, by tag",
            "tag=urgent",
            "and tags && array['urgent']",
        ),
        (
            "all counts, by a rare text",
            "q=street-4711",
            &text("street-4711"),
        ),
        ("all counts, by a common text", "q=berlin", &text("berlin")),
    ] {
        let plain = match plain {
            plain if plain.starts_with("exists") => format!("and {plain}"),
            plain => plain.to_owned(),
        };
        cases.push(Case {
            name: name.to_owned(),
            target_ms: 15.0,
            filter: link(query).filter,
            question: Question::Counts,
            plain: format!("{PLAIN_COUNTS} {plain} group by 1, 2, 3, 4, 5"),
        });
    }
    for case in &mut cases {
        case.plain = case.plain.replace("TEAM", &scope.team_id.to_string());
    }
    Ok(cases)
}

fn text(part: &str) -> String {
    format!(
        "exists (select from task_search where task_search.seq = task.seq and text like '%{part}%')"
    )
}

fn list(
    name: &str,
    target_ms: f64,
    query: &str,
    at: Option<PageAt>,
    rows: u32,
    plain: &str,
) -> Case {
    let TasksLink { filter, sort, .. } = link(query);
    Case {
        name: name.to_owned(),
        target_ms,
        filter,
        question: Question::Page {
            sort,
            at: at.unwrap_or(PageAt::Top),
            rows,
        },
        plain: format!("{PLAIN_LIST} {plain} limit {rows}").replace("offset", "\noffset"),
    }
}

fn link(query: &str) -> TasksLink {
    let (link, broken) = TasksLink::parse(query);
    assert!(broken.is_empty(), "{query}: {broken:?}");
    link
}

/// The place behind that many rows.
async fn cursor_at(pool: &PgPool, scope: Scope, query: &str, rows: usize) -> Outcome<PageAt> {
    let TasksLink { filter, sort, .. } = link(query);
    let mut at = PageAt::Top;
    let mut left = rows;
    while left > 0 {
        let step = left.min(store::task_list::MAX_PAGE as usize);
        let page = page(pool, scope, &filter, sort, at, u32::try_from(step)?).await?;
        let last = page.rows.last().ok_or("there are fewer tasks than that")?;
        at = PageAt::After(last.cursor(sort));
        left -= step;
    }
    Ok(at)
}
