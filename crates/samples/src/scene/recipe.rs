//! What a scene shall be, in a few words.

use crate::dice::Dice;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Downtown,
    Residential,
    Highway,
    Campus,
    /// A parking lot seen from a drone above it.
    ParkingLot,
}

impl Place {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Downtown => "downtown",
            Self::Residential => "residential",
            Self::Highway => "highway",
            Self::Campus => "campus",
            Self::ParkingLot => "parking_lot",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Daytime {
    Morning,
    Day,
    Dusk,
    Night,
}

impl Daytime {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Day => "day",
            Self::Dusk => "dusk",
            Self::Night => "night",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    Clear,
    Cloudy,
    Rain,
    Haze,
}

impl Weather {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clear => "clear",
            Self::Cloudy => "cloudy",
            Self::Rain => "rain",
            Self::Haze => "haze",
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// What is thrown with this seed stays the same at every `moment`.
    pub seed: u64,
    pub index: usize,
    pub place: Place,
    pub daytime: Daytime,
    pub weather: Weather,
    pub width: u32,
    pub height: u32,
    /// Seconds since the first frame; everything that drives or walks has moved on.
    pub moment: f32,
}

impl Recipe {
    /// A street as the fleet's cameras meet it, 1280 × 720.
    pub fn any(seed: u64, index: usize, place: Place) -> Self {
        let mut dice = Dice::new(seed, "recipe", index);
        let daytime = dice.weighted(&[
            (Daytime::Morning, 0.22),
            (Daytime::Day, 0.48),
            (Daytime::Dusk, 0.16),
            (Daytime::Night, 0.14),
        ]);
        let weather = dice.weighted(&[
            (Weather::Clear, 0.48),
            (Weather::Cloudy, 0.26),
            (Weather::Rain, 0.14),
            (Weather::Haze, 0.12),
        ]);
        Self {
            seed,
            index,
            place,
            daytime,
            weather,
            width: 1280,
            height: 720,
            moment: 0.0,
        }
    }

    pub fn dice(&self, purpose: &str) -> Dice {
        Dice::new(self.seed, purpose, self.index)
    }
}
