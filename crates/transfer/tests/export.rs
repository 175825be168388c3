//! Tasks given out of a real database, and taken in again.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::io::{Cursor, Read};

use domain::TaskId;
use domain::export::{ExportForm, ExportFormat, ExportRequest};
use domain::task_list::{Column, PageAt, Selection, Sort, TaskFilter};
use media::{BlobStore, PictureLimits, Pictures};
use serde_json::Value;
use store::import::WhenOneFails::TakeTheRest;
use store::{PgPool, Scope};
use transfer::export::{Export, estimate};
use transfer::import::{Files, Import, Options};

const FULL: &str = r#"{"task_id":"aaaaaaaaaaaaaaaaaaaaaaf1","type":"imageannotation","status":"completed","extra":[1.0,1e5],"created_at":"2026-04-03T08:00:00.000Z","updated_at":"2026-04-07T00:00:00.000Z","completed_at":"2026-04-05T00:00:00.000Z","project":"Street","batch":"week 14","unique_id":"=car","tags":["night"],"metadata":{"City":"Ulm"},"params":{"z":1.0,
 "attachment":"https://example.com/a.png"},"response":{"annotations":[{"left":3.50}]},"prior_responses":[{"annotations":[]},{"n":2.0}],"customer_review_status":"fixed","tasklens":{"status":"redo","review_status":"fixed","audits":[{"at":"2026-04-03T00:00:00.000Z","by":"Ada","action":"reject","comment":"loose"},{"at":"2026-04-06T00:00:00.000Z","action":"accept"},{"at":"2026-04-06T00:00:05.000Z","action":"undo"},{"at":"2026-04-07T00:00:00.000Z","action":"fix"}]}}"#;

/// Tasks of several statuses and projects; times repeat, so that ties are broken too.
fn tasks() -> String {
    let mut lines = vec![FULL.replace('\n', "")];
    for number in 0..700_u32 {
        let (status, response) = match number % 3 {
            0 => ("pending", ""),
            1 => ("completed", r#","response":{"n":1.0}"#),
            _ => ("canceled", ""),
        };
        let project = ["", r#","project":"B""#, r#","project":"a""#][number as usize % 7 % 3];
        lines.push(format!(
            r#"{{"task_id":"{number:024x}","type":"categorization","status":"{status}","created_at":"2026-01-{:02}T00:00:00.000Z","params":{{"n":{number}.50}}{response}{project}}}"#,
            1 + number % 28
        ));
    }
    lines.join("\n")
}

async fn team(pool: &PgPool, name: &str) -> Scope {
    Scope::live(store::accounts::ensure_team(pool, name).await.unwrap())
}

async fn import(pool: &PgPool, scope: Scope, bytes: Vec<u8>) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let blobs = BlobStore::in_folder(folder.path()).unwrap();
    let pictures = Pictures::new(blobs.clone(), PictureLimits::default());
    let options = Options {
        scope,
        when_one_fails: TakeTheRest,
        project: None,
    };
    let mut import = Import::start(pool, blobs, pictures, options).await.unwrap();
    import
        .read(Cursor::new(bytes), Files::none(), |_, _| {})
        .await
        .unwrap();
    let report = import.finish().await.unwrap();
    assert_eq!(report.failed, 0, "{:?}", report.problems);
    report.added
}

fn request(query: &str) -> ExportRequest {
    ExportRequest::parse(query).unwrap()
}

async fn export(pool: &PgPool, scope: Scope, request: &ExportRequest) -> Vec<u8> {
    let mut export = Export::open(pool, scope, request).await.unwrap();
    let total = export.total();
    let mut file = Vec::new();
    while let Some(bytes) = export.next().await.unwrap() {
        file.extend_from_slice(&bytes);
    }
    assert_eq!(export.written, total);
    file
}

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(bytes)
        .read_to_end(&mut text)
        .unwrap();
    text
}

#[sqlx::test(migrations = "../store/migrations")]
async fn what_is_exported_imports_elsewhere_and_exports_the_same_bytes(pool: PgPool) {
    let (ours, theirs) = (team(&pool, "Ours").await, team(&pool, "Theirs").await);
    import(&pool, ours, tasks().into_bytes()).await;
    // Oldest first: tasks of the same moment then arrive in the order in which they are listed.
    for query in [
        "format=json&sort=created",
        "format=jsonl&sort=created",
        "format=json&sort=created&gzip=1",
        "format=jsonl&sort=created&gzip=1",
    ] {
        let first = export(&pool, ours, &request(query)).await;
        sqlx::query("delete from task where team_id = $1")
            .bind(theirs.team_id)
            .execute(&pool)
            .await
            .unwrap();
        assert_eq!(import(&pool, theirs, first.clone()).await, 701, "{query}");
        let mut again = export(&pool, theirs, &request(query)).await;
        let mut first = first;
        if query.contains("gzip") {
            (first, again) = (unpacked(&first), unpacked(&again));
        }
        assert!(again == first, "{query} differs the second time");
    }
}

#[sqlx::test(migrations = "../store/migrations")]
async fn a_whole_task_keeps_its_spelling_and_brings_its_responses_and_audits(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    import(&pool, scope, FULL.as_bytes().to_vec()).await;
    let file = String::from_utf8(export(&pool, scope, &request("format=jsonl")).await).unwrap();
    assert_eq!(
        file.lines().count(),
        1,
        "a line break inside a record would end its line"
    );
    for part in [
        r#""extra":[1.0,1e5]"#,
        r#""params":{"z":1.0,"attachment":"https://example.com/a.png"}"#,
        r#""response":{"annotations":[{"left":3.50}]}"#,
        r#""prior_responses":[{"annotations":[]},{"n":2.0}]"#,
    ] {
        assert!(file.contains(part), "{part} is not in {file}");
    }
    let task: Value = serde_json::from_str(&file).unwrap();
    let actions: Vec<&str> = task["tasklens"]["audits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|audit| audit["action"].as_str().unwrap())
        .collect();
    assert_eq!(actions, ["reject", "accept", "undo", "fix"]);
    assert_eq!(task["tasklens"]["audits"][0]["by"], "Ada");
}

#[sqlx::test(migrations = "../store/migrations")]
async fn an_export_has_the_tasks_of_the_list_in_its_order(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    import(&pool, scope, tasks().into_bytes()).await;
    for sort in [
        "created",
        "-created",
        "updated",
        "-completed",
        "status",
        "-status",
        "project",
        "-project",
    ] {
        for filter in [
            "",
            "&status=completed&status=queued",
            "&project=a",
            "&q=00000000001",
        ] {
            let request = request(&format!("format=csv&columns=task&sort={sort}{filter}"));
            let file = String::from_utf8(export(&pool, scope, &request).await).unwrap();
            let exported: Vec<&str> = file.lines().skip(1).collect();
            let Selection::AllMatching { filter, .. } = &request.selection else {
                unreachable!("a query is a filter")
            };
            let page =
                store::task_list::page(&pool, scope, filter, request.sort, PageAt::Top, 1000)
                    .await
                    .unwrap();
            let listed: Vec<String> = page
                .rows
                .iter()
                .map(|row| row.task_id.to_string())
                .collect();
            assert_eq!(exported, listed, "{sort} {filter:?}");
            assert!(!exported.is_empty());
        }
    }
}

#[sqlx::test(migrations = "../store/migrations")]
async fn an_export_shows_one_moment_however_long_it_takes(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    import(&pool, scope, tasks().into_bytes()).await;
    let request = request("format=jsonl");
    let mut running = Export::open(&pool, scope, &request).await.unwrap();
    let mut file = running.next().await.unwrap().unwrap().to_vec();
    sqlx::query("delete from task")
        .execute(&pool)
        .await
        .unwrap();
    while let Some(bytes) = running.next().await.unwrap() {
        file.extend_from_slice(&bytes);
    }
    assert_eq!(String::from_utf8(file).unwrap().lines().count(), 701);
    drop(running);
    assert_eq!(export(&pool, scope, &request).await, b"");
}

#[sqlx::test(migrations = "../store/migrations")]
async fn a_selection_is_exported_and_strangers_tasks_are_not(pool: PgPool) {
    let (ours, theirs) = (team(&pool, "Ours").await, team(&pool, "Theirs").await);
    import(&pool, ours, tasks().into_bytes()).await;
    let stranger = r#"{"task_id":"aaaaaaaaaaaaaaaaaaaaaaf2","type":"categorization","params":{}}"#;
    import(&pool, theirs, stranger.as_bytes().to_vec()).await;
    let id = |text: &str| text.parse::<TaskId>().unwrap();
    let one = id("aaaaaaaaaaaaaaaaaaaaaaf1");
    let form = ExportForm {
        format: ExportFormat::Csv,
        gzip: false,
        columns: vec![Column::Task],
    };
    let ids = |selection: Selection| {
        let request = ExportRequest {
            selection,
            sort: Sort::default(),
            form: form.clone(),
        };
        let pool = pool.clone();
        async move {
            let file = export(&pool, ours, &request).await;
            let file = String::from_utf8(file).unwrap();
            file.lines().skip(1).map(id).collect::<HashSet<_>>()
        }
    };
    let single = ids(Selection::Tasks(vec![one, id("aaaaaaaaaaaaaaaaaaaaaaf2")])).await;
    assert_eq!(single, HashSet::from([one]));
    let rest = ids(Selection::AllMatching {
        filter: TaskFilter::default(),
        except: vec![one],
    })
    .await;
    assert_eq!(rest.len(), 700);
    assert!(!rest.contains(&one));
}

#[sqlx::test(migrations = "../store/migrations")]
async fn a_table_has_the_asked_columns_and_no_formulas(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    import(&pool, scope, FULL.as_bytes().to_vec()).await;
    let request = request("format=csv&columns=unique_id.status.review.annotations.created");
    let file = String::from_utf8(export(&pool, scope, &request).await).unwrap();
    assert_eq!(
        file,
        "unique_id,status,review,annotations,created\r\n'=car,redo,fixed,1,2026-04-03T08:00:00.000Z\r\n"
    );
}

#[sqlx::test(migrations = "../store/migrations")]
async fn nothing_exported_is_still_a_whole_file(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    assert_eq!(export(&pool, scope, &request("format=json")).await, b"[]\n");
    assert_eq!(export(&pool, scope, &request("format=jsonl")).await, b"");
    assert_eq!(
        export(&pool, scope, &request("format=csv&columns=task.type")).await,
        b"task,type\r\n"
    );
    let packed = export(&pool, scope, &request("format=json&gzip=1")).await;
    assert_eq!(unpacked(&packed), b"[]\n");
}

#[sqlx::test(migrations = "../store/migrations")]
async fn the_estimate_is_near_the_size_of_the_file(pool: PgPool) {
    let scope = team(&pool, "Ours").await;
    import(&pool, scope, tasks().into_bytes()).await;
    for query in ["format=json", "format=csv"] {
        let request = request(query);
        let size = export(&pool, scope, &request).await.len() as f64;
        let estimate = estimate(&pool, scope, &request).await.unwrap();
        assert_eq!(estimate.tasks, 701);
        let ratio = estimate.bytes as f64 / size;
        assert!(
            (0.5..2.0).contains(&ratio),
            "{query}: {} of {size}",
            estimate.bytes
        );
    }
}
