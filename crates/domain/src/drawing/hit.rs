//! Which shape is under the pointer.

use super::outline::{area, outline, sides};
use super::shape::{Primitive, Shape};
use crate::annotations::Point;

/// The place in `shapes` of the shape at a point: of all shapes there, the one with the smallest
/// area, so that a small shape on a large one can be reached; of equal ones the topmost.
///
/// `x` and `y` are in `image_px`, as is `tolerance_px`, how far beside a border or line still
/// counts: divide screen pixels by the zoom.
pub fn hit(shapes: &[Shape], x: f64, y: f64, tolerance_px: f64) -> Option<usize> {
    let pointer = Point::new(x, y);
    shapes
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, shape)| touches(&shape.primitive, pointer, tolerance_px))
        .map(|(place, shape)| (place, area(&shape.primitive)))
        .min_by(|(_, one), (_, two)| one.total_cmp(two))
        .map(|(place, _)| place)
}

fn touches(primitive: &Primitive, pointer: Point, tolerance: f64) -> bool {
    match primitive {
        Primitive::Dot(point) => distance(*point, *point, pointer) <= tolerance,
        Primitive::Polyline(points) => {
            points
                .windows(2)
                .any(|piece| distance(piece[0], piece[1], pointer) <= tolerance)
                || matches!(points[..], [only] if distance(only, only, pointer) <= tolerance)
        }
        _ => {
            let border = outline(primitive);
            sides(&border).any(|(a, b)| distance(a, b, pointer) <= tolerance)
                || contains(&border, pointer)
        }
    }
}

/// Even-odd rule.
fn contains(polygon: &[Point], pointer: Point) -> bool {
    let crossings = sides(polygon).filter(|(a, b)| {
        (a.y > pointer.y) != (b.y > pointer.y)
            && pointer.x < a.x + (b.x - a.x) * (pointer.y - a.y) / (b.y - a.y)
    });
    crossings.count() % 2 == 1
}

/// From a point to the straight piece between `a` and `b`.
fn distance(a: Point, b: Point, point: Point) -> f64 {
    let (along_x, along_y) = (b.x - a.x, b.y - a.y);
    let length = along_x * along_x + along_y * along_y;
    let share = if length == 0.0 {
        0.0
    } else {
        let projected = (point.x - a.x) * along_x + (point.y - a.y) * along_y;
        (projected / length).clamp(0.0, 1.0)
    };
    let nearest = a.towards(b, share);
    (point.x - nearest.x).hypot(point.y - nearest.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotations::BoxShape;
    use crate::label_color::label_color;

    fn shape(primitive: Primitive) -> Shape {
        Shape {
            annotation: 0,
            label: String::new(),
            color: label_color(""),
            primitive,
        }
    }

    fn rectangle(left: f64, top: f64, width: f64, height: f64) -> Shape {
        let corners = BoxShape::new(left, top, width, height, 0.0).corners;
        shape(Primitive::Polygon(corners.to_vec()))
    }

    #[test]
    fn the_smallest_shape_under_the_pointer_is_hit() {
        let shapes = [
            rectangle(10.0, 10.0, 5.0, 5.0),
            rectangle(0.0, 0.0, 100.0, 100.0),
            shape(Primitive::Dot(Point::new(50.0, 50.0))),
            shape(Primitive::Polyline(vec![
                Point::new(0.0, 80.0),
                Point::new(100.0, 80.0),
            ])),
        ];
        assert_eq!(hit(&shapes, 12.0, 12.0, 2.0), Some(0));
        assert_eq!(hit(&shapes, 16.5, 12.0, 2.0), Some(0));
        assert_eq!(hit(&shapes, 18.0, 12.0, 2.0), Some(1));
        assert_eq!(hit(&shapes, 51.0, 51.0, 2.0), Some(2));
        assert_eq!(hit(&shapes, 30.0, 81.5, 2.0), Some(3));
        assert_eq!(hit(&shapes, 30.0, 83.0, 2.0), Some(1));
        assert_eq!(hit(&shapes, 103.0, 50.0, 2.0), None);
    }

    #[test]
    fn of_two_equal_shapes_the_topmost_is_hit() {
        let shapes = [rectangle(0.0, 0.0, 9.0, 9.0), rectangle(0.0, 0.0, 9.0, 9.0)];
        assert_eq!(hit(&shapes, 4.0, 4.0, 0.0), Some(1));
    }

    #[test]
    fn a_turned_ellipse_is_hit_inside_its_border_only() {
        let shapes = [shape(Primitive::Ellipse {
            center: Point::new(0.0, 0.0),
            a: Point::new(10.0, 10.0),
            b: Point::new(-2.0, 2.0),
        })];
        assert_eq!(hit(&shapes, 9.0, 9.0, 0.0), Some(0));
        assert_eq!(hit(&shapes, 9.0, -9.0, 0.0), None);
        assert_eq!(hit(&shapes, 9.0, 4.0, 0.0), None);
    }
}
