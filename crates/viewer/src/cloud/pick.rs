//! Which point is under the pointer.

use cgmath::{Matrix4, Vector4};

use super::{Chunks, Cloud};
use crate::{Bounds, Vec3, View};

/// See [`Cloud::pick`].
pub(super) fn nearest(
    cloud: &Cloud,
    chunks: &Chunks,
    view: &View,
    pixel: [f64; 2],
    radius: f64,
    shown: impl Fn(usize) -> bool,
) -> Option<usize> {
    let whole = chunks.whole()?.moved(cloud.origin());
    let reach = view.reach(whole.center(), whole.radius());
    let matrix = around_pixel(pixel, radius, view) * view.matrix(cloud.origin(), reach);
    let near = chunks.ranges(|bounds: &Bounds| View::may_show(&matrix, &bounds.corners()));
    let mut best: Option<(f32, usize)> = None;
    for range in near {
        for (index, [x, y, z]) in cloud.triples()[range.clone()].iter().enumerate() {
            let clip = matrix * Vector4::new(*x, *y, *z, 1.0);
            // In the small square, x and y from -1 to 1 are `radius` pixels from the pointer.
            let aside = clip.x * clip.x + clip.y * clip.y;
            let within = clip.w * clip.w;
            if clip.w <= 0.0 || aside > within || clip.z.abs() > clip.w {
                continue;
            }
            let pixels = (aside / within).sqrt() * radius as f32;
            // A pixel aside weighs as much as all the depth between near and far.
            let rank = pixels.floor() + f32::midpoint(clip.z / clip.w, 1.0);
            let index = range.start + index;
            if best.is_none_or(|(least, _)| rank < least) && shown(index) {
                best = Some((rank, index));
            }
        }
    }
    best.map(|(_, index)| index)
}

/// From clip space of the whole canvas to that of the square around a pixel.
fn around_pixel([x, y]: [f64; 2], radius: f64, view: &View) -> Matrix4<f32> {
    let center = Vec3::new(2.0 * x / view.width - 1.0, 1.0 - 2.0 * y / view.height, 0.0);
    let (wide, high) = (view.width / (2.0 * radius), view.height / (2.0 * radius));
    Matrix4::from_nonuniform_scale(wide as f32, high as f32, 1.0)
        * Matrix4::from_translation(cgmath::Vector3::new(
            -center.x as f32,
            -center.y as f32,
            0.0,
        ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CameraPose;

    fn cloud() -> Cloud {
        let mut positions = Vec::new();
        for x in -20..=20 {
            for y in -20..=20 {
                positions.extend([x as f32, y as f32, 0.0]);
            }
        }
        // One straight before the middle one, half way to the camera.
        let eye = CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 30.0).position() / 2.0;
        positions.extend([eye.x as f32, eye.y as f32, eye.z as f32]);
        Cloud {
            origin: [5e5, 4e6, 0.0],
            positions,
            ..Cloud::default()
        }
    }

    fn view(cloud: &Cloud) -> View {
        View::new(CameraPose::at(cloud.origin(), 30.0), 800.0, 600.0)
    }

    #[test]
    fn the_point_under_the_pointer_is_picked() {
        let cloud = cloud();
        let (view, chunks) = (view(&cloud), Chunks::of(&cloud));
        for wanted in [5, 700, 1300] {
            let [x, y] = view.project(cloud.position(wanted).unwrap()).unwrap();
            let picked = cloud
                .pick(&chunks, &view, [x + 0.4, y - 0.4], 6.0, |_| true)
                .unwrap();
            assert_eq!(picked.index, wanted);
        }
    }

    #[test]
    fn of_two_behind_each_other_the_one_in_front_is_picked() {
        let cloud = cloud();
        let (view, chunks) = (view(&cloud), Chunks::of(&cloud));
        let front = cloud.len() - 1;
        let pick =
            |shown: &dyn Fn(usize) -> bool| cloud.pick(&chunks, &view, [400.0, 300.0], 6.0, shown);
        assert_eq!(pick(&|_| true).unwrap().index, front);
        // If that one is hidden, the one behind it.
        assert_eq!(pick(&|index| index != front).unwrap().index, 20 * 41 + 20);
    }

    #[test]
    fn where_no_point_is_near_none_is_picked() {
        let cloud = cloud();
        let (view, chunks) = (view(&cloud), Chunks::of(&cloud));
        assert_eq!(
            cloud.pick(&chunks, &view, [400.0, 2.0], 6.0, |_| true),
            None
        );
    }
}
