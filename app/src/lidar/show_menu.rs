//! The menus over the points: what is drawn, and which frames at once.

use leptos::prelude::*;

use super::sight::{Aligned, Shows, Together};
use super::state::Lidar;

/// A button that opens a menu over the canvas.
#[component]
pub fn Menu(
    name: &'static str,
    #[prop(into)] is_on: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu cloud-menu">
            <summary class="button small" class:on=is_on>{name}</summary>
            <div class="menu-body" role="group" aria-label=name>
                {children()}
            </div>
        </details>
    }
}

/// What is drawn beside points and cuboids.
#[component]
pub fn ShowMenu(lidar: Lidar) -> impl IntoView {
    let differs = move || lidar.sight.with(|sight| sight.shows != Shows::default());
    view! {
        <Menu name="Show" is_on=Signal::derive(differs)>
            {Shows::ALL
                .into_iter()
                .map(|(_, name, switch)| {
                    let is_on = move || {
                        let mut shows = lidar.sight.with(|sight| sight.shows);
                        *switch(&mut shows)
                    };
                    view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=is_on
                                on:change=move |_| {
                                    lidar.sight.update(|sight| *switch(&mut sight.shows) ^= true);
                                }
                            />
                            <span>{name}</span>
                        </label>
                    }
                })
                .collect_view()}
        </Menu>
    }
}

/// Which frames are shown at once.
#[component]
pub fn FramesMenu(lidar: Lidar) -> impl IntoView {
    let together = Memo::new(move |_| lidar.sight.with(|sight| sight.together));
    let is_on = Signal::derive(move || together.get().around > 0);
    let most = (lidar.count() as u32).saturating_sub(1).min(Together::MOST);
    let aligned = move |word: &'static str, aligned: Aligned| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="aligned"
                    prop:checked=move || together.get().aligned == aligned
                    on:change=move |_| lidar.sight.update(|sight| sight.together.aligned = aligned)
                />
                <span>{word}</span>
            </label>
        }
    };
    view! {
        <Menu name="Frames" is_on>
            <label class="menu-field">
                <span>"Frames to either side"</span>
                <input
                    type="number"
                    min="0"
                    max=most
                    prop:value=move || together.get().around.to_string()
                    on:change=move |event| {
                        let around = event_target_value(&event).parse().unwrap_or(0).min(most);
                        lidar.sight.update(|sight| sight.together.around = around);
                    }
                />
            </label>
            {aligned("Where they are in the world", Aligned::World)}
            {aligned("As the device saw them", Aligned::Device)}
        </Menu>
    }
}
