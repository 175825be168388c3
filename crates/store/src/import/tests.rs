use domain::TaskId;
use domain::import_report::ImportReport;
use domain::record::TaskRecord;
use serde_json::value::RawValue;
use sqlx::PgPool;

use super::*;
use crate::Scope;
use crate::test_task::new_team;

const CAR: &str = r#"{"task_id":"000000000000000000000001","type":"imageannotation","status":"completed","created_at":"2026-04-03T08:00:00.000Z","completed_at":"2026-04-03T17:30:00.000Z","project":"Street","batch":"week 14","unique_id":"car-1","tags":["night"],"metadata":{"City":"Ulm"},"params":{"z":1.0,"attachment":"a.png"},"response":{"annotations":[{"left":1.0}]},"customer_review_status":"accepted"}"#;

fn incoming(line: u64, text: &str) -> Incoming {
    let raw = RawValue::from_string(text.to_owned()).unwrap();
    let record = TaskRecord::parse(&raw).unwrap();
    let files = record.attachments.iter().map(|file| IncomingFile {
        url: file.url.clone(),
        state: FileState::Remote,
    });
    Incoming {
        line,
        task_id: record.task_id.unwrap(),
        files: files.collect(),
        record,
        raw,
    }
}

/// A queued task; `more` goes into the record.
fn task(number: u8, more: &str) -> String {
    format!(
        r#"{{"task_id":"{}","type":"categorization"{more}}}"#,
        id(number)
    )
}

fn id(number: u8) -> TaskId {
    TaskId::from_bytes([number; 12])
}

async fn import_into(
    pool: &PgPool,
    scope: Scope,
    when_one_fails: WhenOneFails,
    texts: &[&str],
) -> ImportReport {
    let mut importer = Importer::start(pool, scope, when_one_fails).await.unwrap();
    let chunk = texts
        .iter()
        .zip(1..)
        .map(|(text, line)| incoming(line, text));
    importer.take(chunk.collect()).await.unwrap();
    importer.finish().await.unwrap()
}

async fn import(pool: &PgPool, scope: Scope, texts: &[&str]) -> ImportReport {
    import_into(pool, scope, WhenOneFails::TakeTheRest, texts).await
}

/// Added, unchanged, differing, failed.
fn counts(report: &ImportReport) -> [u64; 4] {
    [
        report.added,
        report.unchanged,
        report.differing,
        report.failed,
    ]
}

fn messages(report: &ImportReport) -> Vec<String> {
    let line = |problem: &domain::import_report::ImportProblem| {
        let field = problem.field.as_deref().unwrap_or("-");
        format!("{} {field} {}", problem.line.unwrap(), problem.message)
    };
    report.problems.iter().map(line).collect()
}

async fn count(pool: &PgPool, table: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "./migrations")]
async fn a_record_becomes_a_task_with_all_its_parts(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    assert_eq!(counts(&import(&pool, scope, &[CAR]).await), [1, 0, 0, 0]);
    let row: (Option<String>, i16, i16, i32, Option<i32>, bool, Vec<String>) = sqlx::query_as(
        "select batch.name, status, review_status, response_version, annotation_count, has_image, tags
         from task join batch using (batch_id) join project on project.project_id = task.project_id
         where project.name = 'Street'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(
        row,
        (
            Some("week 14".to_owned()),
            2,
            2,
            1,
            Some(1),
            true,
            vec!["night".to_owned()]
        )
    );
    let (uploaded, response, search): (String, String, String) = sqlx::query_as(
        "select uploaded::text, body::text, text
         from task_document join response using (seq) join task_search using (seq)",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(uploaded, CAR, "byte for byte");
    assert_eq!(response, r#"{"annotations":[{"left":1.0}]}"#);
    assert_eq!(search, "000000000000000000000001\ncar-1\nulm");
    let file: (String, bool, Option<Vec<u8>>, Option<String>) =
        sqlx::query_as("select url, is_cover, sha256, problem from attachment")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(file, ("a.png".to_owned(), true, None, None));
}

#[sqlx::test(migrations = "./migrations")]
async fn the_same_records_again_change_nothing(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let other = task(2, "");
    assert_eq!(
        counts(&import(&pool, scope, &[CAR, &other]).await),
        [2, 0, 0, 0]
    );
    assert_eq!(
        counts(&import(&pool, scope, &[CAR, &other, CAR]).await),
        [0, 3, 0, 0]
    );
    assert_eq!(count(&pool, "task").await, 2);
    assert_eq!(count(&pool, "response").await, 1);
}

#[sqlx::test(migrations = "./migrations")]
async fn a_record_that_differs_from_its_task_is_reported_and_overwrites_nothing(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    import(&pool, scope, &[CAR]).await;
    let changed = CAR.replace("1.0", "1.00");
    let report = import(&pool, scope, &[&changed]).await;
    assert_eq!(counts(&report), [0, 0, 1, 0]);
    assert_eq!(
        report.problems[0].task_id,
        Some("000000000000000000000001".parse().unwrap())
    );
    let uploaded: String = sqlx::query_scalar("select uploaded::text from task_document")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(uploaded, CAR);
}

#[sqlx::test(migrations = "./migrations")]
async fn of_two_records_with_one_id_in_a_file_the_first_is_taken(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let (first, second) = (task(1, ""), task(1, r#","tags":["x"]"#));
    let report = import(&pool, scope, &[&first, &second]).await;
    assert_eq!(counts(&report), [1, 0, 1, 0]);
    assert_eq!(report.problems[0].line, Some(2));
}

#[sqlx::test(migrations = "./migrations")]
async fn a_unique_id_in_use_is_reported_with_its_owner_and_the_rest_goes_in(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let [one, two, three] = [1, 2, 3].map(|number| task(number, r#","unique_id":"u""#));
    import(&pool, scope, &[&one]).await;
    let report = import(&pool, scope, &[&two, &task(4, ""), &three]).await;
    assert_eq!(counts(&report), [1, 0, 0, 2]);
    assert_eq!(
        messages(&report)[0],
        format!(
            "1 unique_id is `u`, which task {} has; give another one",
            id(1)
        )
    );
    // Test tasks have unique ids of their own.
    let test = Scope::test(scope.team_id);
    assert_eq!(counts(&import(&pool, test, &[&two]).await), [1, 0, 0, 0]);
}

#[sqlx::test(migrations = "./migrations")]
async fn all_or_nothing_takes_nothing_when_one_record_fails(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    import(&pool, scope, &[&task(1, r#","unique_id":"u""#)]).await;
    let clash = task(2, r#","unique_id":"u","project":"New""#);
    let good = task(3, "");
    let report = import_into(&pool, scope, WhenOneFails::TakeNothing, &[&good, &clash]).await;
    assert!(report.is_rolled_back);
    assert_eq!(count(&pool, "task").await, 1);
    assert_eq!(count(&pool, "project").await, 0);
    let report = import_into(&pool, scope, WhenOneFails::TakeNothing, &[&good]).await;
    assert!(!report.is_rolled_back);
    assert_eq!(count(&pool, "task").await, 2);
}

#[sqlx::test(migrations = "./migrations")]
async fn teams_may_have_the_same_ids_without_seeing_each_other(pool: PgPool) {
    let (ours, theirs) = (
        new_team(&pool, "Ours").await,
        new_team(&pool, "Theirs").await,
    );
    import(&pool, theirs, &[CAR]).await;
    let changed = CAR.replace("Ulm", "Bonn");
    let report = import(&pool, ours, &[&changed]).await;
    assert_eq!(
        counts(&report),
        [1, 0, 0, 0],
        "nothing tells that the id is in use elsewhere"
    );
    assert_eq!(count(&pool, "project").await, 2);
    let mut importer = Importer::start(&pool, ours, WhenOneFails::TakeTheRest)
        .await
        .unwrap();
    let stranger = task(9, "");
    import(&pool, theirs, &[&stranger]).await;
    let known = importer
        .known(&[id(9), "000000000000000000000001".parse().unwrap()])
        .await;
    assert_eq!(known.unwrap().len(), 1);
}

#[sqlx::test(migrations = "./migrations")]
async fn a_batch_of_another_project_is_reported(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let names = |number, project| {
        task(
            number,
            &format!(r#","project":"{project}","batch":"week 14""#),
        )
    };
    let report = import(&pool, scope, &[&names(1, "Street"), &names(2, "Harbour")]).await;
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert!(messages(&report)[0].starts_with("2 batch is `week 14`, which does not belong to"));
}

#[sqlx::test(migrations = "./migrations")]
async fn a_test_task_does_not_get_among_live_ones(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let test = task(1, r#","is_test":true"#);
    assert_eq!(counts(&import(&pool, scope, &[&test]).await), [0, 0, 0, 1]);
    let scope = Scope::test(scope.team_id);
    assert_eq!(counts(&import(&pool, scope, &[&test]).await), [1, 0, 0, 0]);
}

#[sqlx::test(migrations = "./migrations")]
async fn live_records_never_go_into_what_a_test_key_made(pool: PgPool) {
    let live = new_team(&pool, "Ours").await;
    let test = Scope::test(live.team_id);
    let home = r#","project":"Street","batch":"week 14""#;
    for (number, scope) in [(1, test), (2, live), (3, test)] {
        let report = import(&pool, scope, &[&task(number, home)]).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{:?}", messages(&report));
    }
    let homes: Vec<(bool, bool, bool, String, String)> = sqlx::query_as(
        "select task.is_test, project.is_test, batch.is_test, project.name, batch.name
         from task
         join project on project.project_id = task.project_id
         join batch on batch.batch_id = task.batch_id
         order by task_id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let [first, second, third] = &*homes else {
        panic!("{homes:?}");
    };
    assert_eq!((first.0, first.1, first.2), (true, true, true));
    assert!(first.3.starts_with("Street (test ") && first.4.starts_with("week 14 (test "));
    let own = |task_is_test| {
        (
            task_is_test,
            false,
            false,
            "Street".to_owned(),
            "week 14".to_owned(),
        )
    };
    // Test tasks may belong to what is live.
    assert_eq!((second, third), (&own(false), &own(true)));
}

/// Action, author, the statuses after it and the action that it undoes.
type AuditRow = (String, Option<String>, Vec<i16>, Option<String>);

#[sqlx::test(migrations = "./migrations")]
async fn audits_and_replaced_responses_come_along(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let text = task(
        1,
        r#","status":"completed","completed_at":"2026-04-05T00:00:00Z","response":{"n":3},"prior_responses":[{"n":1},{"n":2}],"customer_review_status":"fixed","tasklens":{"status":"redo","audits":[{"at":"2026-04-03T00:00:00Z","by":"Ada","action":"reject","comment":"loose"},{"at":"2026-04-06T00:00:00Z","action":"accept"},{"at":"2026-04-06T00:00:05Z","action":"undo"},{"at":"2026-04-07T00:00:00Z","action":"fix"}]}"#,
    );
    assert_eq!(counts(&import(&pool, scope, &[&text]).await), [1, 0, 0, 0]);
    let responses: Vec<(i32, String, String, String)> = sqlx::query_as(
        "select version, body::text, origin, to_char(made_at at time zone 'utc', 'MM-DD')
         from response order by version",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let expected = [
        (1, r#"{"n":1}"#, "import", "04-03"),
        (2, r#"{"n":2}"#, "import", "04-06"),
        (3, r#"{"n":3}"#, "fix", "04-07"),
    ];
    let expected = expected.map(|(version, body, origin, day)| {
        (version, body.to_owned(), origin.to_owned(), day.to_owned())
    });
    assert_eq!(responses, expected);
    let audits: Vec<AuditRow> = sqlx::query_as(
        "select audit.action, audit.author, array[audit.status_after, audit.review_after], undone.action
         from audit left join audit as undone on undone.audit_id = audit.undoes
         order by audit.audit_id",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    let expected = [
        ("reject", Some("Ada"), [0, 4], None),
        ("accept", None, [3, 2], None),
        ("undo", None, [3, 1], Some("accept")),
        ("fix", None, [3, 3], None),
    ];
    let text = |text: Option<&str>| text.map(ToOwned::to_owned);
    let expected = expected.map(|(action, author, after, undone)| {
        (
            action.to_owned(),
            text(author),
            after.to_vec(),
            text(undone),
        )
    });
    assert_eq!(audits, expected);
}

#[sqlx::test(migrations = "./migrations")]
async fn the_counts_of_the_filters_count_imported_tasks(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    import(&pool, scope, &[CAR, &task(2, "")]).await;
    let n: i64 = sqlx::query_scalar("select sum(n)::bigint from task_count_delta where status = 2")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(n, 1);
}

#[sqlx::test]
async fn an_import_of_a_complete_batch_calls_nobody_back(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let report = import(&pool, scope, &[CAR]).await;
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    crate::counts::fold(&pool).await.unwrap();
    let told = crate::callbacks::batches::tell_complete(&pool).await;
    assert_eq!(told.unwrap(), 0);
    assert_eq!(count(&pool, "batch").await, 1);
    assert_eq!(count(&pool, "batch_callback").await, 0);
}

/// So many records, of which those at `bad` have a unique id that no index can hold. Nothing lets
/// such a one come this far; it stands for whatever else the database may refuse.
fn with_bad_records(numbers: std::ops::Range<u8>, bad: &[u8]) -> Vec<Incoming> {
    numbers
        .map(|number| {
            let mut new = incoming(u64::from(number), &task(number, r#","batch":"Ours""#));
            if bad.contains(&number) {
                let mut text = String::new();
                for part in 0..60_u32 {
                    text +=
                        &hex::encode(<sha2::Sha256 as sha2::Digest>::digest(part.to_be_bytes()));
                }
                new.record.unique_id = Some(text);
            }
            new
        })
        .collect()
}

#[sqlx::test(migrations = "./migrations")]
async fn records_that_the_database_refuses_are_reported_and_all_others_go_in(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let mut importer = Importer::start(&pool, scope, WhenOneFails::TakeTheRest)
        .await
        .unwrap()
        .when_one_differs(WhenOneDiffers::Follow);
    importer
        .take(with_bad_records(1..41, &[1, 7, 8, 40]))
        .await
        .unwrap();
    importer.take(with_bad_records(41..51, &[])).await.unwrap();
    // One that is there and follows, and is refused only as it is brought up to date.
    let mut changed = incoming(51, &task(42, r#","tags":["x"]"#));
    changed.record.unique_id = with_bad_records(1..2, &[1]).remove(0).record.unique_id;
    importer
        .take(vec![changed, incoming(52, &task(43, r#","tags":["y"]"#))])
        .await
        .unwrap();
    let report = importer.finish().await.unwrap();
    assert_eq!(counts(&report), [46, 0, 0, 5]);
    assert_eq!(report.refreshed, 1);
    let lines: Vec<_> = report.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [1, 7, 8, 40, 51].map(Some));
    let message = &report.problems[1].message;
    assert!(
        message.starts_with("the database cannot hold the record (index row size"),
        "{message}"
    );
    assert_eq!(report.problems[1].task_id, Some(id(7)));
    assert_eq!(count(&pool, "task").await, 46);
    assert_eq!(count(&pool, "task_document").await, 46);
}

#[sqlx::test(migrations = "./migrations")]
async fn all_or_nothing_goes_through_the_whole_file_to_report_every_refused_record(pool: PgPool) {
    let scope = new_team(&pool, "Ours").await;
    let mut importer = Importer::start(&pool, scope, WhenOneFails::TakeNothing)
        .await
        .unwrap();
    importer.take(with_bad_records(1..11, &[3])).await.unwrap();
    importer
        .take(with_bad_records(11..21, &[12]))
        .await
        .unwrap();
    let report = importer.finish().await.unwrap();
    assert!(report.is_rolled_back);
    assert_eq!(counts(&report), [18, 0, 0, 2]);
    assert_eq!(count(&pool, "task").await, 0);
}
