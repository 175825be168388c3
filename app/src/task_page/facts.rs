//! Sizes as people read them.

/// `12.3 MB`; decimal units.
pub fn bytes_text(bytes: i64) -> String {
    let mut size = bytes as f64;
    if size < 1000.0 {
        return format!("{bytes} B");
    }
    for unit in ["kB", "MB", "GB"] {
        size /= 1000.0;
        if size < 999.5 {
            let decimals = usize::from(size < 99.95);
            return format!("{size:.decimals$} {unit}");
        }
    }
    format!("{:.1} TB", size / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_digits_or_so() {
        let sizes = [0, 999, 1000, 12_345, 999_400, 999_600, 123_456_789].map(bytes_text);
        let expected = [
            "0 B", "999 B", "1.0 kB", "12.3 kB", "999 kB", "1.0 MB", "123 MB",
        ];
        assert_eq!(sizes, expected);
    }
}
