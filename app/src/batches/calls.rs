//! What the page of batches asks the server for.

use domain::batch_list::{BatchesLink, BatchesPage};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// How many batches a page has.
#[cfg(feature = "ssr")]
const PAGE: u32 = 50;

/// All that the page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batches {
    /// Whether the viewer may change batches.
    pub can_manage: bool,
    /// Whether the viewer may send callbacks again.
    pub can_send: bool,
    /// The names of the team's projects.
    pub projects: Vec<String>,
    pub page: BatchesPage,
}

#[server(input = Json)]
pub async fn batches_now(link: BatchesLink) -> Result<Batches, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let scope = viewer.scope();
    Ok(Batches {
        can_manage: viewer.role.allows(domain::Role::Admin),
        can_send: viewer.role.allows(domain::Role::Auditor),
        projects: store::projects::names(&pool, scope).await?,
        page: store::batches::page(&pool, scope, &link, PAGE).await?,
    })
}

/// A change of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BatchChange {
    /// Lets its tasks be worked on; this cannot be taken back.
    Finalize,
    /// Its tasks are claimed before those of batches of lower priority.
    Priority(i16),
}

#[server(input = Json)]
pub async fn change_batch(name: String, change: BatchChange) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    let scope = viewer.scope();
    match change {
        BatchChange::Finalize => store::batches::finalize(&pool, scope, &name).await,
        BatchChange::Priority(priority) => {
            store::batches::set_priority(&pool, scope, &name, priority).await
        }
    }?;
    Ok(())
}

/// Sends a batch's callback now: the one that waits for its next try, or where none does, that the
/// batch is complete.
#[server(input = Json)]
pub async fn send_batch_callback_again(name: String) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    Ok(store::callbacks::batches::resend(&pool, viewer.scope(), &name).await?)
}
