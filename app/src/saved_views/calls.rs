//! What the menu of views asks the server for.

use domain::SavedView;
use domain::task_list::TasksLink;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// The viewer's own views in their order, then those that others share.
#[server]
pub async fn saved_views() -> Result<Vec<SavedView>, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    Ok(store::saved_views::list(&pool, viewer.scope(), viewer.account_id).await?)
}

/// Keeps the filter, order and layout of a link under a name.
#[server(input = Json)]
pub async fn save_view(name: String, link: TasksLink, is_shared: bool) -> Result<i32, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let query = domain::saved_view::query_of(&link);
    let (scope, account_id) = (viewer.scope(), viewer.account_id);
    Ok(store::saved_views::create(&pool, scope, account_id, &name, &query, is_shared).await?)
}

/// A change to the viewer's views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ViewChange {
    Rename { view_id: i32, name: String },
    Share { view_id: i32, is_shared: bool },
    Delete { view_id: i32 },
    Order { view_ids: Vec<i32> },
    Default { view_id: Option<i32> },
}

#[server(input = Json)]
pub async fn change_views(change: ViewChange) -> Result<(), AppError> {
    use store::saved_views::{delete, rename, reorder, set_default, set_shared};

    let viewer = crate::viewer::viewer().await?;
    let (scope, account) = (viewer.scope(), viewer.account_id);
    let pool = crate::state::state().pool;
    match change {
        ViewChange::Rename { view_id, name } => rename(&pool, scope, account, view_id, &name).await,
        ViewChange::Share { view_id, is_shared } => {
            set_shared(&pool, scope, account, view_id, is_shared).await
        }
        ViewChange::Delete { view_id } => delete(&pool, scope, account, view_id).await,
        ViewChange::Order { view_ids } => reorder(&pool, scope, account, &view_ids).await,
        ViewChange::Default { view_id } => set_default(&pool, scope, account, view_id).await,
    }?;
    Ok(())
}
