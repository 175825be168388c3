//! A camera that took a photo of the scene.

use cgmath::InnerSpace;

use super::Distortion;
use crate::{Line, Pose, Vec3};

/// A calibrated camera. Its frame is `camera`: x right, y down, z forward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhotoCamera {
    /// From `camera` to `world`.
    pub pose: Pose,
    focal: [f64; 2],
    center: [f64; 2],
    skew: f64,
    scale: f64,
    distortion: Distortion,
    /// Largest distance from the axis, at depth 1, that the lens' model holds for.
    widest: f64,
}

impl PhotoCamera {
    /// `focal` is `[fx, fy]` and `center` `[cx, cy]`, pixels of the photo as it was calibrated.
    pub fn new(pose: Pose, focal: [f64; 2], center: [f64; 2], distortion: Distortion) -> Self {
        Self {
            pose,
            focal,
            center,
            skew: 0.0,
            scale: 1.0,
            widest: distortion.folds_at(),
            distortion,
        }
    }

    /// How far a pixel's row shifts its column, in pixels at depth 1 (`skew`).
    #[must_use]
    pub fn with_skew(self, skew: f64) -> Self {
        Self { skew, ..self }
    }

    /// How many times smaller the photo is than it was calibrated (`scale_factor`): 2 where a photo
    /// of 1920 pixels is stored with 960. What is no positive number counts as 1.
    #[must_use]
    pub fn with_scale_factor(self, scale_factor: f64) -> Self {
        let usable = scale_factor.is_finite() && scale_factor > 0.0;
        Self {
            scale: if usable { scale_factor } else { 1.0 },
            ..self
        }
    }

    /// Where a place of `world` is on the photo, in `image_px`; also beyond its borders, but `None`
    /// behind the camera or further aside than the lens is calibrated.
    pub fn project(&self, world: Vec3) -> Option<[f64; 2]> {
        self.project_from_camera(self.pose.to_body(world))
    }

    /// The same for a place of `camera`.
    pub fn project_from_camera(&self, place: Vec3) -> Option<[f64; 2]> {
        let (x, y) = self.distortion.on_plane(place)?;
        if x.hypot(y) > self.widest {
            return None;
        }
        let (x, y) = self.distortion.bend(x, y);
        Some([
            (self.focal[0] * x + self.skew * y + self.center[0]) / self.scale,
            (self.focal[1] * y + self.center[1]) / self.scale,
        ])
    }

    /// Whether it also sees what is beside and behind the camera.
    pub(crate) fn sees_behind(&self) -> bool {
        self.distortion.sees_behind()
    }

    /// The pyramid that a photo of `width` × `height` pixels sees up to `depth` metres, as lines in
    /// `world`; the lens' distortion is left out.
    pub fn frustum(&self, [width, height]: [f64; 2], depth: f64, color: [u8; 4]) -> Vec<Line> {
        let corners = [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]].map(|[u, v]| {
            let y = (v * self.scale - self.center[1]) / self.focal[1];
            let x = (u * self.scale - self.center[0] - self.skew * y) / self.focal[0];
            self.pose.to_world(self.distortion.ray(x, y) * depth)
        });
        let middle = (corners[0] + corners[1]) / 2.0;
        let up = (middle - (corners[2] + corners[3]) / 2.0).normalize() * depth * 0.12;
        let mut lines = Vec::with_capacity(10);
        for (corner, next) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            lines.push(Line::new(self.pose.position, *corner, color));
            lines.push(Line::new(*corner, *next, color));
        }
        // A mark at the upper border tells which way up the photo is.
        lines.push(Line::new(middle, middle + up, color));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: [[f64; 3]; 4] = [
        [0.5, -0.3, 4.0],
        [-2.0, 1.0, 6.0],
        [1.5, 0.8, 2.5],
        [3.0, -1.2, 5.0],
    ];

    fn assert_projects(camera: &PhotoCamera, expected: [[f64; 2]; 4]) {
        for (place, [u, v]) in PLACES.into_iter().zip(expected) {
            let found = camera.project(place.into()).unwrap();
            assert!(
                (found[0] - u).hypot(found[1] - v) < 1e-6,
                "{place:?}: {found:?} is not [{u}, {v}]"
            );
        }
    }

    fn at_origin() -> Pose {
        Pose::new(Vec3::new(0.0, 0.0, 0.0), [1.0, 0.0, 0.0, 0.0])
    }

    fn brown_conrady() -> PhotoCamera {
        PhotoCamera::new(
            at_origin(),
            [1000.0, 1010.0],
            [640.0, 360.0],
            Distortion::BrownConrady {
                k: [-0.3, 0.12, -0.02, 0.05, 0.01, -0.004],
                p: [0.001, -0.0007],
                s: [0.0; 4],
            },
        )
    }

    /// OpenCV 5.0:
    /// `cv2.projectPoints(P, zeros(3), zeros(3), [[1000, 0, 640], [0, 1010, 360], [0, 0, 1]],
    /// [-0.3, 0.12, 0.001, -0.0007, -0.02, 0.05, 0.01, -0.004])`.
    #[test]
    fn brown_conrady_projects_as_opencv_does() {
        assert_projects(
            &brown_conrady(),
            [
                [764.021_986_593_777_8, 284.855_124_374_170_03],
                [321.703_709_211_355_5, 520.830_807_403_821],
                [1_157.651_278_162_472_9, 639.482_868_130_185_4],
                [1_163.709_824_643_327_2, 148.724_909_564_095_87],
            ],
        );
    }

    /// OpenCV 5.0:
    /// `cv2.fisheye.projectPoints(P, zeros(3), zeros(3), [[400, 0, 640], [0, 410, 360], [0, 0, 1]],
    /// [0.08, -0.02, 0.006, -0.001], alpha=0.01)`; its `alpha` is `skew / fx`.
    #[test]
    fn fisheye_projects_as_opencv_does() {
        let lens = Distortion::Fisheye {
            k: [0.08, -0.02, 0.006, -0.001],
        };
        let camera = PhotoCamera::new(at_origin(), [400.0, 410.0], [640.0, 360.0], lens);
        assert_projects(
            &camera.with_skew(4.0),
            [
                [689.434_678_691_005_7, 329.414_157_550_333_47],
                [511.756_068_206_453, 426.055_291_501_701_33],
                [857.452_806_237_691, 478.243_568_376_785_34],
                [857.390_633_866_249_3, 270.511_887_665_499_8],
            ],
        );
    }

    /// OpenCV 5.0, with 5 and with 12 coefficients:
    /// `cv2.projectPoints(P, zeros(3), zeros(3), [[1000, 0, 640], [0, 1010, 360], [0, 0, 1]],
    /// [-0.3, 0.12, 0.001, -0.0007, -0.02])` and
    /// `[…, -0.02, 0.05, 0.01, -0.004, 0.002, -0.001, 0.0015, 0.0005]`.
    #[test]
    fn five_coefficients_and_a_thin_prism_project_as_opencv_does() {
        let camera = |k, s| {
            let lens = Distortion::BrownConrady {
                k,
                p: [0.001, -0.0007],
                s,
            };
            PhotoCamera::new(at_origin(), [1000.0, 1010.0], [640.0, 360.0], lens)
        };
        assert_projects(
            &camera([-0.3, 0.12, -0.02, 0.0, 0.0, 0.0], [0.0; 4]),
            [
                [764.154_374_448_242_2, 284.774_897_334_365_3],
                [319.437_922_953_818_03, 521.975_029_463_877_5],
                [1_170.532_500_928_512, 646.421_553_460_158_5],
                [1_175.429_840_754_688, 143.990_023_055_106_1],
            ],
        );
        assert_projects(
            &camera(
                [-0.3, 0.12, -0.02, 0.05, 0.01, -0.004],
                [0.002, -0.001, 0.0015, 0.0005],
            ),
            [
                [764.064_035_031_278_8, 284.887_546_163_232_5],
                [321.962_196_865_676_45, 521.050_965_582_833_4],
                [1_158.362_264_402_472_9, 640.291_380_078_985_4],
                [1_164.370_634_883_327_5, 149.445_640_392_895_85],
            ],
        );
    }

    fn omnidirectional(focal: [f64; 2], center: [f64; 2], k: [f64; 3], xi: f64) -> PhotoCamera {
        let p = if xi > 1.0 {
            [0.000_422, 0.000_425]
        } else {
            [0.001, -0.0007]
        };
        let lens = Distortion::Omnidirectional { k, p, xi };
        PhotoCamera::new(at_origin(), focal, center, lens)
    }

    /// OpenCV 5.0, contrib:
    /// `cv2.omnidir.projectPoints(P, zeros(3), zeros(3), [[1336.322, 3, 716.9], [0, 1335.788, 705.8],
    /// [0, 0, 1]], 2.2134, [0.0168, 1.6549, 0.000422, 0.000425])` and
    /// `cv2.omnidir.projectPoints(…, [[400, 0, 640], [0, 410, 360], [0, 0, 1]], 0.9,
    /// [-0.2, 0.05, 0.001, -0.0007])`.
    #[test]
    fn omnidirectional_projects_as_opencv_does() {
        let center = [716.9, 705.8];
        let mirror = omnidirectional([1336.322, 1335.788], center, [0.0168, 1.6549, 0.0], 2.2134);
        let skewed = mirror.with_skew(3.0);
        assert_projects(
            &skewed,
            [
                [768.441_134_010_319_3, 674.847_819_473_028_6],
                [584.512_616_776_033_6, 772.052_021_030_052_6],
                [935.851_756_368_300_7, 822.396_928_517_662_7],
                [937.774_838_319_699_3, 617.431_003_346_401_8],
            ],
        );
        let behind = |camera: &PhotoCamera| camera.project(Vec3::new(4.0, 0.5, -0.5)).unwrap();
        let [u, v] = behind(&skewed);
        assert!((u - 1_402.349_409_626_376_2).hypot(v - 791.533_940_872_892_2) < 1e-6);
        let lens = omnidirectional([400.0, 410.0], [640.0, 360.0], [-0.2, 0.05, 0.0], 0.9);
        assert_projects(
            &lens,
            [
                [666.148_132_915_568_7, 343.920_284_137_78],
                [572.438_276_068_681_4, 394.635_013_927_964],
                [752.509_293_998_239_2, 421.564_779_265_386_4],
                [753.553_324_054_418, 313.471_863_381_537_33],
            ],
        );
        let [u, v] = behind(&lens);
        assert!((u - 1_047.843_626_890_001_6).hypot(v - 412.982_481_094_490_3) < 1e-6);
    }

    #[test]
    fn what_an_omnidirectional_camera_does_not_see_is_nowhere() {
        let center = [716.9, 705.8];
        let mirror = omnidirectional([1336.322, 1335.788], center, [0.0; 3], 2.2134);
        // The sphere turns away where the cosine of the angle is -1 / xi: at 117 degrees.
        let at = |degrees: f64| {
            let (sine, cosine) = degrees.to_radians().sin_cos();
            mirror.project(Vec3::new(3.0 * sine, 0.0, 3.0 * cosine))
        };
        assert!(at(116.0).is_some());
        assert_eq!(at(118.0), None);
        assert_eq!(at(180.0), None);
        assert_eq!(mirror.project(Vec3::new(0.0, 0.0, 0.0)), None);
    }

    #[test]
    fn a_photo_half_the_size_has_half_the_pixels() {
        let place = Vec3::new(0.5, -0.3, 4.0);
        let full = brown_conrady().project(place).unwrap();
        let half = brown_conrady()
            .with_scale_factor(2.0)
            .project(place)
            .unwrap();
        assert!((full[0] - 2.0 * half[0]).abs() < 1e-9);
        assert!((full[1] - 2.0 * half[1]).abs() < 1e-9);
    }

    #[test]
    fn what_is_behind_the_camera_is_nowhere() {
        assert_eq!(brown_conrady().project(Vec3::new(0.0, 0.0, -1.0)), None);
        assert_eq!(brown_conrady().project(Vec3::new(1.0, 0.0, 0.0)), None);
    }

    #[test]
    fn what_the_lens_would_fold_into_the_photo_is_nowhere() {
        let barrel = Distortion::BrownConrady {
            k: [-0.3, 0.0, 0.0, 0.0, 0.0, 0.0],
            p: [0.0; 2],
            s: [0.0; 4],
        };
        let camera = PhotoCamera::new(at_origin(), [1000.0; 2], [640.0, 360.0], barrel);
        // 61° aside: the polynomial alone would put it at the centre.
        assert_eq!(camera.project(Vec3::new(1.82, 0.0, 1.0)), None);
        assert!(camera.project(Vec3::new(0.9, 0.0, 1.0)).is_some());
    }

    #[test]
    fn the_corners_of_the_frustum_are_those_of_the_photo() {
        let camera = PhotoCamera::new(
            Pose::new(Vec3::new(4.0, 5.0, 6.0), [0.5, -0.5, 0.5, -0.5]),
            [1000.0, 1010.0],
            [640.0, 360.0],
            Distortion::NONE,
        );
        let lines = camera.frustum([1280.0, 720.0], 2.0, [255; 4]);
        let corner = camera.project(lines[4].to).unwrap();
        assert!((corner[0] - 1280.0).hypot(corner[1] - 720.0) < 1e-6);
    }
}
