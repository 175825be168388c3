//! Tags: words that a team sticks on tasks.

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 100;

/// The most tags that one change adds or removes.
pub const MAX_TAGS: usize = 50;

/// Why tags cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    #[error("`tags` is empty; name at least one tag")]
    None,
    #[error("`tags` has {0} tags; change at most {MAX_TAGS} at a time")]
    TooMany(usize),
    #[error("`tags` has a tag of {0} characters; shorten it to {MAX_TAG_CHARS}")]
    TooLong(usize),
}

/// Tags as they are stored: without spaces around them, none blank, none twice.
pub fn clean_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, TagError> {
    let mut clean: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim();
        let chars = tag.chars().count();
        if chars > MAX_TAG_CHARS {
            return Err(TagError::TooLong(chars));
        }
        if chars > 0 && !clean.iter().any(|known| known == tag) {
            clean.push(tag.to_owned());
        }
    }
    match clean.len() {
        0 => Err(TagError::None),
        count if count > MAX_TAGS => Err(TagError::TooMany(count)),
        _ => Ok(clean),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_trimmed_and_kept_once_in_order() {
        assert_eq!(
            clean_tags([" night ", "rain", "", "night"]),
            Ok(vec!["night".to_owned(), "rain".to_owned()])
        );
    }

    #[test]
    fn no_tag_and_a_very_long_one_are_refused() {
        assert_eq!(clean_tags([" "]), Err(TagError::None));
        let long = "x".repeat(MAX_TAG_CHARS + 1);
        assert_eq!(clean_tags([long.as_str()]), Err(TagError::TooLong(101)));
    }
}
