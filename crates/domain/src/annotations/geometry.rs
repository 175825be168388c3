//! The shapes that are drawn on images.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::annotation::short;
use super::cuboid::Cuboid;
use super::problem::Problem;
use crate::TaskType;
use crate::named::named_enum;

/// A place in `image_px`: pixels from the image's top-left corner, x right, y down. Finite.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// The point `share` of the way to another: 0 is here, 1 is there.
    #[must_use]
    pub fn towards(self, other: Self, share: f64) -> Self {
        Self::new(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
        )
    }
}

named_enum! {
    /// The words of an annotation's `type` and of `params.geometries`.
    pub enum GeometryKind {
        Box = 0, "box", "Box";
        Polygon = 1, "polygon", "Polygon";
        Line = 2, "line", "Line";
        Point = 3, "point", "Point";
        Ellipse = 4, "ellipse", "Ellipse";
        Cuboid = 5, "cuboid", "Cuboid";
    }
}

impl GeometryKind {
    /// What annotations of the older single-geometry task types are when they do not say `type`.
    pub const fn of_task_type(task_type: TaskType) -> Option<Self> {
        match task_type {
            TaskType::Annotation | TaskType::VideoBoxAnnotation => Some(Self::Box),
            TaskType::PolygonAnnotation => Some(Self::Polygon),
            TaskType::LineAnnotation | TaskType::LaneAnnotation => Some(Self::Line),
            TaskType::PointAnnotation => Some(Self::Point),
            TaskType::CuboidAnnotation | TaskType::VideoCuboidAnnotation => Some(Self::Cuboid),
            _ => None,
        }
    }
}

/// A rectangle, perhaps turned about its centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoxShape {
    /// Left and top edge of the box before it is turned, in `image_px`.
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
    /// Radians, clockwise.
    pub rotation: f64,
    /// The corners in order around the box.
    pub corners: [Point; 4],
}

impl BoxShape {
    /// Turns the box about its centre to get its corners, top-left first, clockwise.
    pub fn new(left: f64, top: f64, width: f64, height: f64, rotation: f64) -> Self {
        let (sin, cos) = rotation.sin_cos();
        let center = Point::new(left + width / 2.0, top + height / 2.0);
        let corner = |right: f64, down: f64| {
            let (x, y) = (right * width / 2.0, down * height / 2.0);
            // With y down, this turns clockwise as seen.
            Point::new(center.x + x * cos - y * sin, center.y + x * sin + y * cos)
        };
        Self {
            left,
            top,
            width,
            height,
            rotation,
            corners: [
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ],
        }
    }
}

/// What an annotation covers of the image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Geometry {
    Box(BoxShape),
    /// Closed; three vertices or more.
    Polygon(Vec<Point>),
    /// Open; one vertex or more.
    Line(Vec<Point>),
    Point(Point),
    /// The ends of its two axes.
    Ellipse([Point; 4]),
    Cuboid(Cuboid),
}

impl Geometry {
    /// Reads the geometry of an annotation. `task_kind` is what the task type draws when the
    /// annotation does not say `type`; without it the fields decide.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn read(
        object: &Map<String, Value>,
        task_kind: Option<GeometryKind>,
    ) -> Result<Self, Vec<Problem>> {
        let kind = kind(object, task_kind).map_err(|problem| vec![problem])?;
        match kind {
            GeometryKind::Box => read_box(object).map(Self::Box),
            GeometryKind::Polygon => vertices(object, 3).map(Self::Polygon),
            GeometryKind::Line => vertices(object, 1).map(Self::Line),
            GeometryKind::Point => point(object).map(Self::Point),
            GeometryKind::Ellipse => ellipse(object).map(Self::Ellipse),
            GeometryKind::Cuboid => Cuboid::read(object).map(Self::Cuboid),
        }
    }

    pub const fn kind(&self) -> GeometryKind {
        match self {
            Self::Box(_) => GeometryKind::Box,
            Self::Polygon(_) => GeometryKind::Polygon,
            Self::Line(_) => GeometryKind::Line,
            Self::Point(_) => GeometryKind::Point,
            Self::Ellipse(_) => GeometryKind::Ellipse,
            Self::Cuboid(_) => GeometryKind::Cuboid,
        }
    }

    /// The points that define the shape, in `image_px`.
    pub fn points(&self) -> &[Point] {
        match self {
            Self::Box(shape) => &shape.corners,
            Self::Polygon(points) | Self::Line(points) => points,
            Self::Point(point) => std::slice::from_ref(point),
            Self::Ellipse(points) => points,
            Self::Cuboid(cuboid) => &cuboid.points,
        }
    }

    /// The shape `share` of the way (0 to 1) to a later shape of the same object. Shapes that do
    /// not correspond point by point stay as they are until the later one begins.
    #[must_use]
    pub fn towards(&self, later: &Self, share: f64) -> Self {
        let between = |a: f64, b: f64| a + (b - a) * share;
        match (self, later) {
            (Self::Box(a), Self::Box(b)) => Self::Box(BoxShape::new(
                between(a.left, b.left),
                between(a.top, b.top),
                between(a.width, b.width),
                between(a.height, b.height),
                between(a.rotation, b.rotation),
            )),
            (Self::Point(a), Self::Point(b)) => Self::Point(a.towards(*b, share)),
            _ => self.clone(),
        }
    }
}

fn kind(
    object: &Map<String, Value>,
    task_kind: Option<GeometryKind>,
) -> Result<GeometryKind, Problem> {
    let told = object.get("type").or_else(|| object.get("geometry"));
    if let Some(told) = told
        && !told.is_null()
    {
        return told
            .as_str()
            .and_then(|word| word.parse().ok())
            .ok_or_else(|| {
                Problem::new(
                    "type",
                    format!(
                        "is {}; use one of box, polygon, line, point, ellipse, cuboid",
                        short(told)
                    ),
                )
            });
    }
    task_kind.or_else(|| kind_by_fields(object)).ok_or_else(|| {
        Problem::new(
            "type",
            "is missing; use one of box, polygon, line, point, ellipse, cuboid",
        )
    })
}

fn kind_by_fields(object: &Map<String, Value>) -> Option<GeometryKind> {
    if object.contains_key("left") && object.contains_key("width") {
        Some(GeometryKind::Box)
    } else if object.contains_key("edges") || object.contains_key("sides") {
        Some(GeometryKind::Cuboid)
    } else if object.contains_key("x") && object.contains_key("y") {
        Some(GeometryKind::Point)
    } else {
        // Vertices alone may be a polygon or a line; a polygon shows both.
        object
            .contains_key("vertices")
            .then_some(GeometryKind::Polygon)
    }
}

fn read_box(object: &Map<String, Value>) -> Result<BoxShape, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut field = |name: &str| match number(object, name) {
        Ok(number) => number,
        Err(problem) => {
            problems.push(problem);
            0.0
        }
    };
    let [left, top, width, height] = ["left", "top", "width", "height"].map(&mut field);
    let rotation = match object.get("rotation") {
        None | Some(Value::Null) => 0.0,
        Some(_) => field("rotation"),
    };
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut shape = BoxShape::new(left, top, width, height, rotation);
    // The labeled corners win over the ones that follow from the rotation.
    if object.contains_key("vertices") {
        let corners = vertices(object, 4)?;
        shape.corners = corners.as_slice().try_into().map_err(|_| {
            vec![Problem::new(
                "vertices",
                format!("has {} corners; a box has 4", corners.len()),
            )]
        })?;
    }
    Ok(shape)
}

fn ellipse(object: &Map<String, Value>) -> Result<[Point; 4], Vec<Problem>> {
    let points = vertices(object, 4)?;
    points.as_slice().try_into().map_err(|_| {
        vec![Problem::new(
            "vertices",
            format!(
                "has {} points; an ellipse has the 4 ends of its axes",
                points.len()
            ),
        )]
    })
}

/// Reads `x` and `y`.
pub(super) fn point(object: &Map<String, Value>) -> Result<Point, Vec<Problem>> {
    match (number(object, "x"), number(object, "y")) {
        (Ok(x), Ok(y)) => Ok(Point::new(x, y)),
        (x, y) => Err([x.err(), y.err()].into_iter().flatten().collect()),
    }
}

/// Reads `vertices`: `{x, y}` objects, or `[x, y]` pairs as older tasks have them.
pub(super) fn vertices(
    object: &Map<String, Value>,
    at_least: usize,
) -> Result<Vec<Point>, Vec<Problem>> {
    let one = |message: String| vec![Problem::new("vertices", message)];
    let list = match object.get("vertices") {
        Some(Value::Array(list)) => list,
        None => return Err(one("is missing; give an array of {x, y} points".to_owned())),
        Some(other) => {
            return Err(one(format!(
                "is {}; give an array of {{x, y}} points",
                short(other)
            )));
        }
    };
    let mut points = Vec::with_capacity(list.len());
    let mut problems = Vec::new();
    for (place, vertex) in list.iter().enumerate() {
        match vertex_point(vertex) {
            Ok(point) => points.push(point),
            Err(found) => problems.extend(
                found
                    .into_iter()
                    .map(|problem| problem.below(&format!("vertices[{place}]"))),
            ),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    if points.len() < at_least {
        return Err(one(format!(
            "has {} points; give at least {at_least}",
            points.len()
        )));
    }
    Ok(points)
}

fn vertex_point(vertex: &Value) -> Result<Point, Vec<Problem>> {
    let pair = |list: &[Value]| match list {
        [x, y] => Some(Point::new(finite(x)?, finite(y)?)),
        _ => None,
    };
    let point = match vertex {
        Value::Object(object) => return point(object),
        Value::Array(list) => pair(list),
        _ => None,
    };
    point.ok_or_else(|| {
        vec![Problem::new(
            "",
            format!("is {}; give a point as {{x, y}}", short(vertex)),
        )]
    })
}

/// Coordinates beyond this are mistakes, and sums of those below stay finite.
pub(crate) const LARGEST: f64 = 1e12;

/// Reads a coordinate or a length.
pub(super) fn number(object: &Map<String, Value>, name: &str) -> Result<f64, Problem> {
    let Some(value) = object.get(name) else {
        return Err(Problem::new(name, "is missing; give a number"));
    };
    finite(value).ok_or_else(|| {
        let remedy = if value.is_number() {
            "give a number up to 1e12"
        } else {
            "give a number"
        };
        Problem::new(name, format!("is {}; {remedy}", short(value)))
    })
}

fn finite(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.abs() <= LARGEST)
}
