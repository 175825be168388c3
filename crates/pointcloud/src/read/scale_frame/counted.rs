//! How far the JSON is read, for messages.

use std::cell::Cell;
use std::io::{BufRead, Read, Result};

/// Counts the bytes that were taken out of a reader.
pub(super) struct Counted<'a, R> {
    pub(super) inner: R,
    pub(super) taken: &'a Cell<u64>,
}

impl<R: BufRead> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        // One byte at a time is what the JSON reader asks for; the usual way would cost twice.
        if let [into] = into
            && let Some(byte) = self.inner.fill_buf()?.first()
        {
            *into = *byte;
            self.inner.consume(1);
            self.taken.set(self.taken.get() + 1);
            return Ok(1);
        }
        let length = self.inner.read(into)?;
        self.taken.set(self.taken.get() + length as u64);
        Ok(length)
    }
}
