//! The set as others read it: with the importer's reader and the checks that edited responses go
//! through.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, Utc};
use domain::annotations::{GeometryKind, VideoAnnotations};
use domain::record::TaskRecord;
use domain::response_check::check_response;
use domain::{ReviewStatus, TaskStatus, TaskType};
use samples::{BROKEN_IMAGE, MISSING_IMAGE, Options, generate, scale_up};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

fn now() -> DateTime<Utc> {
    "2026-04-03T15:20:00Z".parse().unwrap()
}

fn options(tasks: usize) -> Options {
    Options {
        tasks,
        ..Options::standard(now())
    }
}

/// A set of 400 tasks, made once for all tests.
struct Set {
    folder: TempDir,
    lines: Vec<String>,
    tasks: Vec<Value>,
}

static SET: LazyLock<Set> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), &options(400)).unwrap();
    let text = std::fs::read_to_string(folder.path().join("tasks.jsonl")).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let tasks = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    Set {
        folder,
        lines,
        tasks,
    }
});

fn task_type(task: &Value) -> TaskType {
    task["type"].as_str().unwrap().parse().unwrap()
}

fn of_type(wanted: TaskType) -> impl Iterator<Item = &'static Value> {
    SET.tasks
        .iter()
        .filter(move |task| task_type(task) == wanted)
}

fn file(name: &str) -> std::path::PathBuf {
    SET.folder.path().join(name)
}

fn json_file(name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(file(name)).unwrap()).unwrap()
}

fn digest(folder: &Path) -> String {
    let mut names: Vec<_> = std::fs::read_dir(folder.join("media"))
        .unwrap()
        .flat_map(|part| std::fs::read_dir(part.unwrap().path()).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    names.push(folder.join("tasks.jsonl"));
    names.sort();
    let mut hash = Sha256::new();
    for name in names {
        hash.update(
            name.strip_prefix(folder)
                .unwrap()
                .to_string_lossy()
                .as_bytes(),
        );
        hash.update(std::fs::read(name).unwrap());
    }
    hex::encode(hash.finalize())
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let make = |seed| {
        let folder = tempfile::tempdir().unwrap();
        generate(
            folder.path(),
            &Options {
                seed,
                ..options(40)
            },
        )
        .unwrap();
        digest(folder.path())
    };
    let first = make(1);
    assert_eq!(first, make(1));
    assert_ne!(first, make(2));
}

#[test]
fn the_importer_reads_every_task_with_its_status_and_all_its_responses() {
    for (line, task) in SET.lines.iter().zip(&SET.tasks) {
        let raw = RawValue::from_string(line.clone()).unwrap();
        let record = TaskRecord::parse(&raw);
        let record = record.unwrap_or_else(|problems| panic!("{problems:?} in {line:.300}"));
        assert_eq!(task["tasklens"]["status"], record.status.as_str());
        assert_eq!(
            task["tasklens"]["review_status"],
            record.review_status.as_str()
        );
        let prior = task["prior_responses"].as_array().map_or(0, Vec::len);
        assert_eq!(
            record.responses.len(),
            prior + usize::from(record.status.is_completed())
        );
    }
}

#[test]
fn every_status_audit_status_type_and_geometry_appears() {
    let mut statuses = HashSet::new();
    let mut reviews = HashSet::new();
    for line in &SET.lines {
        let record = TaskRecord::parse(&RawValue::from_string(line.clone()).unwrap()).unwrap();
        statuses.insert(record.status);
        reviews.insert(record.review_status);
    }
    assert_eq!(statuses.len(), TaskStatus::ALL.len());
    assert_eq!(reviews.len(), ReviewStatus::ALL.len());
    let types: BTreeSet<TaskType> = SET.tasks.iter().map(task_type).collect();
    assert_eq!(types.len(), 19, "{types:?}");
    let drawn: HashSet<&str> = of_type(TaskType::ImageAnnotation)
        .filter_map(|task| task["response"]["annotations"].as_array())
        .flatten()
        .filter_map(|annotation| annotation["type"].as_str())
        .collect();
    for kind in GeometryKind::ALL {
        assert!(drawn.contains(kind.as_str()), "{kind}");
    }
    let turned = SET.lines.iter().any(|line| line.contains("\"rotation\":"));
    assert!(turned);
}

#[test]
fn every_answer_passes_the_checks_of_its_task_and_lies_in_its_image() {
    for task in &SET.tasks {
        if task["response"].is_null() {
            continue;
        }
        let size = task["params"]["attachment"]
            .as_str()
            .filter(|name| name.starts_with("media/images/") && file(name).exists())
            .map(|name| shown_size(&file(name)));
        let found = check_response(
            task_type(task),
            &task["params"],
            &task["response"].to_string(),
            size,
        );
        let messages: Vec<String> = found.list.iter().map(ToString::to_string).collect();
        assert!(messages.is_empty(), "{} {messages:?}", task["task_id"]);
    }
}

/// Pixels after EXIF orientation.
fn shown_size(path: &Path) -> (u32, u32) {
    use image::ImageDecoder;
    let mut decoder = image::ImageReader::open(path)
        .unwrap()
        .into_decoder()
        .unwrap();
    let turned = decoder.orientation().unwrap() != image::metadata::Orientation::NoTransforms;
    let (width, height) = decoder.dimensions();
    if turned {
        (height, width)
    } else {
        (width, height)
    }
}

#[test]
fn every_file_that_a_task_names_is_there_but_those_that_are_lost_on_purpose() {
    let mut missing = BTreeSet::new();
    for line in &SET.lines {
        let record = TaskRecord::parse(&RawValue::from_string(line.clone()).unwrap()).unwrap();
        for attachment in record.attachments {
            if !file(&attachment.url).exists() {
                missing.insert(attachment.url);
            }
        }
    }
    assert!(missing.contains(MISSING_IMAGE));
    assert!(
        missing
            .iter()
            .all(|name| name == MISSING_IMAGE || name.starts_with("media/images/lost_")),
        "{missing:?}"
    );
    assert!(image::open(file(BROKEN_IMAGE)).is_err());
}

#[test]
fn a_failed_task_says_why() {
    let failed: Vec<&Value> = SET
        .tasks
        .iter()
        .filter(|task| task["status"] == "error")
        .collect();
    assert!(!failed.is_empty());
    assert!(failed.iter().all(|task| {
        task["error"]["message"]
            .as_str()
            .is_some_and(|text| text.len() > 20)
    }));
}

#[test]
fn ids_are_unique() {
    for name in ["task_id", "unique_id"] {
        let ids: Vec<&str> = SET
            .tasks
            .iter()
            .filter_map(|task| task[name].as_str())
            .collect();
        assert!(ids.len() > 300);
        assert_eq!(
            ids.iter().collect::<HashSet<_>>().len(),
            ids.len(),
            "{name}"
        );
    }
    for task in of_type(TaskType::ImageAnnotation) {
        let uuids: Vec<&Value> = task["response"]["annotations"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|a| &a["uuid"])
            .collect();
        assert_eq!(uuids.iter().collect::<HashSet<_>>().len(), uuids.len());
    }
}

#[test]
fn times_follow_each_other_within_eighteen_months() {
    let time = |value: &Value| {
        value
            .as_str()
            .map(|text| text.parse::<DateTime<Utc>>().unwrap())
    };
    let oldest = now() - Duration::days(549);
    let mut workdays = 0;
    for task in &SET.tasks {
        let (created, updated) = (
            time(&task["created_at"]).unwrap(),
            time(&task["updated_at"]).unwrap(),
        );
        let mut last = created;
        let audits = task["tasklens"]["audits"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|audit| time(&audit["at"]).unwrap());
        for at in audits {
            assert!(at >= last);
            last = at;
        }
        assert!(created > oldest && updated >= last && updated <= now());
        assert!(time(&task["completed_at"]).is_none_or(|at| at >= created && at <= updated));
        workdays +=
            usize::from(!["Sat", "Sun"].contains(&created.format("%a").to_string().as_str()));
    }
    let newest = SET
        .tasks
        .iter()
        .filter_map(|task| time(&task["created_at"]))
        .max()
        .unwrap();
    assert!(now() - newest < Duration::hours(1));
    assert!(workdays * 100 > SET.tasks.len() * 85);
}

#[test]
fn mask_pixels_are_what_the_label_mapping_says() {
    let task = of_type(TaskType::SegmentAnnotation)
        .find(|task| !task["response"].is_null())
        .unwrap();
    let response = &task["response"];
    let open =
        |name: &str| image::open(file(response["annotations"][name].as_str().unwrap())).unwrap();
    let (indexed, combined, unlabeled) = (
        open("indexed").to_luma8(),
        open("combined").to_rgba8(),
        open("unlabeled").to_luma8(),
    );
    let mapping = response["labelMapping"].as_object().unwrap();
    let mut counts: HashMap<u8, u64> = HashMap::new();
    let colors: HashMap<u64, &str> = mapping
        .values()
        .map(|e| (e["index"].as_u64().unwrap(), e["color"].as_str().unwrap()))
        .collect();
    for (x, y, pixel) in indexed.enumerate_pixels() {
        let index = pixel.0[0];
        *counts.entry(index).or_default() += 1;
        let [r, g, b, alpha] = combined.get_pixel(x, y).0;
        assert_eq!(alpha == 0, index == 0);
        assert_eq!(unlabeled.get_pixel(x, y).0[0] == 255, index == 0);
        if let Some(color) = colors.get(&u64::from(index)) {
            assert_eq!(*color, format!("#{r:02x}{g:02x}{b:02x}"));
        }
    }
    for (label, entry) in mapping {
        let index = entry["index"].as_u64().unwrap() as u8;
        assert_eq!(
            counts.get(&index).copied(),
            entry["numPixels"].as_u64(),
            "{label}"
        );
    }
}

#[test]
fn tracked_things_keep_their_id_from_frame_to_frame() {
    for wanted in [TaskType::VideoAnnotation, TaskType::VideoPlaybackAnnotation] {
        let task = of_type(wanted)
            .find(|task| !task["response"].is_null())
            .unwrap();
        let url = task["response"]["annotations"]["url"].as_str().unwrap();
        let video = VideoAnnotations::read(&json_file(url), Some(GeometryKind::Box));
        assert!(video.problems.is_empty(), "{:?}", video.problems);
        let long = video
            .tracks
            .iter()
            .filter(|track| track.keyframes.len() > 4)
            .count();
        assert!(long >= 3, "{long} of {}", video.tracks.len());
    }
}

#[test]
fn a_cuboid_holds_as_many_points_as_it_says() {
    let task = of_type(TaskType::LidarAnnotation)
        .find(|task| !task["response"].is_null())
        .unwrap();
    let frames = task["params"]["attachments"].as_array().unwrap();
    let answer = json_file(task["response"]["annotations"]["url"].as_str().unwrap());
    let mut seen = 0;
    for (frame, cuboids) in frames.iter().zip(answer.as_array().unwrap()) {
        let frame = json_file(frame.as_str().unwrap());
        let points = frame["points"].as_array().unwrap();
        assert!((4000..12_000).contains(&points.len()), "{}", points.len());
        for cuboid in cuboids["cuboids"].as_array().unwrap() {
            seen += 1;
            let inside = points
                .iter()
                .filter(|point| is_inside(point, cuboid))
                .count() as u64;
            let said = cuboid["numberOfPoints"].as_u64().unwrap();
            // A point exactly on a side may fall either way in another's arithmetic.
            assert!(inside.abs_diff(said) <= 1, "{inside} {cuboid}");
        }
    }
    assert!(seen > 5);
}

fn is_inside(point: &Value, cuboid: &Value) -> bool {
    let number = |value: &Value, axis: &str| value[axis].as_f64().unwrap();
    let d = |axis| number(point, axis) - number(&cuboid["position"], axis);
    let (sin, cos) = cuboid["yaw"].as_f64().unwrap().sin_cos();
    let (x, y) = (d("x") * cos + d("y") * sin, -d("x") * sin + d("y") * cos);
    let half = |axis| number(&cuboid["dimensions"], axis) / 2.0;
    x.abs() <= half("x") && y.abs() <= half("y") && d("z").abs() <= half("z")
}

#[test]
fn the_camera_of_a_sweep_looks_along_the_street() {
    let task = of_type(TaskType::LidarAnnotation)
        .find(|task| !task["response"].is_null())
        .unwrap();
    let frame = json_file(task["params"]["attachments"][0].as_str().unwrap());
    let camera = &frame["images"][0];
    let number = |value: &Value| value.as_f64().unwrap();
    let heading = ["w", "x", "y", "z"].map(|axis| number(&camera["heading"][axis]));
    assert!((heading.iter().map(|c| c * c).sum::<f64>() - 1.0).abs() < 1e-6);
    // Camera z in the world: the third column of the rotation.
    let [w, x, y, z] = heading;
    let ahead = [
        2.0 * (x * z + w * y),
        2.0 * (y * z - w * x),
        1.0 - 2.0 * (x * x + y * y),
    ];
    assert!(ahead[1] > 0.9, "the car looks along +y: {ahead:?}");
    assert_eq!(camera["camera_model"], json!("brown_conrady"));
}

#[test]
fn one_response_is_huge_and_some_are_dense() {
    let sizes: Vec<usize> = SET
        .tasks
        .iter()
        .map(|task| task["response"].to_string().len())
        .collect();
    let largest = *sizes.iter().max().unwrap();
    assert!((4_000_000..6_500_000).contains(&largest), "{largest}");
    let dense = SET.tasks.iter().any(|task| {
        task["response"]["annotations"]
            .as_array()
            .is_some_and(|list| list.len() > 300)
    });
    assert!(dense);
}

#[test]
fn a_scaled_up_set_has_records_of_the_same_size() {
    let folder = tempfile::tempdir().unwrap();
    let large = scale_up(folder.path(), &options(600)).unwrap();
    let mean = |sizes: Vec<usize>| sizes.iter().sum::<usize>() / sizes.len();
    let usual = |size: &usize| *size < 1_000_000;
    let scaled = mean(
        large
            .records()
            .map(|task| task.to_string().len())
            .filter(usual)
            .collect(),
    );
    let set = mean(SET.lines.iter().map(String::len).filter(usual).collect());
    assert!(scaled.abs_diff(set) < set / 4, "{scaled} {set}");
    let ids: HashSet<String> = large
        .records()
        .map(|task| task["task_id"].to_string())
        .collect();
    assert_eq!(ids.len(), 600);
}

#[test]
fn too_few_tasks_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let message = generate(folder.path(), &options(3))
        .unwrap_err()
        .to_string();
    assert_eq!(
        message,
        "`tasks` is 3; ask for at least 40, so that every kind of task appears"
    );
}
