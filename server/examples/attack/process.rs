//! What the kernel knows of a process.

use std::time::Duration;

use anyhow::Context;

/// Linux counts processor time for programs in hundredths of a second, on every architecture.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of all threads since the start.
pub fn cpu_time(pid: u32) -> anyhow::Result<Duration> {
    let text =
        std::fs::read_to_string(format!("/proc/{pid}/stat")).context("the server is gone")?;
    // The second field, the name in parentheses, may hold spaces.
    let (_, after_name) = text.rsplit_once(')').context("unreadable /proc/PID/stat")?;
    // The fields 14 and 15, utime and stime; the first one here is the third.
    let ticks: u32 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u32>().ok())
        .sum();
    Ok(TICK * ticks)
}

/// Memory in use, in MB.
pub fn resident_mb(pid: u32) -> anyhow::Result<f64> {
    status_mb(pid, "VmRSS:")
}

/// The most memory that was ever in use, in MB.
pub fn peak_mb(pid: u32) -> anyhow::Result<f64> {
    status_mb(pid, "VmHWM:")
}

fn status_mb(pid: u32, name: &str) -> anyhow::Result<f64> {
    let text =
        std::fs::read_to_string(format!("/proc/{pid}/status")).context("the server is gone")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kib: f64 = line
        .and_then(|line| line.trim().strip_suffix("kB")?.trim().parse().ok())
        .with_context(|| format!("/proc/{pid}/status has no {name}"))?;
    Ok(kib * 1024.0 / 1e6)
}
