//! Making tasks.

use rand::random;
use serde_json::json;

use crate::place::{Place, all};

/// The body of a creation call, with parameters of a usual size.
fn body(number: usize) -> String {
    let labels: Vec<String> = (0..20).map(|label| format!("Label {label}")).collect();
    json!({
        "attachment": format!("https://files.example.com/frames/{number}.png"),
        "instruction": "Draw a box around every vehicle and every person.",
        "metadata": {"run": number, "city": "Ulm"},
        "tags": ["night"],
        "geometries": {"box": {"objects_to_annotate": labels, "min_width": 5}},
    })
    .to_string()
}

/// Tasks a second.
pub async fn by_api(place: &Place, workers: usize, tasks: usize) -> anyhow::Result<f64> {
    let at = place.clone();
    let took = all(workers, tasks, move |number| {
        let at = at.clone();
        async move {
            at.post("/task/imageannotation", body(number)).await?;
            Ok(())
        }
    })
    .await?;
    Ok(tasks as f64 / took.as_secs_f64())
}

/// The same rows by a statement each, in one transaction a task.
pub async fn by_sql(place: &Place, workers: usize, tasks: usize) -> anyhow::Result<f64> {
    let at = place.clone();
    let took = all(workers, tasks, move |number| {
        let at = at.clone();
        async move { insert(&at, number).await }
    })
    .await?;
    Ok(tasks as f64 / took.as_secs_f64())
}

async fn insert(place: &Place, number: usize) -> anyhow::Result<()> {
    let id: [u8; 12] = random();
    #[expect(clippy::disallowed_methods, reason = "nobody leaves a benchmark")]
    let mut tx = place.pool.begin().await?;
    let seq: i64 = sqlx::query_scalar(
        "insert into task (
             team_id, task_id, task_type, status, review_status, created_at, updated_at, tags,
             has_image)
         values ($1, $2, 0, 0, 0, now(), now(), '{night}', true)
         returning seq",
    )
    .bind(place.scope.team_id)
    .bind(id.as_slice())
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("insert into task_document (seq, uploaded, form) values ($1, $2::json, 'call')")
        .bind(seq)
        .bind(body(number))
        .execute(&mut *tx)
        .await?;
    sqlx::query("insert into task_search (seq, text) values ($1, $2)")
        .bind(seq)
        .bind(format!("{number:024x} {number} ulm"))
        .execute(&mut *tx)
        .await?;
    sqlx::query("insert into attachment (seq, url, is_cover) values ($1, $2, true)")
        .bind(seq)
        .bind(format!("https://files.example.com/frames/{number}.png"))
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
