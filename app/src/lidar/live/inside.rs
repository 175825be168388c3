//! How many points are inside the chosen cuboid.

use std::cell::Cell;

use domain::lidar::Cuboid;
use leptos::task::spawn_local;

use super::*;
use crate::lidar::frames::points_inside;
use crate::lidar::state::Inside;

/// For so many animation frames a cuboid must rest before the server is asked: who drags one does
/// not ask at each step.
const REST: u32 = 12;

/// What is to be counted by the server.
#[derive(Default)]
pub struct Counting {
    /// Counts what was to be counted: an answer to an older question is not told.
    asked: Rc<Cell<u32>>,
    waits: Option<Question>,
}

struct Question {
    cuboid: Cuboid,
    frame: u32,
    /// Animation frames until it is asked.
    rest: u32,
}

impl Live {
    /// Counts the frame's points inside the chosen cuboid, as the tile has them, or asks the server
    /// where not all are here.
    pub(super) fn count_inside(&mut self) {
        let chosen = self.lidar.marks.selected.get_untracked();
        let frame = self.shown.unwrap_or_default();
        let cuboid = chosen.and_then(|object| self.lidar.cuboid(object, frame));
        let asked = &self.counting.asked;
        asked.set(asked.get().wrapping_add(1));
        self.counting.waits = None;
        let Some(cuboid) = cuboid else {
            set_if_other(self.lidar.inside, None);
            return;
        };
        if self.levels.is_some() {
            self.counting.waits = Some(Question {
                cuboid,
                frame,
                rest: REST,
            });
            set_if_other(self.lidar.inside, Some(Inside::Counting));
            return;
        }
        let is_inside = cuboid.inside();
        let cloud = self.viewer.cloud();
        let origin = cloud.origin;
        let own = cloud.triples().iter().take(self.own_points);
        let points = own.filter(|point| {
            is_inside(std::array::from_fn(|axis| {
                f64::from(point[axis]) + origin[axis]
            }))
        });
        let points = points.count() as u64;
        set_if_other(self.lidar.inside, Some(Inside::Points(points)));
    }

    /// Asks the server once the cuboid rests.
    pub(super) fn ask_inside(&mut self) {
        let Some(question) = &mut self.counting.waits else {
            return;
        };
        question.rest = question.rest.saturating_sub(1);
        if question.rest > 0 {
            return;
        }
        let Some(Question { cuboid, frame, .. }) = self.counting.waits.take() else {
            return;
        };
        let Some(address) = self.lidar.address(frame) else {
            return;
        };
        let (lidar, asked) = (self.lidar, Rc::clone(&self.counting.asked));
        let number = asked.get();
        spawn_local(async move {
            let counted = points_inside(lidar.task_id(), address.url, cuboid).await;
            // The page may have gone meanwhile.
            let is_there = lidar.inside.try_get_untracked().is_some();
            if is_there && asked.get() == number {
                lidar
                    .inside
                    .set(Some(counted.map_or(Inside::Unknown, Inside::Points)));
            }
        });
    }
}
