//! What columns without names tell, by their place and content.

use super::roles::Role;
use super::values::Values;

/// What all numbers of a column have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Range {
    least: f64,
    most: f64,
    is_whole: bool,
}

impl Range {
    /// Of the numbers that are finite.
    pub(super) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut range = Self {
            least: 0.0,
            most: 0.0,
            is_whole: true,
        };
        let mut is_first = true;
        for value in values.filter(|value| value.is_finite()) {
            if is_first {
                (range.least, range.most) = (value, value);
                is_first = false;
            }
            range.least = range.least.min(value);
            range.most = range.most.max(value);
            range.is_whole &= value.fract() == 0.0;
        }
        range
    }

    /// From 0, as intensities are.
    pub(super) fn may_be_intensity(self) -> bool {
        self.least >= 0.0 && self.most <= 65_535.0
    }

    /// Whole, as lasers are numbered.
    pub(super) fn may_be_ring(self) -> bool {
        self.is_whole && self.least >= 0.0 && self.most <= 255.0
    }

    /// Small numbers, such as elongations, or flags, of which -1 is one.
    pub(super) fn may_be_small(self) -> bool {
        (self.least >= 0.0 && self.most <= 2.5)
            || (self.is_whole && self.least >= -1.0 && self.most <= 255.0)
    }

    fn may_be_class(self) -> bool {
        self.is_whole && self.least >= 0.0
    }

    /// Only -1, 0 and 1.
    fn is_flag(self) -> bool {
        self.is_whole && self.least >= -1.0 && self.most <= 1.0
    }
}

/// What 3 and more columns tell, `x`, `y` and `z` first; `None` for those that are not read. A fourth
/// is the intensity and a fifth the ring; six and more are colors where they look like it, then a
/// class and an instance. So the data sets do that keep such arrays.
pub(super) fn roles(columns: &[Values], points: usize) -> Vec<Option<Role>> {
    let range = |place: usize| {
        let values: &Values = &columns[place];
        Range::of((0..points).map(|point| values.float(point)))
    };
    let mut roles = vec![None; columns.len()];
    for (role, to) in [Role::X, Role::Y, Role::Z].into_iter().zip(&mut roles) {
        *to = Some(role);
    }
    match columns.len() {
        0..=3 => {}
        4 => roles[3] = Some(Role::Intensity),
        5 => {
            roles[3] = Some(Role::Intensity);
            roles[4] = range(4).may_be_ring().then_some(Role::Ring);
        }
        6.. => {
            let [first, second, third] = [range(3), range(4), range(5)];
            if are_colors([first, second, third]) {
                roles[3] = Some(Role::Red);
                roles[4] = Some(Role::Green);
                roles[5] = Some(Role::Blue);
                for (place, role) in [(6, Role::Classification), (7, Role::Instance)] {
                    if place < columns.len() && range(place).may_be_class() {
                        roles[place] = Some(role);
                    }
                }
            } else if first.may_be_intensity() {
                roles[3] = Some(Role::Intensity);
                if second.may_be_ring() && !second.is_flag() {
                    roles[4] = Some(Role::Ring);
                }
            }
        }
    }
    roles
}

/// Whether three columns are red, green and blue: none below 0, as parts of normals are; all of one
/// scale, up to 1 or beyond; and no flag behind numbers that are none.
fn are_colors(channels: [Range; 3]) -> bool {
    let [first, second, third] = channels;
    let is_within = |range: Range| range.least >= 0.0 && range.most <= 65_535.0;
    let up_to_1 = |range: &Range| range.most <= 1.0;
    let is_one_scale = channels.iter().all(up_to_1)
        || !channels
            .iter()
            .any(|range| up_to_1(range) && range.most > 0.0);
    let ends_in_flag = third.is_flag() && !(first.is_whole && second.is_whole);
    let is_even = channels.iter().all(|range| range.is_whole)
        || channels.iter().all(|range| range.most <= 255.0);
    channels.into_iter().all(is_within) && is_one_scale && !ends_in_flag && is_even
}

/// The name of a column that has none.
pub(super) fn name(place: usize) -> String {
    format!("column {}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(values: &[f64]) -> Range {
        Range::of(values.iter().copied())
    }

    #[test]
    fn elongation_and_flags_are_no_color() {
        let intensity = range(&[0.25, 0.41, 0.99]);
        let elongation = range(&[0.1, 0.2, 1.2]);
        for flag in [range(&[-1.0, 1.0]), range(&[0.0, 1.0]), range(&[0.0])] {
            assert!(!are_colors([intensity, elongation, flag]));
        }
        let unit = range(&[0.0, 0.3, 1.0]);
        assert!(are_colors([unit, unit, unit]));
        let byte = range(&[0.0, 255.0, 7.0]);
        assert!(are_colors([byte, byte, range(&[0.0])]));
        let normal = range(&[-0.7, 0.7]);
        assert!(!are_colors([normal, normal, normal]));
        // Intensity, ring and time.
        assert!(!are_colors([byte, byte, range(&[0.05, 0.1])]));
    }
}
