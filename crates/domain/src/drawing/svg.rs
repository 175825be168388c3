//! Shapes as SVG.

use std::fmt::Write as _;

use super::outline::outline;
use super::shape::{Primitive, Shape};
use crate::annotations::Point;

/// How a drawing looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SvgOptions {
    /// In screen pixels, whatever the zoom.
    pub stroke_width: f64,
    /// 0 (outlines only) to 1.
    pub fill_opacity: f64,
    pub tags: LabelTags,
}

/// Whether each shape carries its label as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelTags {
    Shown,
    Hidden,
}

impl Default for SvgOptions {
    fn default() -> Self {
        Self {
            stroke_width: 2.0,
            fill_opacity: 0.15,
            tags: LabelTags::Hidden,
        }
    }
}

/// A standalone SVG document to lie over an image of `width` × `height` pixels: one `<g>` a shape,
/// in order, with `data-annotation`. It has presentation attributes only, no styles and no scripts,
/// so it is fit for `<img>` and for a strict content security policy.
pub fn svg(shapes: &[Shape], width: u32, height: u32, options: SvgOptions) -> String {
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" fill=\"none\" fill-rule=\"evenodd\" \
         stroke-linejoin=\"round\" stroke-linecap=\"round\">"
    );
    for shape in shapes {
        // Writing to a string cannot fail.
        let _ = write!(out, "<g data-annotation=\"{}\">", shape.annotation);
        push_shape(&mut out, shape, options);
        out.push_str("</g>");
    }
    if options.tags == LabelTags::Shown {
        let size = tag_size(width, height);
        for shape in shapes.iter().filter(|shape| !shape.label.is_empty()) {
            push_tag(&mut out, shape, size, f64::from(width));
        }
    }
    out.push_str("</svg>");
    out
}

fn push_shape(out: &mut String, shape: &Shape, options: SvgOptions) {
    let color = shape.color;
    let path = path_data(&shape.primitive);
    let stroke = |out: &mut String, color: &dyn std::fmt::Display, width: f64, opacity: f64| {
        let _ = write!(
            out,
            "<path d=\"{path}\" stroke=\"{color}\" stroke-width=\"{}\" \
             stroke-opacity=\"{}\" vector-effect=\"non-scaling-stroke\"/>",
            Decimal(width),
            Decimal(opacity),
        );
    };
    let filled = match &shape.primitive {
        Primitive::Polygon(_) | Primitive::Ellipse { .. } => Some(path.clone()),
        Primitive::Cuboid(cuboid) if !cuboid.face.is_empty() => {
            let face = cuboid.face.iter();
            let points: Vec<_> = face
                .filter_map(|place| cuboid.points.get(usize::from(*place)))
                .copied()
                .collect();
            Some(path_data(&Primitive::Polygon(points)))
        }
        _ => None,
    };
    if let Some(filled) = filled {
        let _ = write!(
            out,
            "<path d=\"{filled}\" fill=\"{color}\" fill-opacity=\"{}\"/>",
            Decimal(options.fill_opacity),
        );
    }
    // A dot is a line of no length: its round ends keep their size at every zoom.
    let width = match shape.primitive {
        Primitive::Dot(_) => options.stroke_width * 4.0,
        _ => options.stroke_width,
    };
    // A pale rim keeps the colour readable on dark and busy photographs.
    stroke(out, &"#ffffff", width + 2.0, 0.6);
    stroke(out, &color, width, 1.0);
}

/// The height of a tag's letters in `image_px`: an eightieth of the longer side, but readable on
/// small images too.
fn tag_size(width: u32, height: u32) -> f64 {
    (f64::from(width.max(height)) / 80.0).max(9.0)
}

fn push_tag(out: &mut String, shape: &Shape, size: f64, image_width: f64) {
    let outline = outline(&shape.primitive);
    let Some(corner) = outline
        .iter()
        .min_by(|a, b| a.y.total_cmp(&b.y).then(a.x.total_cmp(&b.x)))
    else {
        return;
    };
    let shown: String = shape.label.chars().take(40).collect();
    // Text cannot be measured here; an average letter of a sans-serif font is 0.6 em wide.
    let width = (shown.chars().count() as f64 + 1.0) * size * 0.6;
    let x = corner.x.min(image_width - width).max(0.0);
    // A dot is too small to be seen under its own tag.
    let gap = match shape.primitive {
        Primitive::Dot(_) => size * 0.5,
        _ => 0.0,
    };
    let y = (corner.y - size * 1.3 - gap).max(0.0);
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"/>\
         <text x=\"{}\" y=\"{}\" font-family=\"sans-serif\" font-size=\"{}\" fill=\"{}\">{}</text>",
        Decimal(x),
        Decimal(y),
        Decimal(width),
        Decimal(size * 1.3),
        shape.color,
        Decimal(x + size * 0.3),
        Decimal(y + size),
        Decimal(size),
        shape.color.text(),
        escape_xml(&shown),
    );
}

/// The border of a shape as the `d` of an SVG `<path>`, in `image_px`.
pub fn path_data(primitive: &Primitive) -> String {
    let mut path = String::new();
    match primitive {
        Primitive::Polygon(points) => {
            push_points(&mut path, points);
            path.push('Z');
        }
        Primitive::Polyline(points) => {
            push_points(&mut path, points);
            if points.len() == 1 {
                path.push_str("h0");
            }
        }
        Primitive::Dot(point) => {
            push_points(&mut path, &[*point]);
            path.push_str("h0");
        }
        Primitive::Ellipse { center, a, b } => push_ellipse(&mut path, *center, *a, *b),
        Primitive::Cuboid(cuboid) => {
            let place = |place: u16| cuboid.points.get(usize::from(place)).copied();
            for (from, to) in &cuboid.edges {
                if let (Some(from), Some(to)) = (place(*from), place(*to)) {
                    push_points(&mut path, &[from, to]);
                }
            }
        }
    }
    path
}

fn push_points(path: &mut String, points: &[Point]) {
    for (place, point) in points.iter().enumerate() {
        let command = if place == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{} {}", Decimal(point.x), Decimal(point.y));
    }
}

/// Four cubic curves, off by less than 0.03 % of the radius; the control points lie at
/// `4/3 · tan(π/8)` of a half axis.
fn push_ellipse(path: &mut String, center: Point, a: Point, b: Point) {
    const CONTROL: f64 = 0.552_284_749_830_793_4;
    let at = |along_a: f64, along_b: f64| {
        let x = center.x + along_a * a.x + along_b * b.x;
        let y = center.y + along_a * a.y + along_b * b.y;
        (Decimal(x), Decimal(y))
    };
    let (x, y) = at(1.0, 0.0);
    let _ = write!(path, "M{x} {y}");
    let quarters = [
        [(1.0, CONTROL), (CONTROL, 1.0), (0.0, 1.0)],
        [(-CONTROL, 1.0), (-1.0, CONTROL), (-1.0, 0.0)],
        [(-1.0, -CONTROL), (-CONTROL, -1.0), (0.0, -1.0)],
        [(CONTROL, -1.0), (1.0, -CONTROL), (1.0, 0.0)],
    ];
    for quarter in quarters {
        path.push('C');
        for (along_a, along_b) in quarter {
            let (x, y) = at(along_a, along_b);
            let _ = write!(path, "{x} {y} ");
        }
    }
    path.push('Z');
}

/// A number with at most two decimals: a hundredth of a pixel is enough to draw.
struct Decimal(f64);

impl std::fmt::Display for Decimal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.2}", self.0);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        f.write_str(if short == "-0" { "0" } else { short })
    }
}

/// Text as XML content or attribute value; characters that XML forbids become `U+FFFD`.
pub fn escape_xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(character),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::TaskType;
    use crate::annotations::ResponseView;
    use crate::drawing::{legend, shapes};

    fn drawn(annotations: &serde_json::Value) -> Vec<Shape> {
        let response = json!({ "annotations": annotations });
        let view = ResponseView::read(TaskType::ImageAnnotation, &json!({}), &response);
        assert_eq!(view.problems(), []);
        shapes(view.annotations())
    }

    #[test]
    fn a_box_is_drawn_where_the_response_says() {
        let shapes = drawn(&json!([
            {"type": "box", "label": "Car", "left": 10, "top": 20.5, "width": 30, "height": 40},
        ]));
        assert_eq!(
            path_data(&shapes[0].primitive),
            "M10 20.5L40 20.5L40 60.5L10 60.5Z"
        );
        let svg = svg(&shapes, 640, 480, SvgOptions::default());
        assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\""));
        assert!(svg.contains("viewBox=\"0 0 640 480\""));
        assert!(svg.contains("<g data-annotation=\"0\">"));
        assert!(svg.contains("stroke=\"#bf0cf0\""));
        assert!(svg.contains("vector-effect=\"non-scaling-stroke\""));
    }

    #[test]
    fn labels_cannot_break_out_of_the_drawing() {
        let shapes = drawn(&json!([
            {"type": "point", "label": "</text><script>alert('1')&\u{0}\"", "x": 1, "y": 2},
        ]));
        let options = SvgOptions {
            tags: LabelTags::Shown,
            ..SvgOptions::default()
        };
        let svg = svg(&shapes, 100, 100, options);
        assert!(!svg.contains("<script"));
        assert!(!svg.contains("style"));
        assert!(svg.contains("&lt;/text&gt;&lt;script&gt;alert(&#39;1&#39;)&amp;\u{fffd}&quot;"));
        assert!(svg.contains("d=\"M1 2h0\""));
    }

    #[test]
    fn a_drawing_without_shapes_is_an_empty_picture() {
        let svg = svg(&[], 8, 9, SvgOptions::default());
        assert!(svg.ends_with("stroke-linecap=\"round\"></svg>"), "{svg}");
    }

    #[test]
    fn an_ellipse_passes_through_its_four_ends() {
        let shapes = drawn(&json!([{"type": "ellipse", "vertices": [
            {"x": 123, "y": 92}, {"x": 173, "y": 113}, {"x": 123, "y": 134}, {"x": 73, "y": 113},
        ]}]));
        let path = path_data(&shapes[0].primitive);
        for end in ["123 92", "173 113", "123 134", "73 113"] {
            assert!(path.contains(end), "{end} in {path}");
        }
    }

    #[test]
    fn the_legend_counts_the_shapes_of_each_label() {
        let point = |label: &str| json!({"type": "point", "label": label, "x": 0, "y": 0});
        let shapes = drawn(&json!([point("b"), point("c"), point("a"), point("c")]));
        let seen: Vec<_> = legend(&shapes)
            .into_iter()
            .map(|entry| (entry.label, entry.count))
            .collect();
        let expected = [("c", 2), ("a", 1), ("b", 1)];
        assert_eq!(
            seen,
            expected.map(|(label, count)| (label.to_owned(), count))
        );
    }
}
