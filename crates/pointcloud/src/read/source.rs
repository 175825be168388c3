//! Bytes that come one after the other, and how many came.

use std::io::{BufRead, Read};

use super::error::CloudError;
use super::format::Format;
use super::limits::Limits;

/// The longest line of a header or a text body; longer ones are no lines of numbers.
const LONGEST_LINE: u64 = 64 * 1024;
/// The longest record of a point.
const LONGEST_RECORD: u64 = 1024 * 1024;
/// How many bytes are read in one go.
const BLOCK: usize = 64 * 1024;

pub(super) struct Source<R> {
    inner: R,
    offset: u64,
    format: Format,
    /// Which byte ends lines; known once the first has ended.
    line_end: Option<u8>,
}

impl<R: BufRead> Source<R> {
    pub(super) fn new(inner: R, format: Format) -> Self {
        Self {
            inner,
            offset: 0,
            format,
            line_end: None,
        }
    }

    /// An error where reading is now.
    pub(super) fn broken(
        &self,
        field: impl Into<String>,
        problem: impl Into<String>,
    ) -> CloudError {
        CloudError::Broken {
            format: self.format,
            field: field.into(),
            offset: self.offset,
            problem: problem.into(),
        }
    }

    /// The error of a file with more points than are read.
    pub(super) fn too_many(&self, limits: Limits) -> CloudError {
        CloudError::TooMany {
            format: self.format,
            limit: limits.points,
        }
    }

    /// The next line without its end; `None` behind the last. The first line tells how all end: with
    /// a line feed, also behind a carriage return, or with a carriage return alone, as PLY's first
    /// text and old Macs have it.
    pub(super) fn line(&mut self, field: &str) -> Result<Option<Vec<u8>>, CloudError> {
        let mut line = Vec::new();
        let length = match self.line_end {
            Some(end) => (&mut self.inner)
                .take(LONGEST_LINE)
                .read_until(end, &mut line)?,
            None => self.first_line(&mut line)?,
        };
        if length == 0 {
            return Ok(None);
        }
        let end = self.line_end.as_ref();
        if length as u64 == LONGEST_LINE && line.last() != end {
            return Err(self.broken(
                field,
                format!("has a line of more than {LONGEST_LINE} bytes; it is no such file"),
            ));
        }
        self.offset += length as u64;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        Ok(Some(line))
    }

    /// Reads the first line with its end, and learns how lines end.
    fn first_line(&mut self, line: &mut Vec<u8>) -> Result<usize, CloudError> {
        while (line.len() as u64) < LONGEST_LINE {
            let Some(byte) = self.inner.fill_buf()?.first().copied() else {
                break;
            };
            if byte != b'\n' && line.last() == Some(&b'\r') {
                self.line_end = Some(b'\r');
                break;
            }
            self.inner.consume(1);
            line.push(byte);
            if byte == b'\n' {
                self.line_end = Some(b'\n');
                break;
            }
        }
        Ok(line.len())
    }

    /// Fills `into`, or says that `field` is cut short.
    pub(super) fn exact(&mut self, into: &mut [u8], field: &str) -> Result<(), CloudError> {
        let found = self.fill(into)?;
        if found < into.len() {
            return Err(self.broken(
                field,
                format!(
                    "needs {} bytes here and has {found}; the file is cut short",
                    into.len()
                ),
            ));
        }
        Ok(())
    }

    /// So many bytes. Memory grows as they come, whatever `length` claims.
    pub(super) fn bytes(&mut self, length: u64, field: &str) -> Result<Vec<u8>, CloudError> {
        let mut bytes = Vec::new();
        self.read_into(&mut bytes, length, field)?;
        Ok(bytes)
    }

    /// As [`Source::bytes`], into a buffer that is used again.
    pub(super) fn read_into(
        &mut self,
        into: &mut Vec<u8>,
        length: u64,
        field: &str,
    ) -> Result<(), CloudError> {
        into.clear();
        let found = (&mut self.inner).take(length).read_to_end(into)? as u64;
        self.offset += found;
        if found < length {
            return Err(self.broken(
                field,
                format!("needs {length} bytes here and has {found}; the file is cut short"),
            ));
        }
        Ok(())
    }

    /// The next byte; `None` at the end.
    pub(super) fn byte(&mut self) -> Result<Option<u8>, CloudError> {
        let byte = self.inner.fill_buf()?.first().copied();
        if byte.is_some() {
            self.inner.consume(1);
            self.offset += 1;
        }
        Ok(byte)
    }

    /// Leaves so many bytes out.
    pub(super) fn skip(&mut self, length: u64, field: &str) -> Result<(), CloudError> {
        let mut from = (&mut self.inner).take(length);
        let found = std::io::copy(&mut from, &mut std::io::sink())?;
        self.offset += found;
        if found < length {
            return Err(self.broken(
                field,
                format!("needs {length} bytes here and has {found}; the file is cut short"),
            ));
        }
        Ok(())
    }

    /// All bytes that are left.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>, CloudError> {
        let mut bytes = Vec::new();
        self.offset += self.inner.read_to_end(&mut bytes)? as u64;
        Ok(bytes)
    }

    /// Gives `count` records of `size` bytes to `take`, one at a time.
    pub(super) fn records(
        &mut self,
        size: u64,
        count: u64,
        field: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), CloudError>,
    ) -> Result<(), CloudError> {
        if size == 0 || size > LONGEST_RECORD {
            return Err(self.broken(
                field,
                format!("makes {size} bytes a point; 1 to {LONGEST_RECORD} can be"),
            ));
        }
        let size = size as usize;
        let mut block = vec![0; (BLOCK / size).max(1) * size];
        let mut left = count;
        while left > 0 {
            let wanted = (block.len() / size).min(usize::try_from(left).unwrap_or(usize::MAX));
            let found = self.fill(&mut block[..wanted * size])?;
            for record in block[..found].chunks_exact(size) {
                take(record)?;
                left -= 1;
            }
            if found < wanted * size {
                return Err(self.broken(
                    field,
                    format!(
                        "tells of {count} points and {} are there; the file is cut short",
                        count - left
                    ),
                ));
            }
        }
        Ok(())
    }

    /// Reads until `into` is full or the file ends; how many bytes came.
    fn fill(&mut self, into: &mut [u8]) -> Result<usize, CloudError> {
        let mut found = 0;
        while found < into.len() {
            match self.inner.read(&mut into[found..]) {
                Ok(0) => break,
                Ok(more) => found += more,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.offset += found as u64;
        Ok(found)
    }
}
