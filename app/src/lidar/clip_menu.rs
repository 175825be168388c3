//! The menu of which part of space is shown.

use leptos::prelude::*;
use viewer::cuboid::CuboidShape;

use super::show_menu::Menu;
use super::sight::Clip;
use super::state::Lidar;

/// Which part of space is shown.
#[component]
pub fn ClipMenu(lidar: Lidar) -> impl IntoView {
    let clip = Memo::new(move |_| lidar.sight.with(|sight| sight.clip));
    let set = move |clip: Option<Clip>| lidar.sight.update(|sight| sight.clip = clip);
    let is_on = Signal::derive(move || clip.get().is_some());
    let has_object = move || lidar.marks.selected.get().is_some();
    let around = move |_| {
        let object = lidar.marks.selected.get_untracked();
        let cuboid = object.and_then(|object| lidar.cuboid(object, lidar.frame.get_untracked()));
        if let Some(cuboid) = cuboid {
            set(Some(Clip::around(&cuboid)));
        }
    };
    let is = move |kind: fn(Option<Clip>) -> bool| move || kind(clip.get()).to_string();
    // Fields stay while one writes into them.
    let kind = Memo::new(move |_| clip.get().map(|clip| std::mem::discriminant(&clip)));
    view! {
        <Menu name="Clip" is_on>
            <div class="menu-choices">
                <button type="button" class="button small" aria-pressed=is(|clip| clip.is_none()) on:click=move |_| set(None)>
                    "Everything"
                </button>
                <button
                    type="button"
                    class="button small"
                    aria-pressed=is(|clip| matches!(clip, Some(Clip::Heights(_))))
                    on:click=move |_| {
                        if let Some(bounds) = lidar.bounds.get_untracked() {
                            set(Some(Clip::heights(&bounds)));
                        }
                    }
                >
                    "Heights"
                </button>
                <button
                    type="button"
                    class="button small"
                    aria-pressed=is(|clip| matches!(clip, Some(Clip::Box(_))))
                    disabled=move || !has_object()
                    title="Choose an object first"
                    on:click=around
                >
                    "Around the object"
                </button>
            </div>
            {move || {
                fields(kind.get().and_then(|_| clip.get_untracked()))
                    .into_iter()
                    .map(|field| view! { <Number lidar field /> })
                    .collect_view()
            }}
        </Menu>
    }
}

/// A number of the clip: its name, and how it is read and written.
type ClipField = (&'static str, fn(&Clip) -> Option<f64>, fn(&mut Clip, f64));

fn fields(clip: Option<Clip>) -> Vec<ClipField> {
    const HEIGHTS: [ClipField; 2] = [
        (
            "From height",
            |clip| heights(clip).map(|[low, _]| low),
            |clip, to| {
                if let Clip::Heights([low, high]) = clip {
                    (*low, *high) = (to, high.max(to));
                }
            },
        ),
        (
            "To height",
            |clip| heights(clip).map(|[_, high]| high),
            |clip, to| {
                if let Clip::Heights([low, high]) = clip {
                    (*low, *high) = (low.min(to), to);
                }
            },
        ),
    ];
    const BOX: [ClipField; 6] = [
        (
            "Middle x",
            |clip| shape(clip).map(|shape| shape.position.x),
            |clip, to| {
                change(clip, |shape| shape.position.x = to);
            },
        ),
        (
            "Middle y",
            |clip| shape(clip).map(|shape| shape.position.y),
            |clip, to| {
                change(clip, |shape| shape.position.y = to);
            },
        ),
        (
            "Middle z",
            |clip| shape(clip).map(|shape| shape.position.z),
            |clip, to| {
                change(clip, |shape| shape.position.z = to);
            },
        ),
        (
            "Width",
            |clip| shape(clip).map(|shape| shape.dimensions.x),
            |clip, to| {
                change(clip, |shape| shape.dimensions.x = to.max(0.0));
            },
        ),
        (
            "Length",
            |clip| shape(clip).map(|shape| shape.dimensions.y),
            |clip, to| {
                change(clip, |shape| shape.dimensions.y = to.max(0.0));
            },
        ),
        (
            "Height",
            |clip| shape(clip).map(|shape| shape.dimensions.z),
            |clip, to| {
                change(clip, |shape| shape.dimensions.z = to.max(0.0));
            },
        ),
    ];
    match clip {
        None => Vec::new(),
        Some(Clip::Heights(_)) => HEIGHTS.to_vec(),
        Some(Clip::Box(_)) => BOX.to_vec(),
    }
}

const fn heights(clip: &Clip) -> Option<[f64; 2]> {
    match clip {
        Clip::Heights(heights) => Some(*heights),
        Clip::Box(_) => None,
    }
}

const fn shape(clip: &Clip) -> Option<CuboidShape> {
    match clip {
        Clip::Box(shape) => Some(*shape),
        Clip::Heights(_) => None,
    }
}

fn change(clip: &mut Clip, by: impl FnOnce(&mut CuboidShape)) {
    if let Clip::Box(shape) = clip {
        by(shape);
    }
}

#[component]
fn Number(lidar: Lidar, field: ClipField) -> impl IntoView {
    let (name, read, write) = field;
    let value = move || {
        let value = lidar.sight.with(|sight| sight.clip.as_ref().and_then(read));
        value.map_or_else(String::new, |value| {
            ((value * 100.0).round() / 100.0).to_string()
        })
    };
    view! {
        <label class="menu-field">
            <span>{name}", m"</span>
            <input
                type="number"
                step="0.1"
                prop:value=value
                on:change=move |event| {
                    let to = event_target_value(&event).parse().ok().filter(|to: &f64| to.is_finite());
                    if let Some(to) = to {
                        lidar
                            .sight
                            .update(|sight| {
                                if let Some(clip) = &mut sight.clip {
                                    write(clip, to);
                                }
                            });
                    }
                }
            />
        </label>
    }
}

#[cfg(test)]
mod tests {
    use viewer::Vec3;

    use super::*;

    #[test]
    fn a_field_writes_the_number_that_it_reads() {
        let shape = CuboidShape::upright(Vec3::new(1.0, 2.0, 3.0), Vec3::new(4.0, 5.0, 6.0), 0.5);
        for start in [Clip::Box(shape), Clip::Heights([0.0, 7.0])] {
            for (name, read, write) in fields(Some(start)) {
                let mut clip = start;
                write(&mut clip, 6.5);
                assert_eq!(read(&clip), Some(6.5), "{name}");
                assert_ne!(clip, start, "{name}");
            }
        }
    }

    #[test]
    fn heights_stay_in_order() {
        let mut clip = Clip::Heights([0.0, 2.0]);
        let [(_, _, low), (_, _, high)] = fields(Some(clip))[..] else {
            panic!("two heights")
        };
        low(&mut clip, 5.0);
        assert_eq!(clip, Clip::Heights([5.0, 5.0]));
        high(&mut clip, 1.0);
        assert_eq!(clip, Clip::Heights([1.0, 1.0]));
    }
}
