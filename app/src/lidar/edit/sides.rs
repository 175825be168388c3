//! The chosen cuboid from above, from the side and from the front, each with handles.

use leptos::prelude::*;

use super::{Fixing, Handles};

/// Their names, in the order of `EditState::sides`.
const NAMES: [&str; 3] = ["Top", "Side", "Front"];

fn canvas_id(side: usize) -> String {
    format!("fix-side-{side}")
}

#[component]
pub fn SideViews(fixing: Fixing) -> impl IntoView {
    let sides = fixing.lidar.edit.sides;
    let is_empty = move || fixing.shown().is_none();
    view! {
        <div class="fix-sides" class:is-empty=is_empty>
            {NAMES
                .into_iter()
                .enumerate()
                .map(|(side, name)| {
                    let view = Signal::derive(move || sides.with(|sides| sides[side]));
                    view! {
                        <figure class="fix-side" class:large=side == 0>
                            <canvas id=canvas_id(side) aria-label=format!("The chosen cuboid: {name}") role="img"></canvas>
                            <Handles fixing view />
                            <figcaption>{name}</figcaption>
                        </figure>
                    }
                })
                .collect_view()}
            <Show when=is_empty>
                <p class="fix-hint">"Choose a cuboid to see it from above, from the side and from the front."</p>
            </Show>
        </div>
    }
}

#[cfg(target_arch = "wasm32")]
pub use pictures::Sides;

#[cfg(target_arch = "wasm32")]
mod pictures {
    use domain::lidar::Cuboid;
    use leptos::prelude::*;
    use viewer::draw::ViewerError;
    use viewer::{CameraPose, Look, Pixels, Side, View, Viewer};
    use wasm_bindgen::JsCast;
    use web_sys::HtmlCanvasElement;

    use super::canvas_id;
    use crate::lidar::live::pictures::{put, whole_picture};
    use crate::lidar::state::{Lidar, shape};

    /// How much is seen before and behind the cuboid, metres.
    const AROUND: f64 = 1.5;

    /// What is on the canvases.
    #[derive(Default)]
    pub struct Sides {
        views: [Option<View>; 3],
        drawn: [Option<Key>; 3],
        next: usize,
    }

    #[derive(Clone, PartialEq)]
    struct Key {
        view: View,
        frame: u32,
        cuboid: Cuboid,
        look: Look,
        cloud_version: u64,
    }

    impl Sides {
        /// Draws at most one of them: the canvas with the whole scene comes first.
        pub fn step(&mut self, viewer: &mut Viewer, lidar: Lidar, shown: Option<u32>) {
            let cuboid = shown.and_then(|frame| {
                let object = lidar.marks.selected.get_untracked()?;
                lidar.edit.cuboid(object, frame)?
            });
            let (Some(cuboid), Some(frame)) = (cuboid, shown) else {
                *self = Self::default();
                self.tell(lidar);
                return;
            };
            let side = self.next % 3;
            self.next = (side + 1) % 3;
            let canvas = document()
                .get_element_by_id(&canvas_id(side))
                .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok());
            let Some(canvas) = canvas else { return };
            let size = [canvas.client_width(), canvas.client_height()].map(f64::from);
            if size.contains(&0.0) {
                return;
            }
            let held = self.views[side].filter(|_| lidar.edit.is_dragging.get_untracked());
            let view = held.unwrap_or_else(|| view(side, &cuboid, size));
            self.views[side] = Some(view);
            self.tell(lidar);
            let key = Key {
                view,
                frame,
                cuboid,
                look: viewer.look.clone(),
                cloud_version: viewer.cloud_version(),
            };
            if self.drawn[side].as_ref() == Some(&key) {
                return;
            }
            let ratio = window().device_pixel_ratio().clamp(1.0, 2.0);
            if let Ok(pixels) = picture(viewer, &view, ratio) {
                // A browser that refuses leaves the picture before; the handles are right all the same.
                let _ = put(&canvas, &pixels);
                self.drawn[side] = Some(key);
            }
        }

        fn tell(&self, lidar: Lidar) {
            if lidar.edit.sides.get_untracked() != self.views {
                lidar.edit.sides.set(self.views);
            }
        }
    }

    fn view(side: usize, cuboid: &Cuboid, [width, height]: [f64; 2]) -> View {
        let (side, axis) = [(Side::Top, 2), (Side::Right, 0), (Side::Front, 1)][side];
        let pose = CameraPose::at(cuboid.position.into(), 10.0).from_side(side, cuboid.yaw);
        let pose = View::new(pose, width, height).fit_cuboid(&shape(cuboid));
        let depth = cuboid.dimensions[axis] / 2.0 + AROUND;
        View::new(pose, width, height).with_depth(Some(depth))
    }

    /// Without the grid, which would be a line or a plane over the cuboid.
    fn picture(viewer: &mut Viewer, view: &View, ratio: f64) -> Result<Pixels, ViewerError> {
        let grid = viewer.look.grid.take();
        let pixels = whole_picture(viewer, view, ratio);
        viewer.look.grid = grid;
        pixels
    }
}
