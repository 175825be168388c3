//! Sun, sky, haze and exposure.

use super::recipe::{Daytime, Recipe, Weather};
use super::vector::{Rgb, V3, add, blend, scale, srgb, v3};
use crate::dice::Dice;

#[derive(Debug, Clone, Copy)]
pub struct Light {
    /// Unit vector towards the sun (or moon).
    pub sun: V3,
    pub sun_color: Rgb,
    pub zenith: Rgb,
    pub horizon: Rgb,
    pub fog: Rgb,
    /// Share of light lost per metre.
    pub fog_density: f32,
    pub exposure: f32,
    /// 0 by day, 1 at night: lamps, windows, headlights.
    pub dark: f32,
    /// 0 dry, 1 soaked.
    pub wet: f32,
    /// Share of the sky that clouds cover.
    pub clouds: f32,
    pub cloud_shift: (f32, f32),
    pub hill_height: f32,
}

impl Light {
    pub fn of(recipe: &Recipe, dice: &mut Dice) -> Self {
        let side = if dice.chance(0.5) { 1.0 } else { -1.0 };
        let azimuth = side * dice.between(0.5, 2.6);
        let (elevation, sun_color, zenith, horizon, exposure, dark) = match recipe.daytime {
            Daytime::Morning => (
                dice.between(0.3, 0.5),
                srgb(0xff_e0_b8),
                srgb(0x5b_8f_cf),
                srgb(0xe8_dc_cc),
                1.15,
                0.0,
            ),
            Daytime::Day => (
                dice.between(0.7, 1.15),
                srgb(0xff_f3_e0),
                srgb(0x3f_78_c4),
                srgb(0xc9_dd_ee),
                1.0,
                0.0,
            ),
            Daytime::Dusk => (
                dice.between(0.1, 0.2),
                srgb(0xff_9a_50),
                srgb(0x35_4a_80),
                srgb(0xf0_a8_78),
                1.35,
                0.45,
            ),
            Daytime::Night => (
                dice.between(0.5, 0.9),
                srgb(0x70_80_a8),
                srgb(0x06_0a_18),
                srgb(0x1c_20_30),
                1.5,
                1.0,
            ),
        };
        let sun = v3(
            azimuth.sin() * elevation.cos(),
            azimuth.cos() * elevation.cos(),
            elevation.sin(),
        );
        let strength = match recipe.daytime {
            Daytime::Morning => 2.0,
            Daytime::Day => 2.3,
            Daytime::Dusk => 1.1,
            Daytime::Night => 0.02,
        };
        let (cover, sunlight, density, wet) = match recipe.weather {
            Weather::Clear => (dice.between(0.1, 0.45), 1.0, 0.0016, 0.0),
            Weather::Cloudy => (dice.between(0.75, 1.0), 0.12, 0.0028, 0.0),
            Weather::Rain => (1.0, 0.03, 0.005, dice.between(0.6, 1.0)),
            Weather::Haze => (dice.between(0.3, 0.8), 0.3, 0.017, 0.0),
        };
        let grey = |color: Rgb, share: f32| {
            let mean = (color[0] + color[1] + color[2]) / 3.0;
            blend(color, [mean * 0.98, mean, mean * 1.04], share)
        };
        let overcast = if recipe.weather == Weather::Clear {
            0.0
        } else {
            cover * 0.8
        };
        let horizon = grey(horizon, overcast);
        let zenith = blend(grey(zenith, overcast), horizon, overcast * 0.75);
        let fog = blend(horizon, add(zenith, scale(sun_color, 0.02)), 0.25);
        Self {
            sun,
            sun_color: scale(sun_color, strength * sunlight),
            zenith,
            horizon,
            fog,
            fog_density: density,
            exposure: exposure * if sunlight < 0.5 { 1.25 } else { 0.92 },
            dark: if recipe.weather == Weather::Rain && dark < 0.2 {
                0.12
            } else {
                dark
            },
            wet,
            clouds: cover,
            cloud_shift: (dice.between(0.0, 50.0), dice.between(0.0, 50.0)),
            hill_height: dice.between(0.0, 0.06),
        }
    }
}
