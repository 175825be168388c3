//! From an annotation to what is drawn of it.

use crate::annotations::{Annotation, Cuboid, Geometry, Point};
use crate::label_color::{Rgb, label_color};

/// An annotation as it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// [`Annotation::index`] of the annotation it shows.
    pub annotation: usize,
    pub label: String,
    pub color: Rgb,
    pub primitive: Primitive,
}

/// A drawable geometry, in `image_px`.
#[derive(Debug, Clone, PartialEq)]
pub enum Primitive {
    /// Closed and filled.
    Polygon(Vec<Point>),
    /// Open.
    Polyline(Vec<Point>),
    /// A dot of the same size at every zoom.
    Dot(Point),
    /// All points `center + cos t · a + sin t · b`; `a` and `b` are half axes.
    Ellipse { center: Point, a: Point, b: Point },
    /// Edges, with the face that shows the heading filled.
    Cuboid(Cuboid),
}

/// Shapes in the order they are drawn: as the annotations come, later ones on top.
pub fn shapes(annotations: &[Annotation]) -> Vec<Shape> {
    annotations
        .iter()
        .map(|annotation| Shape {
            annotation: annotation.index,
            label: annotation.label.clone(),
            color: label_color(&annotation.label),
            primitive: primitive(&annotation.geometry),
        })
        .collect()
}

fn primitive(geometry: &Geometry) -> Primitive {
    match geometry {
        Geometry::Box(shape) => Primitive::Polygon(shape.corners.to_vec()),
        Geometry::Polygon(points) => Primitive::Polygon(points.clone()),
        Geometry::Line(points) => Primitive::Polyline(points.clone()),
        Geometry::Point(point) => Primitive::Dot(*point),
        Geometry::Ellipse(ends) => ellipse(*ends),
        Geometry::Cuboid(cuboid) => Primitive::Cuboid(cuboid.clone()),
    }
}

/// The ends of an ellipse's two axes come in an order that is not documented. The ends of one axis
/// share their middle with those of the other, so the pairing whose middles are closest is right.
fn ellipse(ends: [Point; 4]) -> Primitive {
    let pairings = [[0, 2, 1, 3], [0, 1, 2, 3], [0, 3, 1, 2]];
    let gap = |[a, b, c, d]: [usize; 4]| {
        let one = ends[a].towards(ends[b], 0.5);
        let two = ends[c].towards(ends[d], 0.5);
        (one.x - two.x).hypot(one.y - two.y)
    };
    let [a, b, c, d] = pairings
        .into_iter()
        .min_by(|one, two| gap(*one).total_cmp(&gap(*two)))
        .unwrap_or(pairings[0]);
    let half = |from: Point, to: Point| Point::new((to.x - from.x) / 2.0, (to.y - from.y) / 2.0);
    Primitive::Ellipse {
        center: ends[a]
            .towards(ends[b], 0.5)
            .towards(ends[c].towards(ends[d], 0.5), 0.5),
        a: half(ends[a], ends[b]),
        b: half(ends[c], ends[d]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipse_is_the_same_in_whatever_order_its_ends_come() {
        // Scale's page "Ellipses": top, right, bottom, left.
        let ends = [(123.0, 92.0), (173.0, 113.0), (123.0, 134.0), (73.0, 113.0)];
        for order in [[0, 1, 2, 3], [3, 1, 0, 2], [2, 0, 3, 1]] {
            let points = order.map(|place| Point::new(ends[place].0, ends[place].1));
            let Primitive::Ellipse { center, a, b } = ellipse(points) else {
                panic!("not an ellipse");
            };
            assert_eq!(center, Point::new(123.0, 113.0));
            let mut axes = [a.x.hypot(a.y), b.x.hypot(b.y)];
            axes.sort_by(f64::total_cmp);
            assert!((axes[0] - 21.0).abs() < 1e-9 && (axes[1] - 50.0).abs() < 1e-9);
        }
    }
}
