//! The cuboids of the frame, and what was changed in all of them.

use domain::label_color;
use domain::lidar::edit::{Change, Edits};
use leptos::prelude::*;

use super::Fixing;
use crate::task_page::label_words;

/// How many changes are listed one by one.
const SHOWN: usize = 200;

#[component]
pub fn FrameObjects(fixing: Fixing) -> impl IntoView {
    let lidar = fixing.lidar;
    let rows = move || {
        let frame = lidar.frame.get();
        let changed = lidar.edit.edits.with(|edits| {
            let source = edits.as_ref()?.source().get(frame as usize)?;
            Some(source.clone())
        });
        let changed = changed.unwrap_or_default();
        lidar
            .cuboids(frame)
            .into_iter()
            .map(|(object, cuboid)| {
                let sign = match changed.get(&object) {
                    None => "new",
                    Some(before) if *before != cuboid => "changed",
                    Some(_) => "",
                };
                let [width, length, height] = cuboid.dimensions;
                view! {
                    <li>
                        <button
                            type="button"
                            aria-pressed=move || (lidar.marks.selected.get() == Some(object)).to_string()
                            on:click=move |_| fixing.fly_to(object, frame as usize)
                        >
                            <Swatch label=cuboid.label.clone() />
                            <span class="label">{label_words(&cuboid.label)}</span>
                            <span class="sign">{sign}</span>
                            <span class="size">{format!("{length:.1} × {width:.1} × {height:.1}")}</span>
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <section class="fix-objects" aria-label="Cuboids of this frame">
            <h3>"In this frame"</h3>
            <ul>{rows}</ul>
        </section>
    }
}

#[component]
fn Swatch(label: String) -> impl IntoView {
    let color = label_color(&label).to_string();
    view! {
        <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" rx="2" fill=color />
        </svg>
    }
}

#[component]
pub fn Changes(fixing: Fixing) -> impl IntoView {
    let changes = Memo::new(move |_| {
        let edits = fixing.lidar.edit.edits;
        edits.with(|edits| edits.as_ref().map(Edits::changes).unwrap_or_default())
    });
    let row = move |change: Change| {
        let (object, frame) = (change.object, change.frame);
        let cuboid = change.after.as_ref().or(change.before.as_ref());
        let label = cuboid.map(|it| label_words(&it.label)).unwrap_or_default();
        let sign = match (&change.before, &change.after) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        view! {
            <li>
                <button type="button" on:click=move |_| fixing.fly_to(object, frame)>
                    <span class="sign">{sign}</span>
                    {format!(" {label}, frame {}", frame + 1)}
                </button>
            </li>
        }
    };
    view! {
        <details class="fix-changes">
            <summary>
                {move || match changes.with(Vec::len) {
                    0 => "Nothing changed".to_owned(),
                    1 => "1 cuboid changed".to_owned(),
                    many => format!("{many} cuboids changed"),
                }}
            </summary>
            <ul>{move || changes.get().into_iter().take(SHOWN).map(row).collect_view()}</ul>
        </details>
    }
}
