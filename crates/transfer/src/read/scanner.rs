//! Finds the end of one JSON value (RFC 8259) in bytes that come in pieces, checking its grammar on
//! the way, so that a broken record is noticed where it breaks and not at the end of the file.

use super::error::Problem;

/// Deeper values are refused: what reads them later (`serde_json`, the database) recurses.
pub(crate) const MAX_DEPTH: usize = 120;

/// The state between two bytes. A scanner never looks back, so it needs no buffer.
#[derive(Debug)]
pub(crate) struct Scanner {
    state: State,
    /// The open containers, outermost first.
    open: Vec<Container>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    Object,
    Array,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    FirstItem,
    FirstName,
    Name,
    Colon,
    AfterValue,
    Text(TextIs),
    Escape(TextIs),
    /// So many hexadecimal digits are missing.
    Hex(TextIs, u8),
    /// The letters that are missing.
    Word(&'static [u8]),
    Number(Digits),
    Done,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextIs {
    Name,
    Value,
}

/// Where in a number; `is_whole` says which of them may be its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digits {
    Minus,
    Zero,
    Integer,
    Point,
    Fraction,
    Exponent,
    Sign,
    Power,
}

impl Digits {
    const fn is_whole(self) -> bool {
        matches!(
            self,
            Self::Zero | Self::Integer | Self::Fraction | Self::Power
        )
    }
}

/// What [`Scanner::scan`] came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Scan {
    /// All bytes belong to the value, which goes on.
    More,
    /// The value ends before the byte of this index.
    End(usize),
    /// The byte of this index breaks the grammar.
    Broken(usize, Problem),
}

impl Scanner {
    /// Ready for the first byte of a value, which must not be white space.
    pub(crate) const fn new() -> Self {
        Self {
            state: State::Value,
            open: Vec::new(),
        }
    }

    /// Takes the next bytes of the value in.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Scan {
        let mut at = 0;
        while at < bytes.len() {
            if let State::Text(_) = self.state {
                at += plain_length(&bytes[at..]);
            }
            let Some(&byte) = bytes.get(at) else {
                break;
            };
            match self.step(byte) {
                Ok(Taken::Yes) => at += 1,
                Ok(Taken::No) => {}
                Err(problem) => return Scan::Broken(at, problem),
            }
            if self.state == State::Done {
                return Scan::End(at);
            }
        }
        Scan::More
    }

    /// Whether the value is whole if nothing follows; true only for a bare number.
    pub(crate) fn ends_with_file(&self) -> bool {
        self.open.is_empty() && matches!(self.state, State::Number(digits) if digits.is_whole())
    }

    fn step(&mut self, byte: u8) -> Result<Taken, Problem> {
        match self.state {
            State::Text(is) => self.text(byte, is)?,
            State::Escape(is) => self.state = escape(byte, is)?,
            State::Hex(is, left) => self.state = hex(byte, is, left)?,
            State::Word(letters) => self.word(byte, letters)?,
            State::Number(digits) => return self.number(byte, digits),
            State::Done => return Ok(Taken::No),
            _ if is_space(byte) => {}
            State::FirstItem if byte == b']' => self.close(),
            State::Value | State::FirstItem => self.value(byte)?,
            State::FirstName if byte == b'}' => self.close(),
            State::FirstName if byte != b'"' => return Err(Problem::ExpectedNameOrEnd),
            State::Name if byte != b'"' => return Err(Problem::ExpectedName),
            State::FirstName | State::Name => self.state = State::Text(TextIs::Name),
            State::Colon if byte == b':' => self.state = State::Value,
            State::Colon => return Err(Problem::ExpectedColon),
            State::AfterValue => self.after_value(byte)?,
        }
        Ok(Taken::Yes)
    }

    fn value(&mut self, byte: u8) -> Result<(), Problem> {
        self.state = match byte {
            b'{' => return self.enter(Container::Object, State::FirstName),
            b'[' => return self.enter(Container::Array, State::FirstItem),
            b'"' => State::Text(TextIs::Value),
            b't' => State::Word(b"rue"),
            b'f' => State::Word(b"alse"),
            b'n' => State::Word(b"ull"),
            b'-' => State::Number(Digits::Minus),
            b'0' => State::Number(Digits::Zero),
            b'1'..=b'9' => State::Number(Digits::Integer),
            _ => return Err(Problem::ExpectedValue),
        };
        Ok(())
    }

    fn enter(&mut self, container: Container, state: State) -> Result<(), Problem> {
        if self.open.len() == MAX_DEPTH {
            return Err(Problem::TooDeep);
        }
        self.open.push(container);
        self.state = state;
        Ok(())
    }

    fn close(&mut self) {
        self.open.pop();
        self.end_value();
    }

    fn end_value(&mut self) {
        self.state = if self.open.is_empty() {
            State::Done
        } else {
            State::AfterValue
        };
    }

    fn after_value(&mut self, byte: u8) -> Result<(), Problem> {
        match (self.open.last(), byte) {
            (Some(Container::Object), b',') => self.state = State::Name,
            (Some(Container::Array), b',') => self.state = State::Value,
            (Some(Container::Object), b'}') | (Some(Container::Array), b']') => self.close(),
            (Some(Container::Array), _) => return Err(Problem::ExpectedCommaOrBracket),
            _ => return Err(Problem::ExpectedCommaOrBrace),
        }
        Ok(())
    }

    fn text(&mut self, byte: u8, is: TextIs) -> Result<(), Problem> {
        match (byte, is) {
            (b'"', TextIs::Name) => self.state = State::Colon,
            (b'"', TextIs::Value) => self.end_value(),
            (b'\\', _) => self.state = State::Escape(is),
            (0..0x20, _) => return Err(Problem::ControlCharacter),
            _ => {}
        }
        Ok(())
    }

    fn word(&mut self, byte: u8, letters: &'static [u8]) -> Result<(), Problem> {
        match letters.split_first() {
            Some((letter, [])) if *letter == byte => self.end_value(),
            Some((letter, rest)) if *letter == byte => self.state = State::Word(rest),
            _ => return Err(Problem::Misspelt),
        }
        Ok(())
    }

    /// A number ends with the first byte that is none of it, which is looked at again.
    fn number(&mut self, byte: u8, digits: Digits) -> Result<Taken, Problem> {
        use Digits::{Exponent, Fraction, Integer, Minus, Point, Power, Sign, Zero};
        let next = match (digits, byte) {
            (Minus, b'0') => Zero,
            (Minus, b'1'..=b'9') | (Integer, b'0'..=b'9') => Integer,
            (Zero | Integer, b'.') => Point,
            (Zero | Integer | Fraction, b'e' | b'E') => Exponent,
            (Point | Fraction, b'0'..=b'9') => Fraction,
            (Exponent, b'+' | b'-') => Sign,
            (Exponent | Sign | Power, b'0'..=b'9') => Power,
            _ if digits.is_whole() => {
                self.end_value();
                return Ok(Taken::No);
            }
            _ => return Err(Problem::ExpectedDigit),
        };
        self.state = State::Number(next);
        Ok(Taken::Yes)
    }
}

/// Whether the byte belongs to the state it was shown to, or is to be shown to the next one.
enum Taken {
    Yes,
    No,
}

pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// How many bytes are plain text: no quote, no backslash, no control character.
fn plain_length(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20)
        .unwrap_or(bytes.len())
}

fn escape(byte: u8, is: TextIs) -> Result<State, Problem> {
    match byte {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Ok(State::Text(is)),
        b'u' => Ok(State::Hex(is, 4)),
        _ => Err(Problem::Escape),
    }
}

fn hex(byte: u8, is: TextIs, left: u8) -> Result<State, Problem> {
    match (byte.is_ascii_hexdigit(), left) {
        (false, _) => Err(Problem::Escape),
        (true, 1) => Ok(State::Text(is)),
        (true, _) => Ok(State::Hex(is, left - 1)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::*;

    /// Whether the scanner takes `text` as one whole value, in pieces of `piece` bytes.
    fn takes(text: &[u8], piece: usize) -> bool {
        let mut scanner = Scanner::new();
        let mut seen = 0;
        for bytes in text.chunks(piece) {
            match scanner.scan(bytes) {
                Scan::More => seen += bytes.len(),
                Scan::End(at) => return seen + at == text.len(),
                Scan::Broken(..) => return false,
            }
        }
        scanner.ends_with_file()
    }

    fn json_like() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            Just("{"),
            Just("}"),
            Just("["),
            Just("]"),
            Just(","),
            Just(":"),
            Just("\"a\""),
            Just("\"\\u00e9\\n\""),
            Just("0"),
            Just("-"),
            Just("1.0"),
            Just("1e"),
            Just("2E+5"),
            Just("true"),
            Just("null"),
            Just("nul"),
            Just(" "),
            Just("\n"),
            Just("\""),
            Just("\\"),
            Just("é"),
            Just("."),
            Just("\u{1}"),
        ];
        proptest::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_scanner_takes_what_serde_json_takes_and_nothing_else(
            text in json_like(),
            piece in 1_usize..5,
        ) {
            // White space around a value is the reader's business, not the scanner's.
            let text = text.trim_matches([' ', '\n']);
            let expected = serde_json::from_str::<&RawValue>(text).is_ok();
            prop_assert_eq!(takes(text.as_bytes(), piece), expected, "{}", text);
        }
    }

    #[test]
    fn a_value_deeper_than_the_limit_is_refused_without_recursion() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(takes(nested(MAX_DEPTH).as_bytes(), 7));
        let bomb = "[".repeat(10_000_000);
        assert_eq!(
            Scanner::new().scan(bomb.as_bytes()),
            Scan::Broken(MAX_DEPTH, Problem::TooDeep)
        );
    }
}
