//! How many files the process may have open.

/// What a process may have open nearly everywhere.
const USUAL: u64 = 1024;

/// Raises the limit on open files as far as the system lets this process, and returns it. Each
/// connection is one; systems start processes with 1,024 for programs of the last century.
pub fn raise_open_files() -> u64 {
    rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
        let (limit, _) = rlimit::Resource::NOFILE.get().unwrap_or((USUAL, USUAL));
        tracing::warn!(%error, limit, "the limit on open files stays");
        limit
    })
}
