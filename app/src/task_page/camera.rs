//! Where an image lies on the stage: pure geometry of pan and zoom.

use domain::annotations::Point;

/// A width and height: of the stage in CSS pixels, or of an image in its own.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Extent {
    pub width: f64,
    pub height: f64,
}

impl Extent {
    pub const fn new(width: f64, height: f64) -> Self {
        Self { width, height }
    }

    /// Whether there is an area at all; a stage has none before it is laid out.
    pub fn is_empty(self) -> bool {
        !(self.width > 0.0 && self.height > 0.0)
    }
}

/// `stage px = image px · scale + (x, y)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    pub scale: f64,
    pub x: f64,
    pub y: f64,
}

/// The largest zoom: an image pixel of this many CSS pixels.
const MAX_SCALE: f64 = 40.0;

/// The share of the image's fit at which zooming out ends.
const MIN_OF_FIT: f64 = 0.5;

/// How much of the image always stays in sight, in CSS pixels.
const IN_SIGHT: f64 = 48.0;

impl Camera {
    /// The whole image, centred, as large as the stage allows; what `object-fit: contain` does.
    pub fn fit(stage: Extent, image: Extent) -> Self {
        let scale = (stage.width / image.width).min(stage.height / image.height);
        Self::centred(stage, image, scale)
    }

    fn centred(stage: Extent, image: Extent, scale: f64) -> Self {
        Self {
            scale,
            x: (stage.width - image.width * scale) / 2.0,
            y: (stage.height - image.height * scale) / 2.0,
        }
    }

    /// Zooms so that the point of the image under `(x, y)` of the stage stays there.
    #[must_use]
    pub fn zoomed(self, factor: f64, x: f64, y: f64, stage: Extent, image: Extent) -> Self {
        let fit = Self::fit(stage, image).scale;
        let scale =
            (self.scale * factor).clamp(fit.min(1.0) * MIN_OF_FIT, MAX_SCALE.max(fit * 2.0));
        let ratio = scale / self.scale;
        Self {
            scale,
            x: x - (x - self.x) * ratio,
            y: y - (y - self.y) * ratio,
        }
        .in_sight(stage, image)
    }

    /// Moves the image by CSS pixels.
    #[must_use]
    pub fn panned(self, dx: f64, dy: f64, stage: Extent, image: Extent) -> Self {
        Self {
            x: self.x + dx,
            y: self.y + dy,
            ..self
        }
        .in_sight(stage, image)
    }

    /// Keeps a strip of the image inside the stage.
    fn in_sight(self, stage: Extent, image: Extent) -> Self {
        let keep = |at: f64, length: f64, room: f64| {
            let strip = IN_SIGHT.min(length);
            at.clamp(strip - length, room - strip)
        };
        Self {
            x: keep(self.x, image.width * self.scale, stage.width),
            y: keep(self.y, image.height * self.scale, stage.height),
            ..self
        }
    }

    /// The box around `points` in the middle of the stage, with room around it.
    pub fn around(points: &[Point], stage: Extent, image: Extent) -> Option<Self> {
        let first = points.first()?;
        let (mut left, mut top, mut right, mut bottom) = (first.x, first.y, first.x, first.y);
        for point in points {
            left = left.min(point.x);
            right = right.max(point.x);
            top = top.min(point.y);
            bottom = bottom.max(point.y);
        }
        // A shape fills up to two fifths of the stage; a dot is shown at four times its size.
        let wanted = |length: f64, room: f64| room * 0.4 / length.max(1.0);
        let fit = Self::fit(stage, image).scale;
        let scale = wanted(right - left, stage.width)
            .min(wanted(bottom - top, stage.height))
            .clamp(fit, MAX_SCALE.min((fit * 8.0).max(4.0)));
        Some(
            Self {
                scale,
                x: stage.width / 2.0 - f64::midpoint(left, right) * scale,
                y: stage.height / 2.0 - f64::midpoint(top, bottom) * scale,
            }
            .in_sight(stage, image),
        )
    }

    /// The point of the image, in `image_px`, at a point of the stage.
    pub fn image_point(self, x: f64, y: f64) -> Point {
        Point::new((x - self.x) / self.scale, (y - self.y) / self.scale)
    }

    /// The `viewBox` of an SVG over the whole stage, in `image_px`.
    pub fn view_box(self, stage: Extent) -> String {
        format!(
            "{:.3} {:.3} {:.3} {:.3}",
            0.0 - self.x / self.scale,
            0.0 - self.y / self.scale,
            stage.width / self.scale,
            stage.height / self.scale
        )
    }

    /// The CSS `transform`, about the top left corner, that brings a fitted image here.
    pub fn transform(self, stage: Extent, image: Extent) -> String {
        let fit = Self::fit(stage, image);
        let ratio = self.scale / fit.scale;
        // Adding zero keeps a negative zero from being written as -0.000.
        format!(
            "translate({:.3}px, {:.3}px) scale({ratio:.6})",
            self.x - ratio * fit.x + 0.0,
            self.y - ratio * fit.y + 0.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: Extent = Extent::new(800.0, 600.0);
    const IMAGE: Extent = Extent::new(4000.0, 2000.0);

    #[test]
    fn the_point_under_the_cursor_stays_there_while_zooming() {
        let camera = Camera::fit(STAGE, IMAGE);
        let before = camera.image_point(300.0, 250.0);
        let zoomed = camera.zoomed(3.0, 300.0, 250.0, STAGE, IMAGE);
        let after = zoomed.image_point(300.0, 250.0);
        assert!((zoomed.scale - 0.6).abs() < 1e-9);
        assert!((before.x - after.x).abs() < 1e-6 && (before.y - after.y).abs() < 1e-6);
    }

    #[test]
    fn a_fitted_image_needs_no_transform() {
        let camera = Camera::fit(STAGE, IMAGE);
        assert_eq!(
            camera.transform(STAGE, IMAGE),
            "translate(0.000px, 0.000px) scale(1.000000)"
        );
        assert_eq!(camera.view_box(STAGE), "0.000 -500.000 4000.000 3000.000");
    }

    #[test]
    fn an_image_cannot_be_dragged_out_of_sight() {
        let camera = Camera::fit(STAGE, IMAGE).panned(1e6, -1e6, STAGE, IMAGE);
        assert!((camera.x - 752.0).abs() < 1e-9);
        assert!((camera.y + 352.0).abs() < 1e-9);
    }

    #[test]
    fn a_shape_is_brought_to_the_middle() {
        let points = [Point::new(1000.0, 900.0), Point::new(1100.0, 1000.0)];
        let camera = Camera::around(&points, STAGE, IMAGE).unwrap();
        let middle = camera.image_point(400.0, 300.0);
        assert!((middle.x - 1050.0).abs() < 1e-6 && (middle.y - 950.0).abs() < 1e-6);
        assert!(Camera::around(&[], STAGE, IMAGE).is_none());
    }
}
