//! Vehicles that drive and that are parked along the road.

use super::recipe::Place;
use super::road::LANE;
use super::vector::v3;
use super::vehicle::{self, Stand, VehicleKind};
use super::world::Scene;
use crate::dice::Dice;

impl Scene {
    pub(super) fn drive_traffic(&mut self) {
        let mut dice = self.recipe.dice("traffic");
        let lamps = self.lamps_on();
        let moment = self.recipe.moment;
        let highway = self.recipe.place == Place::Highway;
        let kinds: &[(VehicleKind, f32)] = &[
            (VehicleKind::Sedan, 0.32),
            (VehicleKind::Hatchback, 0.22),
            (VehicleKind::Suv, 0.24),
            (VehicleKind::Van, 0.1),
            (VehicleKind::Truck, if highway { 0.14 } else { 0.05 }),
            (VehicleKind::Bus, if highway { 0.02 } else { 0.05 }),
        ];
        // Metres right of the middle, speed relative to the camera, first gap.
        let lanes: Vec<(f32, f32)> = if highway {
            vec![
                (LANE, 3.0),
                (2.0 * LANE, 0.5),
                (0.0, 5.0),
                (-15.0, -50.0),
                (-18.4, -50.0),
            ]
        } else {
            vec![(LANE / 2.0, 1.0), (-LANE / 2.0, -14.0)]
        };
        for (lateral, speed) in lanes {
            let mut y = dice.between(9.0, 24.0) + speed * moment;
            let far = 130.0 + speed.max(0.0) * moment;
            let yaw = if speed < -10.0 {
                std::f32::consts::PI
            } else {
                0.0
            };
            while y < far {
                let mut own = dice.split();
                let kind = own.weighted(kinds);
                let length = kind.length();
                y += length / 2.0;
                let jitter = own.normal() * 0.12;
                // What has fallen behind the camera is gone; the others keep their throws.
                if y > 3.0 {
                    let stand = Stand {
                        at: self.road.at(lateral + jitter, y),
                        yaw: self.road.heading(y) + yaw + own.normal() * 0.012,
                        parked: false,
                        lamps,
                    };
                    vehicle::place(self, kind, stand, &mut own);
                }
                y += length / 2.0 + dice.between(4.0, if highway { 45.0 } else { 28.0 });
            }
        }
        if !highway {
            self.park_along(&mut dice);
        }
        if let (Some((from, to)), true) = (self.road.crossing, dice.chance(0.5)) {
            let y = f32::midpoint(from, to) + 1.7;
            for _ in 0..dice.int(1, 3) {
                let at = v3(dice.between(8.0, 30.0) * dice.choose(&[-1.0, 1.0]), y, 0.0);
                let stand = Stand {
                    at,
                    yaw: 1.57,
                    parked: false,
                    lamps,
                };
                vehicle::place(self, dice.weighted(&kinds[..4]), stand, &mut dice);
            }
        }
    }

    fn park_along(&mut self, dice: &mut Dice) {
        let kinds = [
            (VehicleKind::Sedan, 0.36),
            (VehicleKind::Hatchback, 0.3),
            (VehicleKind::Suv, 0.26),
            (VehicleKind::Van, 0.08),
        ];
        let full = dice.between(0.35, 0.9);
        for (lateral, yaw) in [
            (self.road.right - 1.1, 0.0),
            (self.road.left + 1.1, std::f32::consts::PI),
        ] {
            let mut y = dice.between(5.5, 11.0);
            while y < 95.0 {
                let kind = dice.weighted(&kinds);
                let throw = dice.unit();
                if throw < full && !self.in_crossing(y, 6.0) {
                    let stand = Stand {
                        at: self.road.at(lateral + dice.normal() * 0.08, y),
                        yaw: self.road.heading(y) + yaw + dice.normal() * 0.02,
                        parked: true,
                        lamps: false,
                    };
                    vehicle::place(self, kind, stand, dice);
                }
                y += kind.length() + dice.between(0.7, 1.6);
            }
        }
    }
}
