//! The team's projects and batches, and which tasks they have.

use chrono::{DateTime, Datelike, Utc};
use domain::TaskType;

use crate::dice::Dice;
use crate::instructions;

/// What a task is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    Mixed,
    Boxes,
    Polygons,
    Lines,
    Lanes,
    Points,
    Cuboids,
    Segmentation,
    Video(TaskType),
    Lidar,
    Incident,
    Categorization,
    Comparison,
    StreetName,
    Receipt,
    Speech,
    TextCollection,
    Document,
    DataCollection,
}

#[derive(Debug)]
pub struct Project {
    pub name: &'static str,
    pub instruction: &'static str,
    pub batches: usize,
    /// Share of all tasks, in percent.
    pub share: f32,
    pub contents: &'static [(Content, f32)],
    /// A batch that somebody named by hand, and its place among the batches.
    pub odd_batch: (usize, &'static str),
}

use Content::{
    Boxes, Categorization, Comparison, Cuboids, DataCollection, Document, Incident, Lanes, Lidar,
    Lines, Mixed, Points, Polygons, Receipt, Segmentation, Speech, StreetName, TextCollection,
    Video,
};

pub static PROJECTS: [Project; 6] = [
    Project {
        name: "urban_day_boxes",
        instruction: instructions::URBAN,
        batches: 10,
        share: 44.0,
        contents: &[
            (Mixed, 70.0),
            (Boxes, 13.0),
            (Points, 6.0),
            (Polygons, 6.0),
            (Comparison, 3.0),
            (Categorization, 2.0),
        ],
        odd_batch: (3, "urban_day/Zürich Hönggerberg"),
    },
    Project {
        name: "night_segmentation",
        instruction: instructions::NIGHT,
        batches: 6,
        share: 13.0,
        contents: &[(Segmentation, 70.0), (Polygons, 20.0), (Mixed, 10.0)],
        odd_batch: (4, "night rain re-label (São Paulo)"),
    },
    Project {
        name: "highway_lanes",
        instruction: instructions::HIGHWAY,
        batches: 7,
        share: 12.0,
        contents: &[(Lanes, 40.0), (Lines, 25.0), (Mixed, 35.0)],
        odd_batch: (2, "highway_lanes_calibration"),
    },
    Project {
        name: "campus_lidar",
        instruction: instructions::CAMPUS,
        batches: 5,
        share: 7.0,
        contents: &[(Lidar, 58.0), (Cuboids, 42.0)],
        odd_batch: (1, "campus_lidar_pilot"),
    },
    Project {
        name: "fleet_video",
        instruction: instructions::VIDEO,
        batches: 5,
        share: 8.0,
        contents: &[
            (Video(TaskType::VideoAnnotation), 38.0),
            (Video(TaskType::VideoBoxAnnotation), 24.0),
            (Video(TaskType::VideoPlaybackAnnotation), 18.0),
            (Speech, 15.0),
            (DataCollection, 5.0),
        ],
        odd_batch: (3, "fleet_video_Łódź_trams"),
    },
    Project {
        name: "incident_reports",
        instruction: instructions::REPORTS,
        batches: 7,
        share: 16.0,
        contents: &[
            (Incident, 48.0),
            (Categorization, 15.0),
            (Document, 12.0),
            (StreetName, 8.0),
            (Receipt, 7.0),
            (TextCollection, 8.0),
            (DataCollection, 2.0),
        ],
        odd_batch: (5, "incident_reports Q2 audit"),
    },
];

/// The name of a batch that starts at `start`: `urban_day_2026_w14`.
pub fn batch_name(project: &Project, place: usize, start: DateTime<Utc>) -> String {
    if place == project.odd_batch.0 {
        return project.odd_batch.1.to_owned();
    }
    let short = project.name.strip_suffix("_boxes").unwrap_or(project.name);
    let week = start.iso_week();
    format!("{short}_{}_w{:02}", week.year(), week.week())
}

/// What each of `count` tasks is, in the order of their creation: the projects by their shares,
/// each content at least once, shuffled.
pub fn contents(count: usize, dice: &mut Dice) -> Vec<(&'static Project, Content)> {
    let each = || {
        PROJECTS.iter().flat_map(|project| {
            project
                .contents
                .iter()
                .map(move |&(content, weight)| (project, content, weight))
        })
    };
    let mut list: Vec<(&Project, Content)> = each()
        .map(|(project, content, _)| (project, content))
        .collect();
    let weights: Vec<((&Project, Content), f32)> = each()
        .map(|(project, content, weight)| {
            let total: f32 = project.contents.iter().map(|(_, weight)| weight).sum();
            ((project, content), project.share * weight / total)
        })
        .collect();
    while list.len() < count {
        list.push(dice.weighted(&weights));
    }
    shuffle(&mut list, dice);
    list
}

/// Fisher and Yates.
pub fn shuffle<T>(list: &mut [T], dice: &mut Dice) {
    for last in (1..list.len()).rev() {
        list.swap(last, dice.below(last + 1));
    }
}
