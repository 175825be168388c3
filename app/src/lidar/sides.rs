//! The chosen object from above, the side and the front, beside the scene.

use leptos::prelude::*;

use super::state::{Inside, Lidar};

/// Which side each canvas shows, in the order of `Lidar::sides`.
const NAMES: [&str; 3] = ["Top", "Side", "Front"];

#[component]
pub fn Sides(
    lidar: Lidar,
    /// The fix shows the sides itself, with handles.
    is_fixing: Signal<bool>,
) -> impl IntoView {
    let has_object = Memo::new(move |_| {
        lidar
            .marks
            .selected
            .get()
            .is_some_and(|object| lidar.cuboid(object, lidar.frame.get()).is_some())
    });
    let is_on = Memo::new(move |_| {
        has_object.get() && !is_fixing.get() && lidar.sight.with(|sight| sight.shows.sides)
    });
    view! {
        <section class="cloud-sides" hidden=move || !is_on.get() aria-label="The chosen object from three sides">
            {NAMES
                .into_iter()
                .zip(lidar.sides)
                .map(|(name, node)| {
                    view! {
                        <figure>
                            <canvas node_ref=node aria-label=format!("{name} of the chosen object") role="img"></canvas>
                            <figcaption>{name}</figcaption>
                        </figure>
                    }
                })
                .collect_view()}
            <p class="cloud-sides-count">
                {move || {
                    Some(match lidar.inside.get()? {
                        Inside::Counting => "Counting…".to_owned(),
                        Inside::Points(points) => format!("{points} points inside"),
                        Inside::Unknown => "Not counted".to_owned(),
                    })
                }}
            </p>
            <button
                type="button"
                class="icon-button cloud-sides-close"
                aria-label="Hide the three sides"
                title="Hide (s)"
                on:click=move |_| lidar.sight.update(|sight| sight.shows.sides = false)
            >
                <svg viewBox="0 0 14 14" width="12" height="12" aria-hidden="true">
                    <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
                </svg>
            </button>
        </section>
    }
}
