//! Roads outside of town.

use super::furniture::{self, SignKind};
use super::vector::v3;
use super::world::Scene;

impl Scene {
    pub(super) fn line_highway(&mut self) {
        let mut dice = self.recipe.dice("highway");
        furniture::guard_rail(self, self.road.left - 0.5, -8.0, 170.0);
        if dice.chance(0.6) {
            furniture::guard_rail(self, self.road.right + 0.6, -8.0, 170.0);
        }
        for side in [-1.0, 1.0] {
            let edge = if side < 0.0 {
                self.road.left - 14.0
            } else {
                self.road.right + 3.0
            };
            for _ in 0..26 {
                let at = self.road.at(
                    edge + side * dice.between(2.0, 26.0),
                    dice.between(14.0, 190.0),
                );
                furniture::tree(self, at, dice.between(5.0, 11.0), &mut dice);
            }
            for _ in 0..12 {
                let at = self.road.at(
                    edge + side * dice.between(0.5, 8.0),
                    dice.between(10.0, 90.0),
                );
                furniture::bush(self, at, dice.between(0.5, 1.2), &mut dice);
            }
        }
        for y in [22.0, 70.0] {
            let at = self
                .road
                .at(self.road.right + 1.6, y + dice.between(0.0, 14.0));
            let kind = dice.choose(&[SignKind::Speed(80), SignKind::Speed(100), SignKind::Warning]);
            let lean = dice.normal() * 0.05;
            let heading = self.road.heading(y);
            furniture::sign(self, at, heading, kind, lean);
        }
        if dice.chance(0.5) {
            let mut y = 18.0;
            while y < 160.0 {
                let at = self.road.at(self.road.left - 1.2, y);
                furniture::street_lamp(self, at, v3(1.0, 0.0, 0.0));
                y += 36.0;
            }
        }
    }
}
