//! The bytes of a file, unpacked, with the place in it.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// Large enough that system calls don't count, small enough to stay in the cache.
const BUFFER_BYTES: usize = 256 << 10;

/// RFC 1952: the first two bytes of every gzip member.
const GZIP_MAGIC: &[u8] = b"\x1f\x8b";

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// A buffered source that knows where it is and takes bytes back.
pub(super) struct Input {
    reader: BufReader<Box<dyn Read + Send>>,
    /// Bytes taken back, which come before those of the reader.
    returned: Cursor<Vec<u8>>,
    place: Place,
}

/// Of the next byte; both count from 1, the column in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl Place {
    pub(super) const START: Self = Self { line: 1, column: 1 };

    /// The place behind `bytes`.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        match bytes.iter().rposition(|&byte| byte == b'\n') {
            Some(last) => Self {
                line: self.line + bytes.split(|&byte| byte == b'\n').count() as u64 - 1,
                column: (bytes.len() - last) as u64,
            },
            None => Self {
                line: self.line,
                column: self.column + bytes.len() as u64,
            },
        }
    }
}

impl Input {
    /// Unpacks `source` if it begins as gzip does, whatever its name, and skips a byte order mark.
    pub(super) fn open(source: impl Read + Send + 'static) -> io::Result<Self> {
        let (head, source) = peeked(source, GZIP_MAGIC.len())?;
        let mut unpacked: Box<dyn Read + Send> = Box::new(Cursor::new(head.clone()).chain(source));
        if head == GZIP_MAGIC {
            let packed = BufReader::with_capacity(BUFFER_BYTES, unpacked);
            unpacked = Box::new(MultiGzDecoder::new(packed));
        }
        let (head, unpacked) = peeked(unpacked, UTF8_BOM.len())?;
        let returned = Cursor::new(if head == UTF8_BOM { Vec::new() } else { head });
        Ok(Self {
            reader: BufReader::with_capacity(BUFFER_BYTES, Box::new(unpacked)),
            returned,
            place: Place::START,
        })
    }

    pub(super) const fn place(&self) -> Place {
        self.place
    }

    /// The bytes that come next; none at the end of the file.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        if self.returned.fill_buf()?.is_empty() {
            self.returned = Cursor::default();
            return self.reader.fill_buf();
        }
        self.returned.fill_buf()
    }

    /// Moves past the first `count` bytes of the last [`Input::fill`].
    pub(super) fn consume(&mut self, count: usize) {
        if self.returned.get_ref().is_empty() {
            self.place = self.place.after(&self.reader.buffer()[..count]);
            self.reader.consume(count);
        } else {
            let from = self.returned.position() as usize;
            self.place = self
                .place
                .after(&self.returned.get_ref()[from..from + count]);
            self.returned.consume(count);
        }
    }

    /// Takes back bytes that were consumed last, and are to be read again from `place` on.
    pub(super) fn take_back(&mut self, mut bytes: Vec<u8>, place: Place) {
        let from = self.returned.position() as usize;
        bytes.extend_from_slice(&self.returned.get_ref()[from..]);
        self.returned = Cursor::new(bytes);
        self.place = place;
    }

    /// Moves past bytes that `skip` holds of, and says which byte is next.
    pub(super) fn skip_while(&mut self, skip: impl Fn(u8) -> bool) -> io::Result<Option<u8>> {
        loop {
            let bytes = self.fill()?;
            let length = bytes.len();
            let stop = bytes.iter().position(|&byte| !skip(byte));
            let next = stop.map(|at| bytes[at]);
            self.consume(stop.unwrap_or(length));
            if next.is_some() || length == 0 {
                return Ok(next);
            }
        }
    }
}

/// Reads up to `count` bytes ahead.
fn peeked<R: Read>(mut source: R, count: usize) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::with_capacity(count);
    source.by_ref().take(count as u64).read_to_end(&mut head)?;
    Ok((head, source))
}
