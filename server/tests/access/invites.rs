use app::access::{ChangeTeam, InviteSomebody, MakeApiKey};
use app::batches::SendBatchCallbackAgain;
use app::callbacks::{
    CallbackFactsNow, ChangeCallbacks, MakeCallbackKey, ResendFailedCallbacks, SendCallbackAgain,
};
use axum::http::StatusCode;
use domain::Role;
use leptos::server_fn::ServerFn;
use sqlx::PgPool;
use store::accounts;

use crate::site::{Site, form, path_of};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_newcomer_joins_by_a_link_that_then_works_no_more(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    let admin = site.log_in("Ana").await;
    let answer = site
        .call(InviteSomebody::PATH, &admin, "role=auditor")
        .await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let link: String = serde_json::from_str(&answer.text).unwrap();
    let path = link.strip_prefix("https://tasks.example.com").unwrap();

    let page = site.get(path, "").await;
    assert!(page.text.contains("Join Street") || page.text.contains("Street"));
    assert!(page.text.contains("Auditor"));

    let short = form(&[
        ("name", "Bob"),
        ("email", "bob@example.com"),
        ("password", "short"),
    ]);
    let answer = site.post(path, "", &short).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("take at least 10"));
    assert!(
        answer.text.contains("bob@example.com"),
        "the form forgot the address"
    );

    let good = form(&[
        ("name", "Bob"),
        ("email", "bob@example.com"),
        ("password", "long enough by far"),
    ]);
    let joined = site.post(path, "", &good).await;
    assert_eq!(joined.header("location"), "/tasks");
    let team = site.get("/team", &joined.cookie()).await;
    assert!(team.text.contains("Ana") && team.text.contains("Bob"));

    let page = site.get(path, "").await;
    assert!(page.text.contains("This invite works no more"));
    let again = form(&[
        ("name", "Eve"),
        ("email", "eve@example.com"),
        ("password", "long enough by far"),
    ]);
    let answer = site.post(path, "", &again).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn who_has_an_account_joins_with_it_and_works_in_the_new_team(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Admin).await;
    site.person("Harbour", "Bob", Role::Admin).await;
    let street = accounts::find_team(&site.pool, "Street").await.unwrap();
    let token = accounts::new_invite(&site.pool, street, Role::Viewer, None, ana)
        .await
        .unwrap();
    let bob = site.log_in("Bob").await;
    let path = format!("/invite/{}", token.as_str());
    assert!(site.get(&path, &bob).await.text.contains("Join as"));
    site.post(&path, &bob, "").await;
    let team = site.get("/team", &bob).await;
    assert!(team.text.contains("ana@example.com"), "not in the new team");

    let harbour = accounts::find_team(&site.pool, "Harbour").await.unwrap();
    let back = form(&[("team_id", &harbour.to_string())]);
    site.post("/account/team", &bob, &back).await;
    let team = site.get("/team", &bob).await;
    assert!(!team.text.contains("ana@example.com"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn only_admins_change_the_team(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Admin).await;
    site.person("Street", "Bob", Role::Auditor).await;
    let (admin, auditor) = (site.log_in("Ana").await, site.log_in("Bob").await);

    let demote = format!(r#"{{"change":{{"Role":{{"account_id":{ana},"role":"viewer"}}}}}}"#);
    for (path, body) in [
        (ChangeTeam::PATH, &*demote),
        (InviteSomebody::PATH, "role=admin"),
        (MakeApiKey::PATH, "name=x&role=admin&is_test=false"),
        (
            ChangeCallbacks::PATH,
            r#"{"change":{"EndOldKey":{"purpose":"auth","is_test":false}}}"#,
        ),
        (
            ChangeCallbacks::PATH,
            r#"{"change":{"AllowOrigin":{"address":"https://a.example","is_test":false}}}"#,
        ),
        (
            MakeCallbackKey::PATH,
            r#"{"purpose":"signature","is_test":false}"#,
        ),
        (ResendFailedCallbacks::PATH, ""),
        (CallbackFactsNow::PATH, ""),
    ] {
        let answer = site.call(path, &auditor, body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.text.contains("Forbidden"), "{path}: {}", answer.text);
        let answer = site.call(path, "", body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(
            answer.text.contains("NotLoggedIn"),
            "{path}: {}",
            answer.text
        );
    }

    let answer = site.call(ChangeTeam::PATH, &admin, &demote).await;
    assert!(
        answer.text.contains("left without an admin"),
        "{}",
        answer.text
    );
    let key = site
        .call(MakeApiKey::PATH, &admin, "name=x&role=read&is_test=true")
        .await;
    assert!(key.text.starts_with("\"test_"), "{}", key.text);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_callback_key_is_shown_once(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    let admin = site.log_in("Ana").await;
    let stored = async || -> Vec<String> {
        sqlx::query_scalar("select secret from callback_key")
            .fetch_all(&site.pool)
            .await
            .unwrap()
    };
    for purpose in ["auth", "signature"] {
        for is_test in [false, true] {
            let body = format!(r#"{{"purpose":"{purpose}","is_test":{is_test}}}"#);
            let made = site.call(MakeCallbackKey::PATH, &admin, &body).await;
            let made = made.text.trim_matches('"').to_owned();
            assert!(stored().await.contains(&made), "{made}");
        }
    }
    let facts = site.call(CallbackFactsNow::PATH, &admin, "").await.text;
    let page = site.get("/team", &admin).await.text;
    for secret in stored().await {
        assert!(!facts.contains(&secret) && !page.contains(&secret));
        assert!(page.contains(&secret[secret.len() - 4..]));
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn viewers_send_no_callbacks_again(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Bob", Role::Viewer).await;
    let viewer = site.log_in("Bob").await;
    for (path, body) in [
        (
            SendCallbackAgain::PATH,
            r#"{"task_id":"000000000000000000000007"}"#,
        ),
        (SendBatchCallbackAgain::PATH, r#"{"name":"week 14"}"#),
    ] {
        let answer = site.call(path, &viewer, body).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_call_that_fails_has_the_status_of_its_error(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    let admin = site.log_in("Ana").await;
    let stranger = r#"{"task_id":"000000000000000000000007"}"#;
    for (path, body, status, kind) in [
        (
            ChangeCallbacks::PATH,
            r#"{"change":{"DefaultUrls":{"live":"here","test":""}}}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
            "Invalid",
        ),
        (
            ChangeCallbacks::PATH,
            r#"{"change":"Nonsense"}"#,
            StatusCode::UNPROCESSABLE_ENTITY,
            "Invalid",
        ),
        (
            SendCallbackAgain::PATH,
            stranger,
            StatusCode::NOT_FOUND,
            "NotFound",
        ),
        (
            SendBatchCallbackAgain::PATH,
            r#"{"name":"week 14"}"#,
            StatusCode::NOT_FOUND,
            "NotFound",
        ),
    ] {
        let answer = site.call(path, &admin, body).await;
        assert_eq!(answer.status, status, "{body}: {}", answer.text);
        let started = answer.text.starts_with(&format!(r#"{{"{kind}":"#));
        assert!(started, "{body}: {}", answer.text);
    }
    // A form without script is led back to its page.
    let answer = site.post(InviteSomebody::PATH, &admin, "role=none").await;
    assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_removed_member_is_out_at_once(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    let bob = site.person("Street", "Bob", Role::Auditor).await;
    let (admin, auditor) = (site.log_in("Ana").await, site.log_in("Bob").await);
    let remove = format!(r#"{{"change":{{"Remove":{{"account_id":{bob}}}}}}}"#);
    let answer = site.call(ChangeTeam::PATH, &admin, &remove).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(site.get("/tasks", &auditor).await.status.is_redirection());
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_invite_for_an_address_shows_it_and_takes_no_other(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    site.person("Harbour", "Eve", Role::Admin).await;
    let (admin, eve) = (site.log_in("Ana").await, site.log_in("Eve").await);
    let body = "role=admin&email=Boss%40example.com";
    let answer = site.call(InviteSomebody::PATH, &admin, body).await;
    let link: String = serde_json::from_str(&answer.text).unwrap();
    let path = link.strip_prefix("https://tasks.example.com").unwrap();
    assert!(site.get(path, "").await.text.contains("boss@example.com"));

    let page = site.get(path, &eve).await;
    assert!(page.text.contains("This invite is for"), "{}", page.text);
    let joined = site.post(path, &eve, "").await;
    assert_eq!(joined.status, StatusCode::UNPROCESSABLE_ENTITY);
    let squatting = form(&[
        ("name", "Boss"),
        ("email", "eva@example.com"),
        ("password", "long enough by far"),
    ]);
    let joined = site.post(path, "", &squatting).await;
    assert_eq!(joined.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(joined.text.contains("boss@example.com"));

    let rightly = form(&[
        ("name", "Boss"),
        ("email", "boss@example.com"),
        ("password", "long enough by far"),
    ]);
    let joined = site.post(path, "", &rightly).await;
    assert_eq!(joined.header("location"), "/tasks");
    let team = site.get("/team", &joined.cookie()).await;
    assert!(!team.text.contains("address not verified"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn pages_say_which_addresses_nobody_verified(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Admin).await;
    let admin = site.log_in("Ana").await;
    assert!(
        !site
            .get("/team", &admin)
            .await
            .text
            .contains("address not verified")
    );
    let street = accounts::find_team(&site.pool, "Street").await.unwrap();
    let token = accounts::new_invite(&site.pool, street, Role::Viewer, None, ana)
        .await
        .unwrap();
    let newcomer = form(&[
        ("name", "Boss"),
        ("email", "boss@example.com"),
        ("password", "long enough by far"),
    ]);
    let path = format!("/invite/{}", token.as_str());
    let boss = site.post(&path, "", &newcomer).await.cookie();
    assert!(
        site.get("/team", &admin)
            .await
            .text
            .contains("address not verified")
    );
    assert!(
        site.get("/account", &boss)
            .await
            .text
            .contains("Address not verified.")
    );
    assert!(
        !site
            .get("/account", &admin)
            .await
            .text
            .contains("Address not verified.")
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_password_that_is_easy_to_guess_is_refused(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Admin).await;
    let street = accounts::find_team(&site.pool, "Street").await.unwrap();
    let token = accounts::new_invite(&site.pool, street, Role::Viewer, None, ana)
        .await
        .unwrap();
    let path = format!("/invite/{}", token.as_str());
    for easy in ["password12", "bob@example.com", "1234567890"] {
        let newcomer = form(&[
            ("name", "Bob"),
            ("email", "bob@example.com"),
            ("password", easy),
        ]);
        let answer = site.post(&path, "", &newcomer).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{easy}");
        assert!(answer.text.contains("easy to guess"), "{}", answer.text);
    }
    let admin = site.log_in("Ana").await;
    let body = form(&[("present", crate::site::PASSWORD), ("new", "password12")]);
    let path = path_of("change_my_password");
    let answer = site.call(&path, &admin, &body).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("easy to guess"), "{}", answer.text);
}
