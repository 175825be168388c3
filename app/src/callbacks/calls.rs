//! What the browser asks the server about callbacks.

use domain::TaskId;
use domain::callback::{CallbackKey, CallbackOrigin, FailedCallback, KeyPurpose};
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
    /// Without their secrets.
    pub keys: Vec<CallbackKey>,
    /// Where the sent key goes.
    pub origins: Vec<CallbackOrigin>,
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
        keys: store::callbacks::keys(&pool, scope).await?,
        origins: store::callbacks::origins(&pool, scope).await?,
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
    /// The older of two valid keys ends now.
    EndOldKey {
        purpose: KeyPurpose,
        is_test: bool,
    },
    /// The sent key may go there.
    AllowOrigin {
        address: String,
        is_test: bool,
    },
    RemoveOrigin {
        origin: String,
        is_test: bool,
    },
}

/// Makes a new key; only this answer has it.
#[server(input = Json)]
pub async fn make_callback_key(purpose: KeyPurpose, is_test: bool) -> Result<String, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    let scope = viewer.scope_of(is_test);
    let overlap = domain::callback::KEY_OVERLAP;
    let key = store::callbacks::new_key(&pool, scope, purpose, overlap).await?;
    Ok(key.as_str().to_owned())
}

#[server(input = Json)]
pub async fn change_callbacks(change: CallbackChange) -> Result<(), AppError> {
    use store::callbacks::{allow_origin, end_old_key, remove_origin, set_default_url};

    let viewer = crate::viewer::viewer_as(domain::Role::Admin).await?;
    let pool = crate::state::state().pool;
    match change {
        CallbackChange::DefaultUrls { live, test } => {
            set_default_url(&pool, viewer.scope_of(false), &live).await?;
            set_default_url(&pool, viewer.scope_of(true), &test).await?;
        }
        CallbackChange::EndOldKey { purpose, is_test } => {
            end_old_key(&pool, viewer.scope_of(is_test), purpose).await?;
        }
        CallbackChange::AllowOrigin { address, is_test } => {
            allow_origin(&pool, viewer.scope_of(is_test), &address).await?;
        }
        CallbackChange::RemoveOrigin { origin, is_test } => {
            remove_origin(&pool, viewer.scope_of(is_test), &origin).await?;
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
