//! What the colour of a point says.

use super::Histogram;
use crate::{Cloud, Vec3};

/// What the colour of a point says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Coloring {
    /// How strongly it sent back the light, 0 to 1.
    Intensity,
    /// Its z in `world`, metres.
    #[default]
    Height,
    /// How far it is from the device, metres.
    Distance,
    /// Which laser saw it.
    Ring,
    /// When it was seen, seconds.
    Time,
    /// Its class, by the palette.
    Class,
    /// Which object it is of, by the palette.
    Instance,
    /// Which device measured it, by the palette.
    Device,
    /// From which frame it is, by the palette.
    Frame,
    /// Its own colour.
    Rgb,
    /// What photos show where it is.
    Photos,
    /// Nothing: all have one colour.
    Plain,
}

impl Coloring {
    /// Every colouring, in the order of a choice.
    pub const ALL: [Self; 12] = [
        Self::Height,
        Self::Intensity,
        Self::Distance,
        Self::Ring,
        Self::Time,
        Self::Class,
        Self::Instance,
        Self::Device,
        Self::Frame,
        Self::Rgb,
        Self::Photos,
        Self::Plain,
    ];

    /// Its word in links and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Intensity => "intensity",
            Self::Height => "height",
            Self::Distance => "distance",
            Self::Ring => "ring",
            Self::Time => "time",
            Self::Class => "class",
            Self::Instance => "instance",
            Self::Device => "device",
            Self::Frame => "frame",
            Self::Rgb => "rgb",
            Self::Photos => "photos",
            Self::Plain => "plain",
        }
    }

    /// The colouring of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// The numbers by which points take their colours from the palette; `None` if the colouring
    /// has no palette, or the cloud no such numbers.
    pub fn numbers(self, cloud: &Cloud) -> Option<&[u8]> {
        match self {
            Self::Class => cloud.class.as_deref(),
            Self::Instance => cloud.instance.as_deref(),
            Self::Device => cloud.device.as_deref(),
            Self::Frame => cloud.frame.as_deref(),
            _ => None,
        }
    }

    /// Whether colours come from the palette.
    pub const fn has_palette(self) -> bool {
        matches!(
            self,
            Self::Class | Self::Instance | Self::Device | Self::Frame
        )
    }

    /// Whether the cloud has what this colouring shows.
    pub fn suits(self, cloud: &Cloud) -> bool {
        match self {
            Self::Instance | Self::Device | Self::Frame => self.numbers(cloud).is_some(),
            Self::Photos => cloud.photo.is_some(),
            Self::Intensity => cloud.intensity.is_some(),
            Self::Ring => cloud.ring.is_some(),
            Self::Time => cloud.time.is_some(),
            Self::Class => cloud.class.is_some(),
            Self::Rgb => cloud.rgb.is_some(),
            Self::Height | Self::Distance | Self::Plain => true,
        }
    }

    /// What each point has of the quantity, in order; `None` if the colouring has no range, or the
    /// cloud no such quantity. `device` is in `world`.
    pub fn values<'a>(
        self,
        cloud: &'a Cloud,
        device: Vec3,
    ) -> Option<Box<dyn Iterator<Item = f32> + 'a>> {
        let offset: [f64; 3] = (device - cloud.origin()).into();
        let [dx, dy, dz] = offset.map(|part| part as f32);
        let base = cloud.origin[2] as f32;
        Some(match self {
            Self::Height => Box::new(cloud.triples().iter().map(move |[_, _, z]| z + base)),
            Self::Distance => Box::new(cloud.triples().iter().map(move |[x, y, z]| {
                let (x, y, z) = (x - dx, y - dy, z - dz);
                (x * x + y * y + z * z).sqrt()
            })),
            Self::Intensity => Box::new(cloud.intensity.as_ref()?.values()),
            Self::Ring => Box::new(cloud.ring.as_ref()?.values()),
            Self::Time => Box::new(cloud.time.as_ref()?.values()),
            Self::Class
            | Self::Instance
            | Self::Device
            | Self::Frame
            | Self::Rgb
            | Self::Photos
            | Self::Plain => return None,
        })
    }

    /// How the quantity is spread over the first `points` points.
    pub fn histogram(self, cloud: &Cloud, device: Vec3, points: usize) -> Option<Histogram> {
        Histogram::of(|| {
            let values = self.values(cloud, device).into_iter().flatten();
            values.take(points)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_finds_its_coloring() {
        for coloring in Coloring::ALL {
            assert_eq!(Coloring::from_name(coloring.name()), Some(coloring));
        }
    }

    #[test]
    fn heights_and_distances_are_those_of_the_world() {
        let cloud = Cloud {
            origin: [100.0, 200.0, 10.0],
            positions: vec![3.0, 4.0, 0.0],
            ..Cloud::default()
        };
        let first = |coloring: Coloring| {
            let mut values = coloring.values(&cloud, Vec3::new(100.0, 200.0, 10.0))?;
            values.next()
        };
        assert_eq!(first(Coloring::Height), Some(10.0));
        assert_eq!(first(Coloring::Distance), Some(5.0));
        assert_eq!(first(Coloring::Intensity), None);
        assert_eq!(first(Coloring::Rgb), None);
    }
}
