//! How many values a JSON text holds, before any is read.

/// The most values of one JSON text. In memory a value takes some 70 bytes however short its text
/// is, so `[1,1,1,…]` grows to thirty times its size; 5,000,000 values are 2,500,000 vertices.
pub const MAX_JSON_VALUES: usize = 5_000_000;

/// A JSON text that holds too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("has more than 5,000,000 values; put large data into a file, and name its address")]
pub struct TooManyValues;

/// Counts the values of a text, which need not be sound JSON.
///
/// # Errors
/// Where they are more than [`MAX_JSON_VALUES`].
pub fn check_size(text: &str) -> Result<(), TooManyValues> {
    // A value takes two bytes at least: itself, and what parts it from the next.
    if text.len() / 2 <= MAX_JSON_VALUES || count(text.as_bytes()) <= MAX_JSON_VALUES {
        Ok(())
    } else {
        Err(TooManyValues)
    }
}

/// Each value but the first of its list or object follows a comma, and that one what opens it.
fn count(text: &[u8]) -> usize {
    let mut count = 1;
    let mut is_text = false;
    let mut is_escaped = false;
    for byte in text {
        if is_text {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => is_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => is_text = true,
            b',' | b'[' | b'{' => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_counted_and_commas_in_texts_are_not() {
        assert_eq!(count(b"7"), 1);
        assert_eq!(count(br#"{"a,[{": [1, 2, "x,\",y"], "b": 3}"#), 6);
    }

    #[test]
    fn a_text_of_very_many_values_is_refused_before_it_is_read() {
        let many = format!("[{}1]", "1,".repeat(MAX_JSON_VALUES));
        assert_eq!(check_size(&many), Err(TooManyValues));
        let long = format!("[\"{}\"]", ",".repeat(2 * MAX_JSON_VALUES));
        assert_eq!(check_size(&long), Ok(()));
    }
}
