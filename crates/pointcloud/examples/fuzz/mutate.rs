//! Damage: what broken writers, broken disks and enemies do to files.

use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// Numbers at the borders of what fits.
const EDGES: [u64; 12] = [
    0,
    1,
    2,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0xffff,
    0x7fff_ffff,
    0xffff_ffff,
    i64::MAX as u64,
    u64::MAX,
];

/// Texts that mean more than they are long.
const WORDS: [&str; 12] = [
    "4294967296",
    "18446744073709551615",
    "-1",
    "nan",
    "1e999",
    "0",
    "list uchar int",
    "binary_compressed",
    "[",
    "{\"x\":",
    "\u{0}",
    "\n",
];

/// A file of the corpus with one to eight wounds.
pub fn damaged(corpus: &[Vec<u8>], rng: &mut StdRng) -> Vec<u8> {
    let mut bytes = corpus.choose(rng).cloned().unwrap_or_default();
    for _ in 0..rng.random_range(1..=8) {
        wound(&mut bytes, corpus, rng);
    }
    bytes
}

fn wound(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], rng: &mut StdRng) {
    // Half of the wounds are in the header, where little is and much depends on it.
    let reach = if rng.random() {
        bytes.len().min(512)
    } else {
        bytes.len()
    };
    let at = rng.random_range(0..=reach);
    match rng.random_range(0..9) {
        0 => overwrite(bytes, at, &[rng.random()]),
        1 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.random_range(0..8);
            }
        }
        2 => {
            let number = EDGES.choose(rng).copied().unwrap_or_default();
            let width = [1, 2, 4, 8].choose(rng).copied().unwrap_or(1);
            overwrite(bytes, at, &number.to_le_bytes()[..width]);
        }
        3 => {
            let word = WORDS.choose(rng).copied().unwrap_or_default();
            insert(bytes, at, word.as_bytes());
        }
        4 => bytes.truncate(at),
        5 => {
            let to = (at + rng.random_range(1..64)).min(bytes.len());
            bytes.drain(at..to);
        }
        6 => {
            let other = corpus.choose(rng).map_or(&[][..], Vec::as_slice);
            let from = rng.random_range(0..=other.len());
            let to = (from + rng.random_range(1..256)).min(other.len());
            insert(bytes, at, &other[from..to]);
        }
        7 => {
            let to = (at + rng.random_range(1..256)).min(bytes.len());
            let run = bytes[at..to].repeat(rng.random_range(1..20));
            insert(bytes, at, &run);
        }
        _ => number(bytes, at, rng),
    }
}

/// Puts another number where one is written in digits.
fn number(bytes: &mut Vec<u8>, at: usize, rng: &mut StdRng) {
    let Some(from) = bytes[at..].iter().position(u8::is_ascii_digit) else {
        return;
    };
    let from = at + from;
    let digits = bytes[from..]
        .iter()
        .take_while(|byte| byte.is_ascii_digit());
    let to = from + digits.count();
    let number = EDGES.choose(rng).copied().unwrap_or_default().to_string();
    bytes.splice(from..to, number.into_bytes());
}

fn overwrite(bytes: &mut [u8], at: usize, with: &[u8]) {
    for (to, from) in bytes[at..].iter_mut().zip(with) {
        *to = *from;
    }
}

fn insert(bytes: &mut Vec<u8>, at: usize, what: &[u8]) {
    bytes.splice(at..at, what.iter().copied());
}
