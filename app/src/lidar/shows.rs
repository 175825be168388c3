//! What is drawn beside points and cuboids.

/// What is drawn beside points and cuboids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the page"
)]
pub struct Shows {
    /// The metric grid.
    pub grid: bool,
    /// The grid's coordinates.
    pub numbers: bool,
    /// The device.
    pub device: bool,
    /// The way of the device through the frames.
    pub path: bool,
    /// What each camera sees.
    pub cameras: bool,
    /// What radars saw, and where it moves.
    pub radar: bool,
    /// Points in the photos.
    pub photo_points: bool,
    /// The chosen object from three sides.
    pub sides: bool,
}

impl Default for Shows {
    fn default() -> Self {
        Self {
            grid: true,
            numbers: false,
            device: true,
            path: true,
            cameras: false,
            radar: true,
            photo_points: false,
            sides: true,
        }
    }
}

/// A switch of [`Shows`]: its word in links, its name for people, and where it is.
pub type Switch = (&'static str, &'static str, fn(&mut Shows) -> &mut bool);

impl Shows {
    /// In the order of the menu.
    pub const ALL: [Switch; 8] = [
        ("grid", "Grid", |shows| &mut shows.grid),
        ("numbers", "Coordinates on the grid", |shows| {
            &mut shows.numbers
        }),
        ("device", "Device", |shows| &mut shows.device),
        ("path", "Path of the device", |shows| &mut shows.path),
        ("cameras", "Cameras", |shows| &mut shows.cameras),
        ("radar", "Radar", |shows| &mut shows.radar),
        ("photopoints", "Points in the photos", |shows| {
            &mut shows.photo_points
        }),
        ("sides", "Chosen object from three sides", |shows| {
            &mut shows.sides
        }),
    ];

    /// For a link.
    pub(super) fn text(mut self) -> String {
        let on = Self::ALL.iter().filter(|(_, _, switch)| *switch(&mut self));
        let words: Vec<&str> = on.map(|(word, ..)| *word).collect();
        words.join(".")
    }

    /// From a link.
    pub(super) fn parse(text: &str) -> Self {
        let words: Vec<&str> = text.split('.').collect();
        let mut shows = Self::default();
        for (word, _, switch) in Self::ALL {
            *switch(&mut shows) = words.contains(&word);
        }
        shows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_one_of_its_own() {
        for (word, _, switch) in Shows::ALL {
            let mut shows = Shows::default();
            *switch(&mut shows) ^= true;
            assert_ne!(shows, Shows::default(), "{word}");
            assert_eq!(Shows::parse(&shows.text()), shows, "{word}");
        }
    }
}
