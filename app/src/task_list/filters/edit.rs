//! Changing one value of a filter, by the words of its link.

use domain::task_list::TaskFilter;

/// Whether the filter has this value.
pub fn has(filter: &TaskFilter, name: &str, value: &str) -> bool {
    filter
        .pairs()
        .iter()
        .any(|pair| pair.0 == name && pair.1 == value)
}

/// The filter with this value, or without it if it had it.
pub fn toggled(filter: &TaskFilter, name: &str, value: &str) -> TaskFilter {
    if has(filter, name, value) {
        return without(filter, name, value);
    }
    let mut filter = filter.clone();
    // A field that is full stays as it is.
    let _ = filter.take(name, value);
    filter
}

/// The filter without this value.
pub fn without(filter: &TaskFilter, name: &str, value: &str) -> TaskFilter {
    let mut rest = TaskFilter::default();
    for (other, text) in filter.pairs() {
        if other != name || text != value {
            // What a filter wrote, it reads.
            let _ = rest.take(other, &text);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_toggled_twice_leaves_the_filter_as_it_was() {
        let mut filter = TaskFilter::default();
        filter.take("project", "Day & night").unwrap();
        filter.take("created_from", "2026-04-03T17:30:00Z").unwrap();
        let more = toggled(&filter, "status", "queued");
        assert!(has(&more, "status", "queued"));
        assert_eq!(toggled(&more, "status", "queued"), filter);
        assert!(
            without(&filter, "created_from", "2026-04-03T17:30:00Z")
                .created
                .is_open()
        );
    }
}
