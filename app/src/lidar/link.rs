//! Frame, camera, colours and object in the address, behind `#`: a teammate who opens the link sees
//! the same. The query before it is the list's.

use std::time::Duration;

use leptos::prelude::*;
use viewer::{CameraPose, Coloring};

use super::state::{Lidar, Look};

/// How long the view rests before the address says so.
const REST: Duration = Duration::from_millis(250);

/// What an address says of the view; what it does not say stays as it is.
#[derive(Debug, Clone, PartialEq, Default)]
struct ViewLink {
    /// From 1, as people count.
    frame: Option<u32>,
    camera: Option<CameraPose>,
    color: Option<Coloring>,
    /// Its number, from 1.
    object: Option<usize>,
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
                _ => {}
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
    });
    let shown = Memo::new(move |_| ViewLink {
        frame: Some(lidar.frame.get() + 1),
        camera: lidar.pose.get(),
        color: Some(lidar.coloring.get()),
        object: lidar.marks.selected.get().map(|object| object + 1),
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
        };
        assert!(link.camera.is_some());
        assert_eq!(ViewLink::parse(&link.text()), link);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        assert_eq!(
            ViewLink::parse("frame=0&camera=here&color=tasty&object=-1&x=1"),
            ViewLink::default()
        );
    }
}
