//! Taking the picture.

use super::lens;
use super::noise::{hash, value};
use super::raster::{NOTHING, Raster};
use super::shade::{Shader, mirrored};
use crate::scene::{Class, Ground, Rgb, Scene, V3, blend, v3};

/// A photo, and what each of its pixels shows.
pub struct Photo {
    pub width: u32,
    pub height: u32,
    /// sRGB, 3 bytes a pixel, rows from the top.
    pub rgb: Vec<u8>,
    /// For each pixel the index of the scene's thing.
    pub things: Vec<u16>,
}

/// Draws the scene.
pub fn take(scene: &Scene) -> Photo {
    let raster = Raster::of(scene);
    let shader = Shader::of(scene);
    let (width, height) = (scene.camera.width as usize, scene.camera.height as usize);
    let mut light = Vec::with_capacity(width * height);
    let mut things = Vec::with_capacity(width * height);
    for y in 0..height {
        let mut sky = None;
        for x in 0..width {
            let sample = y * 2 * raster.width + x * 2;
            let fronts = [
                sample,
                sample + 1,
                sample + raster.width,
                sample + raster.width + 1,
            ]
            .map(|i| raster.front[i]);
            let thing = thing_at(scene, fronts[0], x as f32 + 0.25, y as f32 + 0.25);
            let is_sky = thing == Class::Sky as u16 && fronts == [NOTHING; 4];
            // The sky is so smooth that every other pixel of a row is enough.
            let seen = match sky.take() {
                Some(same) if is_sky => same,
                _ => {
                    let seen = pixel(&shader, fronts, x as f32 + 0.5, y as f32 + 0.5);
                    sky = is_sky.then_some(seen);
                    seen
                }
            };
            light.push(seen);
            things.push(thing);
        }
    }
    if scene.light.wet > 0.0 {
        mirror_in_puddles(&shader, &raster, &mut light);
    }
    Photo {
        width: scene.camera.width,
        height: scene.camera.height,
        rgb: lens::develop(
            light,
            width,
            height,
            &scene.light,
            scene.recipe.index as u32,
        ),
        things,
    }
}

/// Each material in the pixel is shaded once and counts as often as it has samples.
fn pixel(shader: &Shader, fronts: [u32; 4], x: f32, y: f32) -> Rgb {
    let material = |front: u32| match front {
        NOTHING => u16::MAX,
        front => shader.scene.triangles[front as usize].material,
    };
    if fronts.iter().all(|&front| front == fronts[0]) {
        return shader.light(fronts[0], x, y);
    }
    let materials = fronts.map(material);
    if materials.iter().all(|&other| other == materials[0]) {
        return shader.light(fronts[0], x - 0.25, y - 0.25);
    }
    let mut sum = [0.0; 3];
    for (i, &front) in fronts.iter().enumerate() {
        if materials[..i].contains(&materials[i]) {
            continue;
        }
        let count = materials[i..]
            .iter()
            .filter(|&&other| other == materials[i])
            .count() as f32;
        let (sx, sy) = ((i % 2) as f32 * 0.5 - 0.25, (i / 2) as f32 * 0.5 - 0.25);
        let seen = shader.light(front, x + sx, y + sy);
        // A lamp's glare must not eat the edge's smoothness.
        for (total, channel) in sum.iter_mut().zip(seen) {
            *total += channel.min(4.0) * count / 4.0;
        }
    }
    sum
}

fn thing_at(scene: &Scene, front: u32, x: f32, y: f32) -> u16 {
    if front != NOTHING {
        return scene.triangles[front as usize].thing;
    }
    let ray = scene.camera.ray(x, y);
    if ray.z > -1e-3 {
        return Class::Sky as u16;
    }
    let point = scene.camera.position + ray * (-scene.camera.position.z / ray.z);
    let class = match scene.road.ground(point.x, point.y) {
        Ground::Asphalt => Class::Road,
        Ground::Curb | Ground::Sidewalk => Class::Sidewalk,
        Ground::Grass => Class::Terrain,
    };
    class as u16
}

/// Wet ground shows what is above it: the mirrored ray is followed until something is in front.
fn mirror_in_puddles(shader: &Shader, raster: &Raster, light: &mut [Rgb]) {
    let camera = &shader.scene.camera;
    let (width, height) = (camera.width as usize, camera.height as usize);
    let before = light.to_vec();
    for y in 0..height {
        for x in 0..width {
            if raster.front[y * 2 * raster.width + x * 2] != NOTHING {
                continue;
            }
            let ray = camera.ray(x as f32 + 0.5, y as f32 + 0.5);
            if ray.z > -1e-3 {
                continue;
            }
            let depth = -camera.position.z / ray.z;
            if depth > 200.0 {
                continue;
            }
            let ground = camera.position + ray * depth;
            let view = ray.unit();
            let share = shader.puddle(ground.x, ground.y, view);
            // Drops and grain in the asphalt scatter the mirror image.
            let rough = |seed| hash(x as i32, y as i32, seed) - 0.5;
            let waves = value(ground.x * 5.0, ground.y * 2.5, 8) - 0.5;
            let scatter = v3(
                0.05 * rough(1) + 0.1 * waves,
                0.0,
                0.12 * rough(2) + 0.08 * waves,
            );
            let seen = follow(
                shader,
                raster,
                &before,
                ground,
                (mirrored(view) + scatter).unit(),
            );
            light[y * width + x] = blend(light[y * width + x], seen, share);
        }
    }
}

fn follow(shader: &Shader, raster: &Raster, light: &[Rgb], from: V3, direction: V3) -> Rgb {
    let camera = &shader.scene.camera;
    let mut reach = 0.35;
    for _ in 0..18 {
        let point = camera.to_camera(from + direction * reach);
        let x = camera.cx + camera.focal * point.x / point.z;
        let y = camera.cy + camera.focal * point.y / point.z;
        if !camera.contains((x, y)) || x >= camera.width as f32 || y >= camera.height as f32 {
            break;
        }
        let (x, y) = (x as usize, y as usize);
        let inverse = raster.inverse_depth(x * 2, y * 2);
        let behind = point.z * inverse;
        if behind > 1.0 && behind < 1.6 {
            return light[y * camera.width as usize + x];
        }
        reach *= 1.32;
    }
    shader.around(direction)
}
