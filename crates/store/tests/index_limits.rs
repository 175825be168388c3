//! Every index holds every text that the rules let through: random ones, which no compression
//! shrinks, of characters of four bytes, as long as they may be.

#![allow(clippy::unwrap_used)]

use chrono::{Days, Utc};
use domain::indexed::{
    FEW_TAGS, MAX_EMAIL_BYTES, MAX_KEY_BYTES, MAX_NAME_BYTES, MAX_PERSON_CHARS, MAX_URL_BYTES,
};
use domain::record::TaskRecord;
use domain::tag::{MAX_TAG_CHARS, MAX_TAGS};
use domain::task_list::TaskFilter;
use domain::{TaskId, TaskType, saved_view};
use rand::prelude::*;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sqlx::PgPool;
use store::accounts::{self, Attempt, Origin};
use store::batches::{self, NewBatch};
use store::import::{FileState, Importer, Incoming, IncomingFile, WhenOneFails};
use store::projects::{self, NewProject};
use store::task_creation::{self, IdempotencyKey, NewTask};
use store::{Actor, Scope, counts, pulls, saved_views, task_changes, task_list};

/// As many random characters, each of four bytes and without another letter case.
fn random_text(rng: &mut StdRng, chars: usize) -> String {
    (0..chars)
        .map(|_| char::from_u32(rng.random_range(0x2_0000..0x2_A6DF)).unwrap())
        .collect()
}

fn random_tags(rng: &mut StdRng, count: usize) -> Vec<String> {
    (0..count)
        .map(|_| random_text(rng, MAX_TAG_CHARS))
        .collect()
}

fn incoming(line: u64, record: &Value) -> Incoming {
    let raw = RawValue::from_string(record.to_string()).unwrap();
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

/// A record whose every indexed text is as long as it may be.
fn longest_record(rng: &mut StdRng, tags: usize) -> Value {
    let name = MAX_NAME_BYTES / 4;
    let url = format!("https://{}", random_text(rng, MAX_URL_BYTES / 4 - 2));
    assert_eq!(url.len(), MAX_URL_BYTES);
    json!({
        "task_id": TaskId::from_bytes(rng.random()),
        "type": "imageannotation",
        "project": random_text(rng, name),
        "batch": random_text(rng, name),
        "unique_id": random_text(rng, name),
        "tags": random_tags(rng, tags),
        "params": {"attachment": url},
    })
}

async fn team(pool: &PgPool) -> Scope {
    Scope::live(accounts::ensure_team(pool, "Ours").await.unwrap())
}

#[sqlx::test(migrations = "./migrations")]
async fn records_of_the_longest_texts_are_stored_and_counted_by_their_tags(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(60);
    let scope = team(&pool).await;
    let sizes = [1, FEW_TAGS, FEW_TAGS + 1, 26, MAX_TAGS];
    let records: Vec<Value> = sizes
        .iter()
        .map(|tags| longest_record(&mut rng, *tags))
        .collect();
    let mut importer = Importer::start(&pool, scope, WhenOneFails::TakeNothing)
        .await
        .unwrap();
    let chunk = records
        .iter()
        .zip(1..)
        .map(|(new, line)| incoming(line, new));
    importer.take(chunk.collect()).await.unwrap();
    let report = importer.finish().await.unwrap();
    assert_eq!((report.added, report.problems), (5, vec![]));

    // Folded and not, by the counts and, for a time of creation, by the tasks themselves.
    let since = TaskFilter {
        created: domain::TimeRange {
            from: Utc::now().checked_sub_days(Days::new(1)),
            to: None,
        },
        ..TaskFilter::default()
    };
    for filter in [TaskFilter::default(), since] {
        for _ in 0..2 {
            let facets = task_list::facets(&pool, scope, &filter).await.unwrap();
            assert_eq!(facets.tag.len(), sizes.iter().sum::<usize>());
            assert!(facets.tag.iter().all(|tag| tag.count == 1));
            counts::fold(&pool).await.unwrap();
        }
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn tasks_get_the_longest_tags_and_unique_ids_by_every_call(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(61);
    let scope = team(&pool).await;
    let by = Actor::Key {
        api_key_id: 0,
        name: "nightly",
    };
    for _ in 0..3 {
        let body = RawValue::from_string(
            json!({
                "attachment": "https://x.example/a.png",
                "unique_id": random_text(&mut rng, MAX_NAME_BYTES / 4),
                "tags": random_tags(&mut rng, MAX_TAGS),
            })
            .to_string(),
        )
        .unwrap();
        let new = NewTask {
            record: TaskRecord::of_call(TaskType::ImageAnnotation, &body).unwrap(),
            home: task_creation::home(&pool, scope, None, None).await.unwrap(),
            files: Vec::new(),
            body,
        };
        let key = random_text(&mut rng, MAX_KEY_BYTES / 4);
        let key = IdempotencyKey {
            key: &key,
            sent: "{}",
        };
        let made = task_creation::create(&pool, scope, new, Some(key)).await;
        let task_id = made.unwrap().task_id();
        let seq = task_changes::seq_of(&pool, scope, task_id).await.unwrap();
        for _ in 0..2 {
            let tags = random_tags(&mut rng, MAX_TAGS);
            let added = task_changes::add_tags(&pool, scope, by, &[seq], &tags).await;
            assert_eq!(added.unwrap().done, 1);
        }
        let tags = random_tags(&mut rng, MAX_TAGS);
        task_changes::set_tags(&pool, scope, by, task_id, &tags)
            .await
            .unwrap();
        let unique_id = random_text(&mut rng, MAX_NAME_BYTES / 4);
        task_changes::set_unique_id(&pool, scope, by, task_id, Some(&unique_id))
            .await
            .unwrap();
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn names_and_addresses_are_stored_as_long_as_they_may_be(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(62);
    for _ in 0..3 {
        let team = random_text(&mut rng, MAX_PERSON_CHARS);
        let scope = Scope::live(accounts::ensure_team(&pool, &team).await.unwrap());
        let email = format!(
            "a{}@{}",
            random_text(&mut rng, 31),
            random_text(&mut rng, 32)
        );
        assert_eq!(email.len(), MAX_EMAIL_BYTES);
        let name = random_text(&mut rng, MAX_PERSON_CHARS);
        let account_id = accounts::add_account(&pool, &email, &name).await.unwrap();
        let origin = Origin {
            device: None,
            user_agent: String::new(),
            address: "2001:db8:ffff:ffff::/64".to_owned(),
        };
        let attempt = accounts::log_in(&pool, &email, "wrong", &origin).await;
        assert!(matches!(attempt, Ok(Attempt::Wrong)), "{attempt:?}");

        let view = random_text(&mut rng, saved_view::MAX_NAME_CHARS);
        saved_views::create(&pool, scope, account_id, &view, "", false)
            .await
            .unwrap();
        let project = random_text(&mut rng, MAX_NAME_BYTES / 4);
        let new = NewProject {
            name: &project,
            task_type: TaskType::ImageAnnotation,
            params: "{}",
            is_rapid: false,
            is_studio: false,
        };
        projects::create(&pool, scope, new).await.unwrap();
        let batch = NewBatch {
            name: &random_text(&mut rng, MAX_NAME_BYTES / 4),
            project: &project,
            callback: "",
            metadata: "{}",
            is_calibration: false,
            is_self_label: false,
        };
        batches::create(&pool, scope, batch).await.unwrap();
        let source = random_text(&mut rng, MAX_URL_BYTES / 4);
        pulls::start(&pool, scope, &source, None, Utc::now())
            .await
            .unwrap();
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn a_login_with_a_text_that_is_no_address_is_wrong_however_long_it_is(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(63);
    let origin = Origin {
        device: None,
        user_agent: String::new(),
        address: "192.0.2.7".to_owned(),
    };
    for chars in [64, 700, 100_000] {
        let email = format!("{}@example.com", random_text(&mut rng, chars));
        let attempt = accounts::log_in(&pool, &email, "wrong", &origin).await;
        assert!(matches!(attempt, Ok(Attempt::Wrong)), "{attempt:?}");
    }
}

/// What holds texts in a B-tree, which has a limit. Whoever adds an index of a text adds it here,
/// and its limit to `domain::indexed` and to the tests above.
const HOLD_TEXTS: &[&str] = &[
    "account_email_key.email",
    "attachment_pkey.url",
    "batch_team_id_name_key.name",
    // One of two words.
    "callback_key_pkey.purpose",
    // `store::callbacks` allows 300 bytes, and tests it.
    "callback_origin_pkey.origin",
    "idempotent_creation_pkey.key",
    "login_failure_by_address.address",
    "login_failure_by_email.email",
    // An IP address or network, as the server spells it.
    "login_network_pkey.address",
    "project_team_id_name_key.name",
    "pull_pkey.source",
    "saved_view_by_name.name",
    "task_by_unique_id.unique_id",
    "task_few_tags.tags",
    "task_tag_count_pkey.tag",
    "team_name_key.name",
];

#[sqlx::test(migrations = "./migrations")]
async fn no_index_holds_a_text_without_a_limit(pool: PgPool) {
    let mut found: Vec<String> = sqlx::query_scalar(
        "select i.relname || '.' || a.attname
         from pg_index x
         join pg_class i on i.oid = x.indexrelid
         join pg_am m on m.oid = i.relam
         join pg_attribute a on a.attrelid = i.oid
         where i.relnamespace = 'public'::regnamespace
           and m.amname = 'btree'
           and i.relname not like '\\_sqlx%'
           and a.attlen = -1
           and a.atttypid <> 'bytea'::regtype",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    found.sort_unstable();
    assert_eq!(found, HOLD_TEXTS);
}
