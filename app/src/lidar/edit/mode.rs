//! What the audit bar and the view of a lidar task share about fixing it in space.

use domain::audit::Judgement;
use domain::lidar::Pin;
use leptos::prelude::*;

/// A context of the pages of lidar tasks.
#[derive(Debug, Clone, Copy, Default)]
pub struct SpaceFix {
    /// Whether the view is where cuboids are put right.
    pub open: RwSignal<bool>,
    /// Whether the response is edited as text.
    pub as_text: RwSignal<bool>,
    /// Set by the audit bar of who may judge.
    pub judge: RwSignal<Option<Callback<Judgement>>>,
    pub is_saving: RwSignal<bool>,
    pub problem: RwSignal<Option<String>>,
    /// Pinned comments that go with the reader's rejection.
    pub pins: RwSignal<Vec<Pin>>,
    /// The words of the verdict that stands.
    pub verdict: RwSignal<String>,
}
