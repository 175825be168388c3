//! Which tasks a bulk action or an export is about.

use serde::{Deserialize, Serialize};

use super::filter::TaskFilter;
use crate::TaskId;

/// Single tasks, or all that match a filter.
#[allow(clippy::large_enum_variant, reason = "one is made for each click")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selection {
    Tasks(Vec<TaskId>),
    AllMatching {
        filter: TaskFilter,
        except: Vec<TaskId>,
    },
}
