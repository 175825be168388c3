//! Filters that people gave a name.

use serde::{Deserialize, Serialize};

use crate::task_list::TasksLink;

/// The longest name of a view, in characters.
pub const MAX_NAME_CHARS: usize = 80;

/// The most views that one person keeps in a team.
pub const MAX_VIEWS: usize = 100;

/// A named filter, as one viewer sees it. Its link is an ordinary filter link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub view_id: i32,
    pub name: String,
    /// The query string of its link, without `?`.
    pub query: String,
    /// Whether the whole team sees it.
    pub is_shared: bool,
    /// Whether this viewer made it, and so may change it.
    pub is_own: bool,
    /// Who made it.
    pub owner: String,
    /// Whether this viewer's Tasks tab opens with it.
    pub is_default: bool,
}

impl SavedView {
    /// The address that shows it.
    pub fn path(&self) -> String {
        path_of(&self.query)
    }
}

/// The address that shows a view with this query string.
pub fn path_of(query: &str) -> String {
    if query.is_empty() {
        "/tasks".to_owned()
    } else {
        format!("/tasks?{query}")
    }
}

/// What a view keeps of the state of the Tasks tab: all but the place in the list and the zone,
/// which belong to the reader.
pub fn query_of(link: &TasksLink) -> String {
    TasksLink {
        at: None,
        zone: None,
        ..link.clone()
    }
    .query()
}

/// Why a name will not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    #[error("`name` is empty; give the view a name")]
    Empty,
    #[error("`name` has {0} characters; shorten it to {MAX_NAME_CHARS}")]
    TooLong(usize),
}

/// The name as it is stored: without spaces around it.
pub fn clean_name(name: &str) -> Result<&str, NameError> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err(NameError::Empty),
        chars if chars > MAX_NAME_CHARS => Err(NameError::TooLong(chars)),
        _ => Ok(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_keeps_filter_and_order_but_not_the_place_and_zone_of_who_saved_it() {
        let (link, broken) =
            TasksLink::parse("status=queued&sort=updated&tz=pacific&at=t5.4.3&view=tiles");
        assert_eq!(broken, []);
        assert_eq!(query_of(&link), "status=queued&sort=updated&view=tiles");
    }

    #[test]
    fn a_name_is_trimmed_and_may_not_be_blank_or_endless() {
        assert_eq!(clean_name("  To audit "), Ok("To audit"));
        assert_eq!(clean_name(" \t"), Err(NameError::Empty));
        assert_eq!(clean_name(&"é".repeat(80)), Ok("é".repeat(80).as_str()));
        assert_eq!(clean_name(&"é".repeat(81)), Err(NameError::TooLong(81)));
    }
}
