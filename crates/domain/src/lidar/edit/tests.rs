use proptest::prelude::*;
use serde_json::{Value, json};

use super::write::reread;
use super::*;
use crate::lidar::FrameCuboids;

/// As nobody would write it, so that anything that is written anew shows.
const TEXT: &str = r#" [ {"cuboids" : [
   {"extra": {"b":1,"a":1.0}, "uuid":"car","label":"Car","position":{"z":1.50,"x":10.0,"y":2e1},
    "dimensions":{"x":2.0,"y":4.0,"z":1.5},"yaw":0.10, "numberOfPoints":7,"attributes":{"door" : "open"}},
   {"position": "broken"} ,
   {"uuid":"man","label":"Person","position":{"x":1,"y":2,"z":3},"dimensions":{"x":1,"y":1,"z":2},"yaw":3.1,"attributes":{}}
 ], "frame": 0.0 },
 {"cuboids":[]},
 {"note":"no list"},
 {"cuboids":[{"label":"Sign","position":{"x":1,"y":2,"z":3},"dimensions":{"x":1,"y":1,"z":2},"yaw":0},
  {"uuid":"car","label":"Car","position":{"x":16,"y":20,"z":1.5},"dimensions":{"x":2,"y":4,"z":1.5},"yaw":-3.1}] } ]
"#;

const FRAMES: usize = 5;

fn source() -> LidarSource {
    LidarSource::of_file(TEXT.to_owned()).unwrap()
}

fn edits() -> Edits {
    Edits::new(source().cuboids(), FRAMES)
}

fn car() -> Cuboid {
    edits().cuboid(0, 0).unwrap().clone()
}

#[derive(Debug, Clone)]
enum Act {
    Move(usize, usize, [f64; 3]),
    Turn(usize, usize, f64),
    Face(usize, usize, usize, f64),
    Drag(usize, usize, f64),
    Add(usize, f64),
    Delete(usize, usize),
    Relabel(usize, String),
    Answer(usize, usize, String),
    Forget(usize),
    Copy(usize, usize, usize),
    Interpolate(usize, usize),
    Undo,
    Redo,
}

fn act(edits: &mut Edits, act: &Act) {
    let change = |edits: &mut Edits, object, frame, to: &dyn Fn(&Cuboid) -> Cuboid| {
        if let Some(cuboid) = edits.cuboid(object, frame).cloned() {
            edits.set(object, frame, to(&cuboid));
        }
    };
    match act.clone() {
        Act::Move(object, frame, by) => change(edits, object, frame, &|it| it.moved(by)),
        Act::Turn(object, frame, by) => change(edits, object, frame, &|it| it.turned(by)),
        Act::Face(object, frame, face, by) => change(edits, object, frame, &|it| {
            it.with_face_moved(Face::ALL[face], by)
        }),
        Act::Drag(object, frame, by) => {
            if let Some(cuboid) = edits.cuboid(object, frame).cloned() {
                for part in [0.3, 0.7, 1.0] {
                    edits.drag(object, frame, cuboid.moved([by * part, 0.0, 0.0]));
                }
                edits.release();
            }
        }
        Act::Add(frame, at) => {
            let uuid = format!("new {frame} {at}");
            let cuboid = Cuboid {
                uuid: Some(uuid),
                position: [at, 1.0 / 3.0, 0.0],
                attributes: Vec::new(),
                ..car()
            };
            edits.add(frame, cuboid);
        }
        Act::Delete(object, frame) => edits.delete(
            object,
            match frame {
                0 => Frames::All,
                1 => Frames::From(1),
                frame => Frames::This(frame),
            },
        ),
        Act::Relabel(object, label) => edits.relabel(object, &label),
        Act::Answer(object, frame, value) => {
            let frames = if frame == 0 {
                Frames::All
            } else {
                Frames::This(frame)
            };
            edits.set_attribute(
                object,
                frames,
                if frame % 2 == 0 { "door" } else { "lid" },
                &value.into(),
            );
        }
        Act::Forget(object) => edits.set_attribute(object, Frames::All, "door", &Value::Null),
        Act::Copy(object, frame, count) => {
            edits.copy_on(object, frame, count, &format!("fresh {object}"));
        }
        Act::Interpolate(object, frame) => {
            edits.interpolate(object, frame, &format!("fresh {object}"));
        }
        Act::Undo => {
            edits.undo();
        }
        Act::Redo => {
            edits.redo();
        }
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let object = || 0..4_usize;
    let frame = || 0..FRAMES;
    let metres = || -30.0..30.0_f64;
    let one = prop_oneof![
        (object(), frame(), [metres(), metres(), metres()])
            .prop_map(|(o, f, by)| Act::Move(o, f, by)),
        (object(), frame(), -7.0..7.0_f64).prop_map(|(o, f, by)| Act::Turn(o, f, by)),
        (object(), frame(), 0..6_usize, metres())
            .prop_map(|(o, f, face, by)| Act::Face(o, f, face, by)),
        (object(), frame(), metres()).prop_map(|(o, f, by)| Act::Drag(o, f, by)),
        (frame(), metres()).prop_map(|(f, at)| Act::Add(f, at)),
        (object(), frame()).prop_map(|(o, f)| Act::Delete(o, f)),
        (object(), "[a-z\"é]{0,3}").prop_map(|(o, label)| Act::Relabel(o, label)),
        (object(), frame(), "[a-z\\\\]{1,3}").prop_map(|(o, f, value)| Act::Answer(o, f, value)),
        object().prop_map(Act::Forget),
        (object(), frame(), 1..4_usize).prop_map(|(o, f, n)| Act::Copy(o, f, n)),
        (object(), frame()).prop_map(|(o, f)| Act::Interpolate(o, f)),
        Just(Act::Undo),
        Just(Act::Redo),
    ];
    prop::collection::vec(one, 0..20)
}

/// A scene whose objects have the numbers that reading gives them.
fn by_place(scene: &Scene) -> Vec<Vec<String>> {
    let frame = |cuboids: &BTreeMap<usize, Cuboid>| {
        let mut texts: Vec<String> = cuboids.values().map(|it| format!("{it:?}")).collect();
        texts.sort();
        texts
    };
    scene.iter().map(frame).collect()
}

proptest! {
    #[test]
    fn undo_leads_to_the_response_and_redo_back(acts in acts()) {
        let mut edits = edits();
        for one in &acts {
            act(&mut edits, one);
        }
        while edits.redo().is_some() {}
        let end = edits.scene().clone();
        while edits.undo().is_some() {}
        prop_assert_eq!(edits.scene(), edits.source());
        while edits.redo().is_some() {}
        prop_assert_eq!(edits.scene(), &end);
    }

    #[test]
    fn what_is_written_reads_as_it_was_edited(acts in acts()) {
        let mut edits = edits();
        for one in &acts {
            act(&mut edits, one);
        }
        let text = source().write(&edits);
        prop_assert_eq!(by_place(&reread(&text, FRAMES)), by_place(edits.scene()), "{}", text);
        // What is no cuboid is still there.
        let is_kept = text.contains(r#"{"position": "broken"}"#) && text.contains(r#""frame": 0.0"#);
        prop_assert!(is_kept, "{}", text);
    }

    #[test]
    fn a_draft_goes_on_where_it_ended(acts in acts()) {
        let mut before = edits();
        for one in &acts {
            act(&mut before, one);
        }
        let draft = serde_json::to_string(&SceneDraft::of(&before)).unwrap();
        let draft: SceneDraft = serde_json::from_str(&draft).unwrap();
        let mut after = edits();
        draft.resume(&mut after);
        prop_assert_eq!(after.scene(), before.scene());
        while before.undo().is_some() {}
        while after.undo().is_some() {}
        prop_assert_eq!(after.scene(), before.scene());
    }

    #[test]
    fn the_opposite_face_stays(face in 0..6_usize, by in -3.0..3.0_f64, yaw in -3.0..3.0_f64) {
        let car = Cuboid { yaw, pitch: 0.1, ..car() };
        let face = Face::ALL[face];
        let opposite = Face::ALL.into_iter().find(|it| it.axis() == face.axis() && *it != face).unwrap();
        let moved = car.with_face_moved(face, by);
        for axis in 0..3 {
            let (was, is) = (car.face_center(opposite)[axis], moved.face_center(opposite)[axis]);
            prop_assert!((was - is).abs() < 1e-9);
        }
        prop_assert!(moved.dimensions.iter().all(|metres| *metres > 0.0));
    }
}

#[test]
fn nothing_edited_is_written_byte_for_byte() {
    assert_eq!(source().write(&edits()), TEXT);
}

#[test]
fn only_the_number_that_changed_is_written() {
    let mut edits = edits();
    edits.set(0, 0, car().moved([0.0, 0.0, 0.25]));
    assert_eq!(source().write(&edits), TEXT.replacen("1.50", "1.75", 1));
}

#[test]
fn deleting_and_adding_leave_the_others_as_they_were() {
    let mut edits = edits();
    edits.delete(1, Frames::All);
    let text = source().write(&edits);
    assert!(!text.contains("man"));
    assert!(
        text.contains("{\"position\": \"broken\"}\n ], \"frame\": 0.0 }"),
        "{text}"
    );
    edits.undo();
    edits.add(
        1,
        Cuboid {
            uuid: Some("new".to_owned()),
            number_of_points: None,
            ..car()
        },
    );
    let text = source().write(&edits);
    assert!(text.contains(
        r#"{"cuboids":[{"uuid":"new","label":"Car","position":{"x":10,"y":20,"z":1.5},"dimensions":{"x":2,"y":4,"z":1.5},"yaw":0.1,"attributes":{"door":"open"}}]}"#
    ), "{text}");
}

#[test]
fn annotations_in_a_file_come_into_the_response() {
    let response = r#"{ "annotations": {"url":"a.json"}, "is_customer_fix": 1.0 }"#;
    assert_eq!(annotations_address(response), Ok(Some("a.json".to_owned())));
    let whole = source().write_response(response, &edits()).unwrap();
    assert_eq!(
        whole,
        format!(
            r#"{{ "annotations": {}, "is_customer_fix": 1.0 }}"#,
            TEXT.trim()
        )
    );
    assert_eq!(annotations_address(&whole), Ok(None));
    let again = LidarSource::of_response(&whole).unwrap();
    assert_eq!(again.cuboids(), source().cuboids());
    assert_eq!(again.write_response(&whole, &edits()).unwrap(), whole);
    assert_eq!(annotations_address("[]"), Err(SourceError::NoResponse));
    assert_eq!(annotations_address("{}"), Err(SourceError::NoAnnotations));
}

#[test]
fn a_drag_is_one_step_and_one_that_came_back_is_none() {
    let mut edits = edits();
    edits.drag(0, 0, car().moved([1.0, 0.0, 0.0]));
    edits.drag(0, 0, car().moved([2.0, 0.0, 0.0]));
    edits.release();
    let moved = edits.cuboid(0, 0).unwrap().clone();
    assert_eq!(moved, car().moved([2.0, 0.0, 0.0]));
    edits.undo();
    assert_eq!(edits.scene(), edits.source());
    edits.drag(0, 0, car().moved([2.0, 0.0, 0.0]));
    edits.drag(0, 0, car());
    edits.release();
    assert!(!edits.can_undo());
}

#[test]
fn between_key_frames_positions_go_straight_and_yaw_the_short_way() {
    let mut edits = edits();
    edits.set(0, 0, Cuboid { yaw: 3.1, ..car() });
    assert_eq!(edits.key_frames(0), [0, 3]);
    assert_eq!(edits.interpolate(0, 0, "fresh"), 2);
    let first = edits.cuboid(0, 1).unwrap();
    let found: Vec<String> = first.position.iter().map(f64::to_string).collect();
    assert_eq!(found, ["12", "20", "1.5"]);
    // From 3.1 over π to -3.1, not back through 0.
    assert!(first.yaw > 3.1 || first.yaw < -3.1, "{}", first.yaw);
    edits.undo();
    assert!(edits.cuboid(0, 1).is_none());
}

#[test]
fn a_copy_of_an_object_without_uuid_gives_all_of_it_one() {
    let mut edits = edits();
    assert_eq!(edits.copy_on(2, 3, 9, "fresh"), 1);
    for frame in [3, 4] {
        assert_eq!(
            edits.cuboid(2, frame).unwrap().uuid.as_deref(),
            Some("fresh")
        );
    }
}

#[test]
fn a_draft_on_an_older_response_says_what_is_contested() {
    let mut mine = edits();
    mine.set(0, 0, car().moved([1.0, 0.0, 0.0]));
    mine.delete(1, Frames::All);
    let draft = SceneDraft::of(&mine);
    let mut theirs = edits();
    theirs.set(0, 0, car().moved([0.0, 5.0, 0.0]));
    let newer = source().write(&theirs);
    let newer = LidarSource::of_file(newer).unwrap();
    let mut edits = Edits::new(newer.cuboids(), FRAMES);
    let contested: Vec<bool> = draft
        .beside(&edits)
        .iter()
        .map(|it| it.is_contested)
        .collect();
    assert_eq!(contested, [true, false]);
    draft.rebase(&mut edits);
    assert_eq!(by_place(edits.scene()), by_place(mine.scene()));
}

#[test]
fn a_rough_box_shrinks_to_the_object_that_stands_on_the_ground() {
    let rough = Cuboid {
        yaw: 0.5,
        dimensions: [4.0, 8.0, 3.0],
        ..car()
    };
    let mut points = Vec::new();
    for step in 0..40 {
        let share = f64::from(step) / 39.0 - 0.5;
        // An object of 2 × 4 × 1 m whose bottom is 0.3 m over the ground.
        for corner in [
            [-1.0, share * 4.0, 0.2],
            [1.0, share * 4.0, -0.8],
            [share * 2.0, 2.0, 0.0],
        ] {
            points.push((rough.to_world(corner), None));
        }
        points.push((rough.to_world([share * 4.0, share * 8.0, -1.1]), None));
    }
    let fitted = fit(&rough, Heading::Kept, points.clone()).unwrap();
    assert_eq!(fitted.points, 120);
    let expected = [2.04, 4.04, 0.22 + 1.1];
    for (found, expected) in fitted.cuboid.dimensions.into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{fitted:?}");
    }
    points.truncate(3);
    assert_eq!(fit(&rough, Heading::Kept, points), None);
}

#[test]
fn a_new_cuboid_turns_as_its_object_lies() {
    let object = Cuboid {
        yaw: 0.5,
        dimensions: [1.8, 4.2, 1.5],
        ..car()
    };
    // Its left side and its rear are seen, over ground that is 0.75 m below its middle.
    let mut points = Vec::new();
    for step in 0..60 {
        let share = f64::from(step) / 59.0 - 0.5;
        for height in [-0.4, 0.0, 0.7] {
            points.push((object.to_world([-0.9, share * 4.2, height]), Some(false)));
            points.push((object.to_world([share * 1.8, -2.1, height]), Some(false)));
        }
        points.push((
            object.to_world([share * 5.0, share * 5.0, -0.75]),
            Some(true),
        ));
    }
    let rough = Cuboid {
        yaw: -0.2,
        dimensions: [5.0, 6.0, 2.2],
        ..object.clone()
    };
    let fitted = fit(&rough, Heading::OfPoints, points).unwrap().cuboid;
    assert!((fitted.yaw - 0.5).abs() < 0.01, "{fitted:?}");
    for (found, expected) in fitted.dimensions.into_iter().zip([1.84, 4.24, 1.47]) {
        assert!((found - expected).abs() < 0.08, "{fitted:?}");
    }
}

#[test]
fn real_responses_are_read_and_written_as_they_were() {
    let mut count = 0;
    for file in ["kitti/cuboids_000008.json", "sustech/cuboids.json"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data")
            .join(file);
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: there is no ../shared/data/{file}");
            continue;
        };
        let source = LidarSource::of_file(text.clone()).unwrap();
        let mut edits = Edits::new(source.cuboids(), 1);
        assert_eq!(source.write(&edits), text);
        let cuboid = edits.cuboid(0, 0).unwrap().clone();
        edits.set(0, 0, cuboid.turned(0.25));
        let changed = source.write(&edits);
        let differing = text
            .lines()
            .zip(changed.lines())
            .filter(|(a, b)| a != b)
            .count();
        assert_eq!(differing, 1);
        count += 1;
    }
    assert!(count == 0 || count == 2);
}

#[test]
fn a_response_without_frames_is_told() {
    let response = json!({"annotations": {"a": 1}}).to_string();
    assert!(matches!(
        LidarSource::of_response(&response),
        Err(SourceError::Unreadable(_))
    ));
    assert_eq!(FrameCuboids::parse("[]").unwrap(), []);
}
