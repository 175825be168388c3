//! What was edited but not saved, to go on with after a crash, also on a newer response.

use serde::{Deserialize, Serialize};

use super::edits::{Change, Edits, Hand, Step};
use crate::lidar::Cuboid;

/// Everything that was done, and what it came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SceneDraft {
    done: Vec<Step>,
    undone: Vec<Step>,
    changes: Vec<DraftChange>,
}

/// A cuboid that a draft changed, known by its uuid: numbers of objects are those of one response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftChange {
    pub frame: usize,
    pub before: Option<Cuboid>,
    pub after: Option<Cuboid>,
}

/// A change of a draft beside a response that it was not made on.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub change: DraftChange,
    /// Its cuboid in the newer response.
    pub present: Option<Cuboid>,
    /// Whether the newer response changed the same cuboid in another way.
    pub is_contested: bool,
    object: Option<usize>,
}

impl DraftChange {
    fn cuboid(&self) -> Option<&Cuboid> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

impl SceneDraft {
    pub fn of(edits: &Edits) -> Self {
        let (done, undone) = edits.steps();
        let changes = edits.changes().into_iter();
        Self {
            done,
            undone,
            changes: changes
                .map(|change| DraftChange {
                    frame: change.frame,
                    before: change.before,
                    after: change.after,
                })
                .collect(),
        }
    }

    /// Goes on where the draft ended, on the response that it was made on.
    pub fn resume(self, edits: &mut Edits) {
        edits.replay(self.done, self.undone);
    }

    /// How many cuboids it changed.
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Its changes beside another response.
    pub fn beside(&self, edits: &Edits) -> Vec<Standing> {
        let standing = |change: &DraftChange| {
            let object = find(edits, change);
            let present = object
                .and_then(|object| edits.cuboid(object, change.frame))
                .cloned();
            Standing {
                is_contested: present != change.before && present != change.after,
                change: change.clone(),
                present,
                object,
            }
        };
        self.changes.iter().map(standing).collect()
    }

    /// Makes its changes on another response, as one step.
    pub fn rebase(&self, edits: &mut Edits) {
        let mut fresh = edits.unused();
        let mut added = std::collections::HashMap::<String, usize>::new();
        let mut changes = Vec::new();
        for standing in self.beside(edits) {
            let uuid = standing.change.cuboid().and_then(|it| it.uuid.clone());
            let object = standing
                .object
                .or_else(|| added.get(uuid.as_ref()?).copied())
                .unwrap_or_else(|| {
                    fresh += 1;
                    fresh - 1
                });
            added.extend(uuid.map(|uuid| (uuid, object)));
            changes.push(Change {
                frame: standing.change.frame,
                object,
                before: standing.present,
                after: standing.change.after,
            });
        }
        edits.act(Hand::Filled, changes);
    }
}

/// The object of another response that a change is about.
fn find(edits: &Edits, change: &DraftChange) -> Option<usize> {
    let wanted = change.cuboid()?;
    let is_same = |cuboid: &Cuboid| match &wanted.uuid {
        Some(uuid) => cuboid.uuid.as_ref() == Some(uuid),
        None => Some(cuboid) == change.before.as_ref(),
    };
    let here = edits.scene().get(change.frame).into_iter();
    let all = here.chain(edits.scene());
    all.flatten()
        .find(|(_, cuboid)| is_same(cuboid))
        .map(|(object, _)| *object)
}
