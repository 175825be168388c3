//! The labels of points: an answer has those of all frames in one file, which is read once.

use domain::lidar::PointLabels;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Clouds;
use crate::{BlobId, MediaError};

/// Part of the name of what is kept: a new number when labels come out differently.
const RECIPE: u32 = 1;

/// The largest answer that is read, in bytes.
const ANSWER_BYTES: u64 = 256 << 20;

/// A number of the answer takes three bytes and more, and this many times as many once it is read.
const MEMORY_A_BYTE: u64 = 12;

/// What is kept of a frame.
#[derive(Serialize, Deserialize)]
enum Kept {
    Labels(PointLabels),
    /// What is wrong with them.
    Problem(String),
}

impl Clouds {
    /// What the points of a frame, from 0, are labelled as in a stored answer.
    ///
    /// # Errors
    /// [`MediaError::NotFound`], [`MediaError::TooLarge`], and [`MediaError::NoLabels`] with the field
    /// that is wrong.
    pub async fn labels(&self, answer: BlobId, frame: u32) -> Result<PointLabels, MediaError> {
        let mut kept = self.kept_labels(answer, frame).await?;
        if kept.is_none() {
            let clouds = self.clone();
            let reading = async move { clouds.read_labels(answer).await };
            self.answers.run((self.asker, answer), reading).await?;
            kept = self.kept_labels(answer, frame).await?;
        }
        match kept {
            Some(Kept::Labels(labels)) => Ok(labels),
            Some(Kept::Problem(what)) => Err(MediaError::NoLabels { what }),
            // The answer has fewer frames.
            None => read(&json!({ "objects": [] }), frame as usize),
        }
    }

    /// As [`Clouds::labels`], for the points that were kept of a stored frame: an answer that counts
    /// all points of its file fits, too.
    ///
    /// # Errors
    /// Those of [`Clouds::labels`] and [`Clouds::facts`].
    pub async fn labels_of(
        &self,
        answer: BlobId,
        number: u32,
        (frame, name): (BlobId, &str),
    ) -> Result<PointLabels, MediaError> {
        let labels = self.labels(answer, number).await?;
        let facts = self.facts(frame, name).await?;
        if facts.dropped == 0 {
            return Ok(labels);
        }
        let left_out = self.left_out(frame, name).await?;
        Ok(labels.kept(&left_out, facts.points))
    }

    async fn kept_labels(&self, answer: BlobId, frame: u32) -> Result<Option<Kept>, MediaError> {
        let kept = self.blobs.derived(answer, &name(frame as usize)).await?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }

    /// Reads an answer and keeps the labels of each frame.
    async fn read_labels(self, answer: BlobId) -> Result<(), MediaError> {
        let slot = self.bench.slot().await?;
        let bytes = self.blobs.bytes(answer, ANSWER_BYTES).await?;
        let memory = bytes.len() as u64 * MEMORY_A_BYTE;
        let frames = slot.run(memory, move || texts(&bytes)).await?;
        for (frame, text) in frames.into_iter().enumerate() {
            let name = name(frame);
            self.blobs.put_derived(answer, &name, text.into()).await?;
        }
        Ok(())
    }
}

/// What is to be kept of each frame.
fn texts(bytes: &[u8]) -> Result<Vec<Vec<u8>>, MediaError> {
    let broken = |error: serde_json::Error| MediaError::NoLabels {
        what: error.to_string(),
    };
    let answer: Value = serde_json::from_slice(bytes).map_err(broken)?;
    let frames = answer["point_objects"].as_array().map_or(0, Vec::len);
    (0..frames)
        .map(|frame| {
            let kept = match PointLabels::read(&answer, frame) {
                Ok(labels) => Kept::Labels(labels),
                Err(problem) => Kept::Problem(problem.to_string()),
            };
            serde_json::to_vec(&kept).map_err(broken)
        })
        .collect()
}

fn read(answer: &Value, frame: usize) -> Result<PointLabels, MediaError> {
    PointLabels::read(answer, frame).map_err(|problem| MediaError::NoLabels {
        what: problem.to_string(),
    })
}

fn name(frame: usize) -> String {
    format!("labels.{RECIPE}.{frame}.json")
}
