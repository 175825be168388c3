//! The views over whole responses, by hand and from real tasks.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::*;
use crate::TaskType;
use crate::drawing::{SvgOptions, hit, shapes, svg};
use crate::response_check::{check_response, response_diff};

#[test]
fn every_geometry_of_the_documentation_is_read() {
    let view = ResponseView::read(
        TaskType::ImageAnnotation,
        &json!({}),
        &json!({"annotations": [
            {"uuid": "1", "type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4, "attributes": {"moving": "yes"}},
            {"uuid": "2", "type": "polygon", "label": "car", "vertices": [{"x": 123, "y": 10}, {"x": 140, "y": 49}, {"x": 67, "y": 34}]},
            {"uuid": "3", "type": "line", "label": "solid line", "vertices": [{"x": 123, "y": 10}, {"x": 140, "y": 49}]},
            {"uuid": "4", "type": "point", "label": ["vehicle", "light"], "x": 5.5, "y": 6},
            {"uuid": "5", "type": "ellipse", "label": "wheel", "vertices": [{"x": 123, "y": 92}, {"x": 173, "y": 113}, {"x": 123, "y": 134}, {"x": 73, "y": 113}]},
            {"uuid": "6", "type": "cuboid", "label": "car", "vertices": [
                {"description": "face-topleft", "x": 0, "y": 0}, {"description": "face-bottomleft", "x": 0, "y": 9},
                {"description": "face-topright", "x": 9, "y": 0}, {"description": "face-bottomright", "x": 9, "y": 9},
            ]},
        ]}),
    );
    assert_eq!(view.problems(), []);
    let kinds: Vec<_> = view
        .annotations()
        .iter()
        .map(|annotation| annotation.geometry.kind())
        .collect();
    assert_eq!(kinds, GeometryKind::ALL);
    assert_eq!(view.annotations()[3].label, "vehicle / light");
    assert_eq!(view.annotations()[0].attributes[0].name, "moving");
}

#[test]
fn a_broken_annotation_is_reported_beside_the_good_ones() {
    let view = ResponseView::read(
        TaskType::ImageAnnotation,
        &json!({}),
        &json!({"annotations": [
            {"type": "box", "label": "car", "left": 1, "top": 2, "height": "4"},
            {"type": "box", "label": "car", "left": 1, "top": 2, "width": 3, "height": 4},
            {"type": "blob", "label": "car"},
            {"type": "polygon", "label": "car", "vertices": [{"x": 1, "y": null}, {"x": 1, "y": 2}, [3, 4]]},
            "car",
            {"type": "ellipse", "vertices": [[1, 2], [3, 4]]},
        ]}),
    );
    assert_eq!(view.annotations().len(), 1);
    assert_eq!(view.annotations()[0].index, 1);
    let messages: Vec<_> = view.problems().iter().map(ToString::to_string).collect();
    assert_eq!(
        messages,
        [
            "`annotations[0].width` is missing; give a number",
            "`annotations[0].height` is `4`; give a number",
            "`annotations[2].type` is `blob`; use one of box, polygon, line, point, ellipse, cuboid",
            "`annotations[3].vertices[0].y` is `null`; give a number",
            "`annotations[4]` is `car`; give an object with `label` and a shape",
            "`annotations[5].vertices` has 2 points; give at least 4",
        ]
    );
}

#[test]
fn older_types_need_no_type_in_their_annotations() {
    let kind = |task_type, annotation: Value| {
        let view = ResponseView::read(task_type, &json!({}), &json!({"annotations": [annotation]}));
        view.annotations()
            .first()
            .map(|annotation| annotation.geometry.kind())
    };
    let vertices = json!({"vertices": [{"x": 1, "y": 2}, {"x": 3, "y": 4}, {"x": 3, "y": 9}, {"x": 1, "y": 9}]});
    let rectangle = json!({"left": 1, "top": 2, "width": 3, "height": 4});
    for (task_type, annotation, expected) in [
        (TaskType::Annotation, rectangle.clone(), GeometryKind::Box),
        (TaskType::ImageAnnotation, rectangle, GeometryKind::Box),
        (
            TaskType::PolygonAnnotation,
            vertices.clone(),
            GeometryKind::Polygon,
        ),
        (
            TaskType::LineAnnotation,
            vertices.clone(),
            GeometryKind::Line,
        ),
        (
            TaskType::LaneAnnotation,
            vertices.clone(),
            GeometryKind::Line,
        ),
        (TaskType::CuboidAnnotation, vertices, GeometryKind::Cuboid),
        (
            TaskType::PointAnnotation,
            json!({"x": 1, "y": 2}),
            GeometryKind::Point,
        ),
    ] {
        assert_eq!(kind(task_type, annotation), Some(expected), "{task_type}");
    }
}

#[test]
fn a_rotated_box_turns_clockwise_about_its_centre() {
    let turned = BoxShape::new(0.0, 0.0, 4.0, 2.0, std::f64::consts::FRAC_PI_2);
    let expected = [(3.0, -1.0), (3.0, 3.0), (1.0, 3.0), (1.0, -1.0)];
    for (corner, (x, y)) in turned.corners.iter().zip(expected) {
        assert!(
            (corner.x - x).abs() < 1e-9 && (corner.y - y).abs() < 1e-9,
            "{corner:?}"
        );
    }
}

#[test]
fn annotations_are_counted_by_type() {
    let count = |task_type, response: Value| annotation_count(task_type, &response);
    let two = json!({"annotations": [{}, 5]});
    assert_eq!(count(TaskType::ImageAnnotation, two.clone()), Some(2));
    assert_eq!(
        count(TaskType::NamedEntityRecognition, two.clone()),
        Some(2)
    );
    assert_eq!(count(TaskType::Categorization, two), None);
    assert_eq!(
        count(
            TaskType::SegmentAnnotation,
            json!({"labelMapping": {"car": [1, 2], "sky": 3}})
        ),
        Some(3)
    );
    let file = json!({"annotations": {"url": "x.json"}});
    assert_eq!(count(TaskType::VideoAnnotation, file.clone()), None);
    assert_eq!(count(TaskType::LidarAnnotation, file), None);
    assert_eq!(count(TaskType::ImageAnnotation, Value::Null), None);
}

/// JSON that looks like responses and params, but anything may be anywhere.
fn nonsense() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3..9_i64).prop_map(Value::from),
        select(vec![
            "box",
            "cuboid",
            "polygon",
            "face-topleft",
            "side-bottom",
            "a.png",
            "🚗 by"
        ])
        .prop_map(Value::from),
    ];
    let keys = select(vec![
        "annotations",
        "type",
        "label",
        "vertices",
        "x",
        "y",
        "left",
        "top",
        "width",
        "height",
        "rotation",
        "edges",
        "sides",
        "x1",
        "description",
        "frames",
        "key",
        "frame",
        "uuid",
        "labelMapping",
        "combined",
        "labeled",
        "index",
        "text",
        "start",
        "end",
        "attachment",
        "attachments",
        "geometries",
        "objects_to_annotate",
        "choice",
        "subchoices",
        "url",
    ]);
    leaf.prop_recursive(6, 80, 8, move |value| {
        let object = vec((keys.clone(), value.clone()), 0..9).prop_map(|entries| {
            entries
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value))
                .collect()
        });
        prop_oneof![
            vec(value, 0..5).prop_map(Value::Array),
            object.prop_map(Value::Object)
        ]
    })
}

proptest! {
    #[test]
    fn nonsense_never_panics(params in nonsense(), response in nonsense(), frame in 0..9_u32) {
        let text = response.to_string();
        for task_type in TaskType::ALL {
            let view = ResponseView::read(*task_type, &params, &response);
            match &view {
                ResponseView::Video(video) => {
                    video.frame(frame);
                }
                ResponseView::Entities(entities) => {
                    let runs: String = entities.runs().into_iter().map(|run| &entities.text[run.range]).collect();
                    prop_assert_eq!(&runs, &entities.text);
                }
                _ => {}
            }
            let shapes = shapes(view.annotations());
            hit(&shapes, 1.0, 2.0, 3.0);
            let drawn = svg(&shapes, 5, 6, SvgOptions::default());
            prop_assert!(!drawn.contains("inf") && !drawn.contains("NaN"));
            annotation_count(*task_type, &response);
            attachments(*task_type, &params);
            response_attachments(*task_type, &response);
            check_response(*task_type, &params, &text, Some((5, 6)));
        }
        prop_assert!(response_diff(&response, &response).is_empty());
    }
}

#[test]
fn a_real_image_task_reads_without_problems() {
    let Some(task) = real_task("kitti_000008_image.json") else {
        return;
    };
    let view = ResponseView::read(
        TaskType::ImageAnnotation,
        &task["params"],
        &task["response"],
    );
    assert_eq!(view.problems(), []);
    assert_eq!(view.annotations().len(), 6);
    assert!(view.annotations().iter().all(|shape| shape.label == "Car"));
    assert_eq!(
        cover_image(TaskType::ImageAnnotation, &task["params"]).as_deref(),
        Some("kitti/000008.png")
    );
}

#[test]
fn a_real_lidar_task_points_at_its_frames_and_has_no_cover() {
    let Some(task) = real_task("sustech_965-975_lidar.json") else {
        return;
    };
    let files = attachments(TaskType::LidarAnnotation, &task["params"]);
    assert_eq!(files.len(), 3);
    assert!(
        files
            .iter()
            .all(|file| file.role == AttachmentRole::LidarFrame)
    );
    assert_eq!(
        cover_image(TaskType::LidarAnnotation, &task["params"]),
        None
    );
    let files = response_attachments(TaskType::LidarAnnotation, &task["response"]);
    assert_eq!(files[0].url, "sustech/cuboids.json");
}

/// The first task of a file of real data, which lies beside the repository where it is present.
fn real_task(name: &str) -> Option<Value> {
    let path = format!(
        "{}/../../../shared/data/tasks/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {path} is not here");
        return None;
    };
    let tasks: Value = serde_json::from_str(&text).unwrap();
    Some(tasks[0].clone())
}
