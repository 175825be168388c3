//! Outlines of masks.

/// A place in the image, pixels from its top-left corner.
pub type Spot = [f32; 2];

/// The outline of the largest connected part of a mask, along pixel borders, clockwise as seen;
/// empty for an empty mask. `inside` tells for `(x, y)` in `0..width`, `0..height`.
pub fn outline(width: usize, height: usize, inside: impl Fn(usize, usize) -> bool) -> Vec<Spot> {
    let part = largest_part(width, height, inside);
    let is_in = |x: i32, y: i32| {
        x >= 0
            && y >= 0
            && x < width as i32
            && y < height as i32
            && part[y as usize * width + x as usize]
    };
    let Some(first) = part.iter().position(|&cell| cell) else {
        return Vec::new();
    };
    let start = ((first % width) as i32, (first / width) as i32);
    // Walk along pixel borders with the mask on the right hand, from the first pixel's top edge.
    let (mut at, mut heading) = (start, (1, 0));
    let mut corners = Vec::new();
    loop {
        corners.push([at.0 as f32, at.1 as f32]);
        at = (at.0 + heading.0, at.1 + heading.1);
        let (right, left) = ahead(at, heading);
        heading = match (is_in(left.0, left.1), is_in(right.0, right.1)) {
            (true, true) => (heading.1, -heading.0),
            (false, true) => heading,
            (_, false) => (-heading.1, heading.0),
        };
        if at == start && heading == (1, 0) {
            return corners;
        }
    }
}

/// The pixels right and left of the next step.
fn ahead(at: (i32, i32), heading: (i32, i32)) -> ((i32, i32), (i32, i32)) {
    match heading {
        (1, 0) => ((at.0, at.1), (at.0, at.1 - 1)),
        (0, 1) => ((at.0 - 1, at.1), (at.0, at.1)),
        (-1, 0) => ((at.0 - 1, at.1 - 1), (at.0 - 1, at.1)),
        _ => ((at.0, at.1 - 1), (at.0 - 1, at.1 - 1)),
    }
}

fn largest_part(width: usize, height: usize, inside: impl Fn(usize, usize) -> bool) -> Vec<bool> {
    let mut part = vec![0u32; width * height];
    let (mut best, mut best_size, mut count) = (0, 0, 0);
    let mut queue = Vec::new();
    for start in 0..width * height {
        if part[start] != 0 || !inside(start % width, start / width) {
            continue;
        }
        count += 1;
        let mut size = 0;
        part[start] = count;
        queue.push(start);
        while let Some(cell) = queue.pop() {
            size += 1;
            let (x, y) = (cell % width, cell / width);
            let near = [
                (x > 0).then(|| cell - 1),
                (x + 1 < width).then_some(cell + 1),
                (y > 0).then(|| cell.wrapping_sub(width)),
                (y + 1 < height).then_some(cell + width),
            ];
            for next in near.into_iter().flatten() {
                if part[next] == 0 && inside(next % width, next / width) {
                    part[next] = count;
                    queue.push(next);
                }
            }
        }
        if size > best_size {
            (best, best_size) = (count, size);
        }
    }
    part.into_iter()
        .map(|cell| best != 0 && cell == best)
        .collect()
}

/// Leaves out vertices that lie closer than `tolerance` pixels to the line that stays
/// (Douglas and Peucker). First and last stay.
pub fn simplify(points: &[Spot], tolerance: f32) -> Vec<Spot> {
    let mut kept = vec![false; points.len()];
    let Some(last) = points.len().checked_sub(1) else {
        return Vec::new();
    };
    (kept[0], kept[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let farthest = (from + 1..to)
            .map(|i| (i, distance(points[i], points[from], points[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((middle, far)) = farthest
            && far > tolerance
        {
            kept[middle] = true;
            open.extend([(from, middle), (middle, to)]);
        }
    }
    points
        .iter()
        .zip(kept)
        .filter(|&(_, keep)| keep)
        .map(|(point, _)| *point)
        .collect()
}

/// From a point to a stretch of line.
fn distance(p: Spot, a: Spot, b: Spot) -> f32 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let square = dx * dx + dy * dy;
    let t = if square > 0.0 {
        (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (p[0] - a[0] - dx * t).hypot(p[1] - a[1] - dy * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(points: &[Spot]) -> f32 {
        let next = points.iter().cycle().skip(1);
        points
            .iter()
            .zip(next)
            .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
            .sum::<f32>()
            / 2.0
    }

    #[test]
    fn an_outline_encloses_exactly_the_pixels_of_its_mask() {
        // A ring of 7 by 6 with a hole, and a lone pixel that is another part.
        let inside =
            |x: usize, y: usize| (x < 7 && y < 6 && !(x == 3 && y == 3)) || (x, y) == (9, 8);
        assert!((area(&outline(10, 9, inside)) - 42.0).abs() < 1e-6);
    }

    #[test]
    fn a_diagonal_touch_does_not_trap_the_walk() {
        let inside = |x: usize, y: usize| (x < 2 && y < 2) || (x >= 2 && y >= 2);
        assert!((area(&outline(4, 4, inside)) - 4.0).abs() < 1e-6);
    }

    #[test]
    fn a_straight_run_of_vertices_becomes_two() {
        let line: Vec<Spot> = (0..20).map(|i| [i as f32, 2.0]).collect();
        assert_eq!(simplify(&line, 0.5), [[0.0, 2.0], [19.0, 2.0]]);
    }
}
