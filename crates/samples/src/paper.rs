//! Pictures of writing: street name signs and receipts.

use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect, Transform};

use crate::dice::Dice;
use crate::lettering::Lettering;

/// RGB bytes of a drawing with some grain, as a phone would see it.
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

pub const STREETS: [&str; 10] = [
    "MARKET ST",
    "HARBOR AVE",
    "ELM STREET",
    "MISSION BLVD",
    "5TH AVENUE",
    "LAKE SHORE DR",
    "CASTRO ST",
    "RIVER ROAD",
    "OAK GROVE",
    "STATION SQ",
];

/// A street's name plate against a wall.
pub fn street_sign(name: &str, dice: &mut Dice) -> Option<Picture> {
    let (width, height) = (640, 400);
    let mut pixmap = Pixmap::new(width, height)?;
    let wall = dice.choose(&[
        [150u8, 140, 128],
        [176, 160, 140],
        [120, 124, 130],
        [140, 88, 72],
    ]);
    pixmap.fill(Color::from_rgba8(wall[0], wall[1], wall[2], 255));
    // Joints of the wall's stones.
    for row in 0..9 {
        fill(
            &mut pixmap,
            (0.0, row as f32 * 48.0),
            (640.0, 3.0),
            [wall[0] - 24, wall[1] - 24, wall[2] - 24],
        );
        for column in 0..6 {
            let x = column as f32 * 120.0 + if row % 2 == 0 { 0.0 } else { 60.0 };
            fill(
                &mut pixmap,
                (x, row as f32 * 48.0),
                (3.0, 48.0),
                [wall[0] - 20, wall[1] - 20, wall[2] - 20],
            );
        }
    }
    let letters = Lettering {
        height: (430.0 / (name.len() as f32 * 0.9)).min(64.0),
        weight: 0.15,
        color: [244, 244, 240],
    };
    let plate = dice.choose(&[[20u8, 92, 56], [24, 60, 128], [36, 36, 40]]);
    let board = letters.width(name) + 70.0;
    let left = 320.0 - board / 2.0;
    fill(
        &mut pixmap,
        (left + 7.0, 139.0),
        (board, 130.0),
        [wall[0] / 2, wall[1] / 2, wall[2] / 2],
    );
    fill(&mut pixmap, (left, 130.0), (board, 130.0), [236, 236, 232]);
    fill(
        &mut pixmap,
        (left + 6.0, 136.0),
        (board - 12.0, 118.0),
        plate,
    );
    letters.draw_centred(&mut pixmap, name, 320.0, 195.0 - letters.height / 2.0);
    Some(finish(&pixmap, dice))
}

/// A till receipt on a table.
pub fn receipt(lines: &[String], dice: &mut Dice) -> Option<Picture> {
    let (width, height) = (480, 640);
    let mut pixmap = Pixmap::new(width, height)?;
    pixmap.fill(Color::from_rgba8(92, 68, 50, 255));
    for stripe in 0..24 {
        let tone = 60 + dice.below(16) as u8;
        fill(
            &mut pixmap,
            (stripe as f32 * 20.0, 0.0),
            (20.0, 640.0),
            [tone + 32, tone + 8, tone - 10],
        );
    }
    fill(&mut pixmap, (88.0, 36.0), (318.0, 584.0), [48, 36, 28]);
    fill(&mut pixmap, (80.0, 26.0), (318.0, 584.0), [238, 236, 228]);
    let ink = |height: f32| Lettering {
        height,
        weight: 0.14,
        color: [44, 42, 46],
    };
    for (index, line) in lines.iter().enumerate() {
        let y = 60.0 + index as f32 * 34.0;
        if index == 0 {
            ink(20.0).draw_centred(&mut pixmap, line, 239.0, y - 8.0);
        } else {
            ink(12.5).draw(&mut pixmap, line, 100.0, y);
        }
    }
    Some(finish(&pixmap, dice))
}

fn fill(pixmap: &mut Pixmap, (x, y): (f32, f32), (w, h): (f32, f32), [r, g, b]: [u8; 3]) {
    let Some(rect) = Rect::from_xywh(x, y, w, h) else {
        return;
    };
    let mut paint = Paint::default();
    paint.set_color(Color::from_rgba8(r, g, b, 255));
    let path = PathBuilder::from_rect(rect);
    pixmap.fill_path(
        &path,
        &paint,
        FillRule::Winding,
        Transform::identity(),
        None,
    );
}

/// Uneven light and grain.
fn finish(pixmap: &Pixmap, dice: &mut Dice) -> Picture {
    let (width, height) = (pixmap.width(), pixmap.height());
    let (lx, ly) = (dice.between(0.2, 0.8), dice.between(0.1, 0.5));
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for (index, pixel) in pixmap.pixels().iter().enumerate() {
        let x = (index as u32 % width) as f32 / width as f32 - lx;
        let y = (index as u32 / width) as f32 / height as f32 - ly;
        let light = 1.06 - 0.45 * (x * x + y * y);
        let grain = dice.between(-4.0, 4.0);
        for channel in [pixel.red(), pixel.green(), pixel.blue()] {
            rgb.push((f32::from(channel) * light + grain).clamp(0.0, 255.0) as u8);
        }
    }
    Picture { width, height, rgb }
}
