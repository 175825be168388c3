use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use domain::audit::Judgement;
use domain::record::TaskRecord;
use domain::{Role, TaskId};
use serde_json::Value;
use serde_json::value::RawValue;
use store::import::{Importer, Incoming, WhenOneFails};
use store::{PgPool, Scope};
use tower::ServiceExt;

use super::*;
use crate::settings::GivenSettings;

/// Odd on purpose: key order, spaces, number spellings and escapes that a re-written JSON loses.
const UPLOADED: &str = r#"{ "type":"imageannotation","task_id":"5774cc78b01249ab09f089dd",
  "zeta": 1.0, "alpha": 1e2, "params":{"attachment":"a.png", "k1": -0.00, "n": 12345678901234567890123},
  "status":"completed","response":{"annotations":[{"left":1.50,"label":"Caf\u00e9"}]},
  "created_at":"2026-04-03T08:00:00.000Z","completed_at":"2026-04-03T17:30:00.000Z" }"#;
const TASK: &str = "/tasks/5774cc78b01249ab09f089dd";

struct TestSite {
    state: AppState,
    viewer: Viewer,
    _folder: tempfile::TempDir,
}

/// A site with one task, and somebody of its team.
async fn site(pool: PgPool) -> TestSite {
    let (team_id, account_id) = sqlx::query_as::<_, (i32, i32)>(
        "with team as (insert into team (name) values ('Street') returning team_id),
              account as (insert into account (email, name) values ('ana@example.com', 'Ana')
                          returning account_id)
         select team_id, account_id from team, account",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let raw = RawValue::from_string(UPLOADED.to_owned()).unwrap();
    let record = TaskRecord::parse(&raw).unwrap();
    let task_id = record.task_id.unwrap();
    let scope = Scope::live(team_id);
    let mut importer = Importer::start(&pool, scope, WhenOneFails::TakeNothing)
        .await
        .unwrap();
    let incoming = Incoming {
        line: 1,
        task_id,
        record,
        raw,
        files: Vec::new(),
    };
    importer.take(vec![incoming]).await.unwrap();
    assert_eq!(importer.finish().await.unwrap().added, 1);

    let folder = tempfile::tempdir().unwrap();
    let settings = GivenSettings {
        // The pool is open already.
        database_url: Some("postgres://unused".to_owned()),
        data_dir: Some(folder.path().to_owned()),
        ..GivenSettings::default()
    };
    let state = crate::serve::state(&settings.complete().unwrap(), pool)
        .await
        .unwrap();
    let viewer = Viewer {
        account_id,
        name: "Ana".to_owned(),
        email: "ana@example.com".to_owned(),
        team_id,
        team_name: "Street".to_owned(),
        role: Role::Viewer,
    };
    TestSite {
        state,
        viewer,
        _folder: folder,
    }
}

impl TestSite {
    async fn get(&self, path: &str) -> Response<Body> {
        routes()
            .layer(Extension(self.viewer.clone()))
            .with_state(self.state.clone())
            .oneshot(Request::get(path).body(Body::empty()).unwrap())
            .await
            .unwrap()
    }

    async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    async fn fix(&self, response: &str) {
        let task_id: TaskId = TASK["/tasks/".len()..].parse().unwrap();
        let judgement = Judgement::Fix {
            response: response.to_owned(),
            comment: "the left edge".to_owned(),
        };
        store::audits::judge(
            &self.state.pool,
            self.viewer.scope(),
            self.viewer.account_id,
            task_id,
            1,
            &judgement,
        )
        .await
        .unwrap();
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_upload_comes_back_byte_for_byte_as_a_file(pool: PgPool) {
    let site = site(pool).await;
    let path = format!("{TASK}/uploaded.json");
    assert_eq!(site.text(&path).await, UPLOADED);
    let response = site.get(&path).await;
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename=\"5774cc78b01249ab09f089dd.json\""
    );
    let shown = site.get(&format!("{path}?download=0")).await;
    assert!(
        shown.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("inline")
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_whole_task_has_the_fixed_response_and_the_one_it_replaced_as_spelled(pool: PgPool) {
    let site = site(pool).await;
    let fixed = r#"{"annotations":[{"left":2.50,"label":"Car"}]}"#;
    site.fix(fixed).await;
    let text = site.text(&format!("{TASK}/task.json")).await;
    for kept in [
        r#""zeta":1.0"#,
        r#""alpha":1e2"#,
        "12345678901234567890123",
        "-0.00",
        &format!(r#""response":{fixed}"#),
        r#""prior_responses":[{"annotations":[{"left":1.50,"label":"Caf\u00e9"}]}]"#,
    ] {
        assert!(text.contains(kept), "{kept} is not in {text}");
    }
    let task: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(task["customer_review_status"], "fixed");
    assert_eq!(site.text(&format!("{TASK}/responses/2")).await, fixed);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_is_not_there_or_another_teams_is_not_found(pool: PgPool) {
    let mut site = site(pool).await;
    let status = async |site: &TestSite, path: &str| site.get(path).await.status();
    assert_eq!(
        status(&site, &format!("{TASK}/responses/7")).await,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        status(&site, "/tasks/5774/uploaded.json").await,
        StatusCode::BAD_REQUEST
    );
    site.viewer.team_id += 1;
    for file in ["uploaded.json", "task.json", "responses/1"] {
        let path = format!("{TASK}/{file}");
        assert_eq!(status(&site, &path).await, StatusCode::NOT_FOUND, "{path}");
    }
}
