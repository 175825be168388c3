//! The frame's points where a camera sees them, over its photo.

use leptos::html;
use leptos::prelude::*;
use pointcloud::tile::Tile;
use viewer::{Colormap, PhotoCamera, Vec3};
use wasm_bindgen::JsCast;
use web_sys::CanvasRenderingContext2d;

use super::state::Lidar;

/// Colours by distance.
const LEVELS: usize = 24;
/// Metres at which the last colour is reached.
const FARTHEST: f64 = 60.0;
/// The widest a picture of points is, pixels.
const WIDEST: f64 = 1280.0;
/// More points than this are thinned.
const MOST: usize = 200_000;

/// A canvas of the points, which is empty unless they are asked for. `photo` is its size in pixels.
#[component]
pub fn PhotoPoints(
    lidar: Lidar,
    camera: PhotoCamera,
    photo: RwSignal<Option<[f64; 2]>>,
) -> impl IntoView {
    let node = NodeRef::<html::Canvas>::new();
    let is_on = Memo::new(move |_| lidar.sight.with(|sight| sight.shows.photo_points));
    Effect::new(move |_| {
        let (Some(canvas), Some(photo)) = (node.get(), photo.get()) else {
            return;
        };
        // The facts come with the points.
        lidar.facts.track();
        let Some(loaded) = lidar.loaded(lidar.frame.get()).filter(|_| is_on.get()) else {
            return;
        };
        let Ok(tiles) = loaded.tiles() else {
            return;
        };
        let scale = (WIDEST / photo[0]).min(1.0);
        let [width, height] = photo.map(|length| length * scale);
        canvas.set_width(width as u32);
        canvas.set_height(height as u32);
        let context = canvas.get_context("2d").ok().flatten();
        let context =
            context.and_then(|context| context.dyn_into::<CanvasRenderingContext2d>().ok());
        let Some(context) = context else { return };
        let side = (width / 480.0).max(1.5);
        for (level, dots) in dots(&tiles, &camera, photo).into_iter().enumerate() {
            let [red, green, blue] = Colormap::Turbo.color(1.0 - level as f32 / LEVELS as f32);
            context.set_fill_style_str(&format!("rgb({red} {green} {blue})"));
            for [x, y] in dots {
                context.fill_rect(x * scale - side / 2.0, y * scale - side / 2.0, side, side);
            }
        }
    });
    view! {
        <Show when=move || is_on.get()>
            <canvas node_ref=node class="cloud-photo-points" aria-hidden="true"></canvas>
        </Show>
    }
}

/// The points on the photo (`image_px`), by how far they are, the farthest first.
fn dots(tiles: &[Tile], camera: &PhotoCamera, [width, height]: [f64; 2]) -> Vec<Vec<[f64; 2]>> {
    let mut levels = vec![Vec::new(); LEVELS];
    let all: usize = tiles.iter().map(Tile::len).sum();
    let every = all.div_ceil(MOST).max(1);
    let points = tiles.iter().flat_map(|tile| {
        let places = (0..tile.len()).step_by(every);
        places.filter_map(|place| tile.position(place))
    });
    for world in points.map(Vec3::from) {
        let Some([x, y]) = camera.project(world) else {
            continue;
        };
        if (0.0..width).contains(&x) && (0.0..height).contains(&y) {
            let away = camera.pose.to_body(world).z / FARTHEST;
            let level = ((1.0 - away).max(0.0) * LEVELS as f64) as usize;
            levels[level.min(LEVELS - 1)].push([x, y]);
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use pointcloud::{Cloud, Point};
    use viewer::{Distortion, Pose};

    use super::*;

    #[test]
    fn points_on_the_photo_come_with_the_farthest_first() {
        let mut cloud = Cloud::new();
        for position in [
            [0.0, 4.0, 0.0],
            [0.0, 54.0, 0.0],
            [0.0, -5.0, 0.0],
            [90.0, 5.0, 0.0],
        ] {
            cloud.push(Point {
                position,
                ..Point::default()
            });
        }
        let bytes = pointcloud::tile::encode(&cloud);
        let tile = Tile::decode(&bytes).unwrap();
        // Looks along +y.
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let pose = Pose::new(Vec3::new(0.0, 0.0, 0.0), [half, -half, 0.0, 0.0]);
        let camera = PhotoCamera::new(pose, [100.0, 100.0], [50.0, 40.0], Distortion::NONE);
        let levels = dots(&[tile], &camera, [100.0, 80.0]);
        let counts: Vec<usize> = levels
            .iter()
            .map(Vec::len)
            .filter(|count| *count > 0)
            .collect();
        assert_eq!(counts, [1, 1]);
        let first = levels.iter().flatten().next().unwrap();
        assert!((first[0] - 50.0).abs() < 0.1 && (first[1] - 40.0).abs() < 0.1);
        assert!(levels[2].len() == 1 && levels[22].len() == 1, "{levels:?}");
    }
}
