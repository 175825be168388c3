//! The public header block of a LAS file, and the one record behind it that tells of compression.

use std::io::BufRead;

use laz::LazVlr;

use crate::read::error::CloudError;
use crate::read::source::Source;

/// The header of LAS 1.0 to 1.2; later versions append to it.
const SHORTEST: u16 = 227;
/// The header of LAS 1.4, which counts points in 64 bits.
const WITH_LONG_COUNT: u16 = 255;
/// The head of a variable length record.
const RECORD_HEAD: usize = 54;

#[derive(Debug)]
pub(super) struct Header {
    /// 0 to 10.
    pub(super) point_format: u8,
    /// Bytes a point.
    pub(super) record: u16,
    pub(super) points: u64,
    /// Metres, or feet, a step along x, y and z.
    pub(super) scale: [f64; 3],
    pub(super) offset: [f64; 3],
    /// Where the points begin, from the start of the file.
    pub(super) points_at: u64,
    /// How the points are compressed; `None` in plain LAS.
    pub(super) laz: Option<Laz>,
}

/// The record that the compressor left.
#[derive(Debug)]
pub(super) struct Laz {
    pub(super) record: LazVlr,
    /// Whether all points are one chunk, without a table; so the first compressors wrote.
    pub(super) is_one_chunk: bool,
}

impl Header {
    /// Reads up to the first point.
    pub(super) fn read(source: &mut Source<impl BufRead>) -> Result<Self, CloudError> {
        let mut block = [0; SHORTEST as usize];
        source.exact(&mut block, "header")?;
        if &block[..4] != b"LASF" {
            return Err(source.broken("signature", "is not `LASF`; it is no LAS file"));
        }
        let (major, minor) = (block[24], block[25]);
        if major != 1 || minor > 4 {
            return Err(source.broken("version", format!("is {major}.{minor}; give 1.0 to 1.4")));
        }
        let size = u16_at(&block, 94);
        let points_at = u64::from(u32_at(&block, 96));
        let records = u32_at(&block, 100);
        let point_format = block[104] & 0x3f;
        let is_compressed = block[104] & 0xc0 != 0;
        let record = u16_at(&block, 105);
        if size < SHORTEST || points_at < u64::from(size) {
            return Err(source.broken(
                "header size",
                format!("is {size} and points begin at {points_at}; neither can be"),
            ));
        }
        let least = shortest_record(point_format).ok_or_else(|| {
            let problem = format!("is {point_format}; give 0 to 10");
            source.broken("point data record format", problem)
        })?;
        if record < least {
            return Err(source.broken(
                "point data record length",
                format!("is {record}; format {point_format} has at least {least} bytes"),
            ));
        }
        let scale = [131, 139, 147].map(|at| f64_at(&block, at));
        let offset = [155, 163, 171].map(|at| f64_at(&block, at));
        if !scale.iter().all(|scale| scale.is_finite() && *scale != 0.0) {
            return Err(source.broken("scale factors", format!("are {scale:?}; give none 0")));
        }
        if !offset.iter().all(|offset| offset.is_finite()) {
            return Err(source.broken("offsets", format!("are {offset:?}; give numbers")));
        }
        let mut points = u64::from(u32_at(&block, 107));
        let mut read = SHORTEST;
        if minor >= 4 && size >= WITH_LONG_COUNT {
            let mut more = [0; (WITH_LONG_COUNT - SHORTEST) as usize];
            source.exact(&mut more, "header")?;
            read = WITH_LONG_COUNT;
            let long = u64_at(&more, 20);
            if long > 0 {
                points = long;
            }
        }
        source.skip(u64::from(size - read), "header")?;
        let (laz, end) = compression(source, records, u64::from(size), points_at)?;
        if is_compressed && laz.is_none() {
            return Err(source.broken(
                "laszip record",
                "is missing, though the points are compressed; write the file anew",
            ));
        }
        source.skip(points_at - end, "variable length records")?;
        Ok(Self {
            point_format,
            record,
            points,
            scale,
            offset,
            points_at,
            laz: laz.filter(|_| is_compressed),
        })
    }
}

/// Looks through the variable length records; also tells where it stopped.
fn compression(
    source: &mut Source<impl BufRead>,
    records: u32,
    mut at: u64,
    points_at: u64,
) -> Result<(Option<Laz>, u64), CloudError> {
    for _ in 0..records {
        let mut head = [0; RECORD_HEAD];
        let end = at + RECORD_HEAD as u64;
        if end > points_at {
            break;
        }
        source.exact(&mut head, "variable length records")?;
        let length = u64::from(u16_at(&head, 20));
        at = end + length;
        if at > points_at {
            return Err(source.broken(
                "variable length records",
                format!("reach to byte {at}, over the points at {points_at}"),
            ));
        }
        if head[2..].starts_with(LazVlr::USER_ID.as_bytes())
            && u16_at(&head, 18) == LazVlr::RECORD_ID
        {
            let bytes = source.bytes(length, "laszip record")?;
            let record = LazVlr::from_buffer(&bytes)
                .map_err(|error| source.broken("laszip record", format!("is wrong: {error}")))?;
            let is_one_chunk = bytes.starts_with(&[1, 0]);
            let laz = Laz {
                record,
                is_one_chunk,
            };
            return Ok((Some(laz), at));
        }
        source.skip(length, "variable length records")?;
    }
    Ok((None, at))
}

/// Bytes of a point of each format, without extra bytes.
fn shortest_record(point_format: u8) -> Option<u16> {
    let lengths = [20, 28, 26, 34, 57, 63, 30, 36, 38, 59, 67];
    lengths.get(usize::from(point_format)).copied()
}

// The callers' blocks are longer than where they read.

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|place| bytes[at + place]))
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> f64 {
    f64::from_bits(u64_at(bytes, at))
}
