//! The canvas at work: once an animation frame, what was asked for is done and drawn.

#![allow(
    clippy::wildcard_imports,
    reason = "the parts below are one `Live`, and share what it is made of"
)]

mod cloud;
mod frames;
mod inside;
mod legend;
mod levels;
mod photo_colors;
pub(in crate::lidar) mod pictures;
mod sight;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use domain::label_color::label_color;
use leptos::html;
use leptos::prelude::*;
use viewer::draw::{Frame, ViewerError};
use viewer::{CameraPose, Cloud, Coloring, DrawnCuboid, Emphasis, PointSize, Vec3, View, Viewer};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlCanvasElement, WebGl2RenderingContext};

use super::edit::Sides;
use super::input::Input;
use super::sight::Sight;
use super::state::{Lidar, Look, Name, Status, shape};
use super::topdown;
use crate::task_page::label_words;

/// How long the camera glides to another look, in milliseconds.
const GLIDE: f64 = 280.0;

/// Above this many points, what is under the pointer is not searched for at each move.
const MANY_POINTS: usize = 2_000_000;

/// Shows the frames on the canvas from when it is in the page until the view goes.
pub fn show(canvas: NodeRef<html::Canvas>, lidar: Lidar) {
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        ask_back(&canvas);
        match context(&canvas).map(Viewer::new) {
            Some(Ok(viewer)) => run(Live::new(viewer, canvas, lidar)),
            Some(Err(error)) => lidar.status.set(Status::Failed(error.to_string())),
            None => lidar.status.set(Status::NoWebGl),
        }
    });
}

/// A browser that took the graphics card away gives it back only to a page that asks for it.
fn ask_back(canvas: &HtmlCanvasElement) {
    let ask = Closure::<dyn Fn(Event)>::new(|event: Event| event.prevent_default());
    let ask = ask.into_js_value();
    // Fails only for a name that is none.
    let _ = canvas.add_event_listener_with_callback("webglcontextlost", ask.unchecked_ref());
}

fn context(canvas: &HtmlCanvasElement) -> Option<WebGl2RenderingContext> {
    let options = js_sys::Object::new();
    for name in ["antialias", "alpha"] {
        js_sys::Reflect::set(&options, &name.into(), &false.into()).ok()?;
    }
    let context = canvas.get_context_with_context_options("webgl2", &options);
    context.ok()??.dyn_into().ok()
}

/// Calls itself once an animation frame, which a tab in the background has none of.
fn run(live: Rc<RefCell<Live>>) {
    request_animation_frame(move || {
        // The page has gone: its signals with it.
        if live.borrow().lidar.frame.try_get_untracked().is_none() {
            return;
        }
        live.borrow_mut().step();
        run(live);
    });
}

struct Live {
    viewer: Viewer,
    canvas: HtmlCanvasElement,
    lidar: Lidar,
    size: CanvasSize,
    /// The frame whose points are on the canvas.
    shown: Option<u32>,
    /// Objects of the cuboids on the canvas, in their order.
    objects: Vec<usize>,
    cuboids: Option<CuboidsKey>,
    glide: Option<Glide>,
    hover: Option<[f64; 2]>,
    /// Counts animation frames.
    turn: u32,
    lost: bool,
    /// The frames whose points are on the canvas.
    frames: Option<frames::FramesKey>,
    /// Counts the clouds that were put on the canvas, however they were coloured since.
    clouds: u32,
    /// How many of the points are of the frame itself, which come first.
    own_points: usize,
    /// Frames that are shown together.
    read: frames::ReadFrames,
    /// Of a large cloud.
    levels: Option<levels::Levels>,
    counting: inside::Counting,
    /// The height of the grid; `world`, metres.
    floor: Option<f64>,
    held: sight::Held,
    /// What is chosen of the scene, taken over where it changes.
    sight: Rc<Sight>,
    sides: Option<pictures::SidesKey>,
    photo_colors: photo_colors::PhotoColors,
    /// The chosen cuboid from its sides, while it is fixed.
    fix_sides: Sides,
}

/// What the cuboids on the canvas depend on.
#[derive(PartialEq)]
struct CuboidsKey {
    frame: u32,
    hidden: BTreeSet<String>,
    selected: Option<usize>,
    hovered: Option<usize>,
    /// The edits that they come from.
    edited: Option<u64>,
}

/// CSS pixels, and device pixels of one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct CanvasSize {
    width: f64,
    height: f64,
    pixel_ratio: f64,
}

struct Glide {
    from: CameraPose,
    to: CameraPose,
    /// Milliseconds.
    began: f64,
}

impl Live {
    fn new(viewer: Viewer, canvas: HtmlCanvasElement, lidar: Lidar) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            viewer,
            canvas,
            lidar,
            size: CanvasSize::default(),
            shown: None,
            objects: Vec::new(),
            cuboids: None,
            glide: None,
            hover: None,
            turn: 0,
            lost: false,
            frames: None,
            clouds: 0,
            own_points: 0,
            read: frames::ReadFrames::default(),
            levels: None,
            counting: inside::Counting::default(),
            floor: None,
            held: sight::Held::default(),
            sight: Rc::default(),
            sides: None,
            photo_colors: photo_colors::PhotoColors::default(),
            fix_sides: Sides::default(),
        }))
    }

    fn step(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        self.fit_canvas();
        self.take_frame();
        self.take_inputs();
        self.take_look();
        self.take_sight();
        self.paint();
        self.take_cuboids();
        self.glide();
        self.point();
        self.sharpen();
        self.draw();
        self.name();
        self.write_figures();
        self.take_sides();
        self.take_picture();
        self.fix();
        self.ask_inside();
    }

    /// What the handles of a fix are drawn by.
    fn fix(&mut self) {
        let edit = self.lidar.edit;
        let is_needed = edit.version().is_some() || edit.has_pins.get_untracked();
        let seen = is_needed.then(|| self.viewer.view());
        set_if_other(edit.seen, seen);
        self.fix_sides
            .step(&mut self.viewer, self.lidar, self.shown);
    }

    /// The canvas follows its place on the page, and the colour behind it the theme.
    fn fit_canvas(&mut self) {
        let size = CanvasSize {
            width: f64::from(self.canvas.client_width()),
            height: f64::from(self.canvas.client_height()),
            pixel_ratio: window().device_pixel_ratio(),
        };
        if size != self.size {
            self.size = size;
            self.viewer
                .resize(size.width, size.height, size.pixel_ratio);
        }
        if self.turn % 20 == 1
            && let Some(background) = background(&self.canvas)
        {
            self.viewer.look.background = background;
        }
    }

    /// Puts the points of the frame on the canvas once they are here.
    fn take_frame(&mut self) {
        let frame = self.lidar.frame.get_untracked();
        if !self.lidar.is_loaded(frame) {
            return;
        }
        let frames = self.frames_around(frame);
        if self.frames.as_ref() == Some(&frames) {
            return;
        }
        let Some(loaded) = self.lidar.loaded(frame) else {
            return;
        };
        let put = self.merged(&frames);
        self.frames = Some(frames);
        let is_first = self.shown.is_none();
        let before = self.shown.replace(frame);
        let put = put.and_then(|put| {
            self.own_points = put.own_points;
            self.levels = put.levels;
            set_if_other(self.lidar.drawn, put.drawn);
            self.viewer
                .set_cloud(put.cloud)
                .map_err(|error| error.to_string())
        });
        self.clouds += 1;
        if let Err(why) = put {
            self.levels = None;
            self.lidar.status.set(Status::Failed(why));
            return;
        }
        let cloud = self.viewer.cloud();
        let is_one_of_many = self
            .lidar
            .sight
            .with_untracked(|sight| sight.together.around > 0);
        let has_photos = photo_colors::has_photos(&loaded.facts.info.images);
        let suits: Vec<Coloring> = Coloring::ALL
            .into_iter()
            .filter(|coloring| {
                // Photos and other frames may still be on their way.
                match coloring {
                    Coloring::Photos => has_photos,
                    Coloring::Frame => is_one_of_many,
                    _ => coloring.suits(cloud),
                }
            })
            .collect();
        let has_ground = cloud.ground.is_some();
        if !suits.contains(&self.lidar.coloring.get_untracked()) {
            self.lidar.color_by(Coloring::Height);
        }
        set_if_other(self.lidar.colorings, suits);
        set_if_other(self.lidar.has_ground, has_ground);
        let device = loaded.facts.info.device_position;
        let device: [f64; 3] = device.map(Into::into).unwrap_or_default();
        self.viewer.device = device.into();
        let bounds = self.viewer.bounds();
        set_if_other(self.lidar.bounds, bounds);
        self.floor = bounds.map(|bounds| bounds.min.z);
        self.follow(before, frame);
        if is_first && self.lidar.look.get_untracked().is_none() {
            self.viewer.navigator.pose = self.overview();
        }
        self.count_inside();
        self.lidar.status.set(Status::Shown);
    }

    /// At what is near the device, facing where most points are: a lidar's far points would make
    /// everything else small.
    fn overview(&self) -> CameraPose {
        let device = self.viewer.device;
        let mut pose = CameraPose::at(device, 45.0);
        let Some(bounds) = self.lidar.bounds.get_untracked() else {
            return pose;
        };
        let ahead = bounds.center() - device;
        let away = ahead.x.hypot(ahead.y);
        if away > 10.0 {
            // As a cuboid's yaw: counter-clockwise from +y.
            pose.yaw = (-ahead.x).atan2(ahead.y);
            pose.target += ahead * (15.0 / away);
        }
        // A scan of a room, or one that was not taken from where its device is said to be.
        if bounds.radius() < 20.0 || away > 200.0 {
            return self.view(CameraPose::at(bounds.center(), 1.0)).fit(&bounds);
        }
        pose
    }

    fn take_inputs(&mut self) {
        let mut inputs = Vec::new();
        self.lidar
            .inputs
            .update_value(|queue| std::mem::swap(queue, &mut inputs));
        let CanvasSize { width, height, .. } = self.size;
        for input in inputs {
            let navigator = &mut self.viewer.navigator;
            match input {
                Input::Rotate { dx, dy } if self.lidar.flies.get_untracked() => {
                    navigator.look_around(dx, dy);
                }
                Input::Rotate { dx, dy } => navigator.rotate(dx, dy),
                Input::Pan { dx, dy } => navigator.pan(dx, dy, height),
                Input::Zoom { factor, at } => navigator.zoom(factor, at, [width, height]),
                Input::Hover { at } => self.hover = Some(at),
                Input::Leave => {
                    self.hover = None;
                    self.lidar.marks.hover(None);
                    set_if_other(self.lidar.under_pointer, None);
                }
                Input::Click { at } if self.lidar.measures.get_untracked() => self.measure(at),
                Input::Click { at } if self.lidar.edit.picks.get_untracked() => {
                    self.lidar.edit.picked.set(self.place_at(at));
                }
                Input::Click { at } => {
                    let object = self.object_at(at);
                    self.lidar.marks.selected.set(object);
                }
                Input::Approach { at } => {
                    if let Some(object) = self.object_at(at) {
                        self.lidar.look.set(Some(Look::Object(object)));
                    } else if let Some(point) = self.viewer.pick_point(at) {
                        let mut to = self.viewer.navigator.pose;
                        to.target = point.position;
                        to.distance = (to.distance / 2.5).max(2.0);
                        self.go(to);
                    }
                }
            }
            if !matches!(
                input,
                Input::Hover { .. } | Input::Leave | Input::Click { .. } | Input::Approach { .. }
            ) {
                self.glide = None;
            }
        }
    }

    /// The point under a pixel, or the ground there.
    fn place_at(&self, at: [f64; 2]) -> Option<[f64; 3]> {
        let point = self.viewer.pick_point(at).map(|point| point.position);
        let ground = self.floor.unwrap_or_default();
        let place = point.or_else(|| self.viewer.view().ray(at).meets_level(ground))?;
        Some(place.into())
    }

    fn object_at(&self, at: [f64; 2]) -> Option<usize> {
        let place = self.viewer.pick_cuboid(at)?;
        self.objects.get(place).copied()
    }

    fn take_look(&mut self) {
        let lidar = self.lidar;
        let look = &mut self.viewer.look;
        look.coloring = lidar.coloring.get_untracked();
        look.show_ground = lidar.shows_ground.get_untracked();
        look.show_cuboids = lidar.shows_cuboids.get_untracked();
        look.eye_dome_lighting = lidar.shows_depth.get_untracked();
        look.point_size = match lidar.point_size.get_untracked() {
            0 => viewer::Look::default().point_size,
            pixels => PointSize::Fixed(pixels as f32),
        };
        // Without points there is nothing to look at yet.
        let Some(asked) = lidar.look.get_untracked().filter(|_| self.shown.is_some()) else {
            return;
        };
        lidar.look.set(None);
        let frame = lidar.frame.get_untracked();
        let chosen = lidar.marks.selected.get_untracked();
        let chosen = chosen.and_then(|object| lidar.cuboid(object, frame));
        let pose = self.viewer.navigator.pose;
        match asked {
            Look::All => {
                if let Some(bounds) = lidar.bounds.get_untracked() {
                    let pose = CameraPose::at(bounds.center(), 1.0);
                    self.go(self.view(pose).fit(&bounds));
                }
            }
            Look::Side(side) => {
                let heading = chosen.as_ref().map_or(0.0, |cuboid| cuboid.yaw);
                let turned = pose.from_side(side, heading);
                self.go(match (chosen, lidar.bounds.get_untracked()) {
                    (Some(cuboid), _) => self.view(turned).fit_cuboid(&shape(&cuboid)),
                    (None, Some(bounds)) => self.view(turned).fit(&bounds),
                    (None, None) => turned,
                });
            }
            Look::Object(object) => match lidar.cuboid(object, frame) {
                Some(cuboid) => self.go(self.view(pose).fit_cuboid(&shape(&cuboid))),
                None => {
                    if let Some(first) = lidar.first_frame(object) {
                        lidar.playing.set(false);
                        lidar.frame.set(first);
                        lidar.look.set(Some(Look::Object(object)));
                    } else if let Some(bounds) = self.shape_bounds(object) {
                        self.go(self.view(pose).fit(&bounds));
                    }
                }
            },
            Look::Pose(pose) => self.viewer.navigator.pose = pose,
        }
    }

    /// Around a shape of an answer that has such instead of cuboids.
    fn shape_bounds(&self, mark: usize) -> Option<viewer::Bounds> {
        let shapes = self.lidar.shapes();
        let shape = shapes.iter().find(|shape| shape.mark == mark)?;
        topdown::bounds(shape, self.floor.unwrap_or_default())
    }

    /// What a camera would see on the canvas as it is.
    fn view(&self, pose: CameraPose) -> View {
        View::new(pose, self.size.width, self.size.height)
    }

    fn go(&mut self, to: CameraPose) {
        self.glide = Some(Glide {
            from: self.viewer.navigator.pose,
            to,
            began: js_sys::Date::now(),
        });
    }

    fn glide(&mut self) {
        let Some(Glide { from, to, began }) = &self.glide else {
            return;
        };
        let share = (js_sys::Date::now() - began) / GLIDE;
        self.viewer.navigator.pose = from.towards(to, share);
        if share >= 1.0 {
            self.glide = None;
        }
    }

    fn take_cuboids(&mut self) {
        let lidar = self.lidar;
        let key = CuboidsKey {
            frame: self.shown.unwrap_or_default(),
            hidden: lidar.marks.hidden.get_untracked(),
            selected: lidar.marks.selected.get_untracked(),
            hovered: lidar.marks.hovered.get_untracked(),
            edited: lidar.edit.version(),
        };
        if self.cuboids.as_ref() == Some(&key) {
            return;
        }
        let selection_changed = self.cuboids.as_ref().is_none_or(|before| {
            (before.selected, before.frame, before.edited) != (key.selected, key.frame, key.edited)
        });
        let cuboids = untrack(|| lidar.cuboids(key.frame));
        self.objects = cuboids.iter().map(|(object, _)| *object).collect();
        self.viewer.set_cuboids(
            cuboids
                .iter()
                .map(|(object, cuboid)| {
                    let color = label_color(&cuboid.label);
                    DrawnCuboid {
                        shape: shape(cuboid),
                        color: [color.r, color.g, color.b],
                        emphasis: if key.selected == Some(*object) {
                            Emphasis::Selected
                        } else if key.hovered == Some(*object) {
                            Emphasis::Hovered
                        } else {
                            Emphasis::Plain
                        },
                    }
                })
                .collect(),
        );
        self.cuboids = Some(key);
        if selection_changed {
            self.count_inside();
        }
    }

    /// What is under the pointer, once it has moved and the camera rests.
    fn point(&mut self) {
        if self.glide.is_some() {
            return;
        }
        let Some(at) = self.hover.take() else { return };
        self.lidar.marks.hover(self.object_at(at));
        // The chunks of a large cloud lie together: most are passed over.
        let is_quick = self.levels.is_some() || self.viewer.cloud().len() <= MANY_POINTS;
        let text = is_quick
            .then(|| self.viewer.pick_point(at))
            .flatten()
            .map(|point| {
                let Vec3 { x, y, z } = point.position;
                let away = (point.position - self.viewer.device).map(|metres| metres * metres);
                let away = (away.x + away.y + away.z).sqrt();
                format!("{x:.2}, {y:.2}, {z:.2} m, {away:.1} m away")
            });
        set_if_other(self.lidar.under_pointer, text);
    }

    /// Names what is pointed at or chosen.
    fn name(&mut self) {
        let marks = self.lidar.marks;
        let wanted = [
            marks.selected.get_untracked(),
            marks.hovered.get_untracked(),
        ];
        let names = if wanted == [None, None] {
            Vec::new()
        } else {
            let anchors = self.viewer.label_anchors().into_iter();
            anchors
                .filter_map(|(place, [x, y])| {
                    let object = self.objects.get(place).copied();
                    object.filter(|object| wanted.contains(&Some(*object)))?;
                    let frame = self.shown.unwrap_or_default();
                    let cuboid = self.lidar.cuboid(object?, frame)?;
                    Some(Name {
                        label: label_words(&cuboid.label),
                        x: x.round() as i32,
                        y: y.round() as i32,
                    })
                })
                .collect()
        };
        set_if_other(self.lidar.names, names);
    }

    fn draw(&mut self) {
        match self.viewer.render(js_sys::Date::now()) {
            Ok(Frame::Unchanged) => {
                if self.glide.is_none() && self.shown.is_some() {
                    set_if_other(self.lidar.pose, Some(self.viewer.navigator.pose));
                }
            }
            Ok(Frame::Partial | Frame::Whole) => {}
            Err(ViewerError::ContextLost) => {
                self.lost = true;
                set_if_other(self.lidar.status, Status::Lost);
                return;
            }
            Err(error) => set_if_other(self.lidar.status, Status::Failed(error.to_string())),
        }
        if self.lost && self.viewer.restore().is_ok() {
            self.lost = false;
            self.lidar.status.set(Status::Shown);
        }
    }
}

fn set_if_other<T: PartialEq + Clone + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.get_untracked() != value {
        signal.set(value);
    }
}

/// The colour that the style gives the canvas' place.
fn background(canvas: &HtmlCanvasElement) -> Option<[u8; 3]> {
    let style = window().get_computed_style(canvas).ok()??;
    let text = style.get_property_value("background-color").ok()?;
    let numbers = text.trim_start_matches("rgba(").trim_start_matches("rgb(");
    let mut parts = numbers
        .trim_end_matches(')')
        .split([',', ' '])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok());
    let mut next = || Some(parts.next()? as u8);
    Some([next()?, next()?, next()?])
}
