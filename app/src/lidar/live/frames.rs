//! The points of one frame, or of several at once.

use std::sync::Arc;

use viewer::MergedPart;

use super::*;
use crate::lidar::lines;
use crate::lidar::sight::Aligned;
use crate::lidar::state::{Drawn, LoadedFrame};

/// Which frames' points are on the canvas, and how they are laid over each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FramesKey {
    /// By their places here points are coloured; fewer than a palette has colours.
    pub(super) frames: Vec<u32>,
    aligned: Aligned,
}

/// The points of frames that are shown together, so that each is read once.
#[derive(Default)]
pub struct ReadFrames(BTreeMap<u32, ReadFrame>);

struct ReadFrame {
    /// What it was read from.
    tile: Arc<Vec<u8>>,
    cloud: Rc<Cloud>,
}

impl ReadFrames {
    fn cloud(&mut self, frame: u32, loaded: &LoadedFrame) -> Result<Rc<Cloud>, String> {
        let read = self.0.get(&frame);
        if let Some(read) = read.filter(|read| Arc::ptr_eq(&read.tile, &loaded.tile)) {
            return Ok(Rc::clone(&read.cloud));
        }
        let cloud = Rc::new(cloud::cloud(loaded)?);
        let read = ReadFrame {
            tile: Arc::clone(&loaded.tile),
            cloud: Rc::clone(&cloud),
        };
        self.0.insert(frame, read);
        Ok(cloud)
    }
}

/// What frames bring onto the canvas.
pub struct Put {
    pub cloud: Cloud,
    /// How many points are of the frame itself, which come first.
    pub own_points: usize,
    /// Of a large cloud.
    pub levels: Option<levels::Levels>,
    /// Where not all points are here.
    pub drawn: Option<Drawn>,
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

    /// Their points as one cloud. Of large clouds these are the coarse chunks; more come of the frame
    /// itself, but not of those beside it.
    pub(super) fn merged(&mut self, key: &FramesKey) -> Result<Put, String> {
        let loaded: Vec<(u32, LoadedFrame)> = key
            .frames
            .iter()
            .filter_map(|frame| Some((*frame, self.lidar.loaded(*frame)?)))
            .collect();
        let (cloud, own_points) = match &loaded[..] {
            [] => (Cloud::default(), 0),
            [(_, alone)] => {
                self.read = ReadFrames::default();
                let cloud = cloud::cloud(alone)?;
                let points = cloud.len();
                (cloud, points)
            }
            several => self.together(several, key.aligned)?,
        };
        let all = loaded.iter().map(|(_, frame)| frame.facts.points).sum();
        let is_part = loaded.iter().any(|(_, frame)| frame.coarse.is_some());
        let drawn = is_part.then_some(Drawn {
            points: cloud.len() as u64,
            all,
            is_stalled: false,
        });
        let others = cloud.len() - own_points;
        let levels = loaded.first().and_then(|(frame, own)| {
            let (coarse, address) = (own.coarse.clone()?, self.lidar.address(*frame)?);
            Some(levels::Levels::new(coarse, address.tile, others, all))
        });
        Ok(Put {
            cloud,
            own_points,
            levels,
            drawn,
        })
    }

    /// Several frames as one cloud, and how many points are of the first.
    fn together(
        &mut self,
        frames: &[(u32, LoadedFrame)],
        aligned: Aligned,
    ) -> Result<(Cloud, usize), String> {
        let is_shown = |read: &u32| frames.iter().any(|(frame, _)| frame == read);
        self.read.0.retain(|frame, _| is_shown(frame));
        let mut parts = Vec::with_capacity(frames.len());
        for (frame, loaded) in frames {
            let cloud = self.read.cloud(*frame, loaded)?;
            parts.push((cloud, lines::device(&loaded.facts.info)));
        }
        let own = parts.first().map_or(0, |(cloud, _)| cloud.len());
        let here = parts.first().and_then(|(_, device)| *device);
        let parts: Vec<MergedPart> = parts
            .iter()
            .zip(0..)
            .map(|((cloud, device), number)| MergedPart {
                cloud,
                number,
                motion: match (aligned, *device, here) {
                    (Aligned::Device, Some(from), Some(to)) => Some([from, to]),
                    _ => None,
                },
            })
            .collect();
        Ok((Cloud::merged(&parts), own))
    }
}
