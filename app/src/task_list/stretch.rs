//! The part of the list that is loaded: rows that follow each other, and where they lie.

use domain::task_list::{Page, Sort, TaskRow};

/// More rows than this are not kept; those farthest from the reader go first.
const KEPT_ROWS: usize = 5000;

/// Loaded rows and their place in the whole list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// The place of the first loaded row in the list, from 0.
    pub first: usize,
    pub rows: Vec<TaskRow>,
    pub has_before: bool,
    pub has_after: bool,
    /// How many tasks the list has, by the counts.
    pub total: usize,
}

impl Stretch {
    pub fn new(page: Page, first: usize, total: usize) -> Self {
        let mut stretch = Self {
            first,
            rows: page.rows,
            has_before: page.has_before,
            has_after: page.has_after,
            total,
        };
        stretch.settle();
        stretch
    }

    /// The place behind the last loaded row.
    pub fn end(&self) -> usize {
        self.first + self.rows.len()
    }

    pub fn get(&self, place: usize) -> Option<&TaskRow> {
        self.rows.get(place.checked_sub(self.first)?)
    }

    pub fn place_of(&self, seq: i64) -> Option<usize> {
        let at = self.rows.iter().position(|row| row.seq == seq)?;
        Some(self.first + at)
    }

    /// Adds the rows that follow the last one.
    pub fn append(&mut self, page: Page) {
        self.rows.extend(page.rows);
        self.has_after = page.has_after;
        if let Some(excess) = self.rows.len().checked_sub(KEPT_ROWS)
            && excess > 0
        {
            self.rows.drain(..excess);
            self.first += excess;
            self.has_before = true;
        }
        self.settle();
    }

    /// Adds the rows before the first one. Returns by how many places every loaded row moved,
    /// because the counts had said otherwise.
    pub fn prepend(&mut self, page: Page) -> isize {
        let added = page.rows.len();
        let old_place = self.first;
        self.rows.splice(0..0, page.rows);
        self.has_before = page.has_before;
        self.first = self.first.saturating_sub(added);
        self.settle();
        let shift = (self.first + added).cast_signed() - old_place.cast_signed();
        if self.rows.len() > KEPT_ROWS {
            self.rows.truncate(KEPT_ROWS);
            self.has_after = true;
        }
        shift
    }

    /// What is seen at the ends of the list is believed over the counts.
    fn settle(&mut self) {
        if self.has_before {
            self.first = self.first.max(1);
        } else {
            self.first = 0;
        }
        self.total = if self.has_after {
            self.total.max(self.end() + 1)
        } else {
            self.end()
        };
    }

    #[cfg(test)]
    fn seqs(&self) -> Vec<i64> {
        self.rows.iter().map(|row| row.seq).collect()
    }
}

/// The place in the list as the link keeps it: none at the top.
pub fn cursor_at(stretch: &Stretch, place: usize, sort: Sort) -> Option<domain::task_list::Cursor> {
    if place == 0 {
        return None;
    }
    stretch.get(place).map(|row| row.cursor(sort))
}

#[cfg(test)]
pub(super) mod tests {
    use domain::{ReviewStatus, TaskId, TaskStatus, TaskType};

    use super::*;

    fn page(seqs: std::ops::Range<i64>, has_before: bool, has_after: bool) -> Page {
        Page {
            rows: seqs.map(row).collect(),
            has_before,
            has_after,
        }
    }

    pub fn row(seq: i64) -> TaskRow {
        TaskRow {
            seq,
            task_id: TaskId::from_bytes([0; 12]),
            task_type: TaskType::ImageAnnotation,
            status: TaskStatus::Queued,
            review_status: ReviewStatus::NotReady,
            project: None,
            batch: None,
            unique_id: None,
            tags: Vec::new(),
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
            completed_at: None,
            response_version: 0,
            annotation_count: None,
            has_image: false,
        }
    }

    #[test]
    fn rows_before_and_behind_join_in_list_order() {
        let mut stretch = Stretch::new(page(10..13, true, true), 10, 20);
        stretch.append(page(13..15, true, true));
        let shift = stretch.prepend(page(7..10, true, true));
        assert_eq!(shift, 0);
        assert_eq!((stretch.first, stretch.end()), (7, 15));
        assert_eq!(stretch.seqs(), (7..15).collect::<Vec<_>>());
        assert_eq!(stretch.get(9).map(|row| row.seq), Some(9));
        assert_eq!(stretch.place_of(14), Some(14));
    }

    #[test]
    fn the_top_of_the_list_corrects_a_place_that_was_counted_wrong() {
        let mut stretch = Stretch::new(page(10..13, true, true), 12, 20);
        let shift = stretch.prepend(page(5..10, false, true));
        assert_eq!(stretch.first, 0);
        assert_eq!(shift, -7);
    }

    #[test]
    fn the_end_of_the_list_corrects_the_total() {
        let mut stretch = Stretch::new(page(0..5, false, true), 0, 5);
        assert_eq!(stretch.total, 6);
        stretch.append(page(5..9, true, false));
        assert_eq!(stretch.total, 9);
    }

    #[test]
    fn rows_far_from_the_reader_are_dropped() {
        let mut stretch = Stretch::new(page(0..4000, false, true), 0, 100_000);
        stretch.append(page(4000..6000, true, true));
        assert_eq!((stretch.first, stretch.end()), (1000, 6000));
        assert!(stretch.has_before);
    }
}
