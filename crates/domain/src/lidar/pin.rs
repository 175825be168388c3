//! A comment that points at an object in a frame.

use std::fmt;

/// A remark on one object in one frame. A verdict's words carry pins as lines of their own, so that
/// everybody who reads the words, also through the API or in a file, reads where they belong:
/// `@ frame 2, object b3e26d7f (Car): the rear is cut off`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// From 0; written from 1, as people count.
    pub frame: u32,
    /// The object's uuid.
    pub object: String,
    /// As a help for who reads it.
    pub label: String,
    pub comment: String,
}

impl Pin {
    /// The pins in the words of a verdict, in their order.
    pub fn all(words: &str) -> Vec<Self> {
        words.lines().filter_map(Self::read).collect()
    }

    /// The words without the lines that are pins.
    pub fn without(words: &str) -> String {
        let rest: Vec<&str> = words
            .lines()
            .filter(|line| Self::read(line).is_none())
            .collect();
        rest.join("\n").trim().to_owned()
    }

    /// The words with pins after them.
    pub fn join(words: &str, pins: &[Self]) -> String {
        let lines = pins.iter().map(Self::to_string);
        std::iter::once(words.trim().to_owned())
            .chain(lines)
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn read(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("@ frame ")?;
        let (frame, rest) = rest.split_once(", object ")?;
        let (object, rest) = rest.split_once(" (")?;
        let (label, comment) = rest.split_once("): ")?;
        Some(Self {
            frame: frame.parse::<u32>().ok()?.checked_sub(1)?,
            object: object.to_owned(),
            label: label.to_owned(),
            comment: comment.to_owned(),
        })
    }
}

/// On one line whatever is in it.
impl fmt::Display for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        write!(
            f,
            "@ frame {}, object {} ({}): {}",
            u64::from(self.frame) + 1,
            words(&self.object),
            words(&self.label),
            words(&self.comment)
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pin(comment: &str) -> Pin {
        Pin {
            frame: 1,
            object: "b3e26d7f-3351-5f93".to_owned(),
            label: "Car".to_owned(),
            comment: comment.to_owned(),
        }
    }

    #[test]
    fn words_keep_their_pins_apart() {
        let words = Pin::join(
            " Loose boxes.\nSee below. ",
            &[pin("too long (by 1 m): see photo"), pin("gone")],
        );
        assert_eq!(
            words,
            "Loose boxes.\nSee below.\n\
             @ frame 2, object b3e26d7f-3351-5f93 (Car): too long (by 1 m): see photo\n\
             @ frame 2, object b3e26d7f-3351-5f93 (Car): gone"
        );
        let found = Pin::all(&words);
        assert_eq!(found, [pin("too long (by 1 m): see photo"), pin("gone")]);
        assert_eq!(Pin::without(&words), "Loose boxes.\nSee below.");
    }

    #[test]
    fn a_line_that_only_looks_like_a_pin_is_words() {
        for words in [
            "@ frame 0, object a (b): c",
            "@ frame x, object a (b): c",
            "@ frame 1",
            "@",
        ] {
            assert_eq!(Pin::all(words), []);
            assert_eq!(Pin::without(words), words);
        }
    }

    proptest! {
        #[test]
        fn what_is_typed_comes_back_on_one_line(frame in 0..u32::MAX, comment in "\\PC{1,40}", breaks in "[\n\r a]{0,4}") {
            let typed = Pin { frame, ..pin(&format!("x{comment}{breaks}")) };
            let found = Pin::all(&Pin::join("reason", std::slice::from_ref(&typed)));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].frame, frame);
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(&found[0].comment, &words(&typed.comment));
        }
    }
}
