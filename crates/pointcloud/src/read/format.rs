//! The formats, and how to tell them apart.

use std::fmt;

/// A format of lidar frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// The JSON of one frame that Scale's lidar tasks attach.
    ScaleFrame,
    /// The same frame in protobuf.
    ScaleProtobuf,
    /// The Point Cloud Library's: ascii, binary or `binary_compressed`.
    Pcd,
    /// Stanford's polygon format: ascii or binary of either byte order.
    Ply,
    /// LAS 1.0 to 1.4, also compressed as LAZ, also as COPC.
    Las,
    /// KITTI's `.bin`: x, y, z, intensity as little-endian 32-bit floats.
    Kitti,
    /// nuScenes' `.pcd.bin`: x, y, z, intensity, ring as little-endian 32-bit floats.
    NuScenes,
    /// NumPy's array of N × 3 to 8 numbers, or of N records.
    Npy,
    /// A ZIP of such arrays, of which the first that is a cloud is read.
    Npz,
}

impl Format {
    pub const ALL: [Self; 9] = [
        Self::ScaleFrame,
        Self::ScaleProtobuf,
        Self::Pcd,
        Self::Ply,
        Self::Las,
        Self::Kitti,
        Self::NuScenes,
        Self::Npy,
        Self::Npz,
    ];

    /// How many bytes [`Format::detect`] wants of the start.
    pub const START: usize = 256;

    /// The format of a file by its first bytes, and where these tell nothing by its name.
    pub fn detect(name: &str, start: &[u8]) -> Option<Self> {
        Self::by_content(start).or_else(|| Self::by_name(name, start))
    }

    fn by_content(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"LASF") {
            return Some(Self::Las);
        }
        if start.starts_with(b"\x93NUMPY") {
            return Some(Self::Npy);
        }
        if start.starts_with(b"PK\x03\x04") {
            return Some(Self::Npz);
        }
        if start.starts_with(b"ply\n") || start.starts_with(b"ply\r") {
            return Some(Self::Ply);
        }
        // Field 1 is a message of three floats, which are its fields 1 to 3.
        if let [0x0a, 0x0f, 0x0d, _, _, _, _, 0x15, _, _, _, _, 0x1d, ..] = start {
            return Some(Self::ScaleProtobuf);
        }
        // Floats are seldom text; a frame of them that begins with `{"` would be a wonder.
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
        let text = text.trim_ascii_start();
        if let Some(inside) = text.strip_prefix(b"{") {
            let inside = inside.trim_ascii_start();
            return (inside.starts_with(b"\"") || inside.starts_with(b"}"))
                .then_some(Self::ScaleFrame);
        }
        let is_pcd = text.starts_with(b"# .PCD")
            || text.starts_with(b"VERSION")
            || (text.starts_with(b"#") && has_line(text, b"VERSION"))
            || (text.starts_with(b"FIELDS ") && has_line(text, b"SIZE "));
        is_pcd.then_some(Self::Pcd)
    }

    fn by_name(name: &str, start: &[u8]) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |end: &str| name.ends_with(end);
        if ends(".pcd.bin") {
            Some(Self::NuScenes)
        } else if ends(".bin") {
            Some(Self::Kitti)
        } else if ends(".pcd") {
            Some(Self::Pcd)
        } else if ends(".ply") {
            Some(Self::Ply)
        } else if ends(".las") || ends(".laz") {
            Some(Self::Las)
        } else if ends(".npy") {
            Some(Self::Npy)
        } else if ends(".npz") {
            Some(Self::Npz)
        } else if ends(".pb") || ends(".protobuf") {
            Some(Self::ScaleProtobuf)
        } else if ends(".json") && !start.starts_with(b"[") {
            Some(Self::ScaleFrame)
        } else {
            None
        }
    }
}

/// Whether a line behind the first begins so.
fn has_line(text: &[u8], start: &[u8]) -> bool {
    let mut lines = text.split(|byte| matches!(byte, b'\n' | b'\r'));
    lines.any(|line| line.starts_with(start))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ScaleFrame => "frame JSON",
            Self::ScaleProtobuf => "frame protobuf",
            Self::Pcd => "PCD",
            Self::Ply => "PLY",
            Self::Las => "LAS",
            Self::Kitti => "KITTI .bin",
            Self::NuScenes => "nuScenes .pcd.bin",
            Self::Npy => "NPY",
            Self::Npz => "NPZ",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_comes_before_the_name() {
        assert_eq!(Format::detect("a.bin", b"LASF\0\0"), Some(Format::Las));
        assert_eq!(Format::detect("a", b"# .PCD v.7 - P"), Some(Format::Pcd));
        assert_eq!(
            Format::detect("a.txt", b"\xef\xbb\xbf { \"points\":"),
            Some(Format::ScaleFrame)
        );
    }

    #[test]
    fn the_name_decides_between_bare_floats() {
        let floats = 21.554_f32.to_le_bytes();
        assert_eq!(Format::detect("1.BIN", &floats), Some(Format::Kitti));
        assert_eq!(Format::detect("1.pcd.bin", &floats), Some(Format::NuScenes));
        assert_eq!(Format::detect("1.dat", &floats), None);
    }
}
