//! The tokens of JSON (RFC 8259), found in bytes.

/// A token that is broken: where, and what to do.
pub(super) struct Broken {
    pub at: usize,
    pub message: &'static str,
}

const fn broken<T>(at: usize, message: &'static str) -> Result<T, Broken> {
    Err(Broken { at, message })
}

/// The first byte at or after `at` that is no insignificant whitespace.
pub(super) fn skip_whitespace(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\t' | b'\n' | b'\r') = bytes.get(at) {
        at += 1;
    }
    at
}

/// The end of the scalar that starts at `start`: a string, number or literal.
pub(super) fn scalar(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    match bytes.get(start) {
        Some(b'"') => string(bytes, start),
        Some(b'-' | b'0'..=b'9') => number(bytes, start),
        Some(b't') => literal(bytes, start, b"true"),
        Some(b'f') => literal(bytes, start, b"false"),
        Some(b'n') => literal(bytes, start, b"null"),
        Some(b'\'') => broken(start, "a single quote; write strings in double quotes"),
        Some(b'}' | b']') => broken(
            start,
            "a value is missing here; add it or remove the comma before",
        ),
        _ => broken(
            start,
            "no JSON value starts like this; give an object, array, string, number, true, false \
             or null",
        ),
    }
}

/// The end of the string whose opening quote is at `start`.
pub(super) fn string(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let mut at = start + 1;
    loop {
        match bytes.get(at) {
            None => return broken(start, "the string that starts here never ends; add a `\"`"),
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => at = escape(bytes, at)?,
            Some(0..=0x1f) => {
                return broken(
                    at,
                    "a control character in a string; write it as an escape such as \\n",
                );
            }
            Some(_) => at += 1,
        }
    }
}

fn escape(bytes: &[u8], at: usize) -> Result<usize, Broken> {
    const MESSAGE: &str =
        "an unknown escape; use one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t or \\u with 4 hex digits";
    match bytes.get(at + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at + 2),
        Some(b'u') => match bytes.get(at + 2..at + 6) {
            Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => Ok(at + 6),
            _ => broken(at, MESSAGE),
        },
        _ => broken(at, MESSAGE),
    }
}

/// The end of the number that starts at `start` with a sign or digit.
fn number(bytes: &[u8], start: usize) -> Result<usize, Broken> {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let whole = start + usize::from(bytes[start] == b'-');
    let mut at = digits(whole);
    if at == whole {
        return broken(at, "a digit is missing in this number");
    }
    if bytes[whole] == b'0' && at > whole + 1 {
        return broken(
            whole,
            "a number starts with a needless 0; remove it or write a string",
        );
    }
    if bytes.get(at) == Some(&b'.') {
        let fraction = at + 1;
        at = digits(fraction);
        if at == fraction {
            return broken(at, "a digit is missing after the decimal point");
        }
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = at + 1 + sign;
        at = digits(exponent);
        if at == exponent {
            return broken(at, "a digit is missing in the exponent");
        }
    }
    Ok(at)
}

fn literal(bytes: &[u8], start: usize, word: &[u8]) -> Result<usize, Broken> {
    let end = start + word.len();
    if bytes.get(start..end) == Some(word) {
        Ok(end)
    } else {
        broken(
            start,
            "an unknown word; use true, false or null, and quotes around text",
        )
    }
}
