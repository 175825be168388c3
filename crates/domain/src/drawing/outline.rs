//! The border of a shape as straight lines, for measuring.

use super::shape::Primitive;
use crate::annotations::Point;

/// How many straight pieces stand for an ellipse: the error stays below 0.5 % of its radius.
const ELLIPSE_PIECES: u32 = 32;

/// The polygon that a shape covers; a polyline is its own points, a dot is one point, a cuboid is
/// the hull of its corners.
pub fn outline(primitive: &Primitive) -> Vec<Point> {
    match primitive {
        Primitive::Polygon(points) | Primitive::Polyline(points) => points.clone(),
        Primitive::Dot(point) => vec![*point],
        Primitive::Ellipse { center, a, b } => (0..ELLIPSE_PIECES)
            .map(|piece| {
                let turn = f64::from(piece) / f64::from(ELLIPSE_PIECES);
                let (sin, cos) = (turn * std::f64::consts::TAU).sin_cos();
                Point::new(
                    center.x + cos * a.x + sin * b.x,
                    center.y + cos * a.y + sin * b.y,
                )
            })
            .collect(),
        Primitive::Cuboid(cuboid) => hull(&cuboid.points),
    }
}

/// The area covered, in square pixels; 0 for lines and dots.
pub fn area(primitive: &Primitive) -> f64 {
    match primitive {
        Primitive::Polyline(_) | Primitive::Dot(_) => 0.0,
        _ => {
            let outline = outline(primitive);
            let twice: f64 = sides(&outline).map(|(a, b)| cross(a, b)).sum();
            twice.abs() / 2.0
        }
    }
}

/// The sides of a closed polygon.
pub(super) fn sides(points: &[Point]) -> impl Iterator<Item = (Point, Point)> {
    points
        .iter()
        .zip(points.iter().cycle().skip(1))
        .map(|(a, b)| (*a, *b))
}

fn cross(a: Point, b: Point) -> f64 {
    a.x * b.y - a.y * b.x
}

/// The convex hull (Andrew's monotone chain).
fn hull(points: &[Point]) -> Vec<Point> {
    let mut sorted = points.to_vec();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    if sorted.len() < 3 {
        return sorted;
    }
    let half = |points: &mut dyn Iterator<Item = &Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for point in points {
            while let [.., a, b] = chain[..]
                && cross(
                    Point::new(b.x - a.x, b.y - a.y),
                    Point::new(point.x - b.x, point.y - b.y),
                ) <= 0.0
            {
                chain.pop();
            }
            chain.push(*point);
        }
        chain.pop();
        chain
    };
    let mut hull = half(&mut sorted.iter());
    hull.extend(half(&mut sorted.iter().rev()));
    hull
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotations::Cuboid;

    #[test]
    fn areas_are_those_of_geometry() {
        let square = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)]
            .map(|(x, y)| Point::new(x, y))
            .to_vec();
        assert!((area(&Primitive::Polygon(square.clone())) - 4.0).abs() < 1e-9);
        let ellipse = Primitive::Ellipse {
            center: Point::new(9.0, 9.0),
            a: Point::new(0.0, 3.0),
            b: Point::new(2.0, 0.0),
        };
        let exact = std::f64::consts::PI * 6.0;
        assert!((area(&ellipse) - exact).abs() / exact < 0.01);
        let mut points = square.clone();
        points.push(Point::new(1.0, 1.0));
        let cuboid = Primitive::Cuboid(Cuboid {
            points,
            edges: Vec::new(),
            face: Vec::new(),
        });
        assert!((area(&cuboid) - 4.0).abs() < 1e-9);
        assert!(area(&Primitive::Polyline(square)).abs() < 1e-9);
    }
}
