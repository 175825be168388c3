//! A stroke alphabet for signs, plates and receipts, drawn by `tiny-skia`.

use tiny_skia::{Color, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

/// How a text is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Lettering {
    /// Height of a capital, pixels; a letter is 2/3 as wide.
    pub height: f32,
    /// Thickness of a stroke as a share of the height.
    pub weight: f32,
    pub color: [u8; 3],
}

impl Lettering {
    /// Pixels that `text` takes, last gap left out.
    pub fn width(&self, text: &str) -> f32 {
        (text.chars().count() as f32 * 1.5 - 0.5).max(0.0) * self.height * 0.6
    }

    /// Draws `text` with its top-left corner at `(x, y)`.
    pub fn draw(&self, pixmap: &mut Pixmap, text: &str, x: f32, y: f32) {
        let unit = self.height / 6.0;
        let mut builder = PathBuilder::new();
        for (index, letter) in text.chars().enumerate() {
            let left = x + index as f32 * self.height * 0.9;
            for stroke in strokes(letter).split_whitespace() {
                let digits: Vec<f32> = stroke
                    .bytes()
                    .map(|b| f32::from(b.saturating_sub(b'0')))
                    .collect();
                for (step, point) in digits.chunks_exact(2).enumerate() {
                    let (px, py) = (left + point[0] * unit * 0.9, y + point[1] * unit);
                    if step == 0 {
                        builder.move_to(px, py);
                    } else {
                        builder.line_to(px, py);
                    }
                }
            }
        }
        let Some(path) = builder.finish() else { return };
        let mut paint = Paint::default();
        let [r, g, b] = self.color;
        paint.set_color(Color::from_rgba8(r, g, b, 255));
        paint.anti_alias = true;
        let stroke = Stroke {
            width: self.height * self.weight,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        pixmap.stroke_path(&path, &paint, &stroke, Transform::identity(), None);
    }

    /// Draws `text` with its middle at `x`.
    pub fn draw_centred(&self, pixmap: &mut Pixmap, text: &str, x: f32, y: f32) {
        self.draw(pixmap, text, x - self.width(text) / 2.0, y);
    }
}

/// Pen strokes on a grid 4 wide and 6 high, y down: digit pairs are points, a space lifts the pen.
/// A character without strokes leaves a gap.
fn strokes(letter: char) -> &'static str {
    match letter.to_ascii_uppercase() {
        'A' => "062046 1434",
        'B' => "00063645443303 0030412233",
        'C' => "4130100105163645",
        'D' => "000626444220 2000",
        'E' => "40000646 0333",
        'F' => "400006 0333",
        'G' => "41301001051636454323",
        'H' => "0006 4046 0343",
        'I' => "2026 1030 1636",
        'J' => "4045361605",
        'K' => "0006 4003 1346",
        'L' => "000646",
        'M' => "0600234046",
        'N' => "06004640",
        'O' => "103041453616050110",
        'P' => "06003041423303",
        'Q' => "103041453616050110 2446",
        'R' => "06003041423303 2346",
        'S' => "4130100102134344453616 0516",
        'T' => "0040 2026",
        'U' => "000516364540",
        'V' => "002640",
        'W' => "0016233640",
        'X' => "0046 4006",
        'Y' => "002340 2326",
        'Z' => "00400646",
        '0' => "103041453616050110 3214",
        '1' => "112026 1636",
        '2' => "011030414206 0646",
        '3' => "0110304142332344453616 05",
        '4' => "36300444",
        '5' => "4000033344453616 0516",
        '6' => "413010010516364544331304",
        '7' => "004016",
        '8' => "103041423313020110 1304051636454433",
        '9' => "051636454130100102134342",
        '.' => "2526",
        ',' => "2516",
        ':' => "2122 2425",
        '-' => "1333",
        '/' => "4006",
        '$' => "411001133345361605 2026",
        '%' => "4006 0001 4546",
        '#' => "1016 3036 0242 0444",
        '+' => "2125 0343",
        '&' => "46122030220415263644",
        '\'' => "2021",
        '!' => "2024 2626",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_and_digit_leaves_ink() {
        for letter in ('A'..='Z').chain('0'..='9') {
            let mut pixmap = Pixmap::new(40, 40).unwrap();
            let lettering = Lettering {
                height: 24.0,
                weight: 0.12,
                color: [0, 0, 0],
            };
            lettering.draw(&mut pixmap, &letter.to_string(), 8.0, 8.0);
            assert!(pixmap.pixels().iter().any(|p| p.alpha() > 200), "{letter}");
        }
    }
}
