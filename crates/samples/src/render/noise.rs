//! Value noise: smooth randomness over the plane, looked up in tiles that are made once.

use std::sync::LazyLock;

/// Cells a tile is wide and high; a power of two.
const CELLS: i32 = 512;
/// Cells between two features of the coarsest octave.
const STEP: i32 = 16;

/// One octave.
static PLAIN: LazyLock<Vec<f32>> = LazyLock::new(|| tile(1));
/// Four octaves, each half as strong as the one before.
static LAYERED: LazyLock<Vec<f32>> = LazyLock::new(|| tile(4));

/// A number in `0.0..1.0` that belongs to a grid cell.
pub fn hash(x: i32, y: i32, seed: u32) -> f32 {
    (scramble(x, y, seed) >> 8) as f32 / (1u32 << 24) as f32
}

pub fn scramble(x: i32, y: i32, seed: u32) -> u32 {
    let mut h = (x as u32).wrapping_mul(0x8da6_b343)
        ^ (y as u32).wrapping_mul(0xd816_3841)
        ^ seed.wrapping_mul(0xcb1a_b31f);
    h = (h ^ (h >> 15)).wrapping_mul(0x2c1b_3c6d);
    h = (h ^ (h >> 12)).wrapping_mul(0x297a_2d39);
    h ^ (h >> 15)
}

/// Smooth noise in `0.0..1.0` with features one unit apart; repeats after 32 units.
pub fn value(x: f32, y: f32, seed: u32) -> f32 {
    look_up(&PLAIN, x, y, seed)
}

/// Like [`value`] with ever finer and weaker noise on top.
pub fn layers(x: f32, y: f32, seed: u32) -> f32 {
    look_up(&LAYERED, x, y, seed)
}

fn look_up(tile: &[f32], x: f32, y: f32, seed: u32) -> f32 {
    let shift = seed.wrapping_mul(0x9e37_79b9);
    let (x, y) = (
        x * STEP as f32 + (shift >> 23) as f32,
        y * STEP as f32 + ((shift >> 14) & 511) as f32,
    );
    let (ix, iy) = (floor(x), floor(y));
    let (u, w) = (x - ix as f32, y - iy as f32);
    let mask = CELLS - 1;
    let (left, right) = (ix & mask, (ix + 1) & mask);
    let (top, bottom) = ((iy & mask) * CELLS, ((iy + 1) & mask) * CELLS);
    let at = |row: i32, column: i32| tile[(row + column) as usize];
    let high = at(top, left) + (at(top, right) - at(top, left)) * u;
    let low = at(bottom, left) + (at(bottom, right) - at(bottom, left)) * u;
    high + (low - high) * w
}

fn tile(octaves: u32) -> Vec<f32> {
    let mut cells = vec![0.0; (CELLS * CELLS) as usize];
    let (mut weight, mut total, mut step) = (1.0, 0.0, STEP);
    for octave in 0..octaves {
        for y in 0..CELLS {
            for x in 0..CELLS {
                cells[(y * CELLS + x) as usize] += weight * smooth(x, y, step, octave);
            }
        }
        total += weight;
        weight *= 0.5;
        step /= 2;
    }
    cells.into_iter().map(|cell| cell / total).collect()
}

/// Random numbers `step` cells apart with smooth ways between them.
fn smooth(x: i32, y: i32, step: i32, seed: u32) -> f32 {
    let period = CELLS / step;
    let corner = |dx: i32, dy: i32| hash((x / step + dx) % period, (y / step + dy) % period, seed);
    let ease = |t: f32| t * t * (3.0 - 2.0 * t);
    let (u, w) = (
        ease((x % step) as f32 / step as f32),
        ease((y % step) as f32 / step as f32),
    );
    let high = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * u;
    let low = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * u;
    high + (low - high) * w
}

/// The whole number at or below; much faster than `f32::floor` on the baseline instruction set.
pub fn floor(x: f32) -> i32 {
    let whole = x as i32;
    whole - i32::from(x < whole as f32)
}

/// What is left of `x` after whole periods, `0.0..period`.
pub fn wrap(x: f32, period: f32) -> f32 {
    x - floor(x / period) as f32 * period
}

/// 0 below `low`, 1 above `high`, smooth between.
pub fn ramp(low: f32, high: f32, x: f32) -> f32 {
    let t = ((x - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// How much of a window of width `blur` around `x` lies in `from..to`: a pulse without aliasing.
pub fn pulse(from: f32, to: f32, x: f32, blur: f32) -> f32 {
    let half = blur.max(1e-4) / 2.0;
    (((x + half).min(to) - (x - half).max(from)) / (2.0 * half)).clamp(0.0, 1.0)
}
