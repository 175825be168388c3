//! The place of the view, and the view in it once its code is there.

use leptos::html;
use leptos::prelude::*;
use viewer::{Measure, angle_at};
use wasm_split_helpers::wasm_split;

use super::edit::{DraftOffer, FixPanel, Fixing, Handles, SideViews, SpaceFix};
use super::input;
use super::legend::ColorLegend;
use super::photos::Photos;
use super::pins::{PinMarks, Pins};
use super::sides::Sides;
use super::state::{Inside, Lidar, Status};
use super::toolbar::LidarToolbar;
use crate::parts::{SplitLoaderError, shown};
use crate::task_page::{FramePlayer, Marks, TaskPageData};

/// The frames of a lidar task. Nothing of it is in the first HTML but its place.
#[component]
pub fn LidarView(data: StoredValue<TaskPageData>, marks: Marks) -> impl IntoView {
    let is_alive = RwSignal::new(false);
    Effect::new(move |_| is_alive.set(true));
    view! {
        <div class="cloud-view">
            {move || is_alive.get().then(|| Suspend::new(shown(cloud_view(data, marks))))}
        </div>
    }
}

#[allow(clippy::unnecessary_wraps, reason = "loading it may fail")]
#[wasm_split(cloud_view, fallible)]
fn cloud_view(data: StoredValue<TaskPageData>, marks: Marks) -> Result<AnyView, SplitLoaderError> {
    Ok(view! { <CloudView data marks /> }.into_any())
}

#[component]
fn CloudView(data: StoredValue<TaskPageData>, marks: Marks) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let lidar = Lidar::new(data, marks);
    let view_node = NodeRef::<html::Div>::new();
    #[cfg(target_arch = "wasm32")]
    super::live::show(canvas, lidar);
    super::frames::load(lidar);
    super::link::follow(lidar);
    super::modes::listen(lidar);
    super::keys::listen(lidar, view_node);
    let space = use_context::<SpaceFix>();
    let fixing = space.map(|space| Fixing::new(lidar, space));
    if let Some(fixing) = fixing {
        fixing.follow();
    }
    let is_fixing = Signal::derive(move || space.is_some_and(|space| space.open.get()));
    let open = move || fixing.filter(|_| is_fixing.get());
    let count = RwSignal::new(lidar.count() as u32);
    view! {
        <div class="cloud-whole" node_ref=view_node>
        <LidarToolbar lidar view_node fixes=space.is_some() />
        {fixing.map(|fixing| view! { <DraftOffer lidar space=fixing.space /> <Pins lidar space=fixing.space /> })}
        <div class="cloud-work" class:is-fixing=is_fixing>
        {move || open().map(|fixing| view! { <FixPanel fixing /> })}
        <div class="cloud-stage">
            <canvas
                node_ref=canvas
                class="cloud-canvas"
                class:flying=lidar.flies
                class:measuring=lidar.measures
                tabindex="0"
                role="application"
                on:pointerdown=move |event| {
                    if let Some(canvas) = canvas.get_untracked() {
                        // Fails only if the pointer is gone already.
                        let _ = canvas.set_pointer_capture(event.pointer_id());
                    }
                    input::down(lidar, &event);
                }
                on:pointermove=move |event| input::moved(lidar, &event)
                on:pointerup=move |event| input::up(lidar, &event)
                on:pointercancel=move |event| input::up(lidar, &event)
                on:pointerleave=move |_| input::leave(lidar)
                on:dblclick=move |event| input::double_click(lidar, &event)
                on:contextmenu=move |event| event.prevent_default()
                on:wheel=move |event| {
                    event.prevent_default();
                    input::wheel(lidar, &event);
                }
                class:picks=move || lidar.edit.picks.get()
                aria-label="Point cloud. Drag to turn, right drag to move, wheel to zoom; ? lists the keys."
            ></canvas>
            {move || open().map(|fixing| {
                    let on_wheel = Callback::new(move |event| input::wheel(lidar, &event));
                    view! { <Handles fixing view=lidar.edit.seen.into() on_wheel /> }
                })}
            {space.map(|space| view! { <PinMarks lidar space /> })}
            <Names lidar />
            <Figures lidar />
            <Readout lidar />
            <ColorLegend lidar />
            <Sides lidar is_fixing />
            <Told lidar />
        </div>
        {move || open().map(|fixing| view! { <SideViews fixing /> })}
        </div>
        <Photos lidar />
        {(lidar.count() > 1)
            .then(|| {
                view! { <FramePlayer frame=lidar.frame count playing=lidar.playing rate=lidar.rate /> }
            })}
        </div>
    }
}

/// The names over the cuboids; the list has them for who does not see the canvas.
#[component]
fn Names(lidar: Lidar) -> impl IntoView {
    move || {
        lidar
            .names
            .get()
            .into_iter()
            .map(|name| {
                view! {
                    <span
                        class="cloud-name"
                        aria-hidden="true"
                        style:left=format!("{}px", name.x)
                        style:top=format!("{}px", name.y)
                    >
                        {name.label}
                    </span>
                }
            })
            .collect_view()
    }
}

/// What was measured, and the grid's coordinates, where they are.
#[component]
fn Figures(lidar: Lidar) -> impl IntoView {
    move || {
        lidar
            .figures
            .get()
            .into_iter()
            .map(|figure| {
                view! {
                    <span
                        class=figure.kind.class()
                        style:left=format!("{}px", figure.x)
                        style:top=format!("{}px", figure.y)
                    >
                        {figure.text}
                    </span>
                }
            })
            .collect_view()
    }
}

/// How many points there are, and what is under the pointer.
#[component]
fn Readout(lidar: Lidar) -> impl IntoView {
    let points = move || {
        let facts = lidar.facts.get()?;
        let left_out = match facts.dropped {
            0 => String::new(),
            dropped => format!(", {} without a place left out", grouped(dropped)),
        };
        Some(match lidar.drawn.get() {
            Some(drawn) => format!(
                "{} of {} points shown{left_out}{}",
                grouped(drawn.points),
                grouped(drawn.all),
                if drawn.is_stalled {
                    "; more do not come, trying again"
                } else {
                    ""
                }
            ),
            None => format!("{} points{left_out}", grouped(facts.points)),
        })
    };
    let inside = move || {
        Some(match lidar.inside.get()? {
            Inside::Counting => "Counting the points inside the chosen cuboid…".to_owned(),
            Inside::Points(points) => format!("{} inside the chosen cuboid", grouped(points)),
            Inside::Unknown => {
                "The points inside the chosen cuboid could not be counted".to_owned()
            }
        })
    };
    view! {
        <p class="cloud-readout" aria-live="off">
            <span>{points}</span>
            <span>{move || not_shown(lidar)}</span>
            <span>{inside}</span>
            <span>{move || measured(lidar)}</span>
            <span class="mono">{move || lidar.under_pointer.get()}</span>
        </p>
    }
}

/// The columns of the frame's file that are not shown, and what its reader had to guess.
fn not_shown(lidar: Lidar) -> Option<String> {
    let facts = lidar.facts.get()?;
    let mut sentences = facts.notices;
    if !facts.other_columns.is_empty() {
        let names = facts.other_columns.join(", ");
        sentences.push(format!("Columns not shown: {names}."));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// What is measured, or how to.
fn measured(lidar: Lidar) -> Option<String> {
    if lidar.flies.get() {
        return Some("Flying: W A S D, Q E; Escape lands".to_owned());
    }
    let places = lidar.sight.with(|sight| sight.measured.clone());
    match places[..] {
        [] | [_] if lidar.measures.get() => Some("Measure: click points; Escape ends".to_owned()),
        [from, to] => {
            let measure = Measure { from, to };
            Some(format!(
                "{:.3} m, {:.3} m level, {:+.3} m up",
                measure.distance(),
                measure.level(),
                measure.rise()
            ))
        }
        [one, corner, other] => {
            let way = |from, to| Measure { from, to }.distance();
            Some(format!(
                "{:.3} m and {:.3} m, {:.2}° between",
                way(one, corner),
                way(corner, other),
                angle_at(corner, [one, other]).to_degrees()
            ))
        }
        _ => None,
    }
}

fn grouped(count: u64) -> String {
    crate::task_list::number::grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

/// What is under way or wrong, over the canvas.
#[component]
fn Told(lidar: Lidar) -> impl IntoView {
    move || {
        match lidar.status.get() {
        Status::Shown => ().into_any(),
        Status::Loading => {
            view! { <p class="cloud-told" role="status">"Loading the points…"</p> }.into_any()
        }
        Status::Failed(why) => {
            view! {
                <div class="cloud-told bad" role="alert">
                    <p>{why}</p>
                    <button type="button" class="button" on:click=move |_| lidar.try_again()>
                        "Try again"
                    </button>
                </div>
            }
            .into_any()
        }
        Status::NoWebGl => {
            view! {
                <p class="cloud-told bad" role="alert">
                    "This browser shows no WebGL 2, which points need. Turn on hardware acceleration in its settings, or open the task in a current Firefox, Chrome, Edge or Safari."
                </p>
            }
            .into_any()
        }
        Status::Lost => {
            view! {
                <p class="cloud-told" role="status">
                    "The browser took the graphics card away; the view comes back when it returns it."
                </p>
            }
            .into_any()
        }
    }
    }
}
