//! The photos of a frame, with the cuboids drawn where its cameras see them.

use std::fmt::Write as _;

use domain::label_color::label_color;
use domain::lidar::{Cuboid, FrameImage};
use leptos::html;
use leptos::prelude::*;
use viewer::PhotoCamera;
use viewer::cuboid::outline;

use super::photo_camera::{camera, problem};
use super::photo_points::PhotoPoints;
use super::state::{Lidar, shape};

#[component]
pub fn Photos(lidar: Lidar) -> impl IntoView {
    let images = Memo::new(move |_| {
        let mut images = lidar
            .facts
            .get()
            .map(|facts| facts.info.images)
            .unwrap_or_default();
        images.sort_by(|one, other| {
            let priority = |image: &FrameImage| image.priority.unwrap_or_default();
            priority(other).total_cmp(&priority(one))
        });
        images
    });
    // Room is kept from the start, so that nothing moves once they come.
    let is_there = Memo::new(move |_| {
        if lidar.facts.with(Option::is_some) {
            images.with(|images| !images.is_empty())
        } else {
            lidar.may_have_photos()
        }
    });
    let is_large = RwSignal::new(false);
    view! {
        <Show when=move || is_there.get()>
            <ul class="cloud-photos" class:large=is_large aria-label="Photos of the frame" tabindex="0">
                {move || {
                    images
                        .get()
                        .into_iter()
                        .map(|image| view! { <li><Photo lidar image is_large /></li> })
                        .collect_view()
                }}
            </ul>
        </Show>
    }
}

#[component]
fn Photo(lidar: Lidar, image: FrameImage, is_large: RwSignal<bool>) -> impl IntoView {
    let address = lidar.file_address(&image.image_url);
    let name = image
        .image_url
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let camera = camera(&image);
    // Before it is here, a photo's principal point tells its shape: it is about in the middle.
    let guess = image.cx.zip(image.cy).unwrap_or((16.0, 9.0));
    let problem = problem(&image);
    let size = RwSignal::new(None::<[f64; 2]>);
    let is_broken = RwSignal::new(false);
    let node = NodeRef::<html::Img>::new();
    let learn = move || {
        if let Some(image) = node.get_untracked() {
            let (width, height) = (image.natural_width(), image.natural_height());
            size.set((width > 0).then(|| [f64::from(width), f64::from(height)]));
        }
    };
    // It may have come before anybody listened.
    Effect::new(move |_| {
        if node.get().is_some_and(|image| image.complete()) {
            learn();
        }
    });
    let outlines = move || {
        let camera = camera.as_ref()?;
        let photo = size.get()?;
        let (selected, hovered) = (lidar.marks.selected.get(), lidar.marks.hovered.get());
        let drawn = lidar
            .cuboids(lidar.frame.get())
            .into_iter()
            .filter_map(|(object, cuboid)| {
                let path = path(&cuboid, camera, photo)?;
                let class = match Some(object) {
                    chosen if chosen == selected => "outline selected",
                    chosen if chosen == hovered => "outline hovered",
                    _ => "outline",
                };
                let color = label_color(&cuboid.label).to_string();
                Some(view! {
                    <path
                        class=class
                        d=path
                        stroke=color
                        on:pointerenter=move |_| lidar.marks.hover(Some(object))
                        on:pointerleave=move |_| lidar.marks.hover(None)
                        on:click=move |event| {
                            event.stop_propagation();
                            lidar.marks.selected.set(Some(object));
                            lidar.marks.revealed.set(Some(object));
                        }
                    >
                        <title>{cuboid.label.clone()}</title>
                    </path>
                })
            })
            .collect_view();
        Some(view! {
            <svg class="cloud-outlines" preserveAspectRatio="none" viewBox=format!("0 0 {} {}", photo[0], photo[1]) aria-hidden="true">
                {drawn}
            </svg>
        })
    };
    let caption = match problem {
        Some(problem) => format!("{name}, {problem}"),
        None => name.clone(),
    };
    view! {
        <figure class="cloud-photo">
            <div
                class="cloud-photo-frame"
                style=("--photo-ratio", move || {
                    let [width, height] = size.get().unwrap_or([guess.0, guess.1]);
                    (width / height).to_string()
                })
            >
                <img
                    node_ref=node
                    src=address
                    alt=format!("Photo {name}")
                    hidden=is_broken
                    on:load=move |_| learn()
                    on:error=move |_| is_broken.set(true)
                />
                {camera.map(|camera| view! { <PhotoPoints lidar camera photo=size /> })}
                {outlines}
                <Show when=move || is_broken.get()>
                    <p class="cloud-photo-broken">"This photo cannot be shown."</p>
                </Show>
            </div>
            <figcaption>
                <span>{caption}</span>
                <button
                    type="button"
                    class="button small quiet"
                    aria-pressed=move || is_large.get().to_string()
                    on:click=move |_| is_large.update(|large| *large = !*large)
                >
                    {move || if is_large.get() { "Smaller" } else { "Larger" }}
                </button>
            </figcaption>
        </figure>
    }
}

/// The cuboid's edges in pixels of the photo; `None` where the camera does not see it.
fn path(cuboid: &Cuboid, camera: &PhotoCamera, photo: [f64; 2]) -> Option<String> {
    let outline = outline(&shape(cuboid), camera)?.cropped(photo)?;
    let mut path = String::new();
    for line in outline.edges.iter().chain(&outline.heading) {
        for (place, [x, y]) in line.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(path, "{}{x:.1} {y:.1}", if place == 0 { 'M' } else { 'L' });
        }
    }
    Some(path)
}
