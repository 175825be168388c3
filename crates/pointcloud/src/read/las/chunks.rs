//! The compressed points of a LAZ file, a chunk at a time.
//!
//! The crate `laz` trusts a file: it takes memory for as many chunks, and as many bytes a layer, as
//! the file claims, and panics at some of what no compressor writes. So the claims are checked
//! here before, each chunk is decompressed out of its own bytes, and a panic becomes an error.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use laz::laszip::ChunkTable;
use laz::record::{
    LayeredPointRecordDecompressor, RecordDecompressor, SequentialPointRecordDecompressor,
};
use laz::{LazItemType, LazVlr};

use crate::read::error::CloudError;
use crate::read::format::Format;

use super::header::{Header, Laz, u32_at};

/// Scans have about half a point a byte, and a drawn plane a few. Copies of one point compress
/// without end; what is beyond this was made to fill memory.
const MOST_POINTS_A_BYTE: u64 = 64;
/// How many points are decompressed in one go.
const BATCH: usize = 1024;
/// The most decompressed bytes that a chunk may have to be kept whole until its turn; compressors
/// write 50,000 points a chunk, of up to 67 bytes.
const MOST_KEPT: u64 = 4 * 1024 * 1024;
/// The most chunks that are decompressed at the same time.
const MOST_THREADS: usize = 8;

/// Gives each point of the file, decompressed, to `take`. `end` is the length of the file.
pub(super) fn read<R: Read + Seek>(
    file: &mut R,
    end: u64,
    header: &Header,
    laz: &Laz,
    mut take: impl FnMut(&[u8]) -> Result<(), CloudError>,
) -> Result<(), CloudError> {
    let at = header.points_at;
    let bytes = end.saturating_sub(at);
    if header.points > bytes.saturating_mul(MOST_POINTS_A_BYTE) {
        return Err(broken(
            at,
            "number of point records",
            format!(
                "is {}; {bytes} bytes cannot hold so many, the file is cut short",
                header.points
            ),
        ));
    }
    let record = u64::from(header.record);
    let threads = thread::available_parallelism().map_or(1, |count| count.get().min(MOST_THREADS));
    let mut left = header.points;
    let mut waiting: Vec<Packed> = Vec::new();
    for chunk in chunks(file, end, header, laz)? {
        if left == 0 {
            break;
        }
        file.seek(SeekFrom::Start(chunk.at))?;
        let mut bytes = Vec::new();
        file.take(chunk.bytes).read_to_end(&mut bytes)?;
        let points = chunk.points.min(left);
        left -= points;
        let packed = Packed {
            at: chunk.at,
            bytes,
            points,
        };
        if points.saturating_mul(record) <= MOST_KEPT {
            waiting.push(packed);
            if waiting.len() == threads {
                decompress_all(&mut waiting, header, laz, &mut take)?;
            }
        } else {
            decompress_all(&mut waiting, header, laz, &mut take)?;
            decompress(&packed, header, laz, &mut take)?;
        }
    }
    decompress_all(&mut waiting, header, laz, &mut take)?;
    if left > 0 {
        return Err(broken(
            at,
            "number of point records",
            format!(
                "is {} and {} are there; the file is cut short",
                header.points,
                header.points - left
            ),
        ));
    }
    Ok(())
}

struct Chunk {
    /// From the start of the file.
    at: u64,
    bytes: u64,
    /// The most it holds; the last may hold fewer.
    points: u64,
}

fn chunks<R: Read + Seek>(
    file: &mut R,
    end: u64,
    header: &Header,
    laz: &Laz,
) -> Result<Vec<Chunk>, CloudError> {
    let at = header.points_at;
    if header.points == 0 {
        return Ok(Vec::new());
    }
    if laz.is_one_chunk {
        return Ok(vec![Chunk {
            at,
            bytes: end.saturating_sub(at),
            points: header.points,
        }]);
    }
    let field = "chunk table";
    let missing = |problem: &str| broken(at, field, problem);
    let number = |file: &mut R, from: SeekFrom| -> Result<u64, CloudError> {
        let mut eight = [0; 8];
        let cut = |_| missing("is missing; the file is cut short");
        file.seek(from)
            .and_then(|_| file.read_exact(&mut eight))
            .map_err(cut)?;
        Ok(u64::from_le_bytes(eight))
    };
    // A writer that could not go back wrote -1, and the place at the end.
    let mut table_at = number(file, SeekFrom::Start(at))?;
    if table_at == u64::MAX {
        table_at = number(file, SeekFrom::End(-8))?;
    }
    let first = at + 8;
    if table_at < first || table_at >= end {
        return Err(broken(
            at,
            field,
            format!("begins at byte {table_at} of {end}; the file is cut short"),
        ));
    }
    // 4 bytes of version, then 4 of the count. A chunk has at least a point, which is not packed.
    let count = number(file, SeekFrom::Start(table_at))? >> 32;
    if count > (table_at - first) / u64::from(header.record) {
        return Err(broken(
            table_at,
            field,
            format!("tells of {count} chunks; the bytes before it cannot hold so many"),
        ));
    }
    file.seek(SeekFrom::Start(table_at))?;
    let table = caught(|| ChunkTable::read(file, laz.record.uses_variable_size_chunks()))
        .ok_or_else(|| missing("is damaged"))?
        .map_err(|error| broken(table_at, field, format!("cannot be read: {error}")))?;
    let mut chunks = Vec::new();
    let mut from = first;
    for entry in table.as_ref() {
        let points = if laz.record.uses_variable_size_chunks() {
            entry.point_count
        } else {
            u64::from(laz.record.chunk_size())
        };
        let to = from.saturating_add(entry.byte_count);
        if to > table_at {
            return Err(broken(
                table_at,
                field,
                format!("has a chunk from byte {from} to {to}, behind itself"),
            ));
        }
        chunks.push(Chunk {
            at: from,
            bytes: entry.byte_count,
            points,
        });
        from = to;
    }
    Ok(chunks)
}

/// A chunk's own bytes.
struct Packed {
    /// From the start of the file.
    at: u64,
    bytes: Vec<u8>,
    points: u64,
}

/// Decompresses chunks at the same time, and gives their points to `take` in the order of the file.
fn decompress_all(
    chunks: &mut Vec<Packed>,
    header: &Header,
    laz: &Laz,
    take: &mut impl FnMut(&[u8]) -> Result<(), CloudError>,
) -> Result<(), CloudError> {
    let chunks = std::mem::take(chunks);
    if let [chunk] = &*chunks {
        return decompress(chunk, header, laz, take);
    }
    let whole = |chunk: &Packed| {
        let mut records = Vec::new();
        decompress(chunk, header, laz, &mut |record| {
            records.extend_from_slice(record);
            Ok(())
        })?;
        Ok(records)
    };
    let decompressed: Vec<Result<Vec<u8>, CloudError>> = thread::scope(|scope| {
        let at_work: Vec<_> = chunks
            .iter()
            .map(|chunk| (chunk.at, scope.spawn(move || whole(chunk))))
            .collect();
        let wait = |(at, thread): (u64, thread::ScopedJoinHandle<'_, _>)| {
            thread.join().unwrap_or_else(|_| Err(damaged(at)))
        };
        at_work.into_iter().map(wait).collect()
    });
    for records in decompressed {
        for record in records?.chunks_exact(usize::from(header.record)) {
            take(record)?;
        }
    }
    Ok(())
}

fn decompress(
    chunk: &Packed,
    header: &Header,
    laz: &Laz,
    take: &mut impl FnMut(&[u8]) -> Result<(), CloudError>,
) -> Result<(), CloudError> {
    let (at, bytes, points) = (chunk.at, chunk.bytes.as_slice(), chunk.points);
    let record = usize::from(header.record);
    let items = laz.record.items();
    let is_layered = items.first().is_some_and(|item| item.version() >= 3);
    if is_layered {
        check_layers(bytes, at, points, record, &laz.record)?;
    }
    let mut decompressor: Box<dyn RecordDecompressor<Cursor<&[u8]>>> = if is_layered {
        Box::new(LayeredPointRecordDecompressor::new(Cursor::new(bytes)))
    } else {
        Box::new(SequentialPointRecordDecompressor::new(Cursor::new(bytes)))
    };
    caught(|| decompressor.set_fields_from(items))
        .ok_or_else(|| damaged(at))?
        .map_err(|error| broken(at, "laszip record", format!("is wrong: {error}")))?;
    if decompressor.record_size() != record {
        return Err(broken(
            at,
            "laszip record",
            format!(
                "makes {} bytes a point and the header {record}",
                decompressor.record_size()
            ),
        ));
    }
    let mut batch = vec![0; BATCH.min(points as usize) * record];
    let mut left = points;
    while left > 0 {
        let now = (batch.len() / record).min(left as usize);
        let into = &mut batch[..now * record];
        caught(|| decompressor.decompress_many(into))
            .ok_or_else(|| damaged(at))?
            .map_err(|_| broken(at, "chunk", "ends before its points; the file is cut short"))?;
        for record in into.chunks_exact(record) {
            take(record)?;
        }
        left -= now as u64;
    }
    Ok(())
}

/// In layers, a chunk is its first point as it is, how many points it has, how long each layer is,
/// and the layers.
fn check_layers(
    bytes: &[u8],
    at: u64,
    points: u64,
    record: usize,
    laz: &LazVlr,
) -> Result<(), CloudError> {
    let layers = |item: &laz::LazItem| match item.item_type() {
        LazItemType::Point14 => 9,
        LazItemType::RGBNIR14 => 2,
        LazItemType::Byte14(bytes) => usize::from(bytes),
        _ => 1,
    };
    let lengths = 4 * laz.items().iter().map(layers).sum::<usize>();
    let head = record + 4;
    let short = |problem: String| broken(at, "chunk", problem);
    if bytes.len() < head + lengths {
        return Err(short("ends in its head; the file is cut short".to_owned()));
    }
    let count = u64::from(u32_at(bytes, record));
    if count < points {
        return Err(short(format!(
            "has {count} points where {points} are told; it is damaged"
        )));
    }
    let claimed: u64 = (head..head + lengths)
        .step_by(4)
        .map(|at| u64::from(u32_at(bytes, at)))
        .sum();
    let found = (bytes.len() - head - lengths) as u64;
    if claimed > found {
        return Err(short(format!(
            "needs {claimed} bytes of layers and has {found}; the file is cut short"
        )));
    }
    Ok(())
}

/// What `act` gives; `None` if it panicked. What it worked on is not used again.
fn caught<T>(act: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(act)).ok()
}

fn damaged(at: u64) -> CloudError {
    broken(at, "chunk", "is damaged: it cannot be decompressed")
}

fn broken(offset: u64, field: &str, problem: impl Into<String>) -> CloudError {
    CloudError::Broken {
        format: Format::Las,
        field: field.to_owned(),
        offset,
        problem: problem.into(),
    }
}
