//! How long the texts may be that indexes of the database hold.
//!
//! PostgreSQL refuses a row whose index entry is larger than a third of a page, and cannot count on
//! compression: random text does not shrink. So each text that is part of an index has a limit that
//! fits whatever is in it, and every way in checks it by [`check_text`] or by the rule of its own
//! kind (`clean_tags`, `clean_email`, `clean_name`). The store's test `index_limits` compares this
//! list with the schema, and fills every such index to its limits.

use crate::record::{FieldProblem, cut};
use crate::tag::MAX_TAG_CHARS;

pub use crate::annotations::MAX_URL_BYTES;
pub use crate::record::MAX_NAME_BYTES;

/// The largest entry of a B-tree index, in bytes.
pub const MAX_ENTRY_BYTES: usize = 2704;

/// The longest email address, by RFC 5321.
pub const MAX_EMAIL_BYTES: usize = 254;

/// The longest name of a person or a team, in characters of up to four bytes.
pub const MAX_PERSON_CHARS: usize = 100;

/// The longest `Idempotency-Key`; others who have such keys take 255 too.
pub const MAX_KEY_BYTES: usize = 255;

/// Tasks with so many tags have them in the index `task_few_tags`.
pub const FEW_TAGS: usize = 6;

/// What an entry needs beside its texts: its header, the other columns, and lengths.
const BESIDE: usize = 100;

const _: () = {
    assert!(MAX_NAME_BYTES + BESIDE <= MAX_ENTRY_BYTES);
    assert!(MAX_URL_BYTES + BESIDE <= MAX_ENTRY_BYTES);
    // Each text of an array has a length before it, and is filled up to four bytes.
    assert!(FEW_TAGS * (4 * MAX_TAG_CHARS + 8) + BESIDE <= MAX_ENTRY_BYTES);
};

/// Whether an index, and a text column at all, can hold the text of this field.
///
/// # Errors
/// Where it cannot; the problem names the field, the value and the limit.
pub fn check_text(field: &str, text: &str, max_bytes: usize) -> Result<(), FieldProblem> {
    let problem = if text.len() > max_bytes {
        format!(
            "is `{}`, which has {} bytes; shorten it to {max_bytes}",
            cut(text),
            text.len()
        )
    } else if text.contains('\0') {
        "holds the character U+0000; leave it out".to_owned()
    } else {
        return Ok(());
    };
    Err(FieldProblem::new(field, problem))
}

#[cfg(test)]
mod tests {
    use super::check_text;

    #[test]
    fn a_text_that_is_too_long_is_named_with_its_field_and_the_limit() {
        assert_eq!(check_text("name", "Süd", 4), Ok(()));
        assert_eq!(
            check_text("name", "Süden", 5).unwrap_err().to_string(),
            "`name` is `Süden`, which has 6 bytes; shorten it to 5"
        );
        assert!(check_text("name", "a\0", 5).is_err());
    }
}
