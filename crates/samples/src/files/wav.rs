//! Sound: a voice-like murmur, one syllable for each of a text.

use std::f32::consts::TAU;

use crate::dice::Dice;

const RATE: u32 = 8000;

/// A WAV file (RIFF, PCM, 8 bits, mono, 8 kHz) about as long as `text` takes to say.
pub fn wav(text: &str, dice: &mut Dice) -> Vec<u8> {
    let mut samples: Vec<u8> = Vec::new();
    let pitch = dice.between(95.0, 190.0);
    for word in text.split_whitespace() {
        let syllables = (word.len() as f32 / 3.0).ceil() as usize;
        for _ in 0..syllables {
            syllable(&mut samples, pitch * dice.between(0.88, 1.14), dice);
        }
        samples.extend(std::iter::repeat_n(
            128,
            if word.ends_with(['.', ',']) {
                1600
            } else {
                320
            },
        ));
    }
    let size = samples.len() as u32;
    let mut file = Vec::with_capacity(samples.len() + 44);
    file.extend(b"RIFF");
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    for value in [1u16, 1] {
        file.extend(value.to_le_bytes());
    }
    for value in [RATE, RATE] {
        file.extend(value.to_le_bytes());
    }
    for value in [1u16, 8] {
        file.extend(value.to_le_bytes());
    }
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(samples);
    file
}

/// A hum whose overtones are strong around two vowel formants.
fn syllable(samples: &mut Vec<u8>, pitch: f32, dice: &mut Dice) {
    let length = dice.int(900, 1400) as usize;
    let (low, high) = (dice.between(300.0, 800.0), dice.between(1000.0, 2300.0));
    for i in 0..length {
        let time = i as f32 / RATE as f32;
        let rise = (i as f32 / 160.0).min((length - i) as f32 / 300.0).min(1.0);
        let mut sum = 0.0;
        for overtone in 1..16 {
            let frequency = pitch * overtone as f32;
            let strength = (-((frequency - low) / 130.0).powi(2)).exp()
                + 0.5 * (-((frequency - high) / 170.0).powi(2)).exp()
                + 0.04;
            sum += strength * (TAU * frequency * time).sin();
        }
        samples.push((128.0 + 46.0 * rise * sum.clamp(-2.0, 2.0)) as u8);
    }
}
