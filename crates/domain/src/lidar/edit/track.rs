//! One object over frames: copied on, and filled in between key frames.

use super::edits::{Change, Edits, Hand};
use super::shape::around;
use crate::lidar::Cuboid;

impl Edits {
    /// Puts the object as it is in `frame` into the next `count` frames too; how many there were.
    /// `fresh` is the uuid of an object that has none yet: without one, frames have nothing in
    /// common.
    pub fn copy_on(&mut self, object: usize, frame: usize, count: usize, fresh: &str) -> usize {
        let Some(cuboid) = self.cuboid(object, frame).cloned() else {
            return 0;
        };
        let named = named(&cuboid, fresh);
        let last = (frame + count).min(self.scene().len().saturating_sub(1));
        let mut changes = vec![self.change(object, frame, named.clone())];
        changes.extend((frame + 1..=last).map(|at| {
            let own = self.cuboid(object, at);
            let copy = Cuboid {
                number_of_points: own.and_then(|own| own.number_of_points),
                distance_to_device: own.and_then(|own| own.distance_to_device),
                ..named.clone()
            };
            self.change(object, at, copy)
        }));
        self.act(Hand::Filled, changes);
        last - frame
    }

    /// The frames between which an object is filled in: where the reader placed it, and the first
    /// and the last of its track.
    pub fn key_frames(&self, object: usize) -> Vec<usize> {
        let by_hand = self.done.iter().filter(|step| step.hand == Hand::Reader);
        let mut keys: Vec<usize> = by_hand
            .flat_map(|step| &step.changes)
            .filter(|change| change.object == object)
            .map(|change| change.frame)
            .chain(self.frames_of(object).next())
            .chain(self.frames_of(object).next_back())
            .filter(|frame| self.cuboid(object, *frame).is_some())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Fills in the frames between each two key frames around `frame`: positions and dimensions in a
    /// straight line, angles the short way around. How many frames were filled in.
    pub fn interpolate(&mut self, object: usize, frame: usize, fresh: &str) -> usize {
        let keys = self.key_frames(object);
        let before = keys.iter().rfind(|key| **key < frame).copied();
        let after = keys.iter().find(|key| **key > frame).copied();
        let here = keys.contains(&frame).then_some(frame);
        let stops: Vec<usize> = [before, here, after].into_iter().flatten().collect();
        let mut changes = Vec::new();
        for pair in stops.windows(2) {
            let (first, last) = (pair[0], pair[1]);
            let (Some(from), Some(to)) = (self.cuboid(object, first), self.cuboid(object, last))
            else {
                continue;
            };
            if last - first < 2 {
                continue;
            }
            let (from, to) = (named(from, fresh), named(to, fresh));
            for at in first + 1..last {
                let share = (at - first) as f64 / (last - first) as f64;
                let own = self.cuboid(object, at).unwrap_or(&from);
                changes.push(self.change(object, at, between(&from, &to, share, own)));
            }
            changes.push(self.change(object, first, from));
            changes.push(self.change(object, last, to));
        }
        let filled = changes
            .iter()
            .filter(|change| !stops.contains(&change.frame))
            .count();
        self.act(Hand::Filled, changes);
        filled
    }

    fn change(&self, object: usize, frame: usize, after: Cuboid) -> Change {
        let before = self.cuboid(object, frame);
        Change {
            frame,
            object,
            before: before.cloned(),
            after: Some(after.settled(before)),
        }
    }
}

fn named(cuboid: &Cuboid, fresh: &str) -> Cuboid {
    Cuboid {
        uuid: cuboid.uuid.clone().or_else(|| Some(fresh.to_owned())),
        ..cuboid.clone()
    }
}

/// `own` at `share` of the way between two places.
fn between(from: &Cuboid, to: &Cuboid, share: f64, own: &Cuboid) -> Cuboid {
    let line = |a: f64, b: f64| a + (b - a) * share;
    let turn = |a: f64, b: f64| around(a + around(b - a) * share);
    Cuboid {
        uuid: from.uuid.clone(),
        position: std::array::from_fn(|axis| line(from.position[axis], to.position[axis])),
        dimensions: std::array::from_fn(|axis| line(from.dimensions[axis], to.dimensions[axis])),
        yaw: turn(from.yaw, to.yaw),
        pitch: turn(from.pitch, to.pitch),
        roll: turn(from.roll, to.roll),
        ..own.clone()
    }
}
