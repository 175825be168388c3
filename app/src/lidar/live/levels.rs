//! A large cloud at work: what the view needs of it is fetched, the coarsest first, and other parts
//! are let go.

use std::ops::Range;
use std::sync::Arc;

use leptos::task::spawn_local;
use viewer::levels::{Detail, wanted};
use web_sys::AbortController;

use super::photo_colors::PhotoColors;
use super::*;
use crate::lidar::coarse::{Chunks, Coarse, part_address};
use crate::lidar::frames;
use crate::lidar::state::Drawn;

/// Above so many points of the frame, those go that the view does not need.
const KEPT: usize = 4_000_000;

/// Requests on their way at a time.
const IN_FLIGHT: usize = 4;

/// For so many animation frames a view must rest to be shown in full detail.
const STILL: u32 = 8;

/// After a request that failed, the next comes so many animation frames later, then twice as many, up
/// to 16 times as many.
const PATIENCE: u32 = 120;

/// The chunks of the cloud on the canvas. What it has asked for is broken off when it goes.
pub struct Levels {
    coarse: Arc<Coarse>,
    chunks: Chunks,
    /// Of the frame's tile, without a range.
    address: String,
    abort: Option<AbortController>,
    arrived: Rc<RefCell<Vec<Arrival>>>,
    in_flight: usize,
    failures: u32,
    /// Animation frames until the next request.
    wait: u32,
    seen: Option<View>,
    /// For how many animation frames the view rests.
    still: u32,
    /// What the view needs, the coarsest first.
    needed: Vec<usize>,
    /// How many points there were when all that is needed had come.
    settled: usize,
    drawn: Drawn,
}

/// Chunks that follow each other, and the bytes of all, if they came.
struct Arrival {
    places: Range<usize>,
    bytes: Option<Vec<u8>>,
}

impl Levels {
    /// Of a cloud whose coarse chunks the viewer has, and after them `others` points of other frames;
    /// all frames together have `all` points.
    pub fn new(coarse: Arc<Coarse>, address: String, others: usize, all: u64) -> Self {
        Self {
            chunks: Chunks::new(&coarse, others),
            coarse,
            address,
            abort: AbortController::new().ok(),
            arrived: Rc::default(),
            in_flight: 0,
            failures: 0,
            wait: 0,
            seen: None,
            still: 0,
            needed: Vec::new(),
            settled: 0,
            drawn: Drawn {
                points: 0,
                all,
                is_stalled: false,
            },
        }
    }

    /// How many points were here when the view last had all that it needs.
    pub fn settled(&self) -> usize {
        self.settled
    }

    fn step(&mut self, viewer: &mut Viewer, photos: &PhotoColors) -> Drawn {
        let view = viewer.view();
        if self.seen == Some(view) {
            self.still = self.still.saturating_add(1);
        } else {
            self.seen = Some(view);
            self.still = 0;
            self.needed = wanted(&self.chunks.chunks, &view, Detail::RESTING);
        }
        let is_other = self.take(viewer, photos);
        self.ask();
        if self.in_flight == 0 && self.chunks.has(&self.needed) {
            self.settled = viewer.cloud().len();
        }
        if is_other || self.still == 0 || self.still == STILL {
            self.put(viewer, &view);
        }
        self.drawn.is_stalled = self.failures > 0;
        self.drawn
    }

    /// Draws what is here of what the view needs; of a moving one, as much as is drawn in time.
    fn put(&mut self, viewer: &mut Viewer, view: &View) {
        let ranges = if self.still < STILL {
            let points = viewer.moving_points();
            let points = points.saturating_sub(self.chunks.others());
            let places = wanted(&self.chunks.chunks, view, Detail::moving(points));
            self.chunks.ranges(&places)
        } else {
            self.chunks.ranges(&self.needed)
        };
        let points: usize = ranges.iter().map(ExactSizeIterator::len).sum();
        self.drawn.points = points as u64;
        viewer.draw_ranges = Some(ranges);
    }

    /// Takes the next of what has come: one a frame, so that none is late for it. Whether there was
    /// one.
    fn take(&mut self, viewer: &mut Viewer, photos: &PhotoColors) -> bool {
        let arrival = {
            let mut arrived = self.arrived.borrow_mut();
            (!arrived.is_empty()).then(|| arrived.remove(0))
        };
        let Some(Arrival { places, bytes }) = arrival else {
            return false;
        };
        self.in_flight -= 1;
        let came = bytes.is_some_and(|bytes| self.add(viewer, photos, places.clone(), &bytes));
        if came {
            self.failures = 0;
        } else {
            self.chunks.fail(places);
            // Those that were on their way together fail together.
            if self.wait == 0 {
                self.wait = PATIENCE << self.failures.min(4);
                self.failures += 1;
            }
        }
        if viewer.cloud().len() > KEPT + self.chunks.others() {
            let kept = self.chunks.keep(&self.needed);
            viewer.keep_points(&kept);
        }
        true
    }

    /// Whether these are the bytes of those chunks.
    fn add(
        &mut self,
        viewer: &mut Viewer,
        photos: &PhotoColors,
        places: Range<usize>,
        bytes: &[u8],
    ) -> bool {
        let Ok(tiles) = self.coarse.split(places.clone(), bytes) else {
            return false;
        };
        let cloud = viewer.cloud();
        let mut parts: Vec<Cloud> = tiles
            .iter()
            .map(|tile| cloud::part(tile, cloud, &self.coarse))
            .collect();
        if cloud.photo.is_some() {
            for part in &mut parts {
                part.photo = Some(photos.colors(part));
            }
        }
        for (place, part) in places.zip(&parts) {
            let Ok(points) = viewer.add_points(part) else {
                return false;
            };
            self.chunks.put(place, points);
        }
        true
    }

    /// Breaks off what is on its way, which is asked for again in the next step.
    fn pause(&mut self) {
        if self.in_flight == 0 {
            return;
        }
        if let Some(abort) = self.abort.take() {
            abort.abort();
        }
        self.abort = AbortController::new().ok();
        self.arrived = Rc::default();
        self.in_flight = 0;
        self.chunks.forget_asked();
    }

    fn ask(&mut self) {
        self.wait = self.wait.saturating_sub(1);
        while self.wait == 0 && self.in_flight < IN_FLIGHT {
            let Some(places) = self.chunks.next(&self.needed) else {
                return;
            };
            self.in_flight += 1;
            let address = part_address(&self.address, self.coarse.bytes(places.clone()));
            let arrived = Rc::clone(&self.arrived);
            let signal = self.abort.as_ref().map(AbortController::signal);
            spawn_local(async move {
                // What does not come is told of, and asked for again.
                let bytes = frames::bytes(&address, signal.as_ref()).await.ok();
                arrived.borrow_mut().push(Arrival { places, bytes });
            });
        }
    }
}

impl Drop for Levels {
    fn drop(&mut self) {
        if let Some(abort) = &self.abort {
            abort.abort();
        }
    }
}

impl Live {
    /// Brings a large cloud to the detail that the view needs.
    pub(super) fn sharpen(&mut self) {
        let is_shown = self.shown == Some(self.lidar.frame.get_untracked());
        if let Some(levels) = &mut self.levels {
            // The frame that is to be shown comes first.
            if !is_shown {
                levels.pause();
                return;
            }
            let drawn = levels.step(&mut self.viewer, &self.photo_colors);
            set_if_other(self.lidar.drawn, Some(drawn));
        }
    }
}
