//! Which tasks a bulk action or an export is about.

use std::fmt;

use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::filter::TaskFilter;
use crate::TaskId;

/// The most tasks that are picked, or left out, one by one; a filter selects any number.
pub const MAX_PICKED: usize = 20_000;

/// Single tasks, or all that match a filter.
#[allow(clippy::large_enum_variant, reason = "one is made for each click")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    Tasks(#[serde(deserialize_with = "picked")] Vec<TaskId>),
    AllMatching {
        filter: TaskFilter,
        #[serde(deserialize_with = "picked")]
        except: Vec<TaskId>,
    },
}

/// Ids, at most [`MAX_PICKED`]. Counts before it keeps.
fn picked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<TaskId>, D::Error> {
    struct Picked;

    impl<'de> Visitor<'de> for Picked {
        type Value = Vec<TaskId>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "an array of up to {MAX_PICKED} task ids")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<TaskId>, A::Error> {
            let mut ids = Vec::new();
            while ids.len() < MAX_PICKED {
                let Some(id) = seq.next_element()? else {
                    return Ok(ids);
                };
                ids.push(id);
            }
            if seq.next_element::<IgnoredAny>()?.is_some() {
                return Err(A::Error::custom(format_args!(
                    "`selection` names more than {MAX_PICKED} tasks; select all that match a \
                     filter instead"
                )));
            }
            Ok(ids)
        }
    }

    deserializer.deserialize_seq(Picked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_picked_one_by_one_up_to_a_limit() {
        let ids = |count: usize| vec![TaskId::from_bytes([7; 12]); count];
        let read = |selection: &Selection| {
            serde_json::from_str::<Selection>(&serde_json::to_string(selection).unwrap())
        };
        let most = Selection::Tasks(ids(MAX_PICKED));
        assert_eq!(read(&most).unwrap(), most);
        for too_many in [
            Selection::Tasks(ids(MAX_PICKED + 1)),
            Selection::AllMatching {
                filter: TaskFilter::default(),
                except: ids(MAX_PICKED + 1),
            },
        ] {
            let error = read(&too_many).unwrap_err().to_string();
            assert!(error.contains("more than 20000 tasks"), "{error}");
        }
    }
}
