//! The keys and the pointer in a point cloud.

use leptos::prelude::*;

use crate::key_list::{Keys, KeysButton};

const KEYS: Keys = &[
    ("Drag", "Turn the scene"),
    ("Right drag", "Move the scene; also with Shift"),
    ("Wheel", "Come nearer, at the pointer"),
    ("Click", "Choose a cuboid"),
    ("Double click", "Go to a cuboid or a point"),
    ("0", "All points"),
    (
        "7  1  3",
        "From above, in front, the side; of the chosen cuboid, if there is one",
    ),
    ("c", "Next colouring"),
    ("b  d  g", "Cuboids, depth, ground"),
    ("v", "Fly with W A S D, Q and E; Escape lands"),
    ("m", "Measure distances and an angle; Escape ends it"),
    ("t", "Follow the chosen object through the frames"),
    ("s", "The chosen object from three sides"),
    ("f", "Full screen"),
    ("i", "Save what is seen as a picture"),
    (",  .", "Previous, next frame"),
    ("Space  k", "Play or pause"),
    ("[  ]", "Previous, next task"),
    (
        "Shift m",
        "Pin a comment to the chosen cuboid, to go with a rejection",
    ),
    ("?", "This help"),
];

/// A button for the help, which `?` opens too.
#[component]
pub fn LidarHelp(
    /// Whether the keys of the fix are told too.
    fixes: bool,
) -> impl IntoView {
    let lists = if fixes {
        vec![KEYS, super::edit::KEYS]
    } else {
        vec![KEYS]
    };
    view! { <KeysButton lists /> }
}
