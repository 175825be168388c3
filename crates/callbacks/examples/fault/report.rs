//! Whether all arrived as it should.

use std::collections::{HashMap, HashSet};

use anyhow::ensure;
use serde_json::Value;

use crate::BATCH;
use crate::client::{Client, batch_name};
use crate::receiver::Note;

/// Compares what was taken with the tasks as they are; an error where a task was not delivered, out of
/// order, or with another last state.
pub async fn check(
    client: &Client,
    ids: &[String],
    notes: &[Note],
    all_killed: bool,
) -> anyhow::Result<()> {
    let mut taken: HashMap<&str, Vec<&Note>> = HashMap::new();
    for note in notes.iter().filter(|note| note.is_taken) {
        let id = note.task["task_id"].as_str().unwrap_or_default();
        taken.entry(id).or_default().push(note);
    }
    let (mut missing, mut disordered, mut unlike, mut unconfirmed) = (0, 0, 0, 0);
    let (mut deliveries, mut events) = (0, 0);
    for id in ids {
        let Some(notes) = taken.get(id.as_str()) else {
            missing += 1;
            continue;
        };
        deliveries += notes.len();
        events += notes
            .iter()
            .map(|note| &note.delivery)
            .collect::<HashSet<_>>()
            .len();
        let times: Vec<&str> = notes
            .iter()
            .map(|note| note.task["updated_at"].as_str().unwrap_or_default())
            .collect();
        disordered += usize::from(!times.is_sorted());
        let present = client.task(id).await?;
        let last = notes.last().map(|note| state(&note.task));
        if last.as_ref() != Some(&state(&present)) {
            println!(
                "task {id} is {present}, and its last callback told {}",
                last.unwrap_or_default()
            );
            unlike += 1;
        } else if present["callback_succeeded"] != true {
            println!("task {id} is {present}, and its last callback told the same");
            unconfirmed += 1;
        }
    }
    println!("{} tasks, {events} callbacks of them", ids.len());
    println!(
        "{} requests came, {} were failed by the receiver, {deliveries} were taken",
        notes.len(),
        notes.iter().filter(|note| !note.is_taken).count(),
    );
    println!("{} duplicates taken", deliveries - events);
    println!(
        "{missing} tasks without a callback, {disordered} out of order, {unlike} whose last callback \
         is not their last state, {unconfirmed} whose last callback counts as not delivered"
    );
    let untold = untold_batches(ids.len(), notes);
    println!(
        "{} batches, {untold} whose last callback did not tell that all of it is completed",
        ids.len().div_ceil(BATCH)
    );
    ensure!(all_killed, "not every server that should be was killed");
    ensure!(
        missing + disordered + unlike + unconfirmed + untold == 0,
        "some callbacks did not arrive as they should"
    );
    Ok(())
}

/// Batches of so many tasks whose last callback, if any came, told of fewer.
fn untold_batches(tasks: usize, notes: &[Note]) -> usize {
    let mut told: HashMap<&str, &Value> = HashMap::new();
    for note in notes.iter().filter(|note| note.is_taken) {
        if let Some(name) = note.batch["batch"]["name"].as_str() {
            told.insert(name, &note.batch);
        }
    }
    (0..tasks.div_ceil(BATCH))
        .filter(|place| {
            let size = BATCH.min(tasks - place * BATCH);
            let last = told.get(&*batch_name(*place));
            last.is_none_or(|told| told["completed"] != size || told["pending"] != 0)
        })
        .count()
}

/// The task without what only its deliveries change.
fn state(task: &Value) -> Value {
    let mut task = task.clone();
    if let Some(fields) = task.as_object_mut() {
        fields.remove("callback_succeeded");
        fields.remove("callback_succeeded_at");
    }
    task
}
