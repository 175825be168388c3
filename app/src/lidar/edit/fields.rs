//! The chosen cuboid in numbers and words.

use domain::annotations::value_text;
use domain::lidar::Cuboid;
use domain::lidar::edit::Frames;
use leptos::prelude::*;
use serde_json::Value;

use super::Fixing;

#[component]
pub fn CuboidFields(fixing: Fixing) -> impl IntoView {
    view! {
        <div class="fix-fields">
            <LabelField fixing />
            <Row name="Position, m" fixing fields=POSITION />
            <Row name="Size, m" fixing fields=SIZE />
            <Row name="Turn, °" fixing fields=TURN />
            <Attributes fixing />
        </div>
    }
}

/// A number of a cuboid: its name, its reading and its writing.
type Field = (
    &'static str,
    &'static str,
    fn(&Cuboid) -> f64,
    fn(&Cuboid, f64) -> Cuboid,
);

const POSITION: [Field; 3] = [
    ("X", "0.05", |it| it.position[0], |it, to| at(it, 0, to)),
    ("Y", "0.05", |it| it.position[1], |it, to| at(it, 1, to)),
    ("Z", "0.05", |it| it.position[2], |it, to| at(it, 2, to)),
];
const SIZE: [Field; 3] = [
    (
        "Length",
        "0.05",
        |it| it.dimensions[1],
        |it, to| sized(it, 1, to),
    ),
    (
        "Width",
        "0.05",
        |it| it.dimensions[0],
        |it, to| sized(it, 0, to),
    ),
    (
        "Height",
        "0.05",
        |it| it.dimensions[2],
        |it, to| sized(it, 2, to),
    ),
];
const TURN: [Field; 3] = [
    (
        "Yaw",
        "1",
        |it| it.yaw.to_degrees(),
        |it, to| Cuboid {
            yaw: to.to_radians(),
            ..it.clone()
        },
    ),
    (
        "Pitch",
        "1",
        |it| it.pitch.to_degrees(),
        |it, to| Cuboid {
            pitch: to.to_radians(),
            ..it.clone()
        },
    ),
    (
        "Roll",
        "1",
        |it| it.roll.to_degrees(),
        |it, to| Cuboid {
            roll: to.to_radians(),
            ..it.clone()
        },
    ),
];

fn at(cuboid: &Cuboid, axis: usize, to: f64) -> Cuboid {
    let mut cuboid = cuboid.clone();
    cuboid.position[axis] = to;
    cuboid
}

fn sized(cuboid: &Cuboid, axis: usize, to: f64) -> Cuboid {
    let mut cuboid = cuboid.clone();
    cuboid.dimensions[axis] = to;
    cuboid
}

#[component]
fn Row(name: &'static str, fixing: Fixing, fields: [Field; 3]) -> impl IntoView {
    let numbers = fields
        .into_iter()
        .map(|(word, step, read, write)| {
            let text = Memo::new(move |_| {
                let number = read(&fixing.shown()?);
                let text = format!("{number:.3}");
                Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
            });
            let set = move |event| {
                let typed = event_target_value(&event).trim().replace(',', ".");
                match typed.parse::<f64>() {
                    Ok(number) if number.is_finite() && number.abs() < 1e9 => {
                        fixing.change(|cuboid| write(cuboid, number));
                    }
                    _ => fixing
                        .told
                        .set(Some(format!("`{typed}` is no number; {word} stays as it was"))),
                }
            };
            view! {
                <label>
                    <span>{word}</span>
                    <input type="number" step=step prop:value=move || text.get().unwrap_or_default() on:change=set />
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{name}</legend>
            {numbers}
        </fieldset>
    }
}

#[component]
fn LabelField(fixing: Fixing) -> impl IntoView {
    let label = Memo::new(move |_| fixing.shown().map(|it| it.label).unwrap_or_default());
    let choices = move || {
        let mut labels = fixing.form.with(|form| form.labels.clone());
        let now = label.get();
        if !labels.contains(&now) {
            labels.insert(0, now.clone());
        }
        labels
            .into_iter()
            .map(|label| view! { <option value=label.clone() selected=label == now>{label.clone()}</option> })
            .collect_view()
    };
    let set = move |event| {
        if let Some((object, ..)) = fixing.chosen() {
            let label = event_target_value(&event);
            fixing.edit(|edits| edits.relabel(object, &label));
        }
    };
    view! {
        <label class="fix-label">
            <span>"Label, in all frames"</span>
            <select prop:value=move || label.get() on:change=set>{choices}</select>
        </label>
    }
}

/// Those that the task asks for, and those that the cuboid has besides.
#[component]
fn Attributes(fixing: Fixing) -> impl IntoView {
    let everywhere = RwSignal::new(false);
    let forms = Memo::new(move |_| {
        let mut forms = fixing.form.with(|form| form.attributes.clone());
        for attribute in fixing.shown().map(|it| it.attributes).unwrap_or_default() {
            if !forms.iter().any(|(name, _)| *name == attribute.name) {
                forms.push((attribute.name, Vec::new()));
            }
        }
        forms
    });
    let set = move |name: &str, text: String| {
        let Some((object, frame, cuboid)) = fixing.chosen() else {
            return;
        };
        let before = cuboid.attributes.iter().find(|it| it.name == name);
        if before.map_or("", |it| it.value.as_str().unwrap_or_default()) == text
            && before.is_none_or(|it| it.value.is_string())
        {
            return;
        }
        let frames = if everywhere.get_untracked() {
            Frames::All
        } else {
            Frames::This(frame)
        };
        let value = typed(&text, before.map(|it| &it.value));
        fixing.edit(|edits| edits.set_attribute(object, frames, name, &value));
    };
    let field = move |(name, choices): (String, Vec<String>)| {
        let key = StoredValue::new(name.clone());
        let text = Memo::new(move |_| {
            let cuboid = fixing.shown()?;
            let found = cuboid
                .attributes
                .iter()
                .find(|it| key.with_value(|key| it.name == *key));
            found.map(|it| value_text(&it.value))
        });
        let on_change = move |event| key.with_value(|key| set(key, event_target_value(&event)));
        let input = if choices.is_empty() {
            view! { <input type="text" prop:value=move || text.get().unwrap_or_default() on:change=on_change /> }
                .into_any()
        } else {
            let options = move || {
                let now = text.get().unwrap_or_default();
                let mut all = choices.clone();
                if !all.contains(&now) {
                    all.insert(0, now.clone());
                }
                if !now.is_empty() {
                    all.insert(0, String::new());
                }
                all.into_iter()
                    .map(|it| view! { <option value=it.clone() selected=it == now>{it.clone()}</option> })
                    .collect_view()
            };
            view! { <select on:change=on_change>{options}</select> }.into_any()
        };
        view! { <label><span>{name}</span> {input}</label> }
    };
    move || {
        let forms = forms.get();
        (!forms.is_empty()).then(|| {
            view! {
                <fieldset class="fix-attributes">
                    <legend>"Attributes"</legend>
                    {forms.into_iter().map(field).collect_view()}
                    <label class="check">
                        <input
                            type="checkbox"
                            prop:checked=move || everywhere.get()
                            on:change=move |event| everywhere.set(event_target_checked(&event))
                        />
                        <span>"Answer for all frames"</span>
                    </label>
                </fieldset>
            }
        })
    }
}

/// An answer as the kind of value that it was before: numbers stay numbers.
fn typed(text: &str, before: Option<&Value>) -> Value {
    match before {
        _ if text.is_empty() => Value::Null,
        Some(Value::Bool(_)) if matches!(text, "yes" | "no") => Value::Bool(text == "yes"),
        Some(Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        _ => Value::from(text),
    }
}
