//! Shapes as the markup inside the stage's `<svg>`. Colours are attributes, all else is style.

use std::fmt::Write as _;

use domain::annotations::Point;
use domain::drawing::{Primitive, Shape, escape_xml, outline, path_data};

/// All shapes: one pale rim below them, then each on top of the one before. The text is made of
/// numbers and colours only.
pub fn shapes_markup<'a>(shapes: impl Iterator<Item = &'a Shape> + Clone) -> String {
    let mut out = String::from("<path class=\"rim\" d=\"");
    for shape in shapes.clone().filter(|shape| !is_dot(shape)) {
        out.push_str(&path_data(&shape.primitive));
    }
    out.push_str("\"/><path class=\"rim dot\" d=\"");
    for shape in shapes.clone().filter(|shape| is_dot(shape)) {
        out.push_str(&path_data(&shape.primitive));
    }
    out.push_str("\"/>");
    for shape in shapes {
        push_shape(&mut out, shape);
    }
    out
}

/// A shape on its own, drawn stronger, with its label beside it. `scale` is stage pixels an image
/// pixel, `width` the image's, to keep the label inside.
pub fn highlight_markup(shape: &Shape, scale: f64, width: f64) -> String {
    let mut out = String::new();
    let path = path_data(&shape.primitive);
    let class = if is_dot(shape) { "rim dot" } else { "rim" };
    // Writing to a string cannot fail.
    let _ = write!(out, "<path class=\"{class}\" d=\"{path}\"/>");
    push_shape(&mut out, shape);
    if !shape.label.is_empty() && scale > 0.0 {
        push_tag(&mut out, shape, scale, width);
    }
    out
}

fn is_dot(shape: &Shape) -> bool {
    matches!(shape.primitive, Primitive::Dot(_))
}

fn push_shape(out: &mut String, shape: &Shape) {
    let color = shape.color;
    let path = path_data(&shape.primitive);
    let class = match &shape.primitive {
        Primitive::Polygon(_) | Primitive::Ellipse { .. } => "area",
        Primitive::Dot(_) => "dot",
        Primitive::Polyline(_) => "edge",
        Primitive::Cuboid(cuboid) => {
            let face: Vec<Point> = cuboid
                .face
                .iter()
                .filter_map(|place| cuboid.points.get(usize::from(*place)))
                .copied()
                .collect();
            if !face.is_empty() {
                let face = path_data(&Primitive::Polygon(face));
                let _ = write!(out, "<path class=\"face\" fill=\"{color}\" d=\"{face}\"/>");
            }
            "edge"
        }
    };
    let fill = if class == "area" {
        format!(" fill=\"{color}\"")
    } else {
        String::new()
    };
    let _ = write!(
        out,
        "<path class=\"{class}\" stroke=\"{color}\"{fill} d=\"{path}\"/>"
    );
}

/// The label above the shape's top left, the same size on the screen at every zoom.
fn push_tag(out: &mut String, shape: &Shape, scale: f64, image_width: f64) {
    let border = outline(&shape.primitive);
    let Some(first) = border.first() else { return };
    let (left, top) = border
        .iter()
        .fold((first.x, first.y), |(left, top), point| {
            (left.min(point.x), top.min(point.y))
        });
    let px = 1.0 / scale;
    let text: String = shape.label.chars().take(40).collect();
    // Text cannot be measured here; an average letter of a sans-serif font is 0.56 em wide.
    let width = (text.chars().count() as f64 * 0.56 * 12.0 + 12.0) * px;
    let height = 18.0 * px;
    let x = left.min(image_width - width).max(0.0);
    let gap = if is_dot(shape) { 8.0 } else { 3.0 } * px;
    let y = if top - height - gap < 0.0 {
        top + gap
    } else {
        top - height - gap
    };
    let _ = write!(
        out,
        "<rect class=\"tag\" x=\"{x:.3}\" y=\"{y:.3}\" width=\"{width:.3}\" height=\"{height:.3}\" \
         rx=\"{:.3}\" fill=\"{}\"/><text class=\"tag\" x=\"{:.3}\" y=\"{:.3}\" font-size=\"{:.3}\" \
         fill=\"{}\">{}</text>",
        3.0 * px,
        shape.color,
        x + 6.0 * px,
        y + 13.0 * px,
        12.0 * px,
        shape.color.text(),
        escape_xml(&text),
    );
}

#[cfg(test)]
mod tests {
    use domain::label_color::label_color;

    use super::*;

    fn dot(label: &str) -> Shape {
        Shape {
            annotation: 0,
            label: label.to_owned(),
            color: label_color(label),
            primitive: Primitive::Dot(Point::new(3.0, 4.0)),
        }
    }

    #[test]
    fn a_label_cannot_break_out_of_the_markup() {
        let shape = dot("<script>\"&");
        let markup = highlight_markup(&shape, 2.0, 100.0);
        assert!(!markup.contains("<script"), "{markup}");
        assert!(markup.contains("&lt;script&gt;&quot;&amp;"), "{markup}");
        assert!(!shapes_markup([shape].iter()).contains("script"));
    }

    #[test]
    fn every_shape_is_drawn_once_over_a_common_rim() {
        let shapes = [dot("a"), dot("b")];
        let markup = shapes_markup(shapes.iter());
        assert_eq!(markup.matches("class=\"dot\"").count(), 2);
        assert_eq!(markup.matches("class=\"rim dot\"").count(), 1);
    }
}
