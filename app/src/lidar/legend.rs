//! What the colours of points say, over the canvas: a quantity with its histogram and range, or
//! classes that show and hide.

use std::fmt::Write as _;

use leptos::prelude::*;

use super::legend_facts::{Class, LegendFacts, Scale, figure, quantity};
use super::sight::Sight;
use super::state::Lidar;
use crate::task_list::number::grouped;

/// Steps of a handle from one end of the legend to the other.
const STEPS: f32 = 200.0;
/// CSS pixels of a window in which the legend begins closed.
const NARROW: f64 = 900.0;
/// The picture's own units.
const WIDTH: f32 = 192.0;
const BARS: f32 = 34.0;

#[component]
pub fn ColorLegend(lidar: Lidar) -> impl IntoView {
    let is_open = RwSignal::new(true);
    // On a phone the points need the room more.
    Effect::new(move |_| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        is_open.set(width.is_none_or(|width| width > NARROW));
    });
    let title = Memo::new(move |_| {
        let (name, unit) = quantity(lidar.coloring.get());
        if unit.is_empty() {
            name.to_owned()
        } else {
            format!("{name}, {unit}")
        }
    });
    let changed = Memo::new(move |_| {
        lidar
            .sight
            .with(|sight| sight.range.is_some() || !sight.hidden.is_empty())
    });
    view! {
        <Show when=move || lidar.legend.with(|facts| *facts != LegendFacts::None)>
            <section class="color-legend" class:closed=move || !is_open.get() aria-label="Colours">
                <header>
                    <button
                        type="button"
                        class="color-legend-title"
                        aria-expanded=move || is_open.get().to_string()
                        on:click=move |_| is_open.update(|open| *open = !*open)
                    >
                        {title}
                    </button>
                    <button
                        type="button"
                        class="button quiet small"
                        class:off=move || !changed.get()
                        disabled=move || !changed.get()
                        on:click=move |_| {
                            lidar
                                .sight
                                .update(|sight| {
                                    sight.range = None;
                                    sight.hidden.clear();
                                });
                        }
                    >
                        "Reset"
                    </button>
                </header>
                <div class="color-legend-body" hidden=move || !is_open.get()>
                    <ScaleView lidar />
                    <ClassList lidar />
                    <Show when=move || lidar.counted.get().is_some()>
                        <p class="color-part">{move || part_told(lidar)}</p>
                    </Show>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn ScaleView(lidar: Lidar) -> impl IntoView {
    let scale = Memo::new(move |_| match lidar.legend.get() {
        LegendFacts::Scale(scale) => Some(scale),
        _ => None,
    });
    let is_there = Memo::new(move |_| scale.with(Option::is_some));
    let picture = move || scale.with(|scale| scale.as_ref().map(picture));
    view! {
        <Show when=move || is_there.get()>
            <div class="color-scale">
                {picture}
                <Handle lidar scale end=End::Low />
                <Handle lidar scale end=End::High />
            </div>
            <div class="color-ends">
                <Field lidar scale end=End::Low />
                <Field lidar scale end=End::High />
            </div>
        </Show>
    }
}

/// An end of the range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Low,
    High,
}

impl End {
    const fn name(self) -> &'static str {
        match self {
            Self::Low => "First colour at",
            Self::High => "Last colour at",
        }
    }

    const fn of(self, [low, high]: [f32; 2]) -> f32 {
        match self {
            Self::Low => low,
            Self::High => high,
        }
    }

    /// The range with this end moved, and the other pushed along where they would pass.
    fn moved(self, [low, high]: [f32; 2], to: f32, gap: f32) -> [f32; 2] {
        match self {
            Self::Low => [to, high.max(to + gap)],
            Self::High => [low.min(to - gap), to],
        }
    }
}

fn choose(lidar: Lidar, scale: Memo<Option<Scale>>, end: End, to: f32) {
    let Some(scale) = scale.get_untracked().filter(|_| to.is_finite()) else {
        return;
    };
    let gap = (scale.most - scale.least) / STEPS;
    lidar
        .sight
        .update(|sight: &mut Sight| sight.range = Some(end.moved(scale.range, to, gap)));
}

#[component]
fn Handle(lidar: Lidar, scale: Memo<Option<Scale>>, end: End) -> impl IntoView {
    let part = move |read: fn(&Scale) -> f32| scale.with(|scale| scale.as_ref().map(read));
    view! {
        <input
            type="range"
            class="color-handle"
            aria-label=end.name()
            min=move || part(|scale| scale.least)
            max=move || part(|scale| scale.most)
            step=move || part(|scale| (scale.most - scale.least) / STEPS)
            prop:value=move || {
                scale.with(|scale| {
                    let scale = scale.as_ref();
                    scale.map_or_else(String::new, |scale| end.of(scale.range).to_string())
                })
            }
            on:input=move |event| {
                if let Ok(to) = event_target_value(&event).parse() {
                    choose(lidar, scale, end, to);
                }
            }
        />
    }
}

#[component]
fn Field(lidar: Lidar, scale: Memo<Option<Scale>>, end: End) -> impl IntoView {
    let text = move || {
        scale.with(|scale| {
            scale.as_ref().map_or_else(String::new, |scale| {
                figure(end.of(scale.range), scale.most - scale.least)
            })
        })
    };
    view! {
        <input
            type="number"
            step="any"
            aria-label=format!("{}, as a number", end.name())
            prop:value=text
            on:change=move |event| {
                if let Ok(to) = event_target_value(&event).parse() {
                    choose(lidar, scale, end, to);
                }
            }
        />
    }
}

/// Of which points a large cloud's colours tell.
fn part_told(lidar: Lidar) -> Option<String> {
    let points = grouped(usize::try_from(lidar.counted.get()?).unwrap_or(usize::MAX));
    let is_of_classes = |legend: &LegendFacts| matches!(legend, LegendFacts::Classes(_));
    Some(if lidar.legend.with(is_of_classes) {
        format!("Of the {points} points that are here")
    } else {
        format!("Of a sample of {points} points")
    })
}

/// The histogram over the bar of colours.
fn picture(scale: &Scale) -> impl IntoView + use<> {
    let most = scale.bins.iter().copied().max().unwrap_or_default().max(1);
    let width = WIDTH / scale.bins.len().max(1) as f32;
    let (mut within, mut beyond) = (String::new(), String::new());
    let span = scale.most - scale.least;
    for (place, points) in scale.bins.iter().enumerate() {
        // The root lets also rare values be seen.
        let height = (*points as f32 / most as f32).sqrt() * BARS;
        let value = scale.least + span * (place as f32 + 0.5) / scale.bins.len() as f32;
        let is_within = value >= scale.range[0] && value <= scale.range[1];
        let path = if is_within { &mut within } else { &mut beyond };
        let (x, y) = (place as f32 * width, BARS - height);
        // Writing to a string cannot fail.
        let _ = write!(path, "M{x:.1} {BARS}V{y:.1}h{width:.2}V{BARS}z");
    }
    let at = |value: f32| ((value - scale.least) / span).clamp(0.0, 1.0) * WIDTH;
    let [low, high] = scale.range.map(at);
    let last = scale.colors.len().max(2) - 1;
    let part = (high - low) / (last + 1) as f32;
    let bar = scale
        .colors
        .iter()
        .enumerate()
        .map(|(place, color)| {
            // What is beyond the range has the colour of its end; parts overlap, without seams.
            let from = if place == 0 {
                0.0
            } else {
                low + part * place as f32
            };
            let to = WIDTH.max(from);
            let fill = hex(*color);
            view! { <rect x=from y={BARS + 2.0} width={to - from} height="8" fill=fill /> }
        })
        .collect_view();
    view! {
        <svg
            class="color-picture"
            viewBox=format!("0 0 {WIDTH} {}", BARS + 10.0)
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <path class="beyond" d=beyond />
            <path class="within" d=within />
            {bar}
        </svg>
    }
}

fn hex([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

#[component]
fn ClassList(lidar: Lidar) -> impl IntoView {
    let classes = move || match lidar.legend.get() {
        LegendFacts::Classes(classes) => classes,
        _ => Vec::new(),
    };
    view! {
        <ul class="color-classes">
            {move || classes().into_iter().map(|class| view! { <ClassRow lidar class /> }).collect_view()}
        </ul>
    }
}

#[component]
fn ClassRow(lidar: Lidar, class: Class) -> impl IntoView {
    let number = class.number;
    let is_shown = Memo::new(move |_| lidar.sight.with(|sight| !sight.hidden.contains(&number)));
    view! {
        <li>
            <button
                type="button"
                aria-pressed=move || is_shown.get().to_string()
                title=move || if is_shown.get() { "Hide" } else { "Show" }
                on:click=move |_| {
                    lidar
                        .sight
                        .update(|sight| {
                            if !sight.hidden.remove(&number) {
                                sight.hidden.insert(number);
                            }
                        });
                }
            >
                <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                    <rect width="10" height="10" rx="2.5" fill=hex(class.color) />
                </svg>
                <span class="color-class-name">{class.name}</span>
                <span class="color-class-count">{grouped(class.points)}</span>
            </button>
        </li>
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn an_end_pushes_the_other_along() {
        assert_eq!(End::Low.moved([0.0, 10.0], 4.0, 1.0), [4.0, 10.0]);
        assert_eq!(End::Low.moved([0.0, 10.0], 12.0, 1.0), [12.0, 13.0]);
        assert_eq!(End::High.moved([0.0, 10.0], -2.0, 1.0), [-3.0, -2.0]);
    }
}
