//! Where the next page begins, as clients carry it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::task_list::Cursor;

use super::error::{ApiError, Result};

/// Opaque to clients: what is in it may change.
pub fn write(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(cursor.to_string())
}

pub fn read(token: &str) -> Result<Cursor> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        text.parse().ok()
    };
    read().ok_or_else(|| {
        ApiError::invalid(
            "`next_token` cannot be read; pass it as the page before gave it, or start without it",
        )
    })
}
