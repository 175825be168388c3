//! Light on the ground from above, as a map: the sun's shadows, the dark under cars, lamp pools.

use crate::scene::{Rgb, Scene, Surface, V3, add, scale};

/// Metres a cell.
const CELL: f32 = 0.125;
const LEFT: f32 = -34.0;
const NEAR: f32 = -18.0;
const COLUMNS: usize = 544;
const ROWS: usize = 1040;

pub struct GroundLight {
    /// Share of the sun that arrives.
    sun: Vec<f32>,
    /// Share of the sky that is seen.
    sky: Vec<f32>,
    lamps: Vec<Rgb>,
}

impl GroundLight {
    pub fn of(scene: &Scene) -> Self {
        let count = COLUMNS * ROWS;
        let mut map = Self {
            sun: vec![1.0; count],
            sky: vec![1.0; count],
            lamps: Vec::new(),
        };
        let sun = scene.light.sun;
        if scene.light.sun_color[0] > 0.15 && sun.z > 0.05 {
            for triangle in &scene.triangles {
                let fall = triangle.corners.map(|c| {
                    let t = c.z.max(0.0) / sun.z;
                    (
                        (c.x - sun.x * t - LEFT) / CELL,
                        (c.y - sun.y * t - NEAR) / CELL,
                    )
                });
                map.darken(fall);
            }
            blur(&mut map.sun, 1);
        }
        map.shade_below(scene);
        blur(&mut map.sky, 3);
        if scene.light.dark > 0.3 {
            map.light_lamps(scene);
        }
        map
    }

    /// Sun share, sky share and lamp light at a place; open and unlit outside the map.
    pub fn at(&self, x: f32, y: f32) -> (f32, f32, Rgb) {
        let (u, w) = ((x - LEFT) / CELL - 0.5, (y - NEAR) / CELL - 0.5);
        if u < 0.0 || w < 0.0 || u >= (COLUMNS - 1) as f32 || w >= (ROWS - 1) as f32 {
            return (1.0, 1.0, [0.0; 3]);
        }
        let (i, j) = (u as usize, w as usize);
        let (fu, fw) = (u - i as f32, w - j as f32);
        let cell = j * COLUMNS + i;
        let mix = |map: &[f32]| {
            (map[cell] * (1.0 - fu) + map[cell + 1] * fu) * (1.0 - fw)
                + (map[cell + COLUMNS] * (1.0 - fu) + map[cell + COLUMNS + 1] * fu) * fw
        };
        let lamps = self.lamps.get(cell).copied().unwrap_or_default();
        (mix(&self.sun), mix(&self.sky), lamps)
    }

    fn darken(&mut self, [a, b, c]: [(f32, f32); 3]) {
        let low = a.1.min(b.1).min(c.1);
        let high = a.1.max(b.1).max(c.1);
        if high < 0.0 || low > ROWS as f32 {
            return;
        }
        let first = (low - 0.5).ceil().max(0.0) as usize;
        let last = (high - 0.5).floor().min(ROWS as f32 - 1.0);
        if last < 0.0 {
            return;
        }
        for j in first..=last as usize {
            let y = j as f32 + 0.5;
            let (mut from, mut to) = (f32::INFINITY, f32::NEG_INFINITY);
            for (p, q) in [(a, b), (b, c), (c, a)] {
                if (p.1 <= y) != (q.1 <= y) {
                    let x = p.0 + (y - p.1) / (q.1 - p.1) * (q.0 - p.0);
                    from = from.min(x);
                    to = to.max(x);
                }
            }
            let start = (from - 0.5).ceil().clamp(0.0, COLUMNS as f32) as usize;
            let end = (to - 0.5).ceil().clamp(0.0, COLUMNS as f32) as usize;
            if start < end {
                self.sun[j * COLUMNS + start..j * COLUMNS + end].fill(0.0);
            }
        }
    }

    /// Under and close to a thing the sky is hidden.
    fn shade_below(&mut self, scene: &Scene) {
        for cuboid in scene.things.iter().filter_map(|thing| thing.cuboid) {
            if cuboid.centre.z > cuboid.size.z {
                continue;
            }
            let reach = cuboid.size.length() / 2.0 + 0.6;
            let margin = 0.25;
            for (cell, at) in cells(cuboid.centre, reach) {
                let p = (at - cuboid.centre).turned(-cuboid.yaw);
                let dx = (p.x.abs() - cuboid.size.x / 2.0).max(0.0);
                let dy = (p.y.abs() - cuboid.size.y / 2.0).max(0.0);
                let outside = (dx * dx + dy * dy).sqrt();
                let shade = 0.15 + 0.85 * (outside / (margin + 0.25 * cuboid.size.z)).min(1.0);
                self.sky[cell] = self.sky[cell].min(shade);
            }
        }
    }

    fn light_lamps(&mut self, scene: &Scene) {
        self.lamps = vec![[0.0; 3]; COLUMNS * ROWS];
        let lit = scene
            .triangles
            .iter()
            .filter(|t| matches!(scene.materials[t.material as usize].surface, Surface::Glow));
        // Vehicle lamps come as pairs of triangles; one splash each is enough.
        for triangle in lit.step_by(2) {
            let at = triangle.corners[0];
            let color = scene.materials[triangle.material as usize].color;
            let vehicle = scene.things[triangle.thing as usize].class.is_vehicle();
            if !vehicle {
                continue;
            }
            let n = triangle.normals[0];
            let ahead = scene.things[triangle.thing as usize]
                .cuboid
                .map_or(n, |c| (at - c.centre) * (1.0 / c.size.y));
            let head = color[1] > 3.0;
            let reach = if head { 9.0 } else { 3.0 };
            let spot = at + ahead.unit() * (reach * 0.5);
            for (cell, place) in cells(spot, reach) {
                let d = (place.x - spot.x).hypot(place.y - spot.y) / reach;
                let fall = (1.0 - d * d).max(0.0).powi(2);
                self.lamps[cell] = add(
                    self.lamps[cell],
                    scale(color, fall * if head { 0.035 } else { 0.05 }),
                );
            }
        }
        for pool in &scene.pools {
            for (cell, place) in cells(pool.at, 15.0) {
                let across = (place.x - pool.at.x).hypot(place.y - pool.at.y);
                let square = across * across + pool.at.z * pool.at.z;
                let fall = pool.at.z / square.sqrt() / square * (1.0 - across / 15.0).max(0.0);
                self.lamps[cell] = add(self.lamps[cell], scale(pool.color, fall * 4.0));
            }
        }
    }
}

/// Cells within `reach` metres of a place, with their middles.
fn cells(around: V3, reach: f32) -> impl Iterator<Item = (usize, V3)> {
    let span = |at: f32, start: f32, count: usize| {
        let from = ((at - reach - start) / CELL).clamp(0.0, count as f32) as usize;
        let to = ((at + reach - start) / CELL).clamp(0.0, count as f32) as usize;
        from..to
    };
    let columns = span(around.x, LEFT, COLUMNS);
    let height = around.z;
    span(around.y, NEAR, ROWS).flat_map(move |j| {
        columns.clone().map(move |i| {
            let at = V3 {
                x: LEFT + (i as f32 + 0.5) * CELL,
                y: NEAR + (j as f32 + 0.5) * CELL,
                z: height,
            };
            (j * COLUMNS + i, at)
        })
    })
}

/// A box blur in both directions.
fn blur(map: &mut [f32], radius: usize) {
    let mut other = map.to_vec();
    let share = 1.0 / (2 * radius + 1) as f32;
    for j in 0..ROWS {
        let row = &map[j * COLUMNS..(j + 1) * COLUMNS];
        for i in radius..COLUMNS - radius {
            other[j * COLUMNS + i] = row[i - radius..=i + radius].iter().sum::<f32>() * share;
        }
    }
    for j in radius..ROWS - radius {
        for i in 0..COLUMNS {
            let sum: f32 = (j - radius..=j + radius)
                .map(|k| other[k * COLUMNS + i])
                .sum();
            map[j * COLUMNS + i] = sum * share;
        }
    }
}
