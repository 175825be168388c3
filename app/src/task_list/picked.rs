//! Which tasks are selected.

use std::collections::BTreeSet;

use domain::TaskId;
use domain::task_list::{Selection, TaskFilter};

/// Single tasks, or all that match the list's filter but some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    Only(BTreeSet<TaskId>),
    AllBut(BTreeSet<TaskId>),
}

impl Default for Picked {
    fn default() -> Self {
        Self::Only(BTreeSet::new())
    }
}

impl Picked {
    pub fn has(&self, id: TaskId) -> bool {
        match self {
            Self::Only(ids) => ids.contains(&id),
            Self::AllBut(ids) => !ids.contains(&id),
        }
    }

    pub fn set(&mut self, id: TaskId, wanted: bool) {
        let (ids, member) = match self {
            Self::Only(ids) => (ids, wanted),
            Self::AllBut(ids) => (ids, !wanted),
        };
        if member {
            ids.insert(id);
        } else {
            ids.remove(&id);
        }
    }

    /// How many of the `total` tasks that match.
    pub fn count(&self, total: usize) -> usize {
        match self {
            Self::Only(ids) => ids.len(),
            Self::AllBut(ids) => total.saturating_sub(ids.len()),
        }
    }

    /// What a bulk action or an export is told.
    pub fn selection(&self, filter: &TaskFilter) -> Selection {
        match self {
            Self::Only(ids) => Selection::Tasks(ids.iter().copied().collect()),
            Self::AllBut(ids) => Selection::AllMatching {
                filter: filter.clone(),
                except: ids.iter().copied().collect(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_match_can_lose_single_tasks_again() {
        let one = TaskId::from_bytes([1; 12]);
        let mut picked = Picked::AllBut(BTreeSet::new());
        picked.set(one, false);
        assert!(!picked.has(one));
        assert_eq!(picked.count(10), 9);
        picked.set(one, true);
        assert_eq!(picked.count(10), 10);
    }
}
