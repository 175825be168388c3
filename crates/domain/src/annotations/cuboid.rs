//! Cuboids seen in perspective on an image.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::geometry::{Point, number, vertices};
use super::problem::Problem;

/// The visible corners of a cuboid and how they connect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cuboid {
    /// Corners in `image_px`.
    pub points: Vec<Point>,
    /// Pairs of places in `points`.
    pub edges: Vec<(u16, u16)>,
    /// The face that shows where the object is headed, in order around it; places in `points`.
    /// Empty if the annotation does not tell.
    pub face: Vec<u16>,
}

/// Where a corner is, from its `description`: Scale writes `face-topleft`, `side-bottomcorner`;
/// others write `front-top-left` and `rear-top-left`.
#[derive(Clone, Copy, PartialEq)]
struct Corner {
    depth: Depth,
    top: bool,
    /// `None` for the single corner of a side.
    left: Option<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Face,
    Rear,
    Side,
}

impl Corner {
    fn parse(description: &str) -> Option<Self> {
        let text = description.to_ascii_lowercase();
        let has = |word: &str| text.contains(word);
        let depth = if has("face") || has("front") {
            Depth::Face
        } else if has("rear") || has("back") {
            Depth::Rear
        } else if has("side") {
            Depth::Side
        } else {
            return None;
        };
        let pick = |yes: &str, no: &str| match (has(yes), has(no)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        };
        Some(Self {
            depth,
            top: pick("top", "bottom")?,
            left: pick("left", "right"),
        })
    }
}

impl Cuboid {
    /// Reads `vertices` with their `description`s, or, without them, `edges` or `sides` as
    /// `{x1, y1, x2, y2}`. The drawn edges are those that the descriptions imply; without
    /// descriptions the given edges, or else the order of the corners (the face first, clockwise,
    /// then the rear likewise).
    pub(super) fn read(object: &Map<String, Value>) -> Result<Self, Vec<Problem>> {
        if !object.contains_key("vertices") {
            return from_segments(object);
        }
        let points = vertices(object, 4)?;
        // Corners are numbered by 16 bits; more than a handful is a mistake anyway.
        if points.len() > 64 {
            return Err(vec![Problem::new(
                "vertices",
                format!("has {} points; a cuboid has up to 8", points.len()),
            )]);
        }
        let corners: Option<Vec<Corner>> = object["vertices"].as_array().and_then(|list| {
            list.iter()
                .map(|vertex| Corner::parse(vertex.get("description")?.as_str()?))
                .collect()
        });
        if let Some(corners) = corners {
            return Ok(from_corners(points, &corners));
        }
        match from_segments(object) {
            Ok(cuboid) => Ok(cuboid),
            Err(_) => Ok(from_order(points)),
        }
    }
}

fn from_corners(points: Vec<Point>, corners: &[Corner]) -> Cuboid {
    let mut edges = Vec::new();
    for (one, a) in corners.iter().enumerate() {
        for (two, b) in corners.iter().enumerate().skip(one + 1) {
            let differences = usize::from(a.depth != b.depth)
                + usize::from(a.top != b.top)
                + usize::from(a.left != b.left);
            let sided = a.depth == Depth::Side || b.depth == Depth::Side;
            if differences == 1 && (!sided || a.depth == b.depth || a.left.is_some()) {
                edges.push((one as u16, two as u16));
            }
        }
    }
    // A side has one corner at the top and one at the bottom; each joins the nearer face corner.
    for (one, side) in corners.iter().enumerate() {
        if side.depth != Depth::Side || side.left.is_some() {
            continue;
        }
        let nearest = corners
            .iter()
            .enumerate()
            .filter(|(_, corner)| corner.depth == Depth::Face && corner.top == side.top)
            .min_by(|(a, _), (b, _)| {
                let distance = |place: usize| (points[place].x - points[one].x).abs();
                distance(*a).total_cmp(&distance(*b))
            });
        if let Some((two, _)) = nearest {
            edges.push((two as u16, one as u16));
        }
    }
    let place = |top: bool, left: bool| {
        corners.iter().position(|corner| {
            *corner
                == Corner {
                    depth: Depth::Face,
                    top,
                    left: Some(left),
                }
        })
    };
    let face = [(true, true), (true, false), (false, false), (false, true)]
        .map(|(top, left)| place(top, left));
    Cuboid {
        points,
        edges,
        face: if face.iter().all(Option::is_some) {
            face.into_iter()
                .flatten()
                .map(|place| place as u16)
                .collect()
        } else {
            Vec::new()
        },
    }
}

fn from_order(points: Vec<Point>) -> Cuboid {
    let count = points.len() as u16;
    let mut edges = vec![(0, 1), (1, 2), (2, 3), (3, 0)];
    if count == 8 {
        edges.extend([(4, 5), (5, 6), (6, 7), (7, 4)]);
        edges.extend([(0, 4), (1, 5), (2, 6), (3, 7)]);
    } else {
        edges.extend((4..count).map(|place| (place - 1, place)));
    }
    Cuboid {
        points,
        edges,
        face: vec![0, 1, 2, 3],
    }
}

fn from_segments(object: &Map<String, Value>) -> Result<Cuboid, Vec<Problem>> {
    let mut cuboid = Cuboid {
        points: Vec::new(),
        edges: Vec::new(),
        face: Vec::new(),
    };
    let place = |points: &mut Vec<Point>, point: Point| {
        points
            .iter()
            .position(|known| *known == point)
            .unwrap_or_else(|| {
                points.push(point);
                points.len() - 1
            }) as u16
    };
    for list in ["edges", "sides"] {
        let segments = object.get(list).and_then(Value::as_array);
        for (at, segment) in segments.into_iter().flatten().enumerate().take(64) {
            let Some(segment) = segment.as_object() else {
                continue;
            };
            let end = |x: &str, y: &str| Ok(Point::new(number(segment, x)?, number(segment, y)?));
            let ends: Result<_, Problem> =
                end("x1", "y1").and_then(|from| Ok((from, end("x2", "y2")?)));
            let (from, to) =
                ends.map_err(|problem| vec![problem.below(&format!("{list}[{at}]"))])?;
            let pair = (
                place(&mut cuboid.points, from),
                place(&mut cuboid.points, to),
            );
            cuboid.edges.push(pair);
        }
    }
    if cuboid.edges.is_empty() {
        return Err(vec![Problem::new(
            "vertices",
            "is missing; give the corners as {x, y, description}",
        )]);
    }
    Ok(cuboid)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: &Value) -> Cuboid {
        Cuboid::read(value.as_object().unwrap()).unwrap()
    }

    #[test]
    fn a_face_and_a_side_have_seven_edges() {
        let vertex = |description: &str, x: f64, y: f64| json!({"description": description, "type": "face", "x": x, "y": y});
        let cuboid = read(&json!({"vertices": [
            vertex("face-topleft", 10.0, 10.0),
            vertex("face-bottomleft", 10.0, 50.0),
            vertex("face-topright", 60.0, 10.0),
            vertex("face-bottomright", 60.0, 50.0),
            vertex("side-topcorner", 90.0, 8.0),
            vertex("side-bottomcorner", 90.0, 40.0),
        ]}));
        let mut edges = cuboid.edges.clone();
        edges.sort_unstable();
        assert_eq!(
            edges,
            [(0, 1), (0, 2), (1, 3), (2, 3), (2, 4), (3, 5), (4, 5)]
        );
        assert_eq!(cuboid.face, [0, 2, 3, 1]);
    }

    #[test]
    fn eight_described_corners_have_twelve_edges() {
        let mut vertices = Vec::new();
        for depth in ["front", "rear"] {
            for height in ["top", "bottom"] {
                for side in ["left", "right"] {
                    vertices.push(json!({
                        "description": format!("{depth}-{height}-{side}"), "x": 1, "y": 2,
                    }));
                }
            }
        }
        let cuboid = read(&json!({ "vertices": vertices }));
        assert_eq!(cuboid.edges.len(), 12);
        assert_eq!(cuboid.face, [0, 1, 3, 2]);
    }

    #[test]
    fn edges_alone_are_drawn() {
        let cuboid = read(&json!({"edges": [
            {"x1": 0, "y1": 0, "x2": 5, "y2": 0, "description": "face-top"},
            {"x1": 5, "y1": 0, "x2": 5, "y2": 5, "description": "face-right"},
        ]}));
        assert_eq!(cuboid.points.len(), 3);
        assert_eq!(cuboid.edges, [(0, 1), (1, 2)]);
    }
}
