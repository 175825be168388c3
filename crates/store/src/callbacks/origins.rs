//! Where a team's sent key may go: it would tell a stranger's address all that a receiver compares.

use domain::callback::CallbackOrigin;
use domain::record::RawFields;
use sqlx::{PgConnection, PgPool};
use url::Url;

use crate::{Error, Result, Scope};

/// The most origins of a team and mode. Nobody has as many receivers, and the page lists them all.
const MAX_ORIGINS: i64 = 200;

/// A host of the DNS has at most 253 bytes; a longer text may be too large for the index.
const MAX_ORIGIN_BYTES: usize = 300;

/// Scheme, host and port of an address of the web, as whatever connects to it reads them. An address
/// of mail has none, and neither has one whose host no name server knows for its length.
pub(super) fn origin(address: &str) -> Option<String> {
    let url = Url::parse(address.trim()).ok()?;
    matches!(url.scheme(), "http" | "https")
        .then(|| url.origin().ascii_serialization())
        .filter(|origin| origin.len() <= MAX_ORIGIN_BYTES)
}

/// All origins of the team, those of live callbacks first.
pub async fn origins(pool: &PgPool, scope: Scope) -> Result<Vec<CallbackOrigin>> {
    // Primary key of `callback_origin`.
    let origins = sqlx::query_as!(
        CallbackOrigin,
        r#"
        select origin, is_test, allowed_at
        from callback_origin
        where team_id = $1
        order by is_test, origin
        "#,
        scope.team_id,
    )
    .fetch_all(pool)
    .await?;
    Ok(origins)
}

/// Lets the sent key of the scope's callbacks go to an address, whatever its path.
///
/// # Errors
/// [`Error::Invalid`] where it is no address of the web, or there are too many.
pub async fn allow_origin(pool: &PgPool, scope: Scope, address: &str) -> Result<()> {
    let origin = origin(address).ok_or_else(|| {
        Error::Invalid(format!(
            "`{}` is no address of the web; give one that begins with https://",
            domain::record::cut(address.trim())
        ))
    })?;
    let mut connection = pool.acquire().await?;
    if insert(&mut connection, scope, &[scope.is_test], &origin).await? == 0 {
        return Err(Error::Invalid(format!(
            "the list has {MAX_ORIGINS} addresses; remove one before you allow `{origin}`"
        )));
    }
    Ok(())
}

/// The sent key goes there no more.
pub async fn remove_origin(pool: &PgPool, scope: Scope, origin: &str) -> Result<()> {
    // Primary key of `callback_origin`.
    let removed = sqlx::query!(
        "delete from callback_origin where team_id = $1 and is_test = $2 and origin = $3",
        scope.team_id,
        scope.is_test,
        origin,
    )
    .execute(pool)
    .await?
    .rows_affected();
    if removed == 0 {
        return Err(Error::NotFound {
            what: "allowed address",
            name: origin.to_owned(),
        });
    }
    Ok(())
}

/// Allows an address that an admin sets for the scope's callbacks. Test tasks may belong to live
/// projects and batches, so what is set for those holds for both. Where the list is full, or the
/// address is of mail, nothing changes.
pub(crate) async fn allow_set(tx: &mut PgConnection, scope: Scope, address: &str) -> Result<()> {
    if let Some(origin) = origin(address) {
        let modes: &[bool] = if scope.is_test {
            &[true]
        } else {
            &[false, true]
        };
        insert(tx, scope, modes, &origin).await?;
    }
    Ok(())
}

/// Allows the address that a project's parameters name, if they do.
pub(crate) async fn allow_set_by_params(
    tx: &mut PgConnection,
    scope: Scope,
    params: &str,
) -> Result<()> {
    let address = RawFields::parse(params)
        .ok()
        .and_then(|fields| serde_json::from_str::<String>(fields.get("callback_url")?.get()).ok());
    match address {
        Some(address) => allow_set(tx, scope, &address).await,
        None => Ok(()),
    }
}

/// Answers with how many modes have it now.
pub(super) async fn insert(
    tx: &mut PgConnection,
    scope: Scope,
    modes: &[bool],
    origin: &str,
) -> Result<u64> {
    // Primary key of `callback_origin`.
    let allowed = sqlx::query!(
        r#"
        insert into callback_origin (team_id, is_test, origin, allowed_at)
        select $1, mode.is_test, $3, now()
        from unnest($2::boolean[]) as mode (is_test)
        where (
            select count(*) < $4 or coalesce(bool_or(known.origin = $3), false)
            from callback_origin as known
            where known.team_id = $1
              and known.is_test = mode.is_test)
        on conflict (team_id, is_test, origin) do update
        set allowed_at = coalesce(callback_origin.allowed_at, excluded.allowed_at)
        "#,
        scope.team_id,
        modes,
        origin,
        MAX_ORIGINS,
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn an_origin_is_where_a_connection_would_go() {
        for (address, expected) in [
            (
                "https://Hooks.Example.com:443/a?b#c",
                "https://hooks.example.com",
            ),
            ("http://user:word@a.example:8080/x", "http://a.example:8080"),
            ("https://good.example@evil.example/", "https://evil.example"),
            (
                r"https://evil.example\@good.example/",
                "https://evil.example",
            ),
            (
                "https://good.example.evil.example",
                "https://good.example.evil.example",
            ),
            ("https://bücher.example/", "https://xn--bcher-kva.example"),
            ("http://0x7f.1/", "http://127.0.0.1"),
        ] {
            assert_eq!(origin(address).as_deref(), Some(expected), "{address}");
        }
        // In Punycode this host has more than 2,704 bytes, which is all that an index row holds.
        let long = format!("https://{}example", "ü.".repeat(600));
        for address in [
            &long,
            "ops@example.com",
            "mailto:a@b.example",
            "ftp://a.example",
            "",
        ] {
            assert_eq!(origin(address), None, "{address}");
        }
    }
}
