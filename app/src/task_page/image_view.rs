//! An image with its annotations, or with the mask of a segmentation.

use domain::annotations::{AttachmentRole, ResponseView};
use domain::drawing::{self, Shape};
use leptos::prelude::*;

use super::data::TaskPageData;
use super::look::Look;
use super::mark::Marks;
use super::stage::Stage;
use super::stage_camera::StageCamera;
use super::toolbar::{Annotated, StageToolbar};
use crate::picture_problem::{Problem, watch_image};

/// Above this many pixels the preview stands in until the original has come.
const LARGE: i64 = 3_000_000;

#[component]
pub fn ImageView(data: StoredValue<TaskPageData>, look: Look, marks: Marks) -> impl IntoView {
    let images = data.with_value(|data| {
        let is_image = |role| matches!(role, AttachmentRole::Image | AttachmentRole::Frame);
        let files = data.content.files.iter().filter(|file| is_image(file.role));
        files.map(|file| file.url.clone()).collect::<Vec<_>>()
    });
    let count = images.len();
    let images = StoredValue::new(images);
    let current = RwSignal::new(0_usize);
    view! {
        {move || {
            let place = current.get();
            let url = images.with_value(|images| images.get(place).cloned()).unwrap_or_default();
            view! { <OneImage data url is_cover=place == 0 look marks count current /> }
        }}
    }
}

#[component]
fn OneImage(
    data: StoredValue<TaskPageData>,
    url: String,
    is_cover: bool,
    look: Look,
    marks: Marks,
    count: usize,
    current: RwSignal<usize>,
) -> impl IntoView {
    let (address, preview, pixels, known_problem, mask, shapes, name) = data.with_value(|data| {
        let pixels = data.pixels(&url);
        let is_large =
            pixels.is_some_and(|(width, height)| i64::from(width) * i64::from(height) > LARGE);
        let address = if is_cover {
            data.picture_address("original")
        } else {
            data.file_address(&url)
        };
        let mask = match &data.content.response {
            ResponseView::Segmentation(_) if is_cover => {
                Some(data.picture_address("overlay.svg") + "&detail=full")
            }
            _ => None,
        };
        let shapes: Vec<Shape> = if is_cover {
            drawing::shapes(data.content.response.annotations())
        } else {
            Vec::new()
        };
        (
            address,
            (is_cover && is_large).then(|| data.picture_address("preview")),
            pixels,
            data.problem(&url).map(str::to_owned),
            mask,
            shapes,
            format!("Picture of task {}", data.detail.row.task_id),
        )
    });
    let camera = StageCamera::new(pixels);
    let annotated = if shapes.is_empty() && mask.is_none() {
        Annotated::No
    } else {
        Annotated::Yes
    };
    let shapes = RwSignal::new(shapes);
    let problem = RwSignal::new(known_problem.clone().map(|why| Problem {
        url: url.clone(),
        why,
    }));
    let image = NodeRef::new();
    let source = (address.clone(), url);
    watch_image(
        image,
        problem,
        move || source.clone(),
        move |width, height| {
            camera.learn(width, height);
        },
    );
    Effect::new(move || {
        if let Some(index) = marks.revealed.get() {
            shapes.with(|shapes| {
                if let Some(shape) = shapes.iter().find(|shape| shape.annotation == index) {
                    camera.show(&drawing::outline(&shape.primitive));
                }
            });
            marks.revealed.set(None);
        }
    });
    let hidden = look.hidden;
    let mask = Signal::derive(move || {
        let address = mask.clone()?;
        Some(hidden.with(|hidden| with_hidden(address, hidden)))
    });
    view! {
        <div class="stage-frame">
            <Stage camera look marks shapes mask label=name.clone()>
                {preview
                    .map(|preview| {
                        view! { <img class="stage-image" src=preview alt="" draggable="false" /> }
                    })}
                {known_problem
                    .is_none()
                    .then(|| {
                        view! {
                            <img
                                class="stage-image"
                                node_ref=image
                                src=address
                                alt=name
                                decoding="async"
                                draggable="false"
                            />
                        }
                    })}
            </Stage>
            <crate::picture_problem::ProblemPanel problem />
        </div>
        <StageToolbar camera look annotated>
            {(count > 1)
                .then(|| {
                    view! {
                        <div class="tool-group" role="group" aria-label="Pictures">
                            {(0..count)
                                .map(|place| {
                                    view! {
                                        <button
                                            class="button small"
                                            type="button"
                                            aria-pressed=(current.get_untracked() == place).to_string()
                                            on:click=move |_| current.set(place)
                                        >
                                            {format!("Picture {}", place + 1)}
                                        </button>
                                    }
                                })
                                .collect_view()}
                        </div>
                    }
                })}
        </StageToolbar>
    }
}

/// The address of a mask without the labels that are hidden.
fn with_hidden(address: String, hidden: &std::collections::BTreeSet<String>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for label in hidden {
        query.append_pair("hide", label);
    }
    match query.finish() {
        query if query.is_empty() => address,
        query => format!("{address}&{query}"),
    }
}
