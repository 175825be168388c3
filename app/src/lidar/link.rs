//! Frame, camera, colours and object in the address, behind `#`: a teammate who opens the link sees
//! the same. The query before it is the list's.

use std::collections::BTreeSet;
use std::time::Duration;

use leptos::prelude::*;
use viewer::{CameraPose, Coloring};

use super::sight::Sight;
use super::state::{Lidar, Look};

/// How long the view rests before the address says so.
const REST: Duration = Duration::from_millis(250);

/// The largest points, CSS pixels.
const POINTS: u32 = 8;

/// What an address says of the view; what it does not say stays as it is.
#[derive(Debug, Clone, PartialEq, Default)]
struct ViewLink {
    /// From 1, as people count.
    frame: Option<u32>,
    camera: Option<CameraPose>,
    color: Option<Coloring>,
    /// Its number, from 1.
    object: Option<usize>,
    /// CSS pixels; 0: by distance.
    points: u32,
    /// What the switches on the bar turn off.
    off: Off,
    /// Labels whose objects are not drawn.
    without: BTreeSet<String>,
    sight: Sight,
}

/// Switches of the bar that are off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Off {
    cuboids: bool,
    depth: bool,
    ground: bool,
}

impl Off {
    fn parse(text: &str) -> Self {
        let has = |word| text.split('.').any(|one| one == word);
        Self {
            cuboids: has("cuboids"),
            depth: has("depth"),
            ground: has("ground"),
        }
    }

    fn text(self) -> String {
        let words = [
            (self.cuboids, "cuboids"),
            (self.depth, "depth"),
            (self.ground, "ground"),
        ];
        let off: Vec<&str> = words
            .into_iter()
            .filter_map(|(is_off, word)| is_off.then_some(word))
            .collect();
        off.join(".")
    }
}

impl ViewLink {
    /// What cannot be read is left out.
    fn parse(fragment: &str) -> Self {
        let mut link = Self::default();
        for (name, value) in form_urlencoded::parse(fragment.as_bytes()) {
            match &*name {
                "frame" => link.frame = value.parse().ok().filter(|frame| *frame > 0),
                "camera" => link.camera = value.parse().ok(),
                "color" => link.color = Coloring::from_name(&value),
                "object" => link.object = value.parse().ok().filter(|object| *object > 0),
                "points" => link.points = value.parse().map_or(0, |size: u32| size.min(POINTS)),
                "off" => link.off = Off::parse(&value),
                "without" => {
                    link.without.insert(value.into_owned());
                }
                _ => link.sight.take(&name, &value),
            }
        }
        link
    }

    fn text(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        if let Some(frame) = self.frame {
            pairs.append_pair("frame", &frame.to_string());
        }
        if let Some(color) = self.color {
            pairs.append_pair("color", color.name());
        }
        if let Some(object) = self.object {
            pairs.append_pair("object", &object.to_string());
        }
        if let Some(camera) = &self.camera {
            pairs.append_pair("camera", &camera.to_string());
        }
        if self.points > 0 {
            pairs.append_pair("points", &self.points.to_string());
        }
        if self.off != Off::default() {
            pairs.append_pair("off", &self.off.text());
        }
        for label in &self.without {
            pairs.append_pair("without", label);
        }
        for (name, value) in self.sight.pairs() {
            pairs.append_pair(name, &value);
        }
        pairs.finish()
    }
}

/// Takes the view from the address, and writes it there from then on.
pub fn follow(lidar: Lidar) {
    Effect::new(move |before: Option<()>| {
        if before.is_some() {
            return;
        }
        let fragment = location().hash().unwrap_or_default();
        let link = ViewLink::parse(fragment.trim_start_matches('#'));
        if let Some(frame) = link.frame {
            lidar.go(i64::from(frame) - 1);
        }
        if let Some(color) = link.color {
            lidar.coloring.set(color);
        }
        if let Some(object) = link.object {
            lidar.marks.selected.set(Some(object - 1));
        }
        if let Some(camera) = link.camera {
            lidar.look.set(Some(Look::Pose(camera)));
        }
        if fragment.is_empty() {
            return;
        }
        lidar.point_size.set(link.points);
        lidar.shows_cuboids.set(!link.off.cuboids);
        lidar.shows_depth.set(!link.off.depth);
        lidar.shows_ground.set(!link.off.ground);
        lidar.marks.hidden.set(link.without);
        lidar.measures.set(!link.sight.measured.is_empty());
        lidar.sight.set(link.sight);
    });
    let shown = Memo::new(move |_| ViewLink {
        frame: Some(lidar.frame.get() + 1),
        camera: lidar.pose.get(),
        color: Some(lidar.coloring.get()),
        object: lidar.marks.selected.get().map(|object| object + 1),
        points: lidar.point_size.get(),
        off: Off {
            cuboids: !lidar.shows_cuboids.get(),
            depth: !lidar.shows_depth.get(),
            ground: !lidar.shows_ground.get(),
        },
        without: lidar.marks.hidden.get(),
        sight: lidar.sight.get(),
    });
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        if let Some(waiting) = waiting.flatten() {
            waiting.clear();
        }
        let link = shown.get();
        // Before the first look there is nothing to tell.
        link.camera?;
        set_timeout_with_handle(move || write(&link), REST).ok()
    });
}

fn write(link: &ViewLink) {
    let Ok(history) = window().history() else {
        return;
    };
    let address = format!("#{}", link.text());
    // The router's own state stays; a browser that refuses only keeps the old address.
    let state = history.state().unwrap_or_default();
    let _ = history.replace_state_with_url(&state, "", Some(&address));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_view_comes_back_from_its_address() {
        let link = ViewLink {
            frame: Some(3),
            camera: "1.5_-2_0.25_40_0.5_0.6_p".parse().ok(),
            color: Some(Coloring::Intensity),
            object: Some(7),
            points: 4,
            off: Off {
                depth: true,
                ground: true,
                ..Off::default()
            },
            without: ["Car & Van".to_owned(), String::new()].into(),
            sight: Sight {
                range: Some([0.25, 0.5]),
                follows: true,
                ..Sight::default()
            },
        };
        assert!(link.camera.is_some());
        assert_eq!(ViewLink::parse(&link.text()), link);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(
            ViewLink::parse("frame=0&camera=here&color=tasty&object=-1&x=1&points=no&off=x"),
            ViewLink::default()
        );
    }
}
