//! Many workers at once.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, ensure};
use media::{BlobStore, PictureLimits, Pictures};
use serde_json::json;
use store::import::WhenOneFails;
use transfer::import::{Files, Import, Options};

use crate::place::{Place, all};

const PROJECT: &str = "Work";

/// Lets `workers` claim and submit `tasks`, one at a time, and checks that each was given once.
pub async fn all_once(place: &Place, workers: usize, tasks: usize) -> anyhow::Result<String> {
    queue(place, tasks).await?;
    let at = place.clone();
    let given: Arc<Mutex<HashMap<String, u32>>> = Arc::default();
    let noted = Arc::clone(&given);
    let took = all(workers, tasks, move |number| {
        let (at, noted) = (at.clone(), Arc::clone(&noted));
        async move {
            let claim = json!({"project": PROJECT, "worker": format!("worker {number}")});
            let answer = at.post("/work/claim", claim.to_string()).await?;
            let claimed = &answer["claimed"][0];
            let task = claimed["task"]["task_id"]
                .as_str()
                .context("nothing is left")?;
            *noted
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(task.to_owned())
                .or_default() += 1;
            let lease = claimed["lease_id"].as_str().context("no lease")?;
            let response = json!({"response": {"words": number}}).to_string();
            let done = at.post(&format!("/work/{lease}/submit"), response).await?;
            ensure!(done["status"] == "completed" && done["task_id"] == *task);
            Ok(())
        }
    })
    .await?;
    let (once, twice) = {
        let given = given.lock().unwrap_or_else(PoisonError::into_inner);
        let twice = given.values().filter(|times| **times > 1).count();
        (given.len(), twice)
    };
    ensure!(
        once == tasks && twice == 0,
        "{once} tasks were given, {twice} of them more than once"
    );
    let completed: i64 = sqlx::query_scalar(
        "select count(*)
         from task
         join project using (project_id)
         where task.team_id = $1
           and project.name = $2
           and task.status = 2
           and task.response_version = 1",
    )
    .bind(place.scope.team_id)
    .bind(PROJECT)
    .fetch_one(&place.pool)
    .await?;
    ensure!(
        completed == tasks as i64,
        "{completed} tasks are completed once"
    );
    Ok(format!(
        "{workers} workers claimed and submitted {tasks} tasks, each once, in {:.1} s: {:.0} a second",
        took.as_secs_f64(),
        tasks as f64 / took.as_secs_f64(),
    ))
}

/// Brings the tasks in, as a file would.
async fn queue(place: &Place, tasks: usize) -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("tasklens-load-{}", std::process::id()));
    let blobs = BlobStore::in_folder(&folder)?;
    let pictures = Pictures::new(blobs.clone(), PictureLimits::default());
    let options = Options {
        scope: place.scope,
        when_one_fails: WhenOneFails::TakeNothing,
        project: Some(PROJECT.to_owned()),
    };
    let mut import = Import::start(&place.pool, blobs, pictures, options).await?;
    let record = |number| json!({"type": "textcollection", "params": {"text": number}}).to_string();
    let file: Vec<String> = (0..tasks).map(record).collect();
    let file = Cursor::new(file.join("\n"));
    import.read(file, Files::none(), |_, _| {}).await?;
    let report = import.finish().await?;
    std::fs::remove_dir_all(folder)?;
    ensure!(report.added == tasks as u64, "{report:?}");
    Ok(())
}
