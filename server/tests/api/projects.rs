use domain::KeyRole;
use serde_json::json;
use sqlx::PgPool;

use crate::site::Site;

const NAME: &str = "Süd/Nord 100% #1?";
const QUOTED: &str = "S%C3%BCd%2FNord%20100%25%20%231%3F";

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_projects_parameters_have_versions(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let project = json!({"type": "textcollection", "name": NAME, "params": {"instruction": "Box it."}, "rapid": false, "studio": false, "datasetId": null});
    let made = program.post("/projects", &project.to_string()).await.ok();
    assert_eq!(made["name"], NAME);
    assert_eq!(made["type"], "textcollection");
    assert_eq!(made["param_history"][0]["version"], 0);
    assert_eq!(made["param_history"][0]["instruction"], "Box it.");
    let again = program.post("/projects", &project.to_string()).await;
    assert!(again.error(409).contains(NAME));
    let odd = json!({"type": "nonsense", "name": "x"}).to_string();
    assert!(
        program
            .post("/projects", &odd)
            .await
            .error(400)
            .contains("`type`")
    );
    program.post("/projects", "{}").await.error(400);

    let path = format!("/projects/{QUOTED}/setParams");
    let set = program
        .post(&path, r#"{"patch": true, "template_variables": {"a": 1}}"#)
        .await
        .ok();
    let last = &set["param_history"][1];
    assert_eq!(last["version"], 1);
    assert_eq!(last["instruction"], "Box it.");
    let template = program
        .get(&format!("/projects/{QUOTED}/taskTemplates"))
        .await
        .ok();
    assert_eq!(template["template_variables"], json!({"a": 1}));
    let set = program.post(&path, r#"{"padding": 1.50}"#).await;
    assert!(
        set.text.contains(r#"{"padding":1.50,"version":2,"#),
        "{}",
        set.text
    );
    let all = program.get("/projects").await.ok();
    assert_eq!(all.as_array().unwrap().len(), 1);
    program.get("/projects/none").await.error(404);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_batch_is_staged_then_finalized_and_its_tasks_are_counted(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let project = r#"{"type": "textcollection", "name": "Day"}"#;
    program.post("/projects", project).await.ok();
    let batch = json!({"project": "Day", "name": NAME, "callback": "", "calibration_batch": false, "self_label_batch": true, "metadata": {"run": 1}});
    let made = program.post("/batches", &batch.to_string()).await.ok();
    assert_eq!(made["status"], "staging");
    assert_eq!(made["metadata"], json!({"run": 1}));
    assert_eq!(made["self_label_batch"], true);
    program
        .post("/batches", &batch.to_string())
        .await
        .error(409);
    let homeless = r#"{"project": "Dusk", "name": "x"}"#;
    assert!(
        program
            .post("/batches", homeless)
            .await
            .error(400)
            .contains("`project`")
    );

    let body = json!({"batch": NAME}).to_string();
    let first = program.task(&body).await;
    program.task(&body).await;
    let path = |part: &str| format!("/batches/{QUOTED}{part}");
    let status = program.get(&path("/status")).await.ok();
    assert_eq!(status["status"], "staging");
    assert_eq!(status["pending"], 2);
    assert_eq!(
        program.post(&path("/finalize"), "").await.ok()["status"],
        "in_progress"
    );
    program.post(&path("/finalize"), "").await.ok();
    program
        .post(&format!("/task/{first}/cancel"), "")
        .await
        .ok();
    let status = program.get(&path("/status")).await.ok();
    assert_eq!(
        status,
        json!({"status": "in_progress", "pending": 1, "completed": 0, "error": 0, "canceled": 1})
    );
    let set = program.post(&path("/setMetadata"), r#"{"z": 1.0}"#).await;
    assert!(
        set.text.contains(r#""metadata":{"z": 1.0}"#),
        "{}",
        set.text
    );

    let listed = program
        .get("/batches?project=Day&status=in_progress&limit=1&detailed=true&exclude_archived=False")
        .await
        .ok();
    assert_eq!(listed["totalDocs"], 1);
    assert_eq!(listed["has_more"], false);
    assert_eq!(listed["docs"][0]["tasks_pending"], 1);
    program.get("/batches?limit=0").await.error(400);
    program.get("/batches/none/status").await.error(404);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn people_are_invited_by_address_and_come_by_the_link(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let invite = |role: &str| json!({"emails": ["Ana@Example.com"], "team_role": role}).to_string();
    let labeler = program.post("/teams/invite", &invite("labeler")).await;
    assert!(labeler.error(400).contains("/v1/work"));
    program
        .post("/teams/invite", &invite("boss"))
        .await
        .error(400);
    let invited = program.post("/teams/invite", &invite("member")).await.ok();
    assert_eq!(invited[0]["email"], "ana@example.com");
    let link = invited[0]["invite_url"].as_str().unwrap();
    assert!(link.starts_with("https://tasks.example.com/invite/"));

    let promoted = program.post("/teams/set_role", &invite("admin")).await.ok();
    assert_eq!(promoted[0]["role"], "admin");
    let token = link.rsplit('/').next().unwrap();
    let newcomer = store::accounts::Newcomer {
        email: "ana@example.com",
        name: "Ana Berg",
        password: "correct horse battery",
    };
    store::accounts::join_as_new(&site.pool, token, newcomer)
        .await
        .unwrap();
    let team = program.get("/teams").await.ok();
    assert_eq!(team.as_array().unwrap().len(), 1);
    assert_eq!(team[0]["firstName"], "Ana");
    assert_eq!(team[0]["role"], "admin");
    // The last admin stays one.
    program
        .post("/teams/set_role", &invite("member"))
        .await
        .error(400);
    let nobody = r#"{"emails": ["eve@example.com"], "team_role": "member"}"#;
    program.post("/teams/set_role", nobody).await.error(404);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_batchs_callback_is_an_address_that_callbacks_can_be_sent_to(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let project = json!({"type": "textcollection", "name": "Day"}).to_string();
    program.post("/projects", &project).await.ok();
    let long = format!("https://a.example/{}", "x".repeat(2000));
    for callback in [
        "here",
        "https://",
        "a b@c",
        "https://a.example/\u{1}",
        &long,
    ] {
        let batch = json!({"project": "Day", "name": "week 14", "callback": callback});
        let message = program
            .post("/batches", &batch.to_string())
            .await
            .error(400);
        assert!(message.starts_with("`callback`"), "{message}");
    }
    let batch = json!({"project": "Day", "name": "week 14", "callback": "ops@example.com"});
    let made = program.post("/batches", &batch.to_string()).await.ok();
    assert_eq!(made["callback"], "ops@example.com");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_member_whose_address_nobody_verified_is_promoted_only_when_that_is_said(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let street = store::accounts::find_team(&pool, "Street").await.unwrap();
    let (email, role) = ("ana@example.com", domain::Role::Admin);
    let ana = store::accounts::add_member(&pool, street, email, "Ana", role)
        .await
        .unwrap();
    let role = domain::Role::Viewer;
    let token = store::accounts::new_invite(&pool, street, role, None, ana)
        .await
        .unwrap();
    let newcomer = store::accounts::Newcomer {
        email: "boss@example.com",
        name: "Somebody",
        password: "correct horse battery",
    };
    store::accounts::join_as_new(&pool, token.as_str(), newcomer)
        .await
        .unwrap();

    let promote = json!({"emails": ["boss@example.com"], "team_role": "admin"});
    let told = program
        .post("/teams/set_role", &promote.to_string())
        .await
        .error(409);
    assert!(
        told.contains("nobody verified the address `boss@example.com`"),
        "{told}"
    );
    let invited = program
        .post("/teams/invite", &promote.to_string())
        .await
        .ok();
    assert_eq!(invited[0].get("invite_url"), None);
    assert_ne!(invited[0]["role"], "admin");

    let knowing = json!({
        "emails": ["boss@example.com"], "team_role": "admin", "allow_unverified": true
    });
    let promoted = program
        .post("/teams/set_role", &knowing.to_string())
        .await
        .ok();
    assert_eq!(promoted[0]["role"], "admin");
}
