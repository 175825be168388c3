//! A whole scene, put together from its recipe.

use tiny_skia::Pixmap;

use super::camera::Camera;
use super::light::Light;
use super::recipe::{Place, Recipe, Weather};
use super::road::{LANE, Road, lay_road};
use super::solid::{Facade, Material, Solid, Surface, Triangle};
use super::thing::{Class, Thing};
use super::vector::{Rgb, V3, v3};
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

    pub(super) fn lamps_on(&self) -> bool {
        self.light.dark > 0.1 || self.recipe.weather == Weather::Haze
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
