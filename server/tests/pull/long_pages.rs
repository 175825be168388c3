//! Pages that are longer than what is read of an answer are asked for with fewer tasks.

use domain::import_report::ImportReport;
use sqlx::PgPool;
use transfer::pull::PullError;

use crate::two_servers::{TwoServers, tasks};

/// What is read of an answer here, in bytes: some thirty of these tasks.
const LONGEST_ANSWER: usize = 150_000;

/// Tasks of 4 KB, three pages of a hundred.
async fn fill(servers: &TwoServers) {
    let text = "long ".repeat(800);
    for number in 0..205 {
        let body = format!(r#"{{"unique_id": "row {number}", "text": "{text}"}}"#);
        servers.source.task(&body).await;
    }
}

/// How many tasks each page was asked for with.
fn limits(servers: &TwoServers) -> Vec<usize> {
    let limit = |query: &String| {
        let mut pairs = query.split('&');
        let limit = pairs.find_map(|pair| pair.strip_prefix("limit="));
        limit.unwrap().parse().unwrap()
    };
    servers.gate.pages().iter().map(limit).collect()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_source_whose_pages_are_too_long_is_copied_whole_by_shorter_ones(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    fill(&servers).await;
    let report = servers.pull_reading(LONGEST_ANSWER).await.unwrap();
    let expected = ImportReport {
        added: 205,
        ..ImportReport::default()
    };
    assert_eq!(report, expected);
    // Halved until a page fits, and left so: 205 tasks are nine pages of 25.
    let limits = limits(&servers);
    assert_eq!(limits[..2], [100, 50]);
    assert_eq!(limits[2..], [25; 9]);
    let (there, here) = (tasks(&servers.source).await, tasks(&servers.copy).await);
    assert_eq!(there.len(), 205);
    assert_eq!(here, there);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_task_that_is_too_long_by_itself_ends_the_copy_where_it_stands(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let longest = "long ".repeat(LONGEST_ANSWER / 5);
    for text in ["short", longest.as_str(), "short too"] {
        let body = format!(r#"{{"text": "{text}"}}"#);
        servers.source.task(&body).await;
    }
    let error = servers.pull_reading(LONGEST_ANSWER).await.unwrap_err();
    assert!(
        matches!(
            error,
            PullError::TooLong {
                limit: LONGEST_ANSWER,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(limits(&servers).last(), Some(&1));

    // Run again with room for it, the copy goes on from there.
    let report = servers.pull_reading(2 * LONGEST_ANSWER).await.unwrap();
    let (there, here) = (tasks(&servers.source).await, tasks(&servers.copy).await);
    assert_eq!(report.added as usize + 1, there.len());
    assert_eq!(here, there);
}
