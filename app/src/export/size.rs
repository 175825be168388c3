//! Sizes of files as people read them.

/// `12.3 MB`; powers of ten, as file managers and browsers show.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_have_one_digit_behind_the_point() {
        let sizes = [999, 1000, 1_234_567, 999_999_999, 5_000_000_000];
        let texts = ["999 B", "1.0 kB", "1.2 MB", "1.0 GB", "5.0 GB"];
        assert_eq!(sizes.map(super::size), texts);
    }
}
