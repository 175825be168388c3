//! The one source of chance: the same seed gives the same throws on every machine.

/// A seeded stream of throws (`SplitMix64`, Steele et al. 2014). It is ours so that a new version
/// of a crate never changes the sample set.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    /// A stream of its own for each `(seed, purpose, index)`, so that adding a throw in one place
    /// moves nothing elsewhere.
    pub fn new(seed: u64, purpose: &str, index: usize) -> Self {
        let mut state = seed ^ 0x51_7c_c1_b7_27_22_0a_95;
        for byte in purpose.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Self {
            state: mix(state ^ (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        }
    }

    /// A stream of its own for one thing, so that what it throws moves nothing after it.
    pub fn split(&mut self) -> Self {
        Self { state: self.bits() }
    }

    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// Uniform in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// Uniform in `low..high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// Uniform in `low..=high`.
    pub fn int(&mut self, low: i64, high: i64) -> i64 {
        low + (self.bits() % (high - low + 1).unsigned_abs()) as i64
    }

    /// Uniform in `0..count`; 0 when there is nothing to choose from.
    pub fn below(&mut self, count: usize) -> usize {
        (self.bits() % count.max(1) as u64) as usize
    }

    pub fn chance(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// One of `items`, all alike.
    pub fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// One of `items`, all alike.
    pub fn choose<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    /// One of `items`, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(T, f32)]) -> T {
        let total: f32 = items.iter().map(|(_, weight)| weight).sum();
        let mut left = self.unit() * total;
        for &(item, weight) in items {
            if left < weight {
                return item;
            }
            left -= weight;
        }
        items[items.len() - 1].0
    }

    /// Roughly normal with mean 0 and deviation 1 (a sum of 6 uniforms).
    pub fn normal(&mut self) -> f32 {
        (0..6).map(|_| self.unit()).sum::<f32>() * std::f32::consts::SQRT_2
            - 3.0 * std::f32::consts::SQRT_2
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let high = self.bits() & 0xffff_ffff_ffff_0fff | 0x4000;
        let low = self.bits() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
        format!(
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xffff,
            low >> 48,
            low & 0xffff_ffff_ffff
        )
    }
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_streams_of_one_seed_differ_and_each_repeats() {
        let throws = |purpose, index| {
            let mut dice = Dice::new(7, purpose, index);
            [dice.bits(), dice.bits(), dice.bits()]
        };
        assert_eq!(throws("scene", 1), throws("scene", 1));
        assert_ne!(throws("scene", 1), throws("scene", 2));
        assert_ne!(throws("scene", 1), throws("task", 1));
    }

    #[test]
    fn a_range_includes_both_ends_and_nothing_else() {
        let mut dice = Dice::new(1, "range", 0);
        let throws: Vec<i64> = (0..200).map(|_| dice.int(-1, 2)).collect();
        for value in -1..=2 {
            assert!(throws.contains(&value));
        }
        assert!(throws.iter().all(|value| (-1..=2).contains(value)));
    }
}
