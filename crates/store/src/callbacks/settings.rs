//! What a team sets for its callbacks.

use domain::callback::Address;
use sqlx::PgPool;

use super::origins::{insert, origin};
use crate::database::begin;
use crate::{Error, Result, Scope};

/// The default addresses of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackSettings {
    /// Where callbacks go of tasks that name no address themselves; empty: nowhere.
    pub default_url: String,
    /// The same for test tasks.
    pub test_default_url: String,
}

pub async fn settings(pool: &PgPool, scope: Scope) -> Result<CallbackSettings> {
    // Primary key of `team`.
    let row = sqlx::query!(
        "select callback_url, test_callback_url from team where team_id = $1",
        scope.team_id,
    )
    .fetch_one(pool)
    .await?;
    Ok(CallbackSettings {
        default_url: row.callback_url,
        test_default_url: row.test_callback_url,
    })
}

/// Sets where callbacks go of the scope's tasks that name no address themselves; empty: nowhere. The
/// sent key may go there.
///
/// # Errors
/// [`Error::Invalid`] where the text is no address.
pub async fn set_default_url(pool: &PgPool, scope: Scope, url: &str) -> Result<()> {
    let url = match url.trim() {
        "" => String::new(),
        text => text
            .parse::<Address>()
            .map_err(|error| Error::Invalid(error.to_string()))?
            .to_string(),
    };
    let mut tx = begin(pool).await?;
    // Primary key of `team`.
    sqlx::query!(
        r#"
        update team
        set callback_url = case when $2 then callback_url else $3 end,
            test_callback_url = case when $2 then $3 else test_callback_url end
        where team_id = $1
        "#,
        scope.team_id,
        scope.is_test,
        url,
    )
    .execute(&mut *tx)
    .await?;
    if let Some(origin) = origin(&url) {
        insert(&mut tx, scope, &[scope.is_test], &origin).await?;
    }
    tx.commit().await?;
    Ok(())
}
