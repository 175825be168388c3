//! Shapes of lidartopdown answers, over the frames that they were drawn on.
//!
//! Who orders such a task sends frames and never sees the picture that labelers draw on, so x and y
//! of its shapes are taken as those of `world`, metres; they lie on the grid.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::annotations::{Annotation, Geometry, Point, ResponseView};
use domain::label_color::label_color;
use viewer::{Bounds, Line, Vec3};

/// Half the size of the cross that marks a single point, metres.
const MARK: f64 = 0.4;

/// A shape, by its place among the marks of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct FlatShape {
    pub mark: usize,
    pub label: String,
    /// Lines from place to place; x and y in `world`, metres.
    strokes: Vec<[[f64; 2]; 2]>,
}

/// Which shapes are drawn, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marked {
    pub hidden: BTreeSet<String>,
    pub selected: Option<usize>,
    pub hovered: Option<usize>,
}

/// The shapes of an answer that has such.
pub fn shapes(response: &ResponseView) -> Arc<[FlatShape]> {
    let ResponseView::Shapes(annotations) = response else {
        return Arc::new([]);
    };
    annotations
        .list
        .iter()
        .enumerate()
        .map(|(mark, annotation)| FlatShape {
            mark,
            label: annotation.label.clone(),
            strokes: strokes(annotation),
        })
        .collect()
}

fn strokes(annotation: &Annotation) -> Vec<[[f64; 2]; 2]> {
    let place = |point: &Point| [point.x, point.y];
    let open = |places: &[Point]| -> Vec<[[f64; 2]; 2]> {
        let pairs = places.windows(2);
        pairs
            .map(|pair| [place(&pair[0]), place(&pair[1])])
            .collect()
    };
    let closed = |places: &[Point]| {
        let mut lines = open(places);
        if let [first, .., last] = places {
            lines.push([place(last), place(first)]);
        }
        lines
    };
    match &annotation.geometry {
        Geometry::Box(shape) => closed(&shape.corners),
        Geometry::Polygon(places) => closed(places),
        Geometry::Line(places) => open(places),
        // Its axes.
        Geometry::Ellipse([one, other, third, fourth]) => {
            let line = |from, to| [place(from), place(to)];
            vec![line(one, third), line(other, fourth)]
        }
        Geometry::Point(Point { x, y }) => vec![
            [[x - MARK, *y], [x + MARK, *y]],
            [[*x, y - MARK], [*x, y + MARK]],
        ],
        Geometry::Cuboid(cuboid) => {
            let corner = |at: u16| cuboid.points.get(usize::from(at)).map(place);
            let edges = cuboid.edges.iter();
            edges
                .filter_map(|(from, to)| Some([corner(*from)?, corner(*to)?]))
                .collect()
        }
    }
}

/// The lines of the shapes that are not hidden, at this height.
pub fn lines(shapes: &[FlatShape], height: f64, marked: &Marked) -> Vec<Line> {
    shapes
        .iter()
        .filter(|shape| !marked.hidden.contains(&shape.label))
        .flat_map(|shape| {
            let color = label_color(&shape.label);
            let width = match Some(shape.mark) {
                mark if mark == marked.selected => 4.0,
                mark if mark == marked.hovered => 3.0,
                _ => 2.0,
            };
            shape.strokes.iter().map(move |[from, to]| Line {
                width,
                ..Line::new(
                    Vec3::new(from[0], from[1], height),
                    Vec3::new(to[0], to[1], height),
                    [color.r, color.g, color.b, 255],
                )
            })
        })
        .collect()
}

/// Around a shape at this height.
pub fn bounds(shape: &FlatShape, height: f64) -> Option<Bounds> {
    let places = shape.strokes.iter().flatten();
    Bounds::around(places.map(|[x, y]| Vec3::new(*x, *y, height)))
}

#[cfg(test)]
mod tests {
    use domain::TaskType;
    use serde_json::json;

    use super::*;

    fn drawn() -> Arc<[FlatShape]> {
        let response = json!({"annotations": [
            {"type": "polygon", "label": "Island", "vertices": [{"x": 0, "y": 0}, {"x": 4, "y": 0}, {"x": 4, "y": 3}]},
            {"type": "line", "label": "Kerb", "vertices": [{"x": 1, "y": 1}, {"x": 1, "y": 9}]},
            {"type": "point", "label": "Pole", "x": -2, "y": 5},
        ]});
        shapes(&ResponseView::read(
            TaskType::LidarTopdown,
            &json!({}),
            &response,
        ))
    }

    #[test]
    fn polygons_close_and_lines_do_not() {
        let shapes = drawn();
        let count = |mark: usize| shapes[mark].strokes.len();
        assert_eq!([count(0), count(1), count(2)], [3, 1, 2]);
        assert_eq!(shapes[0].strokes[2], [[4.0, 3.0], [0.0, 0.0]]);
        let around = bounds(&shapes[0], -1.5).unwrap();
        assert_eq!(around.max, Vec3::new(4.0, 3.0, -1.5));
    }

    #[test]
    fn the_farthest_shapes_can_be_looked_at_and_what_is_beyond_is_a_problem() {
        let response = json!({"annotations": [
            {"type": "line", "label": "Kerb", "vertices": [{"x": 1, "y": 1}, {"x": 1, "y": -1e308}]},
            {"type": "line", "label": "Kerb", "vertices": [{"x": 1, "y": 1}, {"x": 1e12, "y": -1e12}]},
        ]});
        let view = ResponseView::read(TaskType::LidarTopdown, &json!({}), &response);
        let problems: Vec<String> = view.problems().iter().map(ToString::to_string).collect();
        assert_eq!(
            problems,
            ["`annotations[0].vertices[1].y` is `-1e+308`; give a number up to 1e12"]
        );
        let shapes = shapes(&view);
        let around = bounds(&shapes[0], 0.0).unwrap();
        let here = viewer::CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 40.0);
        let there = viewer::View::new(here, 800.0, 600.0).fit(&around);
        assert_eq!(there.target, around.center());
        let view = viewer::View::new(there, 800.0, 600.0);
        assert!(view.project(there.target).is_some());
    }

    #[test]
    fn hidden_labels_are_not_drawn_and_the_chosen_shape_stands_out() {
        let marked = Marked {
            hidden: ["Island".to_owned()].into(),
            selected: Some(1),
            hovered: None,
        };
        let widths: Vec<f32> = lines(&drawn(), 0.0, &marked)
            .iter()
            .map(|line| line.width)
            .collect();
        assert_eq!(widths, [4.0, 2.0, 2.0]);
    }
}
