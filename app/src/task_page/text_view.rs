//! A text with its labeled spans, and how they relate.

use domain::annotations::{Entities, ResponseView};
use domain::label_color::label_color;
use leptos::prelude::*;

use super::data::TaskPageData;
use super::legend::{Swatch, label_words};
use super::mark::Marks;

/// Named entities over their text.
#[component]
pub fn EntitiesView(data: StoredValue<TaskPageData>, marks: Marks) -> impl IntoView {
    let entities = data.with_value(|data| match &data.content.response {
        ResponseView::Entities(entities) => Some(entities.clone()),
        _ => None,
    });
    entities.map(|entities| {
        let hovered = Selector::new(move || marks.hovered.get());
        let selected = Selector::new(move || marks.selected.get());
        let runs = entities
            .runs()
            .into_iter()
            .map(|run| {
                let text = entities.text.get(run.range.clone()).unwrap_or_default().to_owned();
                let Some(innermost) = run.entities.last().copied() else {
                    return text.into_any();
                };
                let spans = run.entities.iter().map(|place| {
                    let entity = &entities.list[*place];
                    Span {
                        place: *place,
                        label: entity.label.clone(),
                        ends: entity.range.end == run.range.end,
                    }
                });
                let spans: Vec<Span> = spans.collect();
                view! { <Run text spans innermost marks hovered=hovered.clone() selected=selected.clone() /> }.into_any()
            })
            .collect_view();
        Effect::new(move || {
            if marks.revealed.get().is_some() {
                marks.revealed.set(None);
            }
            if let Some(place) = marks.selected.get()
                && let Some(span) = document().get_element_by_id(&format!("span-{place}"))
            {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                span.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
        view! {
            <div class="text-view">
                <article class="entity-text" aria-label="Text">{runs}</article>
                <Relations entities marks />
            </div>
        }
    })
}

/// An entity over a run of text.
struct Span {
    place: usize,
    label: String,
    /// Whether the entity ends with this run, so that its label follows.
    ends: bool,
}

/// A stretch of text that the same entities cover, innermost on top.
#[component]
fn Run(
    text: String,
    spans: Vec<Span>,
    innermost: usize,
    marks: Marks,
    hovered: Selector<Option<usize>>,
    selected: Selector<Option<usize>>,
) -> impl IntoView {
    let labels = StoredValue::new(
        spans
            .iter()
            .map(|span| span.label.clone())
            .collect::<Vec<_>>(),
    );
    let places = StoredValue::new(spans.iter().map(|span| span.place).collect::<Vec<_>>());
    let is_off = move || {
        marks.hidden.with(|hidden| {
            labels.with_value(|labels| labels.iter().all(|label| hidden.contains(label)))
        })
    };
    let any = move |selector: &Selector<Option<usize>>| {
        places.with_value(|places| {
            // Each is asked, so that each change is heard of.
            let chosen = places
                .iter()
                .filter(|place| selector.selected(&Some(**place)));
            chosen.count() > 0
        })
    };
    let depth = spans.len().min(4);
    let bars = spans
        .iter()
        .take(4)
        .enumerate()
        .map(|(level, span)| {
            let y = format!("{}", 3 * (depth - 1 - level) + 1);
            view! { <rect x="0" y=y width="1" height="2" fill=label_color(&span.label).to_string() /> }
        })
        .collect_view();
    let title = spans
        .iter()
        .map(|span| label_words(&span.label))
        .collect::<Vec<_>>()
        .join(" in ");
    let tags = spans
        .into_iter()
        .rev()
        .filter(|span| span.ends)
        .map(|span| {
            view! {
                <span class="entity-tag" aria-hidden="true">
                    <Swatch color=label_color(&span.label) />
                    {label_words(&span.label)}
                </span>
            }
        })
        .collect_view();
    view! {
        <mark
            id=format!("span-{innermost}")
            class="entity"
            class:hovered=move || any(&hovered)
            class:selected=move || any(&selected)
            class:is-off=is_off
            title=title
            on:pointerenter=move |_| marks.hover(Some(innermost))
            on:pointerleave=move |_| marks.hover(None)
            on:click=move |_| marks.selected.set(Some(innermost))
        >
            <span class="entity-words">
                {text}
                <svg class="entity-bars" viewBox=format!("0 0 1 {}", 3 * depth) height=(3 * depth).to_string() preserveAspectRatio="none" aria-hidden="true">
                    {bars}
                </svg>
            </span>
            {tags}
        </mark>
    }
}

#[component]
fn Relations(entities: Entities, marks: Marks) -> impl IntoView {
    let words = |id: &str| {
        let place = entities
            .list
            .iter()
            .position(|entity| entity.id.as_deref() == Some(id));
        let text = place
            .and_then(|place| entities.text.get(entities.list[place].range.clone()))
            .unwrap_or(id);
        (place, text.chars().take(80).collect::<String>())
    };
    let rows: Vec<_> = entities
        .relationships
        .iter()
        .take(1000)
        .map(|relation| {
            let end = |id: &str| {
                let (place, text) = words(id);
                view! {
                    <button class="relation-end" type="button" disabled=place.is_none() on:click=move |_| marks.selected.set(place)>
                        {text}
                    </button>
                }
            };
            view! {
                <li>
                    {end(&relation.source)}
                    <span class="relation-name">{relation.name.clone()}</span>
                    {end(&relation.target)}
                </li>
            }
        })
        .collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="relations" aria-label="Relations">
                <h2>{format!("Relations ({})", rows.len())}</h2>
                <ul>{rows}</ul>
            </section>
        }
    })
}

/// A text without spans.
#[component]
pub fn PlainText(text: String) -> impl IntoView {
    view! {
        <div class="text-view">
            <article class="plain-text" aria-label="Text" tabindex="0">{text}</article>
        </div>
    }
}
