//! A whole scene, put together from its recipe.

use tiny_skia::Pixmap;

use super::buildings::{self, Plot};
use super::camera::Camera;
use super::furniture::{self, SignKind, Signal};
use super::light::Light;
use super::people;
use super::recipe::{Place, Recipe, Weather};
use super::road::{LANE, Line, LineKind, Road};
use super::solid::{Facade, Material, Solid, Surface, Triangle};
use super::thing::{Class, Thing};
use super::vector::{Rgb, V3, v3};
use super::vehicle::{self, Stand, VehicleKind};
use crate::dice::Dice;

/// A flat picture in the world: a sign's face.
#[derive(Debug, Clone)]
pub struct Picture {
    /// Its top-left corner, world.
    pub origin: V3,
    /// To its top-right and bottom-left corners.
    pub right: V3,
    pub down: V3,
    pub pixmap: Option<Pixmap>,
}

/// Light that a lamp throws on what is below it.
#[derive(Debug, Clone, Copy)]
pub struct LampPool {
    pub at: V3,
    pub color: Rgb,
}

#[derive(Debug, Clone)]
pub struct Scene {
    pub recipe: Recipe,
    pub camera: Camera,
    pub light: Light,
    pub road: Road,
    pub materials: Vec<Material>,
    pub facades: Vec<Facade>,
    pub pictures: Vec<Picture>,
    pub triangles: Vec<Triangle>,
    /// The first ones stand for all that is not counted, one for each class.
    pub things: Vec<Thing>,
    pub pools: Vec<LampPool>,
}

impl Scene {
    pub fn compose(recipe: Recipe) -> Self {
        let mut dice = recipe.dice("scene");
        let light = Light::of(&recipe, &mut dice);
        let road = lay_road(&recipe, &mut dice);
        let camera = mount_camera(&recipe, &road, &mut dice);
        let mut scene = Self {
            recipe,
            camera,
            light,
            road,
            materials: Vec::new(),
            facades: Vec::new(),
            pictures: Vec::new(),
            triangles: Vec::new(),
            things: Class::ALL.map(Thing::of).to_vec(),
            pools: Vec::new(),
        };
        match recipe.place {
            Place::ParkingLot => scene.fill_parking_lot(),
            Place::Highway => scene.line_highway(),
            Place::Downtown | Place::Residential | Place::Campus => scene.line_street(),
        }
        if recipe.place != Place::ParkingLot {
            scene.drive_traffic();
        }
        scene
    }

    pub fn material(&mut self, surface: Surface, color: Rgb) -> u16 {
        self.materials.push(Material { surface, color });
        (self.materials.len() - 1) as u16
    }

    pub fn facade(&mut self, facade: Facade) -> u16 {
        self.facades.push(facade);
        (self.facades.len() - 1) as u16
    }

    pub fn picture(&mut self, picture: Picture) -> u16 {
        self.pictures.push(picture);
        (self.pictures.len() - 1) as u16
    }

    /// Adds a counted thing whose solid is in its own frame.
    pub fn add(&mut self, solid: Solid, at: V3, yaw: f32, thing: Thing) {
        let index = self.things.len() as u16;
        self.things.push(thing);
        self.triangles.extend(
            solid
                .triangles
                .into_iter()
                .map(|(corners, normals, material)| Triangle {
                    corners: corners.map(|p| p.turned(yaw) + at),
                    normals: normals.map(|n| n.turned(yaw)),
                    material,
                    thing: index,
                }),
        );
    }

    /// Adds what is not counted, already in the world frame.
    pub fn add_static(&mut self, solid: Solid, class: Class) {
        self.triangles.extend(
            solid
                .triangles
                .into_iter()
                .map(|(corners, normals, material)| Triangle {
                    corners,
                    normals,
                    material,
                    thing: class as u16,
                }),
        );
    }

    fn lamps_on(&self) -> bool {
        self.light.dark > 0.1 || self.recipe.weather == Weather::Haze
    }

    fn line_street(&mut self) {
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

    fn in_crossing(&self, y: f32, margin: f32) -> bool {
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

    fn line_highway(&mut self) {
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

    fn drive_traffic(&mut self) {
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

    fn fill_parking_lot(&mut self) {
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

fn lay_road(recipe: &Recipe, dice: &mut Dice) -> Road {
    let solid = |lateral: f32, yellow: bool| Line {
        lateral,
        kind: LineKind::Solid,
        yellow,
    };
    let dashed = |lateral: f32| Line {
        lateral,
        kind: LineKind::Dashed,
        yellow: false,
    };
    let bend = if dice.chance(0.55) {
        dice.between(-0.0011, 0.0011)
    } else {
        0.0
    };
    match recipe.place {
        Place::Highway => Road {
            bend: bend * 0.8,
            slant: 0.0,
            lines: vec![
                solid(-0.5 * LANE, true),
                dashed(0.5 * LANE),
                dashed(1.5 * LANE),
                solid(2.5 * LANE, false),
            ],
            left: -0.5 * LANE - 1.0,
            right: 2.5 * LANE + 2.6,
            sidewalk: 0.0,
            crossing: None,
            place: recipe.place,
        },
        place => {
            let crossing = (place != Place::ParkingLot && dice.chance(0.5)).then(|| {
                let from = dice.between(20.0, 38.0);
                (from, from + dice.between(9.0, 13.0))
            });
            let middle = match dice.below(3) {
                0 => Line {
                    lateral: 0.0,
                    kind: LineKind::DoubleYellow,
                    yellow: true,
                },
                1 => dashed(0.0),
                _ => solid(0.0, true),
            };
            let half = LANE + 2.3;
            Road {
                bend: if crossing.is_some() || place == Place::ParkingLot {
                    0.0
                } else {
                    bend
                },
                slant: 0.0,
                lines: if place == Place::ParkingLot {
                    Vec::new()
                } else {
                    vec![solid(-LANE, false), middle, solid(LANE, false)]
                },
                left: -half,
                right: half,
                sidewalk: if place == Place::Downtown {
                    dice.between(3.2, 5.0)
                } else {
                    2.4
                },
                crossing,
                place,
            }
        }
    }
}

fn mount_camera(recipe: &Recipe, road: &Road, dice: &mut Dice) -> Camera {
    let (width, height) = (recipe.width, recipe.height);
    if recipe.place == Place::ParkingLot {
        let at = v3(
            dice.between(-3.0, 3.0),
            dice.between(-2.0, 2.0),
            dice.between(25.0, 32.0),
        );
        return Camera::new(at, dice.between(-0.05, 0.05), -1.57, 1.05, width, height);
    }
    let lane = if road.place == Place::Highway {
        dice.choose(&[LANE, 2.0 * LANE])
    } else {
        LANE / 2.0
    };
    let at = v3(lane + dice.between(-0.4, 0.4), 0.0, dice.between(1.35, 1.9));
    let field = if height > width {
        0.85
    } else {
        dice.between(0.95, 1.2)
    };
    Camera::new(
        at,
        dice.between(-0.05, 0.05),
        dice.between(-0.05, 0.0),
        field,
        width,
        height,
    )
}
