//! The ZIP around the arrays.
//!
//! Of ZIP (PKWARE's APPNOTE.TXT) this reads what `numpy.savez` and `savez_compressed` write: the
//! directory at the end, and entries that are stored or deflated.

use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;

use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::source::Source;

/// The end of the directory, with the longest comment behind it.
const LONGEST_END: u64 = 22 + 0xffff;
/// The most arrays that are looked at.
const MOST_ENTRIES: usize = 100;

/// Numbers of a scan deflate to half or a tenth; what is beyond this was made to fill memory.
const MOST_INFLATED: u64 = 64;

/// An array's file in the archive.
pub(super) struct Entry {
    name: String,
    is_deflated: bool,
    /// In the file, in bytes.
    length: u64,
    /// Once inflated, as the directory claims.
    inflated: u64,
    /// Where its local header is, from the start of the file.
    at: u64,
}

impl Entry {
    /// The array's name, as `numpy.savez` was given it.
    pub(super) fn array_name(&self) -> &str {
        self.name.strip_suffix(".npy").unwrap_or(&self.name)
    }
}

/// What an array's file holds.
pub(super) type Content<'a> = Source<BufReader<Box<dyn Read + 'a>>>;

/// The content of an entry, inflated as it is read.
pub(super) fn open<'a, R: BufRead + Seek>(
    file: &'a mut R,
    entry: &Entry,
) -> Result<Content<'a>, CloudError> {
    if entry.inflated > entry.length.saturating_mul(MOST_INFLATED) {
        let problem = format!(
            "has {} bytes and becomes {}; no scan is so even",
            entry.length, entry.inflated
        );
        return Err(broken(entry.at, &entry.name, problem));
    }
    file.seek(SeekFrom::Start(entry.at))?;
    let mut local = [0; 30];
    file.read_exact(&mut local)
        .map_err(|_| broken(entry.at, &entry.name, "is missing; the file is cut short"))?;
    let names = u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
    file.seek(SeekFrom::Start(entry.at + 30 + names))?;
    let content = file.take(entry.length);
    let content: Box<dyn Read> = if entry.is_deflated {
        Box::new(DeflateDecoder::new(content).take(entry.inflated))
    } else {
        Box::new(content)
    };
    Ok(Source::new(BufReader::new(content), Format::Npz))
}

/// All arrays of the archive.
pub(super) fn entries(file: &mut (impl BufRead + Seek)) -> Result<Vec<Entry>, CloudError> {
    let end = file.seek(SeekFrom::End(0))?;
    let from = end.saturating_sub(LONGEST_END);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.take(LONGEST_END).read_to_end(&mut tail)?;
    let place = tail
        .windows(22)
        .rposition(|window| window.starts_with(b"PK\x05\x06"))
        .ok_or_else(|| broken(end, "directory", "is missing; the file is cut short"))?;
    let last = &tail[place..];
    let (length, at) = (u64::from(u32_at(last, 12)), u64::from(u32_at(last, 16)));
    if at + length > from + place as u64 {
        return Err(broken(
            from + place as u64,
            "directory",
            "lies outside the file; files up to 4 GiB can be read",
        ));
    }
    file.seek(SeekFrom::Start(at))?;
    let mut directory = Vec::new();
    file.take(length).read_to_end(&mut directory)?;
    let mut rest = directory.as_slice();
    let mut entries = Vec::new();
    while rest.len() >= 46 && rest.starts_with(b"PK\x01\x02") && entries.len() < MOST_ENTRIES {
        let name = usize::from(u16_at(rest, 28));
        let next = 46 + name + usize::from(u16_at(rest, 30)) + usize::from(u16_at(rest, 32));
        let Some(bytes) = rest.get(46..46 + name) else {
            break;
        };
        let method = u16_at(rest, 10);
        let entry = Entry {
            name: String::from_utf8_lossy(bytes).into_owned(),
            is_deflated: method == 8,
            length: u64::from(u32_at(rest, 20)),
            inflated: u64::from(u32_at(rest, 24)),
            at: u64::from(u32_at(rest, 42)),
        };
        if bytes.ends_with(b".npy") && (method == 0 || method == 8) {
            entries.push(entry);
        }
        rest = rest.get(next..).unwrap_or_default();
    }
    Ok(entries)
}

pub(super) fn broken(offset: u64, field: &str, problem: impl Into<String>) -> CloudError {
    CloudError::Broken {
        format: Format::Npz,
        field: field.to_owned(),
        offset,
        problem: problem.into(),
    }
}

// The callers' blocks are longer than where they read.

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
