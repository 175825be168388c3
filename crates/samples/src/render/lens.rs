//! What a camera does to light: glare, exposure, dark corners, grain.

use super::noise::scramble;
use crate::scene::{Light, Rgb, add, scale};

/// Develops linear light to sRGB bytes.
pub fn develop(
    mut light: Vec<Rgb>,
    width: usize,
    height: usize,
    conditions: &Light,
    seed: u32,
) -> Vec<u8> {
    glare(&mut light, width, height, conditions);
    let curve = Curve::new();
    let mut bytes = Vec::with_capacity(width * height * 3);
    let (cx, cy) = (width as f32 / 2.0, height as f32 / 2.0);
    let reach = cx * cx + cy * cy;
    let gain = 1.0 + conditions.dark;
    for y in 0..height {
        for x in 0..width {
            let (dx, dy) = (x as f32 - cx, y as f32 - cy);
            let corner = 1.0 - 0.34 * (dx * dx + dy * dy) / reach;
            let c = scale(light[y * width + x], conditions.exposure * corner);
            // The sum of two throws: small grains are commoner than large ones.
            let throw = scramble(x as i32, y as i32, seed);
            let grain = ((throw & 0xffff) + (throw >> 16)) as f32 / 65_536.0 - 1.0;
            let grain = grain * 3.6 * gain;
            for channel in c {
                let value = curve.at(channel);
                // Grain shows most in the middle tones.
                let noisy = value + grain * (0.35 + 0.65 * (1.0 - (value / 127.5 - 1.0).abs()));
                bytes.push((noisy + 0.5) as u8);
            }
        }
    }
    bytes
}

/// Bright light spills over its neighbours.
fn glare(light: &mut [Rgb], width: usize, height: usize, conditions: &Light) {
    let step = 4;
    let (w, h) = (width.div_ceil(step), height.div_ceil(step));
    let mut small = vec![[0.0; 3]; w * h];
    for y in 0..height {
        for x in 0..width {
            let c = light[y * width + x];
            let peak = c[0].max(c[1]).max(c[2]) * conditions.exposure;
            if peak > 1.4 {
                let share = ((peak - 1.4) / peak).min(1.0) / (step * step) as f32;
                let cell = &mut small[(y / step) * w + x / step];
                *cell = add(
                    *cell,
                    scale([c[0].min(9.0), c[1].min(9.0), c[2].min(9.0)], share),
                );
            }
        }
    }
    let strength = 0.16 + 0.5 * conditions.dark + 8.0 * conditions.fog_density.min(0.02);
    let tight = spread(&small, w, h, 2);
    let wide = spread(&tight, w, h, 9);
    for y in 0..height {
        for x in 0..width {
            let cell = (y / step) * w + x / step;
            let halo = add(scale(tight[cell], 0.6), scale(wide[cell], 1.1));
            if halo[0] > 1e-4 {
                // Neighbouring cells are mixed so that no squares show.
                let (fx, fy) = (
                    (x % step) as f32 / step as f32,
                    (y % step) as f32 / step as f32,
                );
                let right = if x / step + 1 < w { cell + 1 } else { cell };
                let below = if y / step + 1 < h { cell + w } else { cell };
                let mixed = add(
                    scale(halo, 1.0 - f32::midpoint(fx, fy)),
                    add(
                        scale(
                            add(scale(tight[right], 0.6), scale(wide[right], 1.1)),
                            fx / 2.0,
                        ),
                        scale(
                            add(scale(tight[below], 0.6), scale(wide[below], 1.1)),
                            fy / 2.0,
                        ),
                    ),
                );
                light[y * width + x] = add(light[y * width + x], scale(mixed, strength));
            }
        }
    }
}

/// Two box blurs in each direction, with running sums.
fn spread(source: &[Rgb], w: usize, h: usize, radius: usize) -> Vec<Rgb> {
    let mut a = source.to_vec();
    let mut b = vec![[0.0; 3]; w * h];
    for _ in 0..2 {
        for y in 0..h {
            run(&a, &mut b, y * w, 1, w, radius);
        }
        for x in 0..w {
            run(&b, &mut a, x, w, h, radius);
        }
    }
    a
}

fn run(from: &[Rgb], to: &mut [Rgb], start: usize, stride: usize, count: usize, radius: usize) {
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum = [0.0; 3];
    for i in 0..radius.min(count) {
        sum = add(sum, from[start + i * stride]);
    }
    for i in 0..count {
        if i + radius < count {
            sum = add(sum, from[start + (i + radius) * stride]);
        }
        if i > radius {
            sum = add(sum, scale(from[start + (i - radius - 1) * stride], -1.0));
        }
        to[start + i * stride] = scale([sum[0].max(0.0), sum[1].max(0.0), sum[2].max(0.0)], share);
    }
}

/// The film curve (Narkowicz's fit of ACES) and sRGB's gamma in one table.
struct Curve {
    table: Vec<f32>,
}

const STEPS: usize = 4096;

impl Curve {
    fn new() -> Self {
        let table = (0..=STEPS)
            .map(|i| {
                // The index is x / (1 + x), so that the table ends at infinity.
                let share = i as f32 / STEPS as f32;
                let x = (share / (1.0 - share).max(1e-4)) * 0.82;
                let film = (x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)).clamp(0.0, 1.0);
                255.0
                    * if film <= 0.003_130_8 {
                        film * 12.92
                    } else {
                        1.055 * film.powf(1.0 / 2.4) - 0.055
                    }
            })
            .collect();
        Self { table }
    }

    fn at(&self, light: f32) -> f32 {
        let light = light.max(0.0);
        self.table[(light / (1.0 + light) * STEPS as f32) as usize]
    }
}
