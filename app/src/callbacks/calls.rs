//! What the browser asks the server about callbacks.

use domain::TaskId;
use domain::callback::FailedCallback;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// Sends a task's callbacks now: those that wait for their next try, or where none does, the task as
/// it is.
#[server(input = Json)]
pub async fn send_callback_again(task_id: TaskId) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    Ok(store::callbacks::resend(&pool, viewer.scope(), task_id).await?)
}

/// All that a team's admins see of its callbacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackFacts {
    pub key: String,
    pub default_url: String,
    pub test_default_url: String,
    /// Tasks whose callbacks do not arrive.
    pub failing: i64,
    /// Some of them, newest first.
    pub failures: Vec<FailedCallback>,
}

#[server]
pub async fn callback_facts_now() -> Result<CallbackFacts, AppError> {
    /// As many as one looks through to see what is wrong.
    const SHOWN: i64 = 20;

    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let (pool, scope) = (crate::state::state().pool, viewer.scope());
    let settings = store::callbacks::settings(&pool, scope).await?;
    let failing = store::callbacks::failing(&pool, scope, SHOWN).await?;
    Ok(CallbackFacts {
        key: settings.key,
        default_url: settings.default_url,
        test_default_url: settings.test_default_url,
        failing: failing.total,
        failures: failing.latest,
    })
}

/// What an admin may change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallbackChange {
    /// Empty: nowhere.
    DefaultUrls {
        live: String,
        test: String,
    },
    NewKey,
}

#[server(input = Json)]
pub async fn change_callbacks(change: CallbackChange) -> Result<(), AppError> {
    use store::Scope;
    use store::callbacks::{rotate_key, set_default_url};

    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    let team = viewer.team_id;
    match change {
        CallbackChange::DefaultUrls { live, test } => {
            set_default_url(&pool, Scope::live(team), &live).await?;
            set_default_url(&pool, Scope::test(team), &test).await?;
        }
        CallbackChange::NewKey => {
            rotate_key(&pool, viewer.scope()).await?;
        }
    }
    Ok(())
}

/// Sends all callbacks again that do not arrive; of how many tasks.
#[server]
pub async fn resend_failed_callbacks() -> Result<u64, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    Ok(store::callbacks::resend_failing(&pool, viewer.scope()).await?)
}
