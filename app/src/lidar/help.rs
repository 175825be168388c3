//! The keys and the pointer in a point cloud.

use leptos::prelude::*;

use crate::modal::LazyModal;
use crate::task_page::on_key;

const KEYS: &[(&str, &str)] = &[
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
        "m",
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
    let open = RwSignal::new(false);
    on_key(move |event| {
        let asks = event.key() == "?";
        if asks {
            open.set(true);
        }
        asks
    });
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label="Keys"
            title="Keys (?)"
            on:click=move |_| open.set(true)
        >
            "?"
        </button>
        <LazyModal open title="Keys".to_owned()>
            <dl class="content help-keys">
                {KEYS
                    .iter()
                    .chain(if fixes { super::edit::KEYS } else { &[] })
                    .map(|(keys, what)| {
                        view! {
                            <div>
                                <dt>
                                    {keys.split("  ").map(|key| view! { <kbd>{key}</kbd> }).collect_view()}
                                </dt>
                                <dd>{*what}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </LazyModal>
    }
}
