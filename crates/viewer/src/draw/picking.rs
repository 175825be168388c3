//! What is under the pointer, and where labels go.

use cgmath::MetricSpace;

use super::Viewer;
use crate::CuboidShape;
use crate::cloud::PickedPoint;

impl Viewer {
    /// The place of the nearest cuboid at a pixel (`view_px`) in [`Viewer::cuboids`].
    pub fn pick_cuboid(&self, pixel: [f64; 2]) -> Option<usize> {
        if !self.look.show_cuboids {
            return None;
        }
        let ray = self.view().ray(pixel);
        let hits = self.cuboids.iter().enumerate();
        hits.filter_map(|(place, cuboid)| Some((ray.meets(&cuboid.shape)?, place)))
            // The cuboid that the camera is in is everywhere: any other goes before it.
            .min_by(|(one, _), (other, _)| {
                let within = |distance: &f64| *distance <= 0.0;
                (within(one).cmp(&within(other))).then(one.total_cmp(other))
            })
            .map(|(_, place)| place)
    }

    /// Where labels of cuboids go: the place of each on the canvas in [`Viewer::cuboids`] and its
    /// `view_px`, the farthest first, so that nearer ones lie over it.
    pub fn label_anchors(&self) -> Vec<(usize, [f64; 2])> {
        if !self.look.show_cuboids {
            return Vec::new();
        }
        let view = self.view();
        let position = view.pose.position();
        let mut anchors: Vec<(f64, usize, [f64; 2])> = self
            .cuboids
            .iter()
            .enumerate()
            .filter_map(|(place, cuboid)| {
                let anchor = cuboid.shape.label_anchor();
                let pixel = view.project(anchor)?;
                let is_on =
                    (0.0..view.width).contains(&pixel[0]) && (0.0..view.height).contains(&pixel[1]);
                is_on.then(|| (anchor.distance2(position), place, pixel))
            })
            .collect();
        anchors.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        anchors
            .into_iter()
            .map(|(_, place, pixel)| (place, pixel))
            .collect()
    }

    /// The point at a pixel (`view_px`), or up to 6 CSS pixels beside.
    pub fn pick_point(&self, pixel: [f64; 2]) -> Option<PickedPoint> {
        let ground = self.cloud.ground.as_deref();
        let ground = ground.filter(|_| !self.look.show_ground);
        let numbers = self.look.coloring.numbers(&self.cloud);
        let clip = self.look.clip.as_ref().map(CuboidShape::inside);
        let shown = |point: usize| {
            let is_hidden_ground = ground.is_some_and(|ground| ground[point] != 0);
            let number = numbers.map(|numbers| usize::from(numbers[point]));
            let color = number.and_then(|number| self.look.palette.get(number));
            let is_clipped = clip.as_ref().is_some_and(|inside| {
                self.cloud
                    .position(point)
                    .is_none_or(|place| !inside(place))
            });
            !is_hidden_ground && !is_clipped && color.is_none_or(|color| color[3] != 0)
        };
        self.cloud
            .pick(&self.chunks, &self.view(), pixel, 6.0, shown)
    }
}
