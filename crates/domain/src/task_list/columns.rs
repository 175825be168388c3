//! The columns of the task table, which of them a reader shows, and how wide.

use std::fmt;

use crate::named::named_enum;

named_enum! {
    /// What a column shows. The CSV export has the same columns under the same words.
    pub enum Column {
        Task = 0, "task", "Task";
        Type = 1, "type", "Type";
        Status = 2, "status", "Status";
        Review = 3, "review", "Audit";
        Project = 4, "project", "Project";
        Batch = 5, "batch", "Batch";
        UniqueId = 6, "unique_id", "Unique id";
        Tags = 7, "tags", "Tags";
        Annotations = 8, "annotations", "Shapes";
        Created = 9, "created", "Created";
        Updated = 10, "updated", "Updated";
        Completed = 11, "completed", "Completed";
    }
}

/// Pixels; narrower columns cannot be grabbed, wider ones hide the rest.
const WIDTH_LIMITS: std::ops::RangeInclusive<u16> = 48..=900;

impl Column {
    /// The width in CSS pixels until the reader changes it.
    pub const fn default_width(self) -> u16 {
        match self {
            Self::Task => 218,
            Self::Status => 112,
            Self::Review | Self::Type => 116,
            // A date with its time, whole.
            Self::Created | Self::Updated | Self::Completed => 136,
            Self::Project => 130,
            Self::Batch => 134,
            Self::UniqueId | Self::Tags => 180,
            Self::Annotations => 62,
        }
    }
}

/// The shown columns in their order, each with its width in CSS pixels. Written, for a cookie,
/// `task:216.type:136`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnLayout(Vec<(Column, u16)>);

impl Default for ColumnLayout {
    fn default() -> Self {
        const SHOWN: [Column; 9] = [
            Column::Task,
            Column::Status,
            Column::Review,
            Column::Type,
            Column::Project,
            Column::Batch,
            Column::Annotations,
            Column::Created,
            Column::Completed,
        ];
        Self(
            SHOWN
                .map(|column| (column, column.default_width()))
                .to_vec(),
        )
    }
}

impl ColumnLayout {
    pub fn columns(&self) -> &[(Column, u16)] {
        &self.0
    }

    pub fn shows(&self, column: Column) -> bool {
        self.0.iter().any(|(shown, _)| *shown == column)
    }

    /// Shows a hidden column at its place in [`Column::ALL`], or hides a shown one. The task column
    /// stays: without it no row could be opened.
    pub fn toggle(&mut self, column: Column) {
        if self.shows(column) {
            self.0
                .retain(|(shown, _)| *shown != column || column == Column::Task);
            return;
        }
        let place = self
            .0
            .iter()
            .position(|(shown, _)| *shown > column)
            .unwrap_or(self.0.len());
        self.0.insert(place, (column, column.default_width()));
    }

    /// Sets a width, within what a table can use.
    pub fn resize(&mut self, column: Column, width: u16) {
        let width = width.clamp(*WIDTH_LIMITS.start(), *WIDTH_LIMITS.end());
        if let Some(entry) = self.0.iter_mut().find(|(shown, _)| *shown == column) {
            entry.1 = width;
        }
    }

    /// Reads a kept layout; entries that mean nothing are left out, and without the task column the
    /// default is taken.
    pub fn parse(text: &str) -> Self {
        let mut layout = Self(Vec::new());
        for entry in text.split('.') {
            let parsed = entry.split_once(':').and_then(|(word, width)| {
                Some((word.parse::<Column>().ok()?, width.parse::<u16>().ok()?))
            });
            if let Some((column, width)) = parsed
                && !layout.shows(column)
            {
                layout.0.push((column, width));
                layout.resize(column, width);
            }
        }
        if layout.shows(Column::Task) {
            layout
        } else {
            Self::default()
        }
    }
}

impl fmt::Display for ColumnLayout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (column, width)) in self.0.iter().enumerate() {
            let dot = if place == 0 { "" } else { "." };
            write!(f, "{dot}{column}:{width}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_layout_reads_back() {
        let mut layout = ColumnLayout::default();
        layout.toggle(Column::Tags);
        layout.toggle(Column::Batch);
        layout.resize(Column::Project, 333);
        assert_eq!(ColumnLayout::parse(&layout.to_string()), layout);
    }

    #[test]
    fn a_broken_layout_keeps_what_it_can_and_never_loses_the_task() {
        let layout = ColumnLayout::parse("task:1.nonsense.status:60000.status:10.type:x");
        assert_eq!(
            layout.columns(),
            [(Column::Task, 48), (Column::Status, 900)]
        );
        assert_eq!(ColumnLayout::parse("status:100"), ColumnLayout::default());
        let mut layout = ColumnLayout::default();
        layout.toggle(Column::Task);
        assert!(layout.shows(Column::Task));
    }
}
