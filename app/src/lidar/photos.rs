//! The photos of a frame, with the cuboids drawn where its cameras see them.

use std::fmt::Write as _;

use domain::label_color::label_color;
use domain::lidar::{Cuboid, FrameImage};
use leptos::html;
use leptos::prelude::*;
use viewer::cuboid::outline;
use viewer::{Distortion, PhotoCamera, Pose};

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
    view! {
        <Show when=move || images.with(|images| !images.is_empty())>
            <ul class="cloud-photos" aria-label="Photos of the frame" tabindex="0">
                {move || {
                    images
                        .get()
                        .into_iter()
                        .map(|image| view! { <li><Photo lidar image /></li> })
                        .collect_view()
                }}
            </ul>
        </Show>
    }
}

#[component]
fn Photo(lidar: Lidar, image: FrameImage) -> impl IntoView {
    let address = lidar.file_address(&image.image_url);
    let name = image
        .image_url
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let camera = camera(&image);
    let problem = camera.is_none().then_some("not calibrated");
    let size = RwSignal::new(None::<[f64; 2]>);
    let is_broken = RwSignal::new(false);
    let is_large = RwSignal::new(false);
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
            <svg class="cloud-outlines" viewBox=format!("0 0 {} {}", photo[0], photo[1]) aria-hidden="true">
                {drawn}
            </svg>
        })
    };
    let caption = match problem {
        Some(problem) => format!("{name}, {problem}"),
        None => name.clone(),
    };
    view! {
        <figure class="cloud-photo" class:large=is_large>
            <div class="cloud-photo-frame">
                <img
                    node_ref=node
                    src=address
                    alt=format!("Photo {name}")
                    hidden=is_broken
                    on:load=move |_| learn()
                    on:error=move |_| is_broken.set(true)
                />
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

/// `None` where the frame does not say where the camera was or how it sees.
fn camera(image: &FrameImage) -> Option<PhotoCamera> {
    let position: [f64; 3] = image.position?.into();
    let heading = image.heading?;
    let pose = Pose::new(
        position.into(),
        [heading.w, heading.x, heading.y, heading.z],
    );
    let number = |value: Option<f64>| value.unwrap_or_default();
    let distortion = match image.camera_model.as_deref() {
        Some("fisheye") => Distortion::Fisheye {
            k: [image.k1, image.k2, image.k3, image.k4].map(number),
        },
        _ => Distortion::BrownConrady {
            k: [image.k1, image.k2, image.k3, image.k4, image.k5, image.k6].map(number),
            p: [image.p1, image.p2].map(number),
        },
    };
    let camera = PhotoCamera::new(
        pose,
        [image.fx?, image.fy?],
        [image.cx?, image.cy?],
        distortion,
    );
    let skewed = camera.with_skew(number(image.skew));
    Some(match image.scale_factor {
        Some(factor) if factor > 0.0 => skewed.with_scale_factor(factor),
        _ => skewed,
    })
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
