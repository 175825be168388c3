//! What the canvas and the tools of the fix share.

use std::collections::BTreeSet;

use domain::lidar::Cuboid;
use domain::lidar::edit::Edits;
use leptos::prelude::*;
use viewer::View;

/// Signals of a fix under way; all at rest while there is none.
#[derive(Clone, Copy)]
pub struct EditState {
    /// `None` while nothing is fixed.
    pub edits: RwSignal<Option<Edits>>,
    /// What the canvas shows, for the handles over it.
    pub seen: RwSignal<Option<View>>,
    /// What the views from above, the side and the front show.
    pub sides: RwSignal<[Option<View>; 3]>,
    /// Whether comments are pinned to objects, whose places follow the view.
    pub has_pins: RwSignal<bool>,
    /// While a handle is held, the views onto the sides stand still.
    pub is_dragging: RwSignal<bool>,
    /// Whether a click asks for a place instead of choosing a cuboid.
    pub picks: RwSignal<bool>,
    /// The place that was clicked, in `world`.
    pub picked: RwSignal<Option<[f64; 3]>>,
}

impl EditState {
    pub fn new() -> Self {
        Self {
            edits: RwSignal::new(None),
            seen: RwSignal::new(None),
            sides: RwSignal::new([None; 3]),
            has_pins: RwSignal::new(false),
            is_dragging: RwSignal::new(false),
            picks: RwSignal::new(false),
            picked: RwSignal::new(None),
        }
    }

    /// Changes with every edit; `None` while nothing is fixed.
    #[cfg(target_arch = "wasm32")]
    pub fn version(self) -> Option<u64> {
        self.edits
            .with_untracked(|edits| edits.as_ref().map(Edits::version))
    }

    /// The edited cuboids of a frame, each with its object; `None` while nothing is fixed. Tracked.
    pub fn cuboids(self, frame: u32, hidden: &BTreeSet<String>) -> Option<Vec<(usize, Cuboid)>> {
        self.edits.with(|edits| {
            let cuboids = edits.as_ref()?.scene().get(frame as usize)?;
            let shown = cuboids.iter().filter(|(_, it)| !hidden.contains(&it.label));
            Some(shown.map(|(object, it)| (*object, it.clone())).collect())
        })
    }

    /// An object's edited cuboid in a frame; the outer `None` while nothing is fixed.
    #[allow(
        clippy::option_option,
        reason = "whether there is a fix, and whether it has the object"
    )]
    pub fn cuboid(self, object: usize, frame: u32) -> Option<Option<Cuboid>> {
        self.edits.with_untracked(|edits| {
            let edits = edits.as_ref()?;
            Some(edits.cuboid(object, frame as usize).cloned())
        })
    }

    /// The first frame of an edited object; the outer `None` while nothing is fixed.
    #[allow(
        clippy::option_option,
        reason = "whether there is a fix, and whether it has the object"
    )]
    pub fn first_frame(self, object: usize) -> Option<Option<u32>> {
        self.edits.with_untracked(|edits| {
            let first = edits.as_ref()?.frames_of(object).next();
            Some(first.and_then(|frame| u32::try_from(frame).ok()))
        })
    }
}
