//! Pages and counts of the task list against brute force over the same tasks.

#![allow(clippy::unwrap_used)]

mod random;

use domain::task_detail::Neighbours;
use domain::task_list::{PageAt, Sort, SortField, TaskFilter, TaskRow};
use rand::prelude::*;
use random::*;
use sqlx::PgPool;
use store::task_list::{facets, neighbours, page};
use store::{Error, Scope};

/// Reads the whole list in pages, downwards.
async fn read_down(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
    sort: Sort,
    limit: u32,
) -> Vec<TaskRow> {
    let mut rows: Vec<TaskRow> = Vec::new();
    let mut at = PageAt::Top;
    loop {
        let page = page(pool, scope, filter, sort, at, limit).await.unwrap();
        assert_eq!(page.has_before, !rows.is_empty(), "{filter:?} {sort}");
        rows.extend(page.rows);
        if !page.has_after {
            return rows;
        }
        at = PageAt::After(rows.last().unwrap().cursor(sort));
    }
}

/// Reads everything before `last` in pages, upwards.
async fn read_up(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
    sort: Sort,
    limit: u32,
    last: &TaskRow,
) -> Vec<TaskRow> {
    let mut rows = vec![last.clone()];
    loop {
        let at = PageAt::Before(rows[0].cursor(sort));
        let page = page(pool, scope, filter, sort, at, limit).await.unwrap();
        assert!(page.has_after, "{filter:?} {sort}");
        rows.splice(0..0, page.rows);
        if !page.has_before {
            return rows;
        }
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn pages_of_any_size_in_both_directions_add_up_to_the_list(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(1);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 150).await;
    for _ in 0..150 {
        let filter = random_filter(&mut rng);
        let sort = random_sort(&mut rng);
        let limit = rng.random_range(1..60);
        let expected = listed(&tasks, &filter, sort);
        let seen = read_down(&pool, scope, &filter, sort, limit).await;
        assert_eq!(seen, expected, "{filter:?} {sort} {limit}");
        if let Some(last) = expected.last() {
            let seen = read_up(&pool, scope, &filter, sort, limit, last).await;
            assert_eq!(seen, expected, "{filter:?} {sort} {limit}, upwards");
        }
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn a_link_to_a_task_opens_the_list_there_even_when_it_no_longer_matches(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(2);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 60).await;
    for _ in 0..150 {
        let filter = random_filter(&mut rng);
        let sort = random_sort(&mut rng);
        let linked = &tasks.choose(&mut rng).unwrap().row;
        let listed = listed(&tasks, &filter, sort);
        // Where the row stands, or would stand.
        let mut with_linked: Vec<Known> = tasks
            .iter()
            .filter(|known| matches(&filter, known) || known.row.seq == linked.seq)
            .cloned()
            .collect();
        with_linked = random::listed(&with_linked, &TaskFilter::default(), sort)
            .into_iter()
            .map(|row| Known {
                row,
                text: String::new(),
            })
            .collect();
        let place = with_linked
            .iter()
            .position(|known| known.row.seq == linked.seq)
            .unwrap();
        let page = page(
            &pool,
            scope,
            &filter,
            sort,
            PageAt::From(linked.cursor(sort)),
            10,
        )
        .await
        .unwrap();
        let expected: Vec<_> = listed.iter().skip(place).take(10).cloned().collect();
        assert_eq!(page.rows, expected, "{filter:?} {sort}");
        assert_eq!(page.has_before, place > 0, "{filter:?} {sort}");
        assert_eq!(page.has_after, listed.len() > place + 10);
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn the_scroll_bar_reaches_any_place_of_the_list(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(5);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 120).await;
    for _ in 0..150 {
        let filter = random_filter(&mut rng);
        let sort = random_sort(&mut rng);
        let listed = listed(&tasks, &filter, sort);
        let skip = rng.random_range(1..120);
        let page = page(&pool, scope, &filter, sort, PageAt::Skip(skip), 10)
            .await
            .unwrap();
        let behind = listed.iter().skip(skip as usize);
        let expected: Vec<_> = behind.clone().take(10).cloned().collect();
        assert_eq!(page.rows, expected, "{filter:?} {sort} {skip}");
        assert_eq!(page.has_before, !expected.is_empty());
        assert_eq!(page.has_after, behind.count() > 10);
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn every_filter_shows_the_counts_that_counting_one_by_one_gives(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(3);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 150).await;
    for _ in 0..200 {
        let filter = random_filter(&mut rng);
        let expected = counted(&tasks, &filter);
        assert_eq!(
            expected.total as usize,
            listed(&tasks, &filter, Sort::default()).len()
        );
        let seen = facets(&pool, scope, &filter).await.unwrap();
        assert_eq!(seen, expected, "{filter:?}");
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn tasks_that_arrive_while_somebody_pages_are_neither_skipped_nor_repeated(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(4);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 80).await;
    for field in SortField::ALL {
        let sort = Sort {
            field: *field,
            ..Sort::default()
        };
        let filter = TaskFilter::default();
        let mut seen: Vec<TaskRow> = Vec::new();
        let mut at = PageAt::Top;
        loop {
            let page = page(&pool, scope, &filter, sort, at, 7).await.unwrap();
            seen.extend(page.rows);
            if !page.has_after {
                break;
            }
            at = PageAt::After(seen.last().unwrap().cursor(sort));
            insert(&pool, scope, random_task(&mut rng)).await;
        }
        let mut seqs: Vec<i64> = seen.iter().map(|row| row.seq).collect();
        seqs.sort_unstable();
        let seen_count = seqs.len();
        seqs.dedup();
        assert_eq!(seqs.len(), seen_count, "{sort}: a task came twice");
        for known in &tasks {
            assert!(
                seqs.binary_search(&known.row.seq).is_ok(),
                "{sort}: missed {}",
                known.row.seq
            );
        }
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn a_place_of_another_order_is_refused(pool: PgPool) {
    let scope = Scope::live(team(&pool, "ours").await);
    for (cursor, sort) in [
        ("s2.0.1", "created"),
        ("t.0.1", "-updated"),
        ("t5.0.1", "status"),
        ("s1.0.1", "project"),
        ("t9223372036854775807.0.1", "created"),
    ] {
        let sort = sort.parse().unwrap();
        let at = PageAt::From(cursor.parse().unwrap());
        let error = page(&pool, scope, &TaskFilter::default(), sort, at, 10)
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::Invalid(_)),
            "{cursor} {sort}: {error}"
        );
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn the_neighbours_of_a_task_are_those_beside_it_in_the_list(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(5);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 80).await;
    for _ in 0..150 {
        let filter = random_filter(&mut rng);
        let sort = random_sort(&mut rng);
        let expected = listed(&tasks, &filter, sort);
        let Some(place) = (!expected.is_empty()).then(|| rng.random_range(0..expected.len()))
        else {
            continue;
        };
        let id = |place: Option<usize>| Some(expected.get(place?)?.task_id);
        let beside = Neighbours {
            previous: id(place.checked_sub(1)),
            next: id(Some(place + 1)),
        };
        let seen = neighbours(&pool, scope, &filter, sort, &expected[place]).await;
        assert_eq!(seen.unwrap(), beside, "{filter:?} {sort}");
    }
}
