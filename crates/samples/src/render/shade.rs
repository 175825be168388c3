//! The light that comes to the camera along one ray.

use super::ground_light::GroundLight;
use super::noise::{layers, ramp};
use super::raster::NOTHING;
use super::surface;
use crate::scene::{Rgb, Scene, Surface, V3, add, blend, scale, times, v3};

/// All that shading asks for.
pub struct Shader<'a> {
    pub scene: &'a Scene,
    pub ground: GroundLight,
}

/// A place that a ray meets.
#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub point: V3,
    /// Unit, towards the camera.
    pub normal: V3,
    /// Unit, from the camera.
    pub view: V3,
    pub depth: f32,
    /// Metres that a pixel covers there, seen straight on.
    pub blur: f32,
}

impl<'a> Shader<'a> {
    pub fn of(scene: &'a Scene) -> Self {
        Self {
            scene,
            ground: GroundLight::of(scene),
        }
    }

    /// Light through the pixel place `(x, y)` from the triangle `front`, or from ground or sky.
    pub fn light(&self, front: u32, x: f32, y: f32) -> Rgb {
        let camera = &self.scene.camera;
        let ray = camera.ray(x, y);
        if front != NOTHING {
            return self.triangle(front, ray);
        }
        if ray.z > -1e-3 {
            return self.sky(ray.unit());
        }
        let depth = -camera.position.z / ray.z;
        let hit = Hit {
            point: camera.position + ray * depth,
            normal: V3::UP,
            view: ray.unit(),
            depth,
            blur: depth / camera.focal,
        };
        if depth > 900.0 {
            return self.scene.light.fog;
        }
        self.haze(surface::ground(self, &hit), &hit)
    }

    fn triangle(&self, front: u32, ray: V3) -> Rgb {
        let scene = self.scene;
        let triangle = &scene.triangles[front as usize];
        let [a, b, c] = triangle.corners;
        let plane = (b - a).cross(c - a);
        let facing = plane.dot(ray);
        let depth = if facing.abs() > 1e-9 {
            plane.dot(a - scene.camera.position) / facing
        } else {
            1.0
        };
        let point = scene.camera.position + ray * depth.clamp(0.2, 2000.0);
        let area = plane.dot(plane).max(1e-12);
        let wb = ((point - a).cross(c - a).dot(plane) / area).clamp(0.0, 1.0);
        let wc = ((b - a).cross(point - a).dot(plane) / area).clamp(0.0, 1.0);
        let wa = (1.0 - wb - wc).clamp(0.0, 1.0);
        let [na, nb, nc] = triangle.normals;
        let mut normal = (na * wa + nb * wb + nc * wc).unit();
        let view = ray.unit();
        if normal.dot(view) > 0.0 {
            normal = -normal;
        }
        let hit = Hit {
            point,
            normal,
            view,
            depth,
            blur: depth / scene.camera.focal,
        };
        let material = scene.materials[triangle.material as usize];
        let color = match material.surface {
            Surface::Matte => times(material.color, self.falling(&hit)),
            Surface::Paint => self.paint(material.color, &hit),
            Surface::Glass => self.glass(material.color, &hit),
            Surface::Leaf => surface::leaf(self, material.color, &hit, front),
            Surface::Glow => material.color,
            Surface::Facade(index) => {
                surface::facade(self, &scene.facades[index as usize], material.color, &hit)
            }
            Surface::Picture(index) => {
                let paint = surface::picture(&scene.pictures[index as usize], &hit);
                // Signs are retroreflective: they answer our own headlights.
                let answer = scene.light.dark * 0.5 * (1.0 - hit.depth / 60.0).max(0.0);
                add(times(paint, self.falling(&hit)), scale(paint, answer))
            }
        };
        self.haze(color, &hit)
    }

    /// Light that falls on a rough surface there.
    pub fn falling(&self, hit: &Hit) -> Rgb {
        let light = &self.scene.light;
        let (sun, sky, lamps) = self.ground.at(hit.point.x, hit.point.y);
        let height = hit.point.z;
        // The map holds for the ground; what stands there shades itself below, and leaves the
        // shadow above.
        let sun = if height < 0.02 { sun } else { 1.0 };
        let sky = sky + (1.0 - sky) * ramp(0.0, 0.9, height) * 0.85;
        let facing = hit.normal.dot(light.sun).max(0.0);
        let up = hit.normal.z * 0.5 + 0.5;
        let dome = blend(light.horizon, light.zenith, 0.45);
        let bounce = scale(blend(light.horizon, light.sun_color, 0.3), 0.22);
        let ambient = scale(blend(bounce, dome, up), sky * 0.85);
        let direct = scale(light.sun_color, facing * sun);
        let lamp_share = (0.3 + 0.7 * up) / (1.0 + height * 0.25);
        let mut total = add(add(ambient, direct), scale(lamps, lamp_share));
        if light.dark > 0.3 {
            total = add(total, self.headlights(hit));
        }
        total
    }

    /// Our own car's low beam.
    fn headlights(&self, hit: &Hit) -> Rgb {
        if self.scene.camera.position.z > 10.0 {
            return [0.0; 3];
        }
        let p = hit.point - self.scene.camera.position;
        if p.y < 1.5 {
            return [0.0; 3];
        }
        let sideways = (p.x - self.scene.road.bend * p.y * p.y) / p.y;
        let cone = (1.0 - ramp(0.12, 0.55, sideways.abs())) * ramp(2.0, 9.0, p.y);
        let cut = 1.0 - ramp(-0.02, 0.035, p.z / p.y);
        let fall = (-p.y / 17.0).exp();
        scale(
            [1.0, 0.93, 0.8],
            1.5 * self.scene.light.dark * cone * fall * (0.12 + 0.88 * cut),
        )
    }

    fn paint(&self, color: Rgb, hit: &Hit) -> Rgb {
        let base = times(color, self.falling(hit));
        let mirror = hit.view.reflected(hit.normal);
        let rim = (1.0 + hit.view.dot(hit.normal)).clamp(0.0, 1.0).powi(5);
        let share = 0.045 + 0.55 * rim;
        let gleam = mirror.dot(self.scene.light.sun).max(0.0).powi(60);
        add(
            add(
                scale(base, 1.0 - share * 0.6),
                scale(self.around(mirror), share),
            ),
            scale(self.scene.light.sun_color, gleam * 0.55),
        )
    }

    fn glass(&self, color: Rgb, hit: &Hit) -> Rgb {
        let mirror = hit.view.reflected(hit.normal);
        let rim = (1.0 + hit.view.dot(hit.normal)).clamp(0.0, 1.0).powi(4);
        let share = 0.16 + 0.6 * rim;
        let gleam = mirror.dot(self.scene.light.sun).max(0.0).powi(150);
        let inside = times(color, self.falling(hit));
        add(
            add(scale(inside, 0.8), scale(self.around(mirror), share)),
            scale(self.scene.light.sun_color, gleam * 1.5),
        )
    }

    /// What a mirror shows in that direction: sky, a dark band of houses or trees, the road.
    pub fn around(&self, direction: V3) -> Rgb {
        let light = &self.scene.light;
        let dome = blend(light.horizon, light.zenith, direction.z.max(0.0).sqrt());
        let road = scale(blend(light.horizon, light.sun_color, 0.25), 0.16);
        let skyline = 0.1 + 0.22 * (direction.x * direction.x).min(1.0);
        let houses = scale(blend(light.horizon, light.fog, 0.5), 0.32);
        let above = blend(
            houses,
            dome,
            ramp(skyline - 0.1, skyline + 0.05, direction.z),
        );
        blend(road, above, ramp(-0.06, 0.03, direction.z))
    }

    /// The sky in a direction (unit), with clouds, the sun and far hills.
    pub fn sky(&self, direction: V3) -> Rgb {
        let light = &self.scene.light;
        let up = direction.z.max(0.0);
        let mut color = blend(light.horizon, light.zenith, up.sqrt().min(1.0));
        let towards = direction.dot(light.sun).max(0.0);
        let glow =
            0.16 * towards.powi(6) + 0.5 * towards.powi(60) + 6.0 * ramp(0.9994, 0.9998, towards);
        color = add(
            color,
            scale(light.sun_color, glow * (1.0 - light.clouds * 0.75)),
        );
        if up > 0.005 {
            let spread = 1.25 / (up + 0.11);
            let (x, y) = (
                direction.x * spread + light.cloud_shift.0,
                direction.y * spread + light.cloud_shift.1,
            );
            let dense = layers(x, y, 17);
            let edge = 0.78 - 0.42 * light.clouds;
            let cover = ramp(edge - 0.08, edge + 0.14, dense) * ramp(0.0, 0.12, up);
            let thick = ramp(edge, edge + 0.38, dense);
            let bright = add(
                scale(light.horizon, 0.95),
                scale(light.sun_color, 0.16 + 0.2 * towards),
            );
            let shade = blend(light.horizon, light.zenith, 0.35);
            color = blend(
                color,
                blend(bright, scale(shade, 0.8), thick * 0.75),
                cover * 0.9,
            );
        }
        if up > 0.11 {
            return color;
        }
        let azimuth = direction.x.atan2(direction.y);
        let hills =
            light.hill_height * (0.35 + layers(azimuth * 5.0 + light.cloud_shift.0, 0.5, 99));
        let wooded = scale(times(light.fog, [0.55, 0.62, 0.6]), 0.8);
        let far = blend(
            wooded,
            light.fog,
            (0.45 + light.fog_density * 40.0).min(1.0),
        );
        blend(far, color, ramp(hills - 0.002, hills + 0.002, direction.z))
    }

    fn haze(&self, color: Rgb, hit: &Hit) -> Rgb {
        let light = &self.scene.light;
        let share = 1.0 - (-light.fog_density * hit.depth).exp();
        let towards = hit.view.dot(light.sun).max(0.0).powi(8);
        let veil = add(light.fog, scale(light.sun_color, 0.1 * towards));
        blend(color, veil, share)
    }

    /// Whether the ground at a hit mirrors, and how much.
    pub fn puddle(&self, x: f32, y: f32, view: V3) -> f32 {
        let wet = self.scene.light.wet;
        if wet <= 0.0 {
            return 0.0;
        }
        let pool = ramp(0.42, 0.7, layers(x * 0.45, y * 0.28, 5));
        let grazing = (1.0 + view.z).clamp(0.0, 1.0).powi(4);
        wet * (0.08 + 0.62 * grazing) * (0.45 + 0.55 * pool)
    }
}

/// The mirrored direction of a view on level ground.
pub fn mirrored(view: V3) -> V3 {
    v3(view.x, view.y, -view.z)
}
