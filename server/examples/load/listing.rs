//! Listing tasks.

use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::place::Place;

/// Medians of `rounds`, in milliseconds: by the API, and of the plainest query.
pub async fn times(place: &Place, rounds: usize) -> anyhow::Result<(f64, f64)> {
    let (mut ours, mut alone) = (Vec::new(), Vec::new());
    // They take turns, so that a busy moment of the machine touches both alike.
    for _ in 0..rounds {
        let begun = Instant::now();
        let page = place.get("/tasks?limit=100").await?;
        ours.push(begun.elapsed());
        ensure!(
            page["docs"]
                .as_array()
                .is_some_and(|docs| docs.len() == 100)
        );

        let begun = Instant::now();
        let rows = sqlx::query(
            "select task.*, task_document.uploaded::text, response.body::text
             from task
             join task_document using (seq)
             left join response
                 on response.seq = task.seq and response.version = task.response_version
             where task.team_id = $1
               and not task.is_test
             order by task.created_at desc, task.seq desc
             limit 100",
        )
        .bind(place.scope.team_id)
        .fetch_all(&place.pool)
        .await?;
        alone.push(begun.elapsed());
        ensure!(rows.len() == 100);
    }
    Ok((median(ours), median(alone)))
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
