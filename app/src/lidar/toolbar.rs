//! The bar over the points: from where and how they are seen.

use leptos::html;
use leptos::prelude::*;
use viewer::{Coloring, Side};

use super::clip_menu::ClipMenu;
use super::help::LidarHelp;
use super::legend_facts::quantity;
use super::modes::{ModeButtons, PictureButtons};
use super::show_menu::{FramesMenu, ShowMenu};
use super::state::{Lidar, Look};

#[component]
pub fn LidarToolbar(
    lidar: Lidar,
    /// The whole view, which can fill the screen.
    view_node: NodeRef<html::Div>,
    /// Whether the reader may put cuboids right.
    fixes: bool,
) -> impl IntoView {
    let side = |side: Side, name: &'static str, key: &'static str| {
        view! {
            <button
                class="button small"
                type="button"
                title=format!("{name} ({key})")
                on:click=move |_| lidar.look.set(Some(Look::Side(side)))
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="stage-toolbar" role="toolbar" aria-label="Point cloud">
            <div class="tool-group">
                <button
                    class="button small"
                    type="button"
                    title="All points (0)"
                    on:click=move |_| lidar.look.set(Some(Look::All))
                >
                    "Fit"
                </button>
                {side(Side::Top, "Top", "7")}
                {side(Side::Front, "Front", "1")}
                {side(Side::Right, "Side", "3")}
            </div>
            <div class="tool-group">
                <label class="tool-choice">
                    <span class="visually-hidden">"Colour"</span>
                    <select
                        title="What colours say (c)"
                        prop:value=move || lidar.coloring.get().name()
                        on:change=move |event| {
                            if let Some(coloring) = Coloring::from_name(&event_target_value(&event)) {
                                lidar.color_by(coloring);
                            }
                        }
                    >
                        {move || {
                            lidar
                                .colorings
                                .get()
                                .into_iter()
                                .map(|coloring| {
                                    let is_chosen = lidar.coloring.get_untracked() == coloring;
                                    view! {
                                        <option value=coloring.name() selected=is_chosen>{quantity(coloring).0}</option>
                                    }
                                })
                                .collect_view()
                        }}
                    </select>
                </label>
                <label class="tool-slider" title="Size of points; at the left end by distance">
                    <span>"Points"</span>
                    <input
                        type="range"
                        min="0"
                        max="8"
                        step="1"
                        value="0"
                        prop:value=move || lidar.point_size.get().to_string()
                        on:input=move |event| {
                            if let Ok(size) = event_target_value(&event).parse() {
                                lidar.point_size.set(size);
                            }
                        }
                    />
                </label>
            </div>
            <div class="tool-group">
                <Switch name="Cuboids" key="b" value=lidar.shows_cuboids />
                <Switch name="Depth" key="d" value=lidar.shows_depth />
                <Show when=move || lidar.has_ground.get()>
                    <Switch name="Ground" key="g" value=lidar.shows_ground />
                </Show>
            </div>
            <div class="tool-group">
                <ShowMenu lidar />
                <ClipMenu lidar />
                {(lidar.count() > 1).then(|| view! { <FramesMenu lidar /> })}
            </div>
            <div class="tool-group">
                <ModeButtons lidar />
            </div>
            <div class="tool-group tool-end">
                <PictureButtons lidar view_node />
                <LidarHelp fixes />
            </div>
        </div>
    }
}

#[component]
fn Switch(name: &'static str, key: &'static str, value: RwSignal<bool>) -> impl IntoView {
    view! {
        <button
            class="button small"
            type="button"
            title=format!("{name} ({key})")
            aria-pressed=move || value.get().to_string()
            on:click=move |_| value.update(|value| *value = !*value)
        >
            {name}
        </button>
    }
}
