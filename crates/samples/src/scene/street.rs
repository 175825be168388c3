//! Streets in town: houses, trees, lamps, signs and people on foot.

use super::buildings::{self, Plot};
use super::furniture::{self, SignKind, Signal};
use super::people;
use super::recipe::Place;
use super::vector::v3;
use super::world::Scene;
use crate::dice::Dice;

impl Scene {
    pub(super) fn line_street(&mut self) {
        let mut dice = self.recipe.dice("street");
        let place = self.recipe.place;
        for side in [-1.0, 1.0] {
            self.build_row(side, &mut dice);
            let edge = if side < 0.0 {
                self.road.left
            } else {
                self.road.right
            };
            let mut y = dice.between(4.0, 12.0);
            let spacing = if place == Place::Downtown { 14.0 } else { 9.0 };
            while y < 110.0 {
                if !self.in_crossing(y, 2.0) && dice.chance(0.8) {
                    let lateral = edge
                        + side
                            * if place == Place::Residential {
                                dice.between(1.2, 6.0)
                            } else {
                                1.1
                            };
                    let at = self.road.at(lateral, y);
                    furniture::tree(self, at, dice.between(4.8, 9.0), &mut dice);
                }
                y += spacing * dice.between(0.7, 1.6);
            }
            let mut y = dice.between(6.0, 24.0);
            while y < 120.0 {
                if !self.in_crossing(y, 1.0) {
                    let at = self.road.at(edge + side * 0.55, y);
                    furniture::street_lamp(self, at, v3(-side, 0.0, 0.0));
                }
                y += 27.0;
            }
            if place != Place::Downtown {
                for _ in 0..14 {
                    let at = self.road.at(
                        edge + side * dice.between(3.8, 6.5),
                        dice.between(6.0, 90.0),
                    );
                    furniture::bush(self, at, dice.between(0.4, 0.9), &mut dice);
                }
            }
        }
        for _ in 0..dice.int(1, 4) {
            let y = dice.between(11.0, 55.0);
            if !self.in_crossing(y, 1.0) {
                let kind = dice.choose(&[
                    SignKind::NoParking,
                    SignKind::Warning,
                    SignKind::Speed(30),
                    SignKind::Speed(50),
                    SignKind::Stop,
                    SignKind::Yield,
                ]);
                let at = self.road.at(self.road.right + 0.6, y);
                let lean = dice.normal() * 0.09;
                let heading = self.road.heading(y);
                furniture::sign(self, at, heading, kind, lean);
            }
        }
        if let Some((from, to)) = self.road.crossing {
            let signal = dice.choose(&[Signal::Red, Signal::Green, Signal::Green, Signal::Yellow]);
            let heading = self.road.heading(to);
            let at = self.road.at(self.road.right + 0.6, to + 1.0);
            furniture::traffic_light(self, at, heading, dice.between(3.0, 4.6), signal);
            let near = self.road.at(self.road.left - 0.6, from - 1.5);
            furniture::traffic_light(self, near, heading + std::f32::consts::PI, 3.5, signal);
        }
        self.walkers(&mut dice);
    }

    pub(super) fn in_crossing(&self, y: f32, margin: f32) -> bool {
        self.road
            .crossing
            .is_some_and(|(from, to)| y > from - margin && y < to + margin)
    }

    fn build_row(&mut self, side: f32, dice: &mut Dice) {
        let place = self.recipe.place;
        let edge = if side < 0.0 {
            self.road.left
        } else {
            self.road.right
        };
        let setback = match place {
            Place::Downtown => self.road.sidewalk,
            Place::Campus => self.road.sidewalk + 9.0,
            _ => self.road.sidewalk + 5.0,
        };
        let mut y = dice.between(-14.0, -4.0);
        let mut last_floors = 0;
        while y < 190.0 {
            let length = match place {
                Place::Residential => dice.between(8.0, 13.0),
                Place::Campus => dice.between(18.0, 40.0),
                _ => dice.between(11.0, 26.0),
            };
            if let Some((from, to)) = self.road.crossing
                && y + length > from - 3.0
                && y < to + 3.0
            {
                y = to + 3.2;
                continue;
            }
            let heading = self.road.heading(y + length / 2.0);
            let along = v3(0.0, 1.0, 0.0).turned(heading);
            let back = v3(side, 0.0, 0.0).turned(heading);
            let plot = Plot {
                corner: self
                    .road
                    .at(edge + side * (setback + dice.between(0.0, 0.5)), y),
                along,
                back,
                length,
                depth: if place == Place::Residential {
                    9.0
                } else {
                    14.0
                },
            };
            if place == Place::Residential {
                buildings::house(self, plot, dice);
                y += length + dice.between(2.5, 7.0);
            } else {
                let mut floors = if place == Place::Campus {
                    dice.int(2, 4)
                } else {
                    dice.int(3, 9)
                };
                if floors == last_floors {
                    floors += 1;
                }
                last_floors = floors;
                buildings::block(self, plot, floors, dice);
                y += length
                    + if place == Place::Campus {
                        dice.between(8.0, 20.0)
                    } else if dice.chance(0.12) {
                        4.0
                    } else {
                        0.02
                    };
            }
        }
        // Houses beyond a crossing street close the view along it.
        if let (Some((_, to)), Place::Downtown) = (self.road.crossing, place) {
            let plot = Plot {
                corner: self.road.at(edge + side * 30.0, to + 3.2),
                along: v3(side, 0.0, 0.0),
                back: v3(0.0, 1.0, 0.0),
                length: 40.0,
                depth: 14.0,
            };
            buildings::block(self, plot, dice.int(3, 6), dice);
        }
    }

    fn walkers(&mut self, dice: &mut Dice) {
        let busy = match self.recipe.place {
            Place::Downtown => dice.int(4, 13),
            Place::Campus => dice.int(4, 10),
            _ => dice.int(1, 4),
        };
        let moment = self.recipe.moment;
        for _ in 0..busy {
            let side = if dice.chance(0.5) { -1.0 } else { 1.0 };
            let edge = if side < 0.0 {
                self.road.left
            } else {
                self.road.right
            };
            let lateral = edge + side * dice.between(0.9, (self.road.sidewalk - 0.6).max(1.4));
            let ahead = dice.chance(0.5);
            let speed = dice.between(1.0, 1.6) * if ahead { 1.0 } else { -1.0 };
            let y = dice.between(6.0, 48.0) + speed * moment;
            let yaw = self.road.heading(y)
                + if ahead { 0.0 } else { std::f32::consts::PI }
                + dice.normal() * 0.1;
            let stride = dice.between(0.0, 6.2) + moment * 6.0;
            let at = self.road.at(lateral, y);
            people::pedestrian(self, at, yaw, stride, dice);
        }
        if let Some((from, _)) = self.road.crossing {
            for _ in 0..dice.int(0, 4) {
                let left_to_right = dice.chance(0.5);
                let speed = dice.between(1.0, 1.5) * if left_to_right { 1.0 } else { -1.0 };
                let lateral = dice.between(self.road.left, self.road.right) + speed * moment;
                let at = self.road.at(lateral, from - dice.between(0.6, 2.6));
                let yaw = if left_to_right { -1.57 } else { 1.57 };
                people::pedestrian(self, at, yaw, dice.between(0.0, 6.2) + moment * 6.0, dice);
            }
        }
        for _ in 0..dice.int(0, 2) {
            let y = dice.between(9.0, 35.0) + moment * 4.2;
            let at = self.road.at(self.road.right - 2.75, y);
            let yaw = self.road.heading(y);
            people::cyclist(self, at, yaw, dice);
        }
    }
}
