//! What [`Sight`] asks of the canvas: colours, clip, lines, and what moves the camera.

use std::collections::BTreeSet;

use viewer::{Fly, Line, Measure, angle_at};

use super::*;
use crate::lidar::lines;
use crate::lidar::sight::{Clip, Sight};
use crate::lidar::state::{Figure, FigureKind};
use crate::lidar::topdown::{self, FlatShape, Marked};

/// The size of a measured place's mark, as a share of the camera's distance.
const MARK: f64 = 0.006;

/// What the canvas was last made to show.
#[derive(Default)]
pub struct Held {
    lines: Option<LinesKey>,
    pub legend: Option<legend::LegendKey>,
    /// Milliseconds of the last animation frame in flight.
    flown: Option<f64>,
}

#[derive(PartialEq)]
struct LinesKey {
    sight: Rc<Sight>,
    frame: Option<u32>,
    path: usize,
    marked: Marked,
    /// The size of marks, as an exponent: they follow the camera's distance in steps.
    mark: i32,
}

impl Live {
    /// Everything of [`Sight`] that the next picture needs.
    pub(super) fn take_sight(&mut self) {
        if self.shown.is_none() {
            return;
        }
        self.lidar.sight.with_untracked(|sight| {
            if *sight != *self.sight {
                self.sight = Rc::new(sight.clone());
            }
        });
        let sight = Rc::clone(&self.sight);
        self.fly();
        self.clip(&sight);
        self.put_lines(&sight);
        self.put_legend(&sight);
    }

    fn fly(&mut self) {
        let lidar = self.lidar;
        let now = js_sys::Date::now();
        if !lidar.flies.get_untracked() {
            self.held.flown = None;
            return;
        }
        let before = self.held.flown.replace(now).unwrap_or(now);
        let ways = lidar.held.with_value(ways);
        if ways != Fly::default() {
            self.glide = None;
            // A tab that was in the background must not leap.
            let seconds = ((now - before) / 1000.0).min(0.1);
            self.viewer.navigator.fly(ways, seconds);
        }
    }

    fn clip(&mut self, sight: &Sight) {
        let middle = self.viewer.navigator.pose.target;
        // Follows the camera only in steps: each change draws all points anew.
        let middle = middle.map(|metres| (metres / 1000.0).round() * 1000.0);
        self.viewer.look.clip = sight.clip.map(|clip| clip.shape(middle));
        self.viewer.look.range = sight.range;
        self.viewer.look.show_axes = false;
    }

    fn put_lines(&mut self, sight: &Rc<Sight>) {
        let frame = self.shown;
        let shapes = self.lidar.shapes();
        let distance = self.viewer.navigator.pose.distance;
        let key = LinesKey {
            sight: Rc::clone(sight),
            frame,
            path: self.lidar.path().len(),
            marked: self.marked(&shapes),
            mark: distance.log2().round() as i32,
        };
        if self.held.lines.as_ref() == Some(&key) {
            return;
        }
        self.viewer.look.grid = if sight.shows.grid { self.floor } else { None };
        let facts = frame.and_then(|frame| self.lidar.loaded(frame));
        let mut drawn: Vec<Line> = Vec::new();
        if let Some(info) = facts.map(|loaded| loaded.facts.info) {
            if sight.shows.device {
                drawn.extend(lines::device(&info).iter().flat_map(lines::device_axes));
            }
            if sight.shows.cameras {
                drawn.extend(lines::cameras(&info));
            }
            if sight.shows.radar {
                drawn.extend(lines::radar(&info.radar_points));
            }
        }
        let path: Vec<Vec3> = self.lidar.path().into_iter().map(Vec3::from).collect();
        if sight.shows.path && path.windows(2).any(|pair| pair[0] != pair[1]) {
            drawn.extend(lines::path(&path));
        }
        if let (Some(Clip::Box(_)), Some(shape)) = (sight.clip, &self.viewer.look.clip) {
            drawn.extend(lines::clip(shape));
        }
        let height = self.floor.unwrap_or_default();
        drawn.extend(topdown::lines(&shapes, height, &key.marked));
        let mark = 2.0_f64.powi(key.mark) * MARK;
        drawn.extend(lines::measured(&sight.measured, mark));
        self.viewer.set_lines(drawn);
        self.held.lines = Some(key);
    }

    /// What is to be seen of the shapes of the answer; nothing changes where it has none.
    fn marked(&self, shapes: &[FlatShape]) -> Marked {
        let marks = self.lidar.marks;
        if shapes.is_empty() || !self.lidar.shows_cuboids.get_untracked() {
            return Marked {
                hidden: shapes.iter().map(|shape| shape.label.clone()).collect(),
                ..Marked::default()
            };
        }
        Marked {
            hidden: marks.hidden.get_untracked(),
            selected: marks.selected.get_untracked(),
            hovered: marks.hovered.get_untracked(),
        }
    }

    /// Where a click measures from or to; the fourth begins anew.
    pub(super) fn measure(&mut self, at: [f64; 2]) {
        let Some(point) = self.viewer.pick_point(at) else {
            return;
        };
        self.lidar.sight.update(|sight| {
            if sight.measured.len() >= 3 {
                sight.measured.clear();
            }
            sight.measured.push(point.position);
        });
    }

    /// Stays beside the chosen object where it moved from the frame before.
    pub(super) fn follow(&mut self, before: Option<u32>, now: u32) {
        let lidar = self.lidar;
        let follows = lidar.sight.with_untracked(|sight| sight.follows);
        let Some((object, before)) = lidar
            .marks
            .selected
            .get_untracked()
            .zip(before)
            .filter(|_| follows)
        else {
            return;
        };
        if let (Some(from), Some(to)) = (lidar.cuboid(object, before), lidar.cuboid(object, now)) {
            let pose = self.viewer.navigator.pose;
            self.viewer.navigator.pose = pose.moved_with(&shape(&from), &shape(&to));
            self.glide = None;
        }
    }

    /// Writes what was measured, and the grid's coordinates, over the canvas.
    pub(super) fn write_figures(&mut self) {
        let sight = Rc::clone(&self.sight);
        let view = self.viewer.view();
        let mut figures = Vec::new();
        let mut write = |kind, text: String, at: [f64; 2]| {
            let [x, y] = at.map(|pixels| pixels.round() as i32);
            figures.push(Figure { kind, text, x, y });
        };
        if let (true, Some(floor)) = (sight.shows.numbers && sight.shows.grid, self.floor) {
            for label in view.grid_labels(floor) {
                let kind = if label.is_x {
                    FigureKind::GridX
                } else {
                    FigureKind::GridY
                };
                write(kind, format!("{} m", label.metres), label.at);
            }
        }
        for pair in sight.measured.windows(2) {
            let measure = Measure {
                from: pair[0],
                to: pair[1],
            };
            if let Some(at) = view.project((pair[0] + pair[1]) / 2.0) {
                write(
                    FigureKind::Measure,
                    format!("{:.2} m", measure.distance()),
                    at,
                );
            }
        }
        if let [one, corner, other] = sight.measured[..]
            && let Some(at) = view.project(corner)
        {
            let angle = angle_at(corner, [one, other]).to_degrees();
            write(FigureKind::Measure, format!("{angle:.1}°"), at);
        }
        set_if_other(self.lidar.figures, figures);
    }
}

/// The ways that the held keys lead.
fn ways(held: &BTreeSet<String>) -> Fly {
    let way = |there: &str, back: &str| {
        f64::from(i8::from(held.contains(there)) - i8::from(held.contains(back)))
    };
    let fast = if held.contains("ShiftLeft") { 3.0 } else { 1.0 };
    Fly {
        right: way("KeyD", "KeyA") * fast,
        forward: way("KeyW", "KeyS") * fast,
        up: way("KeyE", "KeyQ") * fast,
    }
}
