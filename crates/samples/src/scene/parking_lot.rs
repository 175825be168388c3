//! A parking lot as a drone sees it.

use super::furniture;
use super::people;
use super::vector::{V3, v3};
use super::vehicle::{self, Stand, VehicleKind};
use super::world::Scene;

impl Scene {
    pub(super) fn fill_parking_lot(&mut self) {
        let mut dice = self.recipe.dice("parking");
        let slant = dice.between(-0.5, 0.5);
        for row in 0..4 {
            for slot in 0..12 {
                if !dice.chance(0.68) {
                    continue;
                }
                let at = parking_spot(row, slot).turned(slant);
                let flip = if dice.chance(0.5) {
                    std::f32::consts::PI
                } else {
                    0.0
                };
                let stand = Stand {
                    at: at + v3(dice.normal() * 0.1, dice.normal() * 0.2, 0.0),
                    yaw: slant + flip + dice.normal() * 0.035,
                    parked: true,
                    lamps: false,
                };
                let kind = dice.choose(&[
                    VehicleKind::Sedan,
                    VehicleKind::Hatchback,
                    VehicleKind::Suv,
                    VehicleKind::Sedan,
                    VehicleKind::Van,
                ]);
                vehicle::place(self, kind, stand, &mut dice);
            }
        }
        let stand = Stand {
            at: v3(dice.between(-8.0, 8.0), 0.0, 0.0).turned(slant),
            yaw: slant + 1.57,
            parked: false,
            lamps: false,
        };
        vehicle::place(self, VehicleKind::Sedan, stand, &mut dice);
        for _ in 0..dice.int(2, 6) {
            let at = v3(dice.between(-15.0, 15.0), dice.between(-2.4, 2.4), 0.0).turned(slant);
            let yaw = dice.between(0.0, 6.2);
            people::pedestrian(self, at, yaw, dice.between(0.0, 6.2), &mut dice);
        }
        for side in [-1.0, 1.0] {
            for spot in 0..5 {
                let at = v3(-16.0 + 8.0 * spot as f32, side * 14.6, 0.0).turned(slant);
                furniture::tree(self, at, dice.between(3.5, 5.5), &mut dice);
            }
        }
        self.road.slant = slant;
    }
}

/// Middle of a parking slot in the lot's own frame.
fn parking_spot(row: usize, slot: usize) -> V3 {
    let y = [-11.2, -5.6, 5.6, 11.2][row];
    v3(-15.4 + slot as f32 * 2.8, y, 0.0)
}
