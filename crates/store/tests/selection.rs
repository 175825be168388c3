//! What bulk actions, type-ahead and the bar of news ask of the list.

#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "the builders are shared with the tests of pages")]

mod random;

use domain::TaskId;
use domain::task_list::{Selection, Sort, TaskFilter, TaskRow};
use rand::prelude::*;
use random::*;
use sqlx::PgPool;
use store::task_list::{batches, mark, news, selected, tags};
use store::{Error, Scope};

async fn walk(pool: &PgPool, scope: Scope, selection: &Selection, limit: u32) -> Vec<TaskId> {
    let mut walked = Vec::new();
    let mut after = 0;
    loop {
        let step = selected(pool, scope, selection, after, limit)
            .await
            .unwrap();
        assert!(step.len() <= limit as usize);
        assert!(step.is_sorted_by_key(|(seq, _)| *seq));
        let Some((last, _)) = step.last() else {
            return walked;
        };
        after = *last;
        walked.extend(step.into_iter().map(|(_, id)| id));
    }
}

fn ids(mut rows: Vec<TaskRow>) -> Vec<TaskId> {
    rows.sort_by_key(|row| row.seq);
    rows.into_iter().map(|row| row.task_id).collect()
}

#[sqlx::test(migrations = "./migrations")]
async fn walking_all_that_match_meets_each_once_but_the_excepted(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(5);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 120).await;
    for _ in 0..80 {
        let filter = random_filter(&mut rng);
        let mut expected = ids(listed(&tasks, &filter, Sort::default()));
        let except: Vec<TaskId> = expected
            .iter()
            .filter(|_| rng.random_bool(0.1))
            .copied()
            .collect();
        expected.retain(|id| !except.contains(id));
        let limit = rng.random_range(1..50);
        let selection = Selection::AllMatching {
            filter: filter.clone(),
            except,
        };
        let walked = walk(&pool, scope, &selection, limit).await;
        assert_eq!(walked, expected, "{filter:?}");
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn picked_tasks_are_walked_without_those_of_strangers(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(6);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 20).await;
    let strangers = Scope::live(team(&pool, "others").await);
    let strange = insert(&pool, strangers, random_task(&mut rng)).await;
    let mut picked: Vec<TaskId> = tasks.iter().map(|known| known.row.task_id).collect();
    picked.push(strange.row.task_id);
    picked.shuffle(&mut rng);
    let walked = walk(&pool, scope, &Selection::Tasks(picked), 7).await;
    assert_eq!(
        walked,
        ids(tasks.into_iter().map(|known| known.row).collect())
    );
    let endless = selected(&pool, scope, &Selection::Tasks(Vec::new()), 0, 0).await;
    assert!(matches!(endless, Err(Error::Invalid(_))), "{endless:?}");
}

#[sqlx::test(migrations = "./migrations")]
async fn batches_are_found_by_any_part_of_their_name_in_any_letter_case(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(7);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 60).await;
    sqlx::query("insert into batch (team_id, name) values ($1, 'Rain, night batch'), ($1, '100%')")
        .bind(scope.team_id)
        .execute(&pool)
        .await
        .unwrap();
    for folded in [false, true] {
        if folded {
            store::counts::fold(&pool).await.unwrap();
        }
        let found = batches(&pool, scope, "BATCH", 50).await.unwrap();
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        let mut expected: Vec<String> = (0..8).map(|n| format!("batch {n}")).collect();
        expected.push("Rain, night batch".to_owned());
        assert_eq!(names, expected);
        for (name, count) in &found {
            let known = tasks
                .iter()
                .filter(|known| known.row.batch.as_ref() == Some(name));
            assert_eq!(known.count() as i64, *count, "{name}");
        }
    }
    let found = batches(&pool, scope, "0%", 50).await.unwrap();
    assert_eq!(found, [("100%".to_owned(), 0)]);
    assert_eq!(batches(&pool, scope, "", 3).await.unwrap().len(), 3);
    let none = batches(&pool, scope, "nothing like it", 3).await.unwrap();
    assert_eq!(none, []);
}

#[sqlx::test(migrations = "./migrations")]
async fn tags_are_those_that_some_task_has(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(8);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 40).await;
    let mut expected: Vec<String> = tasks.into_iter().flat_map(|known| known.row.tags).collect();
    expected.sort();
    expected.dedup();
    let mut seen = tags(&pool, scope).await.unwrap();
    seen.sort();
    assert_eq!(seen, expected);
    store::counts::fold(&pool).await.unwrap();
    sqlx::query("update task set tags = array_remove(tags, 'urgent') where team_id = $1")
        .bind(scope.team_id)
        .execute(&pool)
        .await
        .unwrap();
    expected.retain(|tag| tag != "urgent");
    let mut seen = tags(&pool, scope).await.unwrap();
    seen.sort();
    assert_eq!(seen, expected);
}

#[sqlx::test(migrations = "./migrations")]
async fn news_are_what_came_or_changed_under_the_filter_since_the_list_was_read(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(9);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 30).await;
    let all = TaskFilter::default();
    let read = mark(&pool).await.unwrap();
    assert_eq!(news(&pool, scope, &all, read).await.unwrap(), 0);

    // An import keeps the times of its tasks, which lie in the past.
    let imported = insert(&pool, scope, random_task(&mut rng)).await;
    assert_eq!(news(&pool, scope, &all, read).await.unwrap(), 1);
    sqlx::query("update task set updated_at = clock_timestamp() where seq = any($1)")
        .bind(vec![tasks[0].row.seq, tasks[1].row.seq, imported.row.seq])
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(news(&pool, scope, &all, read).await.unwrap(), 3);
    let own_status = TaskFilter {
        status: vec![imported.row.status],
        ..TaskFilter::default()
    };
    let expected = [&tasks[0], &tasks[1], &imported]
        .into_iter()
        .filter(|known| known.row.status == imported.row.status)
        .count();
    let seen = news(&pool, scope, &own_status, read).await.unwrap();
    assert_eq!(seen, expected as i64);
    let test_mode = Scope::test(scope.team_id);
    assert_eq!(news(&pool, test_mode, &all, read).await.unwrap(), 0);
    let read = mark(&pool).await.unwrap();
    assert_eq!(news(&pool, scope, &all, read).await.unwrap(), 0);
}
