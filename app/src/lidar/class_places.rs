//! Where classes stand in the palette, which has 256 places for numbers of 16 bits.

use std::collections::BTreeMap;

/// The last place, where classes share that find no other.
const LAST: u8 = u8::MAX;

/// The palette's place of each class that was met so far. A class keeps its place, so that the points
/// of several frames may be shown together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClassPlaces {
    places: BTreeMap<u16, u8>,
    numbers: BTreeMap<u8, u16>,
    is_shared: bool,
}

impl ClassPlaces {
    /// Gives places to new classes: their own number where it is free, else the greatest that is.
    pub fn take(&mut self, classes: &[u16]) {
        let own = |class: u16| u8::try_from(class).ok().filter(|place| *place < LAST);
        // Small numbers first: their place is their own.
        let (small, large): (Vec<u16>, Vec<u16>) =
            classes.iter().partition(|class| own(**class).is_some());
        for class in small.into_iter().chain(large) {
            if self.places.contains_key(&class) {
                continue;
            }
            let free = own(class).filter(|place| !self.numbers.contains_key(place));
            let free = free.or_else(|| (0..LAST).rev().find(|at| !self.numbers.contains_key(at)));
            let place = free.unwrap_or(LAST);
            // What stands at the last place need not be alone.
            if place == LAST && self.numbers.contains_key(&LAST) {
                self.is_shared = true;
            } else {
                self.numbers.insert(place, class);
            }
            self.places.insert(class, place);
        }
    }

    /// Whether all of these have been met.
    pub fn has(&self, classes: &[u16]) -> bool {
        let mut classes = classes.iter();
        classes.all(|class| self.places.contains_key(class))
    }

    /// Of a class that was met; of another, the last.
    pub fn place(&self, class: u32) -> u8 {
        let place = u16::try_from(class).ok();
        let place = place.and_then(|class| self.places.get(&class).copied());
        place.unwrap_or(LAST)
    }

    /// The class at a place; where none is, the place itself.
    pub fn class(&self, place: u8) -> u16 {
        self.numbers.get(&place).copied().unwrap_or(place.into())
    }

    /// Whether several classes stand at a place.
    pub fn is_shared(&self, place: u8) -> bool {
        self.is_shared && place == LAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_above_a_byte_stay_apart() {
        let mut places = ClassPlaces::default();
        places.take(&[0, 40, 252, 253, 254, 255, 256, 257, 258, 259]);
        for class in [0, 40, 252, 253, 254] {
            assert_eq!(u32::from(places.place(class)), class);
        }
        let large: Vec<u8> = (255..260).map(|class| places.place(class)).collect();
        assert_eq!(large, [251, 250, 249, 248, 247]);
        assert_eq!(places.class(248), 258);
        // Of a frame that comes later, one has another place and those before keep theirs.
        places.take(&[248, 1000]);
        assert_eq!((places.place(248), places.place(258)), (246, 248));
        assert_eq!((places.class(246), places.class(245)), (248, 1000));
    }

    #[test]
    fn classes_that_find_no_place_share_the_last() {
        let mut places = ClassPlaces::default();
        let classes: Vec<u16> = (0..300).collect();
        places.take(&classes);
        assert_eq!(places.place(254), 254);
        assert_eq!((places.place(255), places.place(299)), (LAST, LAST));
        assert!(places.is_shared(LAST) && !places.is_shared(254));
    }
}
