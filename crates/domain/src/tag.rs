//! Tags: words that a team sticks on tasks.

use std::collections::HashSet;

/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 100;

/// The most tags that one change adds or removes.
pub const MAX_TAGS: usize = 50;

/// The most tags that a task is created or imported with. More than one change brings, since an
/// export holds what several changes added.
pub const MAX_TASK_TAGS: usize = 500;

/// Why tags cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagError {
    #[error("`tags` is empty; name at least one tag")]
    None,
    #[error("`tags` has more than {MAX_TAGS} tags; change at most {MAX_TAGS} at a time")]
    TooMany,
    #[error("`tags` has a tag of {0} characters; shorten it to {MAX_TAG_CHARS}")]
    TooLong(usize),
}

/// Tags as they are stored: without spaces around them, none blank, none twice. Stops at the first
/// tag above the limit, so that a long list costs no more than a short one.
pub fn clean_tags<'a>(tags: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, TagError> {
    let mut known = HashSet::new();
    let mut clean: Vec<String> = Vec::new();
    for tag in tags {
        let tag = tag.trim();
        let chars = tag.chars().count();
        if chars > MAX_TAG_CHARS {
            return Err(TagError::TooLong(chars));
        }
        if chars == 0 || !known.insert(tag) {
            continue;
        }
        if clean.len() == MAX_TAGS {
            return Err(TagError::TooMany);
        }
        clean.push(tag.to_owned());
    }
    if clean.is_empty() {
        return Err(TagError::None);
    }
    Ok(clean)
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
    fn no_tag_behind_the_first_too_many_is_looked_at() {
        let mut seen = 0;
        let endless = std::iter::repeat_with(|| {
            seen += 1;
            format!("tag {seen}")
        });
        let tags: Vec<String> = endless.take(200).collect();
        let mut read = 0;
        let counted = tags.iter().map(|tag| {
            read += 1;
            tag.as_str()
        });
        assert_eq!(clean_tags(counted), Err(TagError::TooMany));
        assert_eq!(read, MAX_TAGS + 1);
        let repeated = vec!["night"; 100_000];
        assert_eq!(clean_tags(repeated), Ok(vec!["night".to_owned()]));
    }

    #[test]
    fn no_tag_and_a_very_long_one_are_refused() {
        assert_eq!(clean_tags([" "]), Err(TagError::None));
        let long = "x".repeat(MAX_TAG_CHARS + 1);
        assert_eq!(clean_tags([long.as_str()]), Err(TagError::TooLong(101)));
    }
}
