//! A new cuboid: two clicks at opposite corners, then it is fitted to the points between.

use domain::lidar::Cuboid;
use domain::lidar::edit::{Frames, Heading};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fixing::{Fixing, fresh_uuid};
use super::points;

/// How high a rough box is until it is fitted, metres.
const HEIGHT: f64 = 2.2;

/// The least that two clicks are apart, metres.
const LEAST: f64 = 0.2;

impl Fixing {
    /// The next two clicks are corners.
    pub fn start_add(self) {
        self.lidar.leave_modes();
        self.told.set(None);
        self.first_click.set(None);
        self.lidar.edit.picks.set(true);
    }
}

/// Takes the clicks.
pub fn follow(fixing: Fixing) {
    let edit = fixing.lidar.edit;
    Effect::new(move |_| {
        let Some(place) = edit.picked.get() else {
            return;
        };
        edit.picked.set(None);
        match fixing.first_click.get_untracked() {
            None => fixing.first_click.set(Some(place)),
            Some(first) => {
                fixing.cancel_add();
                add(fixing, first, place);
            }
        }
    });
}

fn add(fixing: Fixing, first: [f64; 3], second: [f64; 3]) {
    let lidar = fixing.lidar;
    // The corners are along and across the way the reader looks, until its points tell more.
    let yaw = lidar
        .edit
        .seen
        .get_untracked()
        .map_or(0.0, |view| view.pose.yaw);
    let label = fixing.chosen().map(|(_, _, cuboid)| cuboid.label);
    let label = label.or_else(|| {
        fixing
            .form
            .with_untracked(|form| form.labels.first().cloned())
    });
    let low = first[2].min(second[2]) - 0.1;
    let mut rough = Cuboid {
        uuid: Some(fresh_uuid()),
        label: label.unwrap_or_default(),
        position: [
            f64::midpoint(first[0], second[0]),
            f64::midpoint(first[1], second[1]),
            low + HEIGHT / 2.0,
        ],
        dimensions: [1.0, 1.0, HEIGHT],
        yaw,
        pitch: 0.0,
        roll: 0.0,
        stationary: None,
        camera_used: None,
        number_of_points: None,
        distance_to_device: None,
        attributes: Vec::new(),
    };
    let corner = rough.to_local(second);
    rough.dimensions[0] = (corner[0].abs() * 2.0).max(LEAST);
    rough.dimensions[1] = (corner[1].abs() * 2.0).max(LEAST);
    let frame = lidar.frame.get_untracked();
    spawn_local(async move {
        let fitted = points::fitted(lidar, frame, &rough, Heading::OfPoints).await;
        // The fix may have been closed meanwhile.
        if lidar.edit.edits.try_with_untracked(Option::is_some) != Some(true) {
            return;
        }
        let told = match &fitted {
            Ok(Some(fitted)) => format!("Added, fitted to {} points", fitted.points),
            Ok(None) => {
                "Added as you drew it: fewer than 4 points above the ground are inside".to_owned()
            }
            Err(why) => format!("Added as you drew it, not fitted; `t` tries again. {why}"),
        };
        let fitted = fitted.ok().flatten();
        let cuboid = fitted.map_or(rough, |fitted| fitted.cuboid);
        if let Some(object) = fixing.edit(|edits| edits.add(frame as usize, cuboid)) {
            lidar.marks.selected.set(Some(object));
            fixing.told.set(Some(told));
        }
    });
}

/// The words of the buttons that delete, and where they do.
pub fn deletions(frame: u32) -> [(&'static str, Frames); 3] {
    let frame = frame as usize;
    [
        ("this frame", Frames::This(frame)),
        ("from here on", Frames::From(frame)),
        ("all frames", Frames::All),
    ]
}
