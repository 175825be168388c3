//! The keys of a team's callbacks: one that is sent and one that signs, of live and of test tasks
//! apart. After a new one is made, the one before stays valid for a while.

use std::fmt;

use chrono::TimeDelta;
use domain::callback::{CallbackKey, KeyPurpose};
use sqlx::PgPool;

use super::origins::origin;
use crate::accounts::Token;
use crate::row::unreadable;
use crate::{Result, Scope};

/// A secret that stays out of logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The valid secrets of one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValidKeys {
    /// Which every receiver knows: the older one while two are valid.
    pub known: Secret,
    /// The newer one while two are valid.
    pub new: Option<Secret>,
}

/// What a callback to one address carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    pub signature: ValidKeys,
    /// None where no admin allowed the address.
    pub auth: Option<ValidKeys>,
}

/// All four keys of a team, without their secrets.
pub async fn keys(pool: &PgPool, scope: Scope) -> Result<Vec<CallbackKey>> {
    // Primary key of `callback_key`.
    let rows = sqlx::query!(
        r#"
        select purpose, is_test, right(secret, 4) as "tail!", shown_at,
               case when old_until > now() then old_until end as old_until
        from callback_key
        where team_id = $1
        order by is_test, purpose
        "#,
        scope.team_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CallbackKey {
                purpose: row.purpose.parse().map_err(|_| unreadable("purpose"))?,
                is_test: row.is_test,
                tail: row.tail,
                shown_at: row.shown_at,
                old_until: row.old_until,
            })
        })
        .collect()
}

/// Makes a new key; this is the only time that it can be read. The one before stays valid for
/// `overlap`. Where two are valid already, the new one takes the place of the newer, which may be lost,
/// and the older stays: receivers know that one. A key that nobody was shown just goes.
pub async fn new_key(
    pool: &PgPool,
    scope: Scope,
    purpose: KeyPurpose,
    overlap: TimeDelta,
) -> Result<Secret> {
    let mode = if scope.is_test { "test" } else { "live" };
    let word = match purpose {
        KeyPurpose::Auth => "auth",
        KeyPurpose::Signature => "sign",
    };
    let secret = Token::with_prefix(&format!("{word}_{mode}_"));
    // Primary key of `callback_key`.
    sqlx::query!(
        r#"
        update callback_key
        set secret = $4,
            shown_at = now(),
            old_secret = case
                when old_until > now() then old_secret
                when shown_at is not null then secret
            end,
            old_until = case
                when old_until > now() then greatest(old_until, now() + make_interval(secs => $5))
                when shown_at is not null then now() + make_interval(secs => $5)
            end
        where team_id = $1
          and is_test = $2
          and purpose = $3
        "#,
        scope.team_id,
        scope.is_test,
        purpose.as_str(),
        secret.as_str(),
        overlap.as_seconds_f64(),
    )
    .execute(pool)
    .await?;
    Ok(Secret(secret.as_str().to_owned()))
}

/// Ends the older of two valid keys now.
pub async fn end_old_key(pool: &PgPool, scope: Scope, purpose: KeyPurpose) -> Result<()> {
    // Primary key of `callback_key`.
    sqlx::query!(
        r#"
        update callback_key
        set old_secret = null,
            old_until = null
        where team_id = $1
          and is_test = $2
          and purpose = $3
        "#,
        scope.team_id,
        scope.is_test,
        purpose.as_str(),
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What a callback carries that goes to `address` now.
pub async fn credentials(pool: &PgPool, scope: Scope, address: &str) -> Result<Credentials> {
    // Primary keys of `callback_key`, `callback_origin` and `team`. An origin that nobody allowed, but
    // that took callbacks before there was a list, gets the key of that time alone.
    let rows = sqlx::query!(
        r#"
        select key.purpose, key.secret, valid.old_secret,
               origin.origin is not null as "is_listed!",
               origin.allowed_at is not null as "is_allowed!",
               key.secret = team.callback_key as "is_first!",
               coalesce(valid.old_secret = team.callback_key, false) as "old_is_first!"
        from callback_key as key
        join team using (team_id)
        cross join lateral (
            select case when key.old_until > now() then key.old_secret end as old_secret
        ) as valid
        left join callback_origin as origin
          on origin.team_id = key.team_id
         and origin.is_test = key.is_test
         and origin.origin = $3
        where key.team_id = $1
          and key.is_test = $2
        "#,
        scope.team_id,
        scope.is_test,
        origin(address),
    )
    .fetch_all(pool)
    .await?;
    let (mut signature, mut auth) = (None, None);
    for row in rows {
        let secret = Secret(row.secret);
        let old = row.old_secret.map(Secret);
        match row.purpose.parse() {
            Ok(KeyPurpose::Signature) => signature = Some(ValidKeys::of(secret, old)),
            Ok(KeyPurpose::Auth) if row.is_allowed => auth = Some(ValidKeys::of(secret, old)),
            Ok(KeyPurpose::Auth) if row.is_listed => {
                let first = match old {
                    Some(old) if row.old_is_first => Some(old),
                    _ => row.is_first.then_some(secret),
                };
                auth = first.map(|first| ValidKeys::of(first, None));
            }
            Ok(KeyPurpose::Auth) => {}
            Err(_) => return Err(unreadable("purpose")),
        }
    }
    Ok(Credentials {
        signature: signature.ok_or_else(|| unreadable("callback_key"))?,
        auth,
    })
}

impl ValidKeys {
    fn of(secret: Secret, old: Option<Secret>) -> Self {
        match old {
            Some(old) => Self {
                known: old,
                new: Some(secret),
            },
            None => Self {
                known: secret,
                new: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::callback::KEY_OVERLAP;
    use sqlx::migrate::Migrator;

    use super::*;
    use crate::Error;
    use crate::callbacks::{allow_origin, origins, remove_origin, set_default_url};
    use crate::projects::{self, NewProject, Params};
    use crate::test_task::new_team;

    const OWN: &str = "https://hooks.example.com/scale";
    const STRANGE: &str = "https://elsewhere.example/x";

    async fn at(pool: &PgPool, scope: Scope, address: &str) -> Credentials {
        credentials(pool, scope, address).await.unwrap()
    }

    #[sqlx::test]
    async fn a_team_has_four_keys_that_have_nothing_in_common(pool: PgPool) {
        let live = new_team(&pool, "Street").await;
        let other = new_team(&pool, "Other").await;
        let mut secrets = Vec::new();
        for scope in [
            live,
            Scope::test(live.team_id),
            other,
            Scope::test(other.team_id),
        ] {
            allow_origin(&pool, scope, OWN).await.unwrap();
            let sent = at(&pool, scope, OWN).await;
            secrets.extend([sent.signature.known.0, sent.auth.unwrap().known.0]);
        }
        assert!(secrets.iter().all(|secret| secret.len() == 64));
        secrets.sort_unstable();
        secrets.dedup();
        assert_eq!(secrets.len(), 8);
    }

    #[sqlx::test]
    async fn the_sent_key_goes_only_where_an_admin_allowed_it_in_that_mode(pool: PgPool) {
        let live = new_team(&pool, "Street").await;
        let test = Scope::test(live.team_id);
        let gets = async |scope, address| at(&pool, scope, address).await.auth.is_some();
        assert!(!gets(live, OWN).await);
        set_default_url(&pool, live, OWN).await.unwrap();
        assert!(gets(live, OWN).await);
        assert!(gets(live, "HTTPS://hooks.example.com:443/other?x").await);
        for address in [
            STRANGE,
            "http://hooks.example.com/scale",
            "https://hooks.example.com:8443/scale",
            "https://hooks.example.com@elsewhere.example/",
            "https://hooks.example.com.elsewhere.example/",
            r"https://elsewhere.example\@hooks.example.com/",
            "ops@hooks.example.com",
        ] {
            assert!(!gets(live, address).await, "{address}");
        }
        assert!(!gets(test, OWN).await);
        set_default_url(&pool, test, "ops@example.com")
            .await
            .unwrap();
        allow_origin(&pool, test, STRANGE).await.unwrap();
        assert!(gets(test, STRANGE).await && !gets(live, STRANGE).await);
        remove_origin(&pool, test, "https://elsewhere.example")
            .await
            .unwrap();
        assert!(!gets(test, STRANGE).await);
        let mail = allow_origin(&pool, live, "ops@example.com").await;
        assert!(matches!(mail, Err(Error::Invalid(_))), "{mail:?}");
    }

    #[sqlx::test]
    async fn what_an_admin_sets_for_a_project_is_allowed_and_what_a_test_key_sets_is_so_in_test_alone(
        pool: PgPool,
    ) {
        let live = new_team(&pool, "Street").await;
        let test = Scope::test(live.team_id);
        let project = |name, params| NewProject {
            name,
            task_type: domain::TaskType::TextCollection,
            params,
            is_rapid: false,
            is_studio: false,
        };
        let params = r#"{"callback_url": "https://elsewhere.example/x"}"#;
        projects::create(&pool, test, project("Trial", params))
            .await
            .unwrap();
        assert!(at(&pool, test, STRANGE).await.auth.is_some());
        assert!(at(&pool, live, STRANGE).await.auth.is_none());
        projects::create(&pool, live, project("Day", "{}"))
            .await
            .unwrap();
        let patch = Params::Patch(r#"{"callback_url": "https://hooks.example.com/scale"}"#);
        projects::set_params(&pool, live, "Day", patch)
            .await
            .unwrap();
        assert!(at(&pool, live, OWN).await.auth.is_some());
        assert!(at(&pool, test, OWN).await.auth.is_some());
    }

    #[sqlx::test]
    async fn the_key_before_a_new_one_stays_valid_for_a_while(pool: PgPool) {
        let live = new_team(&pool, "Street").await;
        set_default_url(&pool, live, OWN).await.unwrap();
        for purpose in [KeyPurpose::Auth, KeyPurpose::Signature] {
            let now = async || {
                let sent = at(&pool, live, OWN).await;
                match purpose {
                    KeyPurpose::Auth => sent.auth.unwrap(),
                    KeyPurpose::Signature => sent.signature,
                }
            };
            let make = async |overlap| new_key(&pool, live, purpose, overlap).await.unwrap();
            let both = |known: &Secret, new: &Secret| ValidKeys {
                known: known.clone(),
                new: Some(new.clone()),
            };
            let only = |known: &Secret| ValidKeys {
                known: known.clone(),
                new: None,
            };
            // Nobody knows the first one.
            let first = make(KEY_OVERLAP).await;
            assert_eq!(now().await, only(&first));
            let second = make(KEY_OVERLAP).await;
            assert_eq!(now().await, both(&first, &second));
            // Made again because the second was lost: receivers know the first.
            let third = make(KEY_OVERLAP).await;
            assert_eq!(now().await, both(&first, &third));
            end_old_key(&pool, live, purpose).await.unwrap();
            assert_eq!(now().await, only(&third));
            // Over at once.
            let fourth = make(TimeDelta::zero()).await;
            assert_eq!(now().await, only(&fourth));
            let kept = keys(&pool, live).await.unwrap();
            let kept = kept
                .iter()
                .find(|key| key.purpose == purpose && !key.is_test);
            let kept = kept.unwrap();
            assert!(fourth.0.ends_with(&kept.tail) && kept.tail.len() == 4);
            assert!(kept.shown_at.is_some() && kept.old_until.is_none());
        }
        assert_eq!(
            format!("{:?}", at(&pool, live, OWN).await)
                .matches("Secret(…)")
                .count(),
            2
        );
    }

    /// As a database of before is brought up to date.
    #[sqlx::test(migrations = false)]
    async fn receivers_of_before_go_on_with_the_key_they_know(pool: PgPool) {
        let whole = sqlx::migrate!("./migrations");
        let before = whole.iter().filter(|step| step.version < 70).cloned();
        Migrator::with_migrations(before.collect())
            .run(&pool)
            .await
            .unwrap();
        sqlx::raw_sql(
            "insert into team (name, callback_url, test_callback_url)
             values ('Street', 'https://Hooks.example.com:443/scale', '');
             insert into task (task_id, team_id, task_type, status, review_status, created_at, updated_at)
             values ('\\x000000000000000000000001', 1, 0, 2, 1, now(), now());
             insert into callback (seq, event, at, status, review_status, response_version, audits, updated_at)
             values (1, 'completed', now(), 2, 1, 1, 0, now());
             insert into callback_attempt (callback_id, number, at, address, status, milliseconds)
             values (1, 1, now(), 'https://refuses.example/x', 500, 3),
                    (1, 2, now(), 'https://elsewhere.example/x', 200, 3);",
        )
        .execute(&pool)
        .await
        .unwrap();
        let first: String = sqlx::query_scalar("select callback_key from team")
            .fetch_one(&pool)
            .await
            .unwrap();
        whole.run(&pool).await.unwrap();

        let (live, test) = (Scope::live(1), Scope::test(1));
        for address in [OWN, STRANGE] {
            let sent = at(&pool, live, address).await;
            assert_eq!(sent.auth.unwrap().known.0, first, "{address}");
            assert_eq!(sent.signature.known.0, first);
            assert_ne!(sent.signature.new.unwrap().0, first);
            // A test key has them sent anywhere.
            let sent = at(&pool, test, address).await;
            assert_ne!(sent.signature.known.0, first);
            assert_eq!((sent.signature.new, sent.auth), (None, None));
        }
        assert!(
            at(&pool, live, "https://refuses.example/x")
                .await
                .auth
                .is_none()
        );

        // A new key is for those alone that an admin allows.
        let second = new_key(&pool, live, KeyPurpose::Auth, KEY_OVERLAP)
            .await
            .unwrap();
        let own = at(&pool, live, OWN).await.auth.unwrap();
        assert_eq!(
            (own.known.0.as_str(), own.new),
            (first.as_str(), Some(second.clone()))
        );
        let strange = at(&pool, live, STRANGE).await.auth.unwrap();
        assert_eq!(
            (strange.known.0.as_str(), strange.new),
            (first.as_str(), None)
        );
        end_old_key(&pool, live, KeyPurpose::Auth).await.unwrap();
        assert_eq!(at(&pool, live, STRANGE).await.auth, None);
        let listed = origins(&pool, live).await.unwrap();
        assert_eq!(
            listed
                .iter()
                .filter(|listed| listed.allowed_at.is_none())
                .count(),
            1
        );
        allow_origin(&pool, live, STRANGE).await.unwrap();
        assert_eq!(at(&pool, live, STRANGE).await.auth.unwrap().known, second);
        // The signing key of before stays until receivers know the one that an admin makes.
        let made = new_key(&pool, live, KeyPurpose::Signature, KEY_OVERLAP)
            .await
            .unwrap();
        let signature = at(&pool, live, OWN).await.signature;
        assert_eq!((signature.known.0, signature.new), (first, Some(made)));
    }
}
