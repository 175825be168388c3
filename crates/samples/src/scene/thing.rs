//! What stands on a street, as labelers name it.

use super::solid::Circle;
use super::vector::{V3, v3};

/// The class of every pixel. The order is that of the segmentation masks' indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    Unlabeled,
    Road,
    Sidewalk,
    Building,
    Vegetation,
    Terrain,
    Sky,
    Pole,
    TrafficLight,
    TrafficSign,
    Car,
    Truck,
    Bus,
    Pedestrian,
    Cyclist,
}

impl Class {
    pub const ALL: [Self; 15] = [
        Self::Unlabeled,
        Self::Road,
        Self::Sidewalk,
        Self::Building,
        Self::Vegetation,
        Self::Terrain,
        Self::Sky,
        Self::Pole,
        Self::TrafficLight,
        Self::TrafficSign,
        Self::Car,
        Self::Truck,
        Self::Bus,
        Self::Pedestrian,
        Self::Cyclist,
    ];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Unlabeled => "unlabeled",
            Self::Road => "road",
            Self::Sidewalk => "sidewalk",
            Self::Building => "building",
            Self::Vegetation => "vegetation",
            Self::Terrain => "terrain",
            Self::Sky => "sky",
            Self::Pole => "pole",
            Self::TrafficLight => "traffic_light",
            Self::TrafficSign => "traffic_sign",
            Self::Car => "car",
            Self::Truck => "truck",
            Self::Bus => "bus",
            Self::Pedestrian => "pedestrian",
            Self::Cyclist => "cyclist",
        }
    }

    /// The colour in the combined mask, sRGB.
    pub const fn color(self) -> [u8; 3] {
        match self {
            Self::Unlabeled => [0, 0, 0],
            Self::Road => [128, 64, 128],
            Self::Sidewalk => [244, 35, 232],
            Self::Building => [90, 90, 100],
            Self::Vegetation => [107, 142, 35],
            Self::Terrain => [152, 251, 152],
            Self::Sky => [70, 130, 180],
            Self::Pole => [190, 153, 153],
            Self::TrafficLight => [250, 170, 30],
            Self::TrafficSign => [220, 220, 0],
            Self::Car => [0, 60, 220],
            Self::Truck => [0, 110, 150],
            Self::Bus => [0, 190, 200],
            Self::Pedestrian => [220, 20, 60],
            Self::Cyclist => [255, 110, 0],
        }
    }

    pub const fn is_vehicle(self) -> bool {
        matches!(self, Self::Car | Self::Truck | Self::Bus)
    }

    pub const fn is_road_user(self) -> bool {
        matches!(
            self,
            Self::Car | Self::Truck | Self::Bus | Self::Pedestrian | Self::Cyclist
        )
    }
}

/// A box standing on the ground. World, metres; yaw 0 along +y, counter-clockwise.
#[derive(Debug, Clone, Copy)]
pub struct Cuboid {
    pub centre: V3,
    /// x = width, y = length, z = height.
    pub size: V3,
    pub yaw: f32,
}

impl Cuboid {
    /// The eight corners: front face first (left-top, right-top, right-bottom, left-bottom, as
    /// seen from behind), then the back face in the same order.
    pub fn corners(&self) -> [V3; 8] {
        let half = self.size * 0.5;
        [
            (-1.0, 1.0, 1.0),
            (1.0, 1.0, 1.0),
            (1.0, 1.0, -1.0),
            (-1.0, 1.0, -1.0),
            (-1.0, -1.0, 1.0),
            (1.0, -1.0, 1.0),
            (1.0, -1.0, -1.0),
            (-1.0, -1.0, -1.0),
        ]
        .map(|(x, y, z)| self.centre + v3(x * half.x, y * half.y, z * half.z).turned(self.yaw))
    }

    /// Whether a world point lies inside or on the surface.
    pub fn contains(&self, point: V3) -> bool {
        let p = (point - self.centre).turned(-self.yaw);
        p.x.abs() <= self.size.x / 2.0
            && p.y.abs() <= self.size.y / 2.0
            && p.z.abs() <= self.size.z / 2.0
    }
}

#[derive(Debug, Clone)]
pub struct Thing {
    pub class: Class,
    /// What a labeler may be asked: colour, kind.
    pub color: &'static str,
    pub kind: &'static str,
    pub parked: bool,
    /// The same for the same thing in every frame of a sequence.
    pub track: u64,
    pub cuboid: Option<Cuboid>,
    /// Named places on it: wheels, head. World.
    pub points: Vec<(&'static str, V3)>,
    /// Round parts. World.
    pub circles: Vec<(&'static str, Circle)>,
}

impl Thing {
    pub fn of(class: Class) -> Self {
        Self {
            class,
            color: "",
            kind: "",
            parked: false,
            track: 0,
            cuboid: None,
            points: Vec::new(),
            circles: Vec::new(),
        }
    }
}
