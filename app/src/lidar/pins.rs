//! Comments on objects, in the scene and in a list: those of the verdict that stands, and those that
//! will go with the reader's rejection.

use domain::lidar::Pin;
use leptos::prelude::*;

use super::edit::SpaceFix;
use super::state::{Lidar, Look, shape};
use crate::task_page::{label_words, on_key};

/// The list of pins, with the form for another one.
#[component]
pub fn Pins(lidar: Lidar, space: SpaceFix) -> impl IntoView {
    let can_judge = move || space.judge.with(Option::is_some);
    let is_open = RwSignal::new(false);
    on_key(move |event| {
        let asks =
            event.key() == "M" && can_judge() && lidar.marks.selected.get_untracked().is_some();
        if asks {
            is_open.set(true);
        }
        asks
    });
    let standing = Memo::new(move |_| space.verdict.with(|words| Pin::all(words)));
    let is_shown = move || {
        let has_pins = !standing.with(Vec::is_empty) || !space.pins.with(Vec::is_empty);
        has_pins || (can_judge() && lidar.marks.selected.get().is_some() && !space.open.get())
    };
    view! {
        <Show when=is_shown>
            <section class="cloud-pins" aria-label="Pinned comments">
                <ul>
                    {move || standing.get().into_iter().map(|pin| view! { <PinRow lidar pin remove=None /> }).collect_view()}
                    {move || {
                        space
                            .pins
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(place, pin)| {
                                let remove = Callback::new(move |()| {
                                    space.pins.update(|pins| {
                                        pins.remove(place);
                                    });
                                });
                                view! { <PinRow lidar pin remove=Some(remove) /> }
                            })
                            .collect_view()
                    }}
                </ul>
                <Show when=move || can_judge() && lidar.marks.selected.get().is_some()>
                    <Show
                        when=move || is_open.get()
                        fallback=move || {
                            view! {
                                <button
                                    class="button small"
                                    type="button"
                                    title="Pin a comment to the chosen cuboid (Shift m)"
                                    on:click=move |_| is_open.set(true)
                                >
                                    "Pin a comment…"
                                </button>
                            }
                        }
                    >
                        <PinForm lidar space is_open />
                    </Show>
                </Show>
            </section>
        </Show>
    }
}

/// One pin; a click leads to its object. Those that are not sent yet can be removed.
#[component]
fn PinRow(lidar: Lidar, pin: Pin, remove: Option<Callback<()>>) -> impl IntoView {
    let (object, frame) = (pin.object.clone(), pin.frame);
    let go = move |_| {
        lidar.go(i64::from(frame));
        if let Some(object) = lidar.object_of(&object) {
            lidar.marks.selected.set(Some(object));
            lidar.look.set(Some(Look::Object(object)));
        }
    };
    view! {
        <li class:unsent=remove.is_some()>
            <button type="button" class="pin" on:click=go>
                <strong>{format!("{}, frame {}", label_words(&pin.label), pin.frame + 1)}</strong>
                <span>{pin.comment}</span>
            </button>
            {remove
                .map(|remove| {
                    view! {
                        <button type="button" class="tag-remove" aria-label="Remove the pin" on:click=move |_| remove.run(())>
                            "×"
                        </button>
                    }
                })}
        </li>
    }
}

#[component]
fn PinForm(lidar: Lidar, space: SpaceFix, is_open: RwSignal<bool>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<&'static str>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let comment = text.get_untracked().trim().to_owned();
        let frame = lidar.frame.get_untracked();
        let object = lidar.marks.selected.get_untracked();
        let cuboid = object.and_then(|object| lidar.cuboid(object, frame));
        match cuboid {
            _ if comment.is_empty() => problem.set(Some("Say what is wrong with it")),
            None => problem.set(Some(
                "The object is not in this frame; go to one where it is",
            )),
            Some(cuboid) => match cuboid.uuid {
                None => problem.set(Some(
                    "The object has no uuid to pin to; write its place into the reason",
                )),
                Some(object) => {
                    let label = cuboid.label;
                    space.pins.update(|pins| {
                        pins.push(Pin {
                            frame,
                            object,
                            label,
                            comment,
                        });
                    });
                    is_open.set(false);
                }
            },
        }
    };
    view! {
        <form class="pin-form" on:submit=submit>
            <input
                autofocus
                aria-label="Comment on the chosen cuboid"
                placeholder="What is wrong with it"
                maxlength="1000"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=move |event| {
                    if event.key() == "Escape" {
                        is_open.set(false);
                    }
                }
            />
            <button class="button small primary" type="submit">"Pin"</button>
            <span class="problem" role="alert">{move || problem.get()}</span>
        </form>
    }
}

/// Where the pins of the frame are in the scene.
#[component]
pub fn PinMarks(lidar: Lidar, space: SpaceFix) -> impl IntoView {
    Effect::new(move |_| {
        let has_pins = !space.pins.with(Vec::is_empty)
            || space.verdict.with(|words| !Pin::all(words).is_empty());
        lidar.edit.has_pins.set(has_pins);
    });
    move || {
        let view = lidar.edit.seen.get()?;
        let frame = lidar.frame.get();
        let mut pins = space.verdict.with(|words| Pin::all(words));
        pins.extend(space.pins.get());
        let marks = pins
            .into_iter()
            .filter(|pin| pin.frame == frame)
            .filter_map(|pin| {
                let cuboid = lidar.cuboid(lidar.object_of(&pin.object)?, frame)?;
                let [x, y] = view.project(shape(&cuboid).label_anchor())?;
                let is_on = (0.0..view.width).contains(&x) && (0.0..view.height).contains(&y);
                is_on.then(|| {
                    view! {
                        <span class="cloud-pin" aria-hidden="true" style:left=format!("{x:.0}px") style:top=format!("{y:.0}px")>
                            {pin.comment}
                        </span>
                    }
                })
            })
            .collect_view();
        Some(marks)
    }
}
