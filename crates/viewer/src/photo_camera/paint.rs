//! The colours that photos show where points are.

use super::PhotoCamera;
use crate::Cloud;

/// A photo with the camera that took it.
#[derive(Debug, Clone, Copy)]
pub struct Photo<'a> {
    /// How it sees the world.
    pub camera: &'a PhotoCamera,
    /// Pixels from left to right, and from top to bottom.
    pub size: [u32; 2],
    /// Red, green, blue and opacity of each pixel, row by row from the top.
    pub rgba: &'a [u8],
}

impl Photo<'_> {
    /// The colour of the pixel in which a place of the photo (`image_px`) is; `None` beside it.
    fn color([x, y]: [f64; 2], [width, height]: [u32; 2], rgba: &[u8]) -> Option<[u8; 3]> {
        // A place of no number is in no range.
        let within = (0.0..f64::from(width)).contains(&x) && (0.0..f64::from(height)).contains(&y);
        if !within {
            return None;
        }
        let pixel = y as usize * width as usize + x as usize;
        let [red, green, blue, _] = *rgba.as_chunks::<4>().0.get(pixel)?;
        Some([red, green, blue])
    }
}

impl Cloud {
    /// Red, green and blue of each point as the first photo shows it that sees it; `unseen` where
    /// none does. What hides a point from a camera but not from the lidar colours it too.
    #[must_use]
    pub fn painted(&self, photos: &[Photo], unseen: [u8; 3]) -> Vec<u8> {
        let mut colors = Vec::with_capacity(self.positions.len());
        let origin = self.origin();
        for [x, y, z] in self.triples() {
            let world = crate::Vec3::new((*x).into(), (*y).into(), (*z).into()) + origin;
            let color = photos.iter().find_map(|photo| {
                let place = photo.camera.project(world)?;
                Photo::color(place, photo.size, photo.rgba)
            });
            colors.extend(color.unwrap_or(unseen));
        }
        colors
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Distortion, Pose, Vec3};

    /// Looks along +y; 2 × 1 pixels, red at the left and blue at the right.
    #[test]
    fn a_point_has_the_colour_of_the_pixel_that_shows_it() {
        let pose = Pose::new(
            Vec3::new(0.0, 0.0, 0.0),
            [0.5_f64.sqrt(), -0.5_f64.sqrt(), 0.0, 0.0],
        );
        let camera = PhotoCamera::new(pose, [1.0, 1.0], [1.0, 0.5], Distortion::NONE);
        let photo = Photo {
            camera: &camera,
            size: [2, 1],
            rgba: &[255, 0, 0, 255, 0, 0, 255, 255],
        };
        let cloud = Cloud {
            // Left, right, behind, and too far aside.
            positions: vec![-0.5, 1.0, 0.0, 0.5, 1.0, 0.0, 0.5, -1.0, 0.0, 9.0, 1.0, 0.0],
            ..Cloud::default()
        };
        let colors = cloud.painted(&[photo], [9, 9, 9]);
        assert_eq!(colors, [255, 0, 0, 0, 0, 255, 9, 9, 9, 9, 9, 9]);
    }
}
