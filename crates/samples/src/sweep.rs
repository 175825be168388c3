//! Lidar sweeps over a scene, with a camera beside the lidar.

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::error::Result;
use crate::files::{self, Orientation};
use crate::folder::Folder;
use crate::parallel;
use crate::render::{self, NOTHING, Photo, Raster};
use crate::scene::{Camera, Cuboid, Place, Recipe, Scene, V3, v3};

/// The lidar frames of one place, half a second apart, and the answer to them.
#[derive(Debug, Clone)]
pub struct Sweep {
    pub recipe: Recipe,
    pub frames: Vec<String>,
    /// Paths of the cuboids, drawn well and drawn hastily.
    pub good: String,
    pub worse: String,
}

/// Radial distortion of the camera (Brown and Conrady): k1, k2.
const DISTORTION: [f32; 2] = [0.045, -0.008];
const BEAMS: usize = 32;
const STEPS: usize = 256;
/// Where the lidar stands, above the camera.
const DEVICE: V3 = v3(1.7, -0.4, 1.95);

pub fn take_all(folder: &Folder, seed: u64, count: usize) -> Result<Vec<Sweep>> {
    parallel::each(count, |index| {
        let place = if index % 2 == 0 {
            Place::Campus
        } else {
            Place::Downtown
        };
        let mut recipe = Recipe::any(seed, 800 + index, place);
        (recipe.width, recipe.height) = (960, 540);
        let mut sweep = Sweep {
            recipe,
            frames: Vec::new(),
            good: format!("media/annotations/sweep_{index:02}_cuboids.json"),
            worse: format!("media/annotations/sweep_{index:02}_cuboids_v1.json"),
        };
        let mut cuboids = [Vec::new(), Vec::new()];
        for step in 0..2 + index % 2 {
            let name = format!("sweep_{index:02}_{step:02}");
            let scene = Scene::compose(Recipe {
                moment: step as f32 * 0.5,
                ..recipe
            });
            let points = scan(&scene, &mut Dice::new(seed, "sweep", index * 8 + step));
            let image = format!("media/lidar/{name}_front.jpg");
            let photo = distort(&scene.camera, &render::take(&scene));
            folder.image(
                &image,
                files::jpeg(
                    &photo.rgb,
                    photo.width,
                    photo.height,
                    78,
                    Orientation::Upright,
                ),
            )?;
            let frame = format!("media/lidar/{name}.json");
            folder.json(&frame, &frame_json(&scene, &points, &image, step))?;
            sweep.frames.push(frame);
            cuboids[0].push(cuboids_json(&scene, &points, 0.0));
            cuboids[1].push(cuboids_json(&scene, &points, 0.45));
        }
        let [good, worse] = cuboids;
        folder.json(&sweep.good, &Value::Array(good))?;
        folder.json(&sweep.worse, &Value::Array(worse))?;
        Ok(sweep)
    })
}

/// A point of the sweep, world, metres to the centimetre.
struct Return {
    at: V3,
    intensity: f32,
    is_ground: bool,
}

/// Looks along every beam through four cameras that stand back to back in the lidar.
fn scan(scene: &Scene, dice: &mut Dice) -> Vec<Return> {
    let quarter = std::f32::consts::FRAC_PI_2;
    let mut points = Vec::with_capacity(BEAMS * STEPS);
    for side in 0..4 {
        let camera = Camera::new(DEVICE, side as f32 * quarter, 0.0, quarter + 0.02, 512, 512);
        let looking = Scene {
            camera,
            ..scene.clone()
        };
        let raster = Raster::of(&looking);
        for beam in 0..BEAMS {
            let elevation = -0.42 + 0.5 * beam as f32 / BEAMS as f32;
            for step in 0..STEPS / 4 {
                let azimuth = (step as f32 + 0.5) / (STEPS / 4) as f32 * quarter - quarter / 2.0;
                let ray = camera.forward
                    - camera.right * azimuth.tan()
                    - camera.down * (elevation.tan() / azimuth.cos());
                let Some((x, y)) = camera.project(DEVICE + ray) else {
                    continue;
                };
                let depth = raster.depth_at(x, y);
                if let Some(found) = answer(scene, &camera, ray, depth, dice) {
                    points.push(found);
                }
            }
        }
    }
    points
}

fn answer(
    scene: &Scene,
    camera: &Camera,
    ray: V3,
    hit: Option<(u32, f32)>,
    dice: &mut Dice,
) -> Option<Return> {
    let (depth, front) = match hit {
        Some((front, depth)) if front != NOTHING => (depth, Some(front)),
        _ if ray.z < -0.01 => (-camera.position.z / ray.z, None),
        _ => return None,
    };
    let noise = 1.0 + dice.normal() * 0.0012;
    let at = camera.position + ray * (depth * noise);
    let round = |x: f32| (x * 100.0).round() / 100.0;
    if (at - camera.position).length() > 85.0 {
        return None;
    }
    let color = front.map_or([0.12; 3], |f| {
        scene.materials[scene.triangles[f as usize].material as usize].color
    });
    Some(Return {
        at: v3(round(at.x), round(at.y), round(at.z)),
        intensity: ((color[0] + color[1] + color[2]) / 3.0 * dice.between(0.7, 1.0))
            .clamp(0.02, 1.0),
        is_ground: front.is_none(),
    })
}

/// Draws the pinhole photo as a lens with [`DISTORTION`] shows it.
fn distort(camera: &Camera, photo: &Photo) -> Photo {
    let (width, height) = (photo.width as usize, photo.height as usize);
    let mut rgb = Vec::with_capacity(photo.rgb.len());
    for y in 0..height {
        for x in 0..width {
            let seen = (
                (x as f32 + 0.5 - camera.cx) / camera.focal,
                (y as f32 + 0.5 - camera.cy) / camera.focal,
            );
            let (mut u, mut w) = seen;
            for _ in 0..4 {
                let square = u * u + w * w;
                let factor = 1.0 + DISTORTION[0] * square + DISTORTION[1] * square * square;
                (u, w) = (seen.0 / factor, seen.1 / factor);
            }
            let px = (camera.cx + camera.focal * u - 0.5).clamp(0.0, (width - 2) as f32);
            let py = (camera.cy + camera.focal * w - 0.5).clamp(0.0, (height - 2) as f32);
            let (ix, iy) = (px as usize, py as usize);
            let (fx, fy) = (px - ix as f32, py - iy as f32);
            for channel in 0..3 {
                let at = |dx: usize, dy: usize| {
                    f32::from(photo.rgb[((iy + dy) * width + ix + dx) * 3 + channel])
                };
                let top = at(0, 0) * (1.0 - fx) + at(1, 0) * fx;
                let bottom = at(0, 1) * (1.0 - fx) + at(1, 1) * fx;
                rgb.push((top * (1.0 - fy) + bottom * fy + 0.5) as u8);
            }
        }
    }
    Photo {
        width: photo.width,
        height: photo.height,
        rgb,
        things: Vec::new(),
    }
}

fn round(x: f32, digits: i32) -> f64 {
    let scale = 10f64.powi(digits);
    (f64::from(x) * scale).round() / scale
}

fn xyz(v: V3, digits: i32) -> Value {
    json!({"x": round(v.x, digits), "y": round(v.y, digits), "z": round(v.z, digits)})
}

fn frame_json(scene: &Scene, points: &[Return], image: &str, step: usize) -> Value {
    let camera = &scene.camera;
    let [w, x, y, z] = camera.heading().map(|c| (c * 1e8).round() / 1e8);
    let stamp = 1_760_000_000_000_000_000u64 + step as u64 * 500_000_000;
    let points: Vec<Value> = points
        .iter()
        .map(|p| {
            let mut point = xyz(p.at, 2);
            point["i"] = json!(round(p.intensity, 2));
            if p.is_ground {
                point["is_ground"] = json!(true);
            }
            point
        })
        .collect();
    json!({
        "device_position": xyz(DEVICE, 2),
        "device_heading": {"w": 1, "x": 0, "y": 0, "z": 0},
        "timestamp": stamp,
        "points": points,
        "radar_points": [],
        "images": [{
            "image_url": image,
            "camera_model": "brown_conrady",
            "camera_index": 0,
            "position": xyz(camera.position, 4),
            "heading": {"w": w, "x": x, "y": y, "z": z},
            "fx": round(camera.focal, 4),
            "fy": round(camera.focal, 4),
            "cx": round(camera.cx, 4),
            "cy": round(camera.cy, 4),
            "skew": 0.0,
            "k1": round(DISTORTION[0], 6),
            "k2": round(DISTORTION[1], 6),
            "k3": 0.0,
            "p1": 0.0,
            "p2": 0.0,
            "timestamp": stamp,
            "priority": 1,
        }],
    })
}

/// One frame's cuboids; `slip` metres of carelessness.
fn cuboids_json(scene: &Scene, points: &[Return], slip: f32) -> Value {
    let mut found = Vec::new();
    for thing in scene
        .things
        .iter()
        .filter(|thing| thing.class.is_road_user())
    {
        let Some(cuboid) = thing.cuboid else { continue };
        let mut dice = Dice::new(thing.track, "cuboid", 0);
        let shift = v3(dice.between(-slip, slip), dice.between(-slip, slip), 0.0);
        // Counted with the numbers as written, so that a reader counts the same.
        let written = |x: f32| round(x, 3) as f32;
        let drawn = Cuboid {
            centre: v3(
                written(cuboid.centre.x + shift.x),
                written(cuboid.centre.y + shift.y),
                written(cuboid.centre.z),
            ),
            size: v3(
                written(cuboid.size.x),
                written(cuboid.size.y),
                written(cuboid.size.z),
            ),
            yaw: round(cuboid.yaw, 6) as f32,
        };
        let inside = points.iter().filter(|p| drawn.contains(p.at)).count();
        if inside < 5 {
            continue;
        }
        found.push(json!({
            "uuid": dice.uuid(),
            "label": thing.class.label(),
            "position": xyz(drawn.centre, 3),
            "dimensions": xyz(drawn.size, 3),
            "yaw": round(drawn.yaw, 6),
            "stationary": thing.parked,
            "camera_used": 0,
            "numberOfPoints": inside,
            "distance_to_device": round((drawn.centre - DEVICE).length(), 3),
            "attributes": {"color": thing.color, "kind": thing.kind},
        }));
    }
    json!({"cuboids": found})
}
