//! How much memory the process has taken; Linux tells it, elsewhere it is not measured.

use std::fs;

/// The most that was in memory since the last reset, in bytes.
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

pub fn reset_peak() {
    // proc(5): 5 resets the high-water mark. Where that is refused, the peak is that of all.
    let _ = fs::write("/proc/self/clear_refs", "5");
}
