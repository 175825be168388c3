//! Keys of the point cloud.

use leptos::html;
use leptos::prelude::*;
use viewer::Side;

use super::modes::{toggle_flying, toggle_full_screen, toggle_measuring};
use super::state::{Lidar, Look};
use crate::task_page::on_key;

pub fn listen(lidar: Lidar, view: NodeRef<html::Div>) {
    on_key(move |event| {
        let side = |side| lidar.look.set(Some(Look::Side(side)));
        let flip = |switch: RwSignal<bool>| switch.update(|on| *on = !*on);
        match event.key().as_str() {
            "0" => lidar.look.set(Some(Look::All)),
            "7" => side(Side::Top),
            "1" => side(Side::Front),
            "3" => side(Side::Right),
            "b" => flip(lidar.shows_cuboids),
            "d" => flip(lidar.shows_depth),
            "g" => flip(lidar.shows_ground),
            "c" => next_coloring(lidar),
            "f" => toggle_full_screen(view),
            "i" => lidar.wants_picture.set(true),
            "v" => toggle_flying(lidar),
            "m" => toggle_measuring(lidar),
            "t" => lidar.sight.update(|sight| sight.follows ^= true),
            "s" => lidar.sight.update(|sight| sight.shows.sides ^= true),
            "," => step(lidar, -1),
            "." => step(lidar, 1),
            " " | "k" => flip(lidar.playing),
            _ => return false,
        }
        true
    });
    // A row of the list leads to its object.
    Effect::new(move |_| {
        if let Some(object) = lidar.marks.revealed.get() {
            lidar.marks.revealed.set(None);
            lidar.look.set(Some(Look::Object(object)));
        }
    });
}

fn step(lidar: Lidar, by: i64) {
    lidar.playing.set(false);
    lidar.go(i64::from(lidar.frame.get_untracked()) + by);
}

fn next_coloring(lidar: Lidar) {
    let all = lidar.colorings.get_untracked();
    let now = all
        .iter()
        .position(|one| *one == lidar.coloring.get_untracked());
    let next = now.map_or(0, |now| now + 1);
    if let Some(coloring) = all.get(next % all.len().max(1)) {
        lidar.color_by(*coloring);
    }
}
