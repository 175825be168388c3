//! The list of what was done, which is taken back and done again without end.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Scene;
use crate::annotations::Attribute;
use crate::lidar::{Cuboid, FrameCuboids, LidarObject};

/// The cuboids of a response while they are edited. An object keeps its number as long as this
/// lives, also while it is deleted.
#[derive(Debug, Clone, PartialEq)]
pub struct Edits {
    source: Scene,
    now: Scene,
    /// How many objects there ever were.
    objects: usize,
    pub(super) done: Vec<Step>,
    undone: Vec<Step>,
    /// Whether the next change of the same cuboid belongs to the last step, as while dragging.
    is_held: bool,
    /// Counts what happened, also what was taken back.
    version: u64,
}

/// What is taken back at once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Step {
    pub hand: Hand,
    pub changes: Vec<Change>,
}

/// Who placed a cuboid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hand {
    /// The reader: its frame is a key frame.
    Reader,
    /// Copied or interpolated from the key frames.
    Filled,
}

/// A cuboid before and after; `None` where there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub frame: usize,
    pub object: usize,
    pub before: Option<Cuboid>,
    pub after: Option<Cuboid>,
}

/// In which frames something is done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    This(usize),
    From(usize),
    All,
}

impl Frames {
    const fn has(self, frame: usize) -> bool {
        match self {
            Self::This(this) => frame == this,
            Self::From(first) => frame >= first,
            Self::All => true,
        }
    }
}

impl Edits {
    /// Over `frames` frames, of which the response may tell fewer.
    pub fn new(cuboids: &[FrameCuboids], frames: usize) -> Self {
        let objects = LidarObject::all(cuboids);
        let mut source: Scene = vec![BTreeMap::new(); frames.max(cuboids.len())];
        for (
            object,
            LidarObject {
                cuboids: places, ..
            },
        ) in objects.iter().enumerate()
        {
            for (frame, place) in places {
                // A second cuboid of an object in one frame is no place of its track.
                let cuboid = &cuboids[*frame].list[*place];
                source[*frame]
                    .entry(object)
                    .or_insert_with(|| cuboid.clone());
            }
        }
        Self {
            now: source.clone(),
            source,
            objects: objects.len(),
            done: Vec::new(),
            undone: Vec::new(),
            is_held: false,
            version: 0,
        }
    }

    /// The cuboids as they are now.
    pub const fn scene(&self) -> &Scene {
        &self.now
    }

    /// The cuboids as the response has them.
    pub const fn source(&self) -> &Scene {
        &self.source
    }

    /// Changes with everything that happens.
    pub const fn version(&self) -> u64 {
        self.version
    }

    pub fn cuboid(&self, object: usize, frame: usize) -> Option<&Cuboid> {
        self.now.get(frame)?.get(&object)
    }

    /// The frames in which an object is.
    pub fn frames_of(&self, object: usize) -> impl DoubleEndedIterator<Item = usize> {
        let frames = self.now.iter().enumerate();
        frames.filter_map(move |(frame, cuboids)| cuboids.contains_key(&object).then_some(frame))
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }

    /// Whether anything differs from the response.
    pub fn has_changes(&self) -> bool {
        self.source != self.now
    }

    /// What differs from the response, frame by frame.
    pub fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (frame, (before, after)) in self.source.iter().zip(&self.now).enumerate() {
            let objects: BTreeSet<usize> = before.keys().chain(after.keys()).copied().collect();
            for object in objects {
                let (before, after) = (before.get(&object), after.get(&object));
                if before != after {
                    changes.push(Change {
                        frame,
                        object,
                        before: before.cloned(),
                        after: after.cloned(),
                    });
                }
            }
        }
        changes
    }

    /// Puts a cuboid in the place of the object's in that frame.
    pub fn set(&mut self, object: usize, frame: usize, cuboid: Cuboid) {
        self.release();
        self.put(object, frame, cuboid);
    }

    /// [`Edits::set`] while a hand drags: all until [`Edits::release`] is taken back at once.
    pub fn drag(&mut self, object: usize, frame: usize, cuboid: Cuboid) {
        let continues = self.is_held
            && self.done.last().is_some_and(|step| {
                matches!(&step.changes[..], [change] if (change.object, change.frame) == (object, frame))
            });
        if !continues {
            self.put(object, frame, cuboid);
            self.is_held = true;
            return;
        }
        let Some(change) = self
            .done
            .last_mut()
            .and_then(|step| step.changes.first_mut())
        else {
            return;
        };
        let settled = cuboid.settled(change.before.as_ref());
        change.after = Some(settled.clone());
        self.now[frame].insert(object, settled);
        self.version += 1;
    }

    /// The hand lets go. What came back to where it was is no step.
    pub fn release(&mut self) {
        if std::mem::take(&mut self.is_held)
            && self.done.last().is_some_and(|step| {
                step.changes
                    .iter()
                    .all(|change| change.before == change.after)
            })
        {
            self.done.pop();
            self.version += 1;
        }
    }

    fn put(&mut self, object: usize, frame: usize, cuboid: Cuboid) {
        let Some(before) = self.now.get(frame).map(|cuboids| cuboids.get(&object)) else {
            return;
        };
        let change = Change {
            frame,
            object,
            before: before.cloned(),
            after: Some(cuboid.settled(before)),
        };
        self.act(Hand::Reader, vec![change]);
    }

    /// Adds an object; its number.
    pub fn add(&mut self, frame: usize, cuboid: Cuboid) -> usize {
        self.release();
        let object = self.objects;
        self.put(object, frame, cuboid);
        self.objects = self.objects.max(object + 1);
        object
    }

    pub fn delete(&mut self, object: usize, frames: Frames) {
        self.change_each(object, frames, |_| None);
    }

    /// Gives the object another label in all frames.
    pub fn relabel(&mut self, object: usize, label: &str) {
        self.change_each(object, Frames::All, |cuboid| {
            Some(Cuboid {
                label: label.to_owned(),
                ..cuboid.clone()
            })
        });
    }

    /// Answers an attribute; null takes the answer away.
    pub fn set_attribute(&mut self, object: usize, frames: Frames, name: &str, value: &Value) {
        self.change_each(object, frames, |cuboid| {
            let mut cuboid = cuboid.clone();
            let known = cuboid.attributes.iter().position(|it| it.name == name);
            match (known, value.is_null()) {
                (Some(place), true) => {
                    cuboid.attributes.remove(place);
                }
                (Some(place), false) => cuboid.attributes[place].value = value.clone(),
                (None, true) => {}
                (None, false) => cuboid.attributes.push(Attribute {
                    name: name.to_owned(),
                    value: value.clone(),
                }),
            }
            Some(cuboid)
        });
    }

    fn change_each(
        &mut self,
        object: usize,
        frames: Frames,
        change: impl Fn(&Cuboid) -> Option<Cuboid>,
    ) {
        let places: Vec<usize> = self
            .frames_of(object)
            .filter(|at| frames.has(*at))
            .collect();
        let changes = places
            .into_iter()
            .filter_map(|frame| {
                let before = self.cuboid(object, frame)?;
                Some(Change {
                    frame,
                    object,
                    before: Some(before.clone()),
                    after: change(before),
                })
            })
            .collect();
        self.act(Hand::Filled, changes);
    }

    /// Does these changes as one step, those that change nothing left out.
    pub(super) fn act(&mut self, hand: Hand, mut changes: Vec<Change>) {
        self.release();
        changes.retain(|change| change.before != change.after);
        if changes.is_empty() {
            return;
        }
        let step = Step { hand, changes };
        self.go(&step, |change| &change.after);
        self.done.push(step);
        self.undone.clear();
    }

    /// Takes the last step back; where it was.
    pub fn undo(&mut self) -> Option<Change> {
        self.release();
        let step = self.done.pop()?;
        self.go(&step, |change| &change.before);
        let first = step.changes.first().cloned();
        self.undone.push(step);
        first
    }

    /// Does again what was taken back last; where it was.
    pub fn redo(&mut self) -> Option<Change> {
        self.release();
        let step = self.undone.pop()?;
        self.go(&step, |change| &change.after);
        let first = step.changes.first().cloned();
        self.done.push(step);
        first
    }

    fn go(&mut self, step: &Step, to: impl Fn(&Change) -> &Option<Cuboid>) {
        for change in &step.changes {
            self.objects = self.objects.max(change.object.saturating_add(1));
            let Some(cuboids) = self.now.get_mut(change.frame) else {
                continue;
            };
            match to(change) {
                Some(cuboid) => cuboids.insert(change.object, cuboid.clone()),
                None => cuboids.remove(&change.object),
            };
        }
        self.version += 1;
    }

    /// Fills in how many points are inside a cuboid, and how far it is away. They follow from its
    /// place, so they are no steps of their own.
    pub fn measure(
        &mut self,
        object: usize,
        frame: usize,
        number_of_points: Option<u64>,
        distance_to_device: Option<f64>,
    ) {
        if let Some(cuboid) = self.now.get_mut(frame).and_then(|it| it.get_mut(&object)) {
            cuboid.number_of_points = number_of_points;
            cuboid.distance_to_device = distance_to_device;
        }
    }

    /// The number that the next object gets.
    pub(super) const fn unused(&self) -> usize {
        self.objects
    }

    /// All steps, for a draft.
    pub(super) fn steps(&self) -> (Vec<Step>, Vec<Step>) {
        (self.done.clone(), self.undone.clone())
    }

    /// Goes through the steps of a draft that was made on the same response.
    pub(super) fn replay(&mut self, done: Vec<Step>, undone: Vec<Step>) {
        for step in &done {
            self.go(step, |change| &change.after);
        }
        self.done = done;
        self.undone = undone;
    }
}
