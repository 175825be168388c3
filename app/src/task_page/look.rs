//! How pictures are looked at; kept while stepping from task to task.

use std::collections::BTreeSet;

use leptos::prelude::*;

#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Whether annotations are drawn over the original.
    pub annotated: RwSignal<bool>,
    /// How strongly annotations cover the picture, in percent.
    pub opacity: RwSignal<u32>,
    /// In percent; 100 is the picture as it is.
    pub brightness: RwSignal<u32>,
    /// Labels that are not drawn.
    pub hidden: RwSignal<BTreeSet<String>>,
}

impl Look {
    pub fn new() -> Self {
        Self {
            annotated: RwSignal::new(true),
            opacity: RwSignal::new(100),
            brightness: RwSignal::new(100),
            hidden: RwSignal::new(BTreeSet::new()),
        }
    }
}
