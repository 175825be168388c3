//! The models of lenses that frames name.

/// How a camera's lens maps the scene, by the name in a frame's `camera_model`. The message of
/// Scale's package `scale_lidar_io` 1.2.5 has `brown_conrady`, `fisheye` and `omnidirectional`; the
/// other names are those of OpenCV and ROS for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CameraModel {
    /// OpenCV's `projectPoints`: radial (also rational), tangential and thin prism distortion. A frame
    /// that names no model means this.
    BrownConrady,
    /// OpenCV's `fisheye::projectPoints`.
    Fisheye,
    /// OpenCV's `omnidir::projectPoints`, with the mirror's `xi`.
    Omnidirectional,
}

impl CameraModel {
    /// `None` for a model that is not known.
    ///
    /// ```
    /// use domain::lidar::CameraModel;
    ///
    /// assert_eq!(CameraModel::of(Some("fisheye")), Some(CameraModel::Fisheye));
    /// assert_eq!(CameraModel::of(None), Some(CameraModel::BrownConrady));
    /// assert_eq!(CameraModel::of(Some("f_theta")), None);
    /// ```
    #[must_use]
    pub fn of(name: Option<&str>) -> Option<Self> {
        let name = name.unwrap_or_default().trim().to_ascii_lowercase();
        Some(match name.replace(['-', ' '], "_").as_str() {
            ""
            | "brown_conrady"
            | "brownconrady"
            | "pinhole"
            | "plumb_bob"
            | "radtan"
            | "rational"
            | "rational_polynomial"
            | "thin_prism"
            | "opencv" => Self::BrownConrady,
            "fisheye" | "equidistant" | "kannala_brandt" | "opencv_fisheye" => Self::Fisheye,
            "omnidirectional" | "omnidir" | "mei" => Self::Omnidirectional,
            _ => return None,
        })
    }
}
