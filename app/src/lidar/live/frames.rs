//! The points of one frame, or of several at once.

use domain::lidar::PointLabels;
use viewer::MergedPart;

use super::*;
use crate::lidar::lines;
use crate::lidar::sight::Aligned;

/// Which frames' points are on the canvas, and how they are laid over each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FramesKey {
    /// By their places here points are coloured; fewer than a palette has colours.
    pub(super) frames: Vec<u32>,
    aligned: Aligned,
}

impl Live {
    /// The frames to show with `frame`, as far as they are here: it first, then the others in order.
    pub(super) fn frames_around(&self, frame: u32) -> FramesKey {
        let together = self.lidar.sight.with_untracked(|sight| sight.together);
        let last = self.lidar.count().saturating_sub(1) as u32;
        let from = frame.saturating_sub(together.around);
        let to = frame.saturating_add(together.around).min(last);
        let others = (from..=to).filter(|other| *other != frame && self.lidar.is_loaded(*other));
        FramesKey {
            frames: std::iter::once(frame).chain(others).collect(),
            aligned: together.aligned,
        }
    }

    /// Their points as one cloud, and how many are of the first frame.
    pub(super) fn merged(&self, key: &FramesKey) -> Result<(Cloud, usize), String> {
        let mut parts = Vec::with_capacity(key.frames.len());
        for frame in &key.frames {
            let Some(loaded) = self.lidar.loaded(*frame) else {
                continue;
            };
            let tile = Tile::decode(&loaded.tile).map_err(|error| error.to_string())?;
            let mut cloud = cloud(&tile);
            if let Some(labels) = &loaded.labels {
                label(&mut cloud, labels)?;
            }
            parts.push((cloud, lines::device(&loaded.facts.info)));
        }
        let own = parts.first().map_or(0, |(cloud, _)| cloud.len());
        if parts.len() == 1 {
            return Ok((parts.swap_remove(0).0, own));
        }
        let here = parts.first().and_then(|(_, device)| *device);
        let parts: Vec<MergedPart> = parts
            .iter()
            .zip(0..)
            .map(|((cloud, device), number)| MergedPart {
                cloud,
                number,
                motion: match (key.aligned, *device, here) {
                    (Aligned::Device, Some(from), Some(to)) => Some([from, to]),
                    _ => None,
                },
            })
            .collect();
        Ok((Cloud::merged(&parts), own))
    }
}

/// Gives the points the labels of the answer, which has one for each point of the frame's file.
fn label(cloud: &mut Cloud, labels: &PointLabels) -> Result<(), String> {
    let classes = labels.classes();
    if classes.len() != cloud.len() {
        return Err(format!(
            "The answer labels {} points of this frame, which has {}: they do not belong together.",
            classes.len(),
            cloud.len()
        ));
    }
    cloud.class = Some(classes);
    cloud.instance = labels.instances();
    Ok(())
}
