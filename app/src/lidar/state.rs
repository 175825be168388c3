//! What the view of a lidar task knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::TaskType;
use domain::annotations::{AttachmentRole, ResponseView};
use domain::lidar::{CloudFacts, Cuboid, FrameCuboids, LidarObject, PointLabels};
use leptos::html;
use leptos::prelude::*;
use pointcloud::tile::{Tile, TileError};
use viewer::cuboid::CuboidShape;
use viewer::{Bounds, CameraPose, Coloring, Side};

use super::class_places::ClassPlaces;
use super::coarse::Coarse;
use super::edit::EditState;
use super::input::{Gesture, Input};
use super::legend_facts::LegendFacts;
use super::sight::Sight;
use super::topdown::{self, FlatShape};
use crate::task_page::{Marks, TaskPageData};

/// What the canvas shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    Loading,
    Shown,
    /// The frame cannot be had; the text says why.
    Failed(String),
    NoWebGl,
    /// The browser took the graphics card away, for now.
    Lost,
}

/// What the toolbar and the keys ask of the camera.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// At all points.
    All,
    /// From one side, at the chosen object or at all points.
    Side(Side),
    /// At an object.
    Object(usize),
    /// As a link says.
    Pose(CameraPose),
}

/// The state of the view; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub struct Lidar {
    pub marks: Marks,
    pub edit: EditState,
    /// The frame that is shown, from 0.
    pub frame: RwSignal<u32>,
    pub playing: RwSignal<bool>,
    /// Frames a second.
    pub rate: f64,
    pub status: RwSignal<Status>,
    /// Of the frame that is shown.
    pub facts: RwSignal<Option<CloudFacts>>,
    pub coloring: RwSignal<Coloring>,
    /// Colourings that the frame has columns for.
    pub colorings: RwSignal<Vec<Coloring>>,
    /// CSS pixels; 0: by distance.
    pub point_size: RwSignal<u32>,
    pub shows_ground: RwSignal<bool>,
    pub has_ground: RwSignal<bool>,
    pub shows_cuboids: RwSignal<bool>,
    pub shows_depth: RwSignal<bool>,
    /// What else is shown, and how.
    pub sight: RwSignal<Sight>,
    /// What the colours say, for the legend.
    pub legend: RwSignal<LegendFacts>,
    /// Keys move the camera, and the pointer turns it where it stands.
    pub flies: RwSignal<bool>,
    /// The keys that are held while flying, by their code.
    pub held: StoredValue<BTreeSet<String>>,
    /// Clicks choose places to measure between.
    pub measures: RwSignal<bool>,
    /// What was measured, and the grid's coordinates, over the canvas.
    pub figures: RwSignal<Vec<Figure>>,
    /// Asks for a picture of the canvas as a file; the view takes it away.
    pub wants_picture: RwSignal<bool>,
    /// Where the chosen object is shown from above, the side and the front.
    pub sides: [NodeRef<html::Canvas>; 3],
    /// Asks for another look; the view takes it away.
    pub look: RwSignal<Option<Look>>,
    /// Where the camera came to rest.
    pub pose: RwSignal<Option<CameraPose>>,
    /// The names of the objects that are pointed at or chosen, over their cuboids.
    pub names: RwSignal<Vec<Name>>,
    /// Coordinates of the point under the pointer, for reading.
    pub under_pointer: RwSignal<Option<String>>,
    /// Points inside the chosen cuboid.
    pub inside: RwSignal<Option<Inside>>,
    /// Of a large cloud, how much of it is on the canvas; `None` where that is all.
    pub drawn: RwSignal<Option<Drawn>>,
    /// Of a large cloud, how many points the legend tells of.
    pub counted: RwSignal<Option<u64>>,
    /// Around the points of the frame, but for stray ones.
    pub bounds: RwSignal<Option<Bounds>>,
    /// Counts the times that somebody asked to load the frame again.
    pub attempts: RwSignal<u32>,
    /// What the pointer did since the last animation frame.
    pub inputs: StoredValue<Vec<Input>>,
    pub gesture: StoredValue<Gesture>,
    loaded: StoredValue<HashMap<u32, LoadedFrame>>,
    /// Where the classes of all frames so far stand in the palette.
    classes: StoredValue<Arc<ClassPlaces>>,
    /// Where the device was in the frames that were here so far; `world`, metres.
    path: StoredValue<BTreeMap<u32, [f64; 3]>>,
    task: StoredValue<Task>,
}

/// The name of an object on the canvas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub label: String,
    /// CSS pixels from the left and the top of the canvas: the middle of its lower edge.
    pub x: i32,
    pub y: i32,
}

/// A figure on the canvas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    pub kind: FigureKind,
    pub text: String,
    /// CSS pixels from the left and the top of the canvas.
    pub x: i32,
    pub y: i32,
}

/// What a figure tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureKind {
    Measure,
    GridX,
    GridY,
}

impl FigureKind {
    /// Its class in the style.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Measure => "cloud-figure measure",
            Self::GridX => "cloud-figure grid-x",
            Self::GridY => "cloud-figure grid-y",
        }
    }
}

/// A frame whose points are here.
#[derive(Debug, Clone)]
pub struct LoadedFrame {
    pub facts: CloudFacts,
    /// What its points are labelled as.
    pub labels: Option<Arc<PointLabels>>,
    /// Where its classes stand in the palette.
    pub classes: Arc<ClassPlaces>,
    /// As `pointcloud::tile` lays it out; of a large cloud, the tiles of its coarse chunks.
    pub tile: Arc<Vec<u8>>,
    /// Of a large cloud, of which only some points are here.
    pub coarse: Option<Arc<Coarse>>,
}

impl LoadedFrame {
    /// The tiles that are here: that of all points, or those of a large cloud's coarse chunks.
    pub fn tiles(&self) -> Result<Vec<Tile<'_>>, TileError> {
        match &self.coarse {
            Some(coarse) => coarse.tiles(&self.tile),
            None => Ok(vec![Tile::decode(&self.tile)?]),
        }
    }
}

/// How many points are inside the chosen cuboid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// The server counts them: here are not all points of a large cloud.
    Counting,
    Points(u64),
    /// The server could not be asked.
    Unknown,
}

/// How many of a large cloud's points are on the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drawn {
    pub points: u64,
    /// Of the frame, and of those that are shown with it.
    pub all: u64,
    /// The last request for more failed; it is made again.
    pub is_stalled: bool,
}

/// What does not change while the view is there.
struct Task {
    /// The frames' addresses as the task spells them, and those of their tiles.
    frames: Vec<FrameAddress>,
    cuboids: Vec<FrameCuboids>,
    objects: Vec<LidarObject>,
    shapes: Arc<[FlatShape]>,
    data: StoredValue<TaskPageData>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameAddress {
    /// As the task spells it.
    pub url: String,
    /// Of its tile.
    pub tile: String,
}

impl Lidar {
    pub fn new(data: StoredValue<TaskPageData>, marks: Marks) -> Self {
        let (task, rate) = data.with_value(|page| {
            let frames = page
                .content
                .files
                .iter()
                .filter(|file| file.role == AttachmentRole::LidarFrame)
                .map(|file| FrameAddress {
                    url: file.url.clone(),
                    tile: page.tile_address(&file.url),
                })
                .collect();
            let cuboids = match &page.content.response {
                ResponseView::Lidar(frames) => frames.clone(),
                _ => Vec::new(),
            };
            let objects = LidarObject::all(&cuboids);
            let task = Task {
                frames,
                cuboids,
                objects,
                shapes: topdown::shapes(&page.content.response),
                data,
            };
            (task, page.content.frame_rate)
        });
        Self {
            marks,
            edit: EditState::new(),
            frame: RwSignal::new(0),
            playing: RwSignal::new(false),
            rate,
            status: RwSignal::new(Status::Loading),
            facts: RwSignal::new(None),
            coloring: RwSignal::new(Coloring::Height),
            colorings: RwSignal::new(Vec::new()),
            point_size: RwSignal::new(0),
            shows_ground: RwSignal::new(true),
            has_ground: RwSignal::new(false),
            shows_cuboids: RwSignal::new(true),
            shows_depth: RwSignal::new(true),
            sight: RwSignal::new(Sight::default()),
            legend: RwSignal::new(LegendFacts::None),
            flies: RwSignal::new(false),
            held: StoredValue::new(BTreeSet::new()),
            measures: RwSignal::new(false),
            figures: RwSignal::new(Vec::new()),
            wants_picture: RwSignal::new(false),
            sides: [NodeRef::new(), NodeRef::new(), NodeRef::new()],
            look: RwSignal::new(None),
            pose: RwSignal::new(None),
            names: RwSignal::new(Vec::new()),
            under_pointer: RwSignal::new(None),
            inside: RwSignal::new(None),
            drawn: RwSignal::new(None),
            counted: RwSignal::new(None),
            bounds: RwSignal::new(None),
            attempts: RwSignal::new(0),
            inputs: StoredValue::new(Vec::new()),
            gesture: StoredValue::new(Gesture::default()),
            loaded: StoredValue::new(HashMap::new()),
            classes: StoredValue::new(Arc::default()),
            path: StoredValue::new(BTreeMap::new()),
            task: StoredValue::new(task),
        }
    }

    /// How many frames there are.
    pub fn count(self) -> usize {
        self.task.with_value(|task| task.frames.len())
    }

    pub fn address(self, frame: u32) -> Option<FrameAddress> {
        self.task
            .with_value(|task| task.frames.get(frame as usize).cloned())
    }

    /// The address of a file of the task.
    pub fn file_address(self, url: &str) -> String {
        self.task
            .with_value(|task| task.data.with_value(|data| data.file_address(url)))
    }

    pub fn task_id(self) -> domain::TaskId {
        self.task
            .with_value(|task| task.data.with_value(|data| data.detail.row.task_id))
    }

    /// The number of the response that is shown.
    pub fn response_version(self) -> i32 {
        self.task.with_value(|task| {
            task.data
                .with_value(|data| data.detail.row.response_version)
        })
    }

    /// The cuboids of a frame whose labels are not hidden, each with its object. Tracks what is
    /// hidden.
    pub fn cuboids(self, frame: u32) -> Vec<(usize, Cuboid)> {
        let hidden = self.marks.hidden.get();
        if let Some(edited) = self.edit.cuboids(frame, &hidden) {
            return edited;
        }
        self.task.with_value(|task| {
            let Some(cuboids) = task.cuboids.get(frame as usize) else {
                return Vec::new();
            };
            let objects = task.objects.iter().enumerate();
            objects
                .filter(|(_, object)| !hidden.contains(&object.label))
                .filter_map(|(index, object)| {
                    let cuboid = cuboids.list.get(object.at(frame as usize)?)?;
                    Some((index, cuboid.clone()))
                })
                .collect()
        })
    }

    /// An object's cuboid in a frame.
    pub fn cuboid(self, object: usize, frame: u32) -> Option<Cuboid> {
        if let Some(edited) = self.edit.cuboid(object, frame) {
            return edited;
        }
        self.task.with_value(|task| {
            let place = task.objects.get(object)?.at(frame as usize)?;
            task.cuboids.get(frame as usize)?.list.get(place).cloned()
        })
    }

    /// The shapes of an answer that has such instead of cuboids.
    pub fn shapes(self) -> Arc<[FlatShape]> {
        self.task.with_value(|task| task.shapes.clone())
    }

    /// The object that a uuid names.
    pub fn object_of(self, uuid: &str) -> Option<usize> {
        self.task.with_value(|task| {
            task.objects.iter().position(|object| {
                object.cuboids.first().is_some_and(|(frame, place)| {
                    task.cuboids[*frame].list[*place].uuid.as_deref() == Some(uuid)
                })
            })
        })
    }

    /// The frame in which an object first appears.
    pub fn first_frame(self, object: usize) -> Option<u32> {
        if let Some(edited) = self.edit.first_frame(object) {
            return edited;
        }
        self.task.with_value(|task| {
            let (frame, _) = *task.objects.get(object)?.cuboids.first()?;
            u32::try_from(frame).ok()
        })
    }

    /// Goes to a frame, or as near as there is one.
    pub fn go(self, frame: i64) {
        let last = self.count().saturating_sub(1) as i64;
        self.frame.set(frame.clamp(0, last) as u32);
    }

    /// Whether points are labelled one by one.
    pub fn has_point_labels(self) -> bool {
        self.task.with_value(|task| {
            task.data.with_value(|data| {
                let row = &data.detail.row;
                row.task_type == TaskType::LidarSegmentation && row.response_version > 0
            })
        })
    }

    /// Whether frames may have photos, before one is here: files of points alone have none.
    pub fn may_have_photos(self) -> bool {
        const POINTS: [&str; 7] = ["pcd", "ply", "las", "laz", "bin", "npy", "npz"];
        self.task.with_value(|task| {
            let file = task.frames.first().map(|frame| frame.url.as_str());
            let path = file.unwrap_or_default().split(['?', '#']).next();
            let ending = path.unwrap_or_default().rsplit('.').next();
            let ending = ending.unwrap_or_default().to_ascii_lowercase();
            !POINTS.contains(&ending.as_str())
        })
    }

    /// Whether a frame's points are here.
    pub fn is_loaded(self, frame: u32) -> bool {
        self.loaded
            .try_with_value(|loaded| loaded.contains_key(&frame))
            == Some(true)
    }

    pub fn loaded(self, frame: u32) -> Option<LoadedFrame> {
        self.loaded
            .try_with_value(|loaded| loaded.get(&frame).cloned())
            .flatten()
    }

    /// Keeps a frame, and of all no more than `kept`: those nearest to the shown one.
    pub fn keep(self, frame: u32, loaded: LoadedFrame, kept: usize) {
        let Some(shown) = self.frame.try_get_untracked() else {
            return;
        };
        if let Some(position) = loaded.facts.info.device_position {
            self.path.update_value(|path| {
                path.insert(frame, position.into());
            });
        }
        self.loaded.update_value(|all| {
            all.insert(frame, loaded);
            while all.len() > kept {
                let farthest = all
                    .keys()
                    .copied()
                    .max_by_key(|frame| frame.abs_diff(shown));
                let Some(farthest) = farthest else { return };
                all.remove(&farthest);
            }
        });
    }

    /// Gives classes their places in the palette, beside those of the frames before.
    pub fn take_classes(self, classes: &[u16]) -> Arc<ClassPlaces> {
        self.classes
            .try_update_value(|places| {
                if !places.has(classes) {
                    Arc::make_mut(places).take(classes);
                }
                Arc::clone(places)
            })
            .unwrap_or_default()
    }

    /// Where the device was, in the order of frames, as far as they were here; `world`, metres.
    pub fn path(self) -> Vec<[f64; 3]> {
        self.path
            .with_value(|path| path.values().copied().collect())
    }

    /// Shows another quantity or number; what was chosen for the last one does not fit it.
    pub fn color_by(self, coloring: Coloring) {
        if self.coloring.get_untracked() == coloring {
            return;
        }
        self.sight.update(|sight| {
            sight.range = None;
            sight.hidden.clear();
        });
        self.coloring.set(coloring);
    }

    /// Leaves what the pointer and the keys do for now; whether there was something to leave.
    pub fn leave_modes(self) -> bool {
        let is_in_one = self.flies.get_untracked() || self.measures.get_untracked();
        if is_in_one {
            self.flies.set(false);
            self.measures.set(false);
            self.held.update_value(BTreeSet::clear);
            self.sight.update(|sight| sight.measured.clear());
        }
        is_in_one
    }

    pub fn try_again(self) {
        self.status.set(Status::Loading);
        self.attempts.update(|attempts| *attempts += 1);
    }
}

/// A cuboid as the viewer knows it.
pub fn shape(cuboid: &Cuboid) -> CuboidShape {
    CuboidShape {
        position: cuboid.position.into(),
        dimensions: cuboid.dimensions.into(),
        yaw: cuboid.yaw,
        pitch: cuboid.pitch,
        roll: cuboid.roll,
    }
}
