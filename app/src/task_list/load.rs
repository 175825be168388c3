//! What the Tasks tab asks the server for.

use domain::task_list::{Cursor, Facets, ListMark, Page, PageAt, Sort, TaskFilter};
use domain::{Rgb, TaskId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// Rows of one request. A page this long fills any screen twice.
pub const PAGE_ROWS: u32 = 100;

/// A list as it is first shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub page: Page,
    pub facets: Facets,
    /// From when on there are news.
    pub mark: ListMark,
    /// How many tasks of the list lie before the page.
    pub before: i64,
    /// Why the asked place was not found, in which case the list starts from the top.
    pub lost_place: Option<String>,
}

/// Rows from `at` on, with all counts. A place that belongs to another order is no error: the list
/// then starts from the top and says so.
#[server(input = Json)]
pub async fn open_list(
    filter: TaskFilter,
    sort: Sort,
    at: Option<Cursor>,
) -> Result<Opened, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let pool = crate::state::state().pool;
    // Before the rows: rather a task that is shown already among the news than one that never is.
    let mark = store::task_list::mark(&pool).await?;
    let rows = async {
        let place = at.map_or(PageAt::Top, PageAt::From);
        let page = store::task_list::page(&pool, scope, &filter, sort, place, PAGE_ROWS).await;
        match page {
            Err(store::Error::Invalid(reason)) => {
                let top = PageAt::Top;
                store::task_list::page(&pool, scope, &filter, sort, top, PAGE_ROWS)
                    .await
                    .map(|page| (page, Some(reason)))
            }
            page => page.map(|page| (page, None)),
        }
    };
    let counts = store::task_list::facets(&pool, scope, &filter);
    let (rows, facets) = futures::join!(rows, counts);
    let (page, lost_place) = rows?;
    let before = match page.rows.first() {
        Some(row) if page.has_before => {
            super::place::tasks_before(&pool, scope, &filter, sort, &row.cursor(sort)).await?
        }
        _ => 0,
    };
    Ok(Opened {
        page,
        facets: facets?,
        mark,
        before,
        lost_place,
    })
}

/// More rows of a list.
#[server(input = Json)]
pub async fn more_rows(
    filter: TaskFilter,
    sort: Sort,
    at: PageAt,
    limit: u32,
) -> Result<Page, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let pool = crate::state::state().pool;
    Ok(store::task_list::page(&pool, scope, &filter, sort, at, limit).await?)
}

/// A label of a task's drawing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegendLabel {
    pub label: String,
    pub color: Rgb,
    pub count: usize,
}

/// The labels that are drawn over a task's picture, most first.
#[server(input = Json)]
pub async fn picture_legend(task_id: TaskId) -> Result<Vec<LegendLabel>, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let crate::state::AppState { pool, media, .. } = crate::state::state();
    let all = crate::pictures::DrawingOptions::default();
    match crate::pictures::drawing(&pool, &media, scope, task_id, &all).await {
        Ok(drawing) => Ok(drawing
            .legend
            .into_iter()
            .map(|entry| LegendLabel {
                label: entry.label,
                color: entry.color,
                count: entry.count,
            })
            .collect()),
        Err(crate::pictures::PictureError::Store(error)) => Err(error.into()),
        Err(error) => Err(AppError::Invalid(error.to_string())),
    }
}

/// A batch and how many tasks it would show under the other filters.
pub type CountedName = (String, i64);

/// Batches whose name contains `text`, each with its count under the rest of `filter`.
#[server(input = Json)]
pub async fn find_batches(filter: TaskFilter, text: String) -> Result<Vec<CountedName>, AppError> {
    const FOUND: u32 = 50;
    let scope = crate::viewer::viewer().await?.scope();
    let pool = crate::state::state().pool;
    let found = store::task_list::batches(&pool, scope, &text, FOUND).await?;
    let batch: Vec<String> = found.into_iter().map(|(name, _)| name).collect();
    if batch.is_empty() {
        return Ok(Vec::new());
    }
    let under = TaskFilter {
        batch: batch.clone(),
        ..filter
    };
    let counts = store::task_list::facets(&pool, scope, &under).await?.batch;
    Ok(batch
        .into_iter()
        .map(|name| {
            let count = counts.iter().find(|facet| facet.value == name);
            let count = count.map_or(0, |facet| facet.count);
            (name, count)
        })
        .collect())
}
