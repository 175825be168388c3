//! How bytes are packed for the wire.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::MediaError;

/// A content coding of HTTP (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    Zstd,
    Brotli,
    /// All that browsers take from a site without TLS.
    Gzip,
}

/// Those that pack points fast; stronger ones take seconds and save a few percent.
const ZSTD_LEVEL: i32 = 3;
const BROTLI_QUALITY: u32 = 4;
const BROTLI_WINDOW: u32 = 22;

impl Coding {
    /// The best that a request's `Accept-Encoding` takes; `None` sends the bytes as they are.
    pub fn accepted(header: &str) -> Option<Self> {
        let taken = |name: &str| {
            header.split(',').any(|item| {
                let mut parts = item.split(';').map(str::trim);
                let is_named = parts.next().is_some_and(|it| it.eq_ignore_ascii_case(name));
                let weight = parts.find_map(|part| part.strip_prefix("q="));
                is_named && weight.is_none_or(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
            })
        };
        [Self::Zstd, Self::Brotli, Self::Gzip]
            .into_iter()
            .find(|coding| taken(coding.name()))
    }

    /// As `Content-Encoding` names it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    pub(super) fn pack(self, bytes: &[u8]) -> Result<Vec<u8>, MediaError> {
        Ok(match self {
            Self::Zstd => zstd::encode_all(bytes, ZSTD_LEVEL)?,
            Self::Brotli => {
                let mut packer = brotli::CompressorWriter::new(
                    Vec::new(),
                    1 << 16,
                    BROTLI_QUALITY,
                    BROTLI_WINDOW,
                );
                packer.write_all(bytes)?;
                packer.into_inner()
            }
            Self::Gzip => {
                let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
                packer.write_all(bytes)?;
                packer.finish()?
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_best_coding_that_is_taken_is_used() {
        for (header, expected) in [
            ("gzip, deflate, br, zstd", Some(Coding::Zstd)),
            ("gzip, deflate, br", Some(Coding::Brotli)),
            ("gzip, deflate", Some(Coding::Gzip)),
            ("zstd;q=0, BR;q=0.5", Some(Coding::Brotli)),
            ("identity", None),
            ("", None),
        ] {
            assert_eq!(Coding::accepted(header), expected, "{header}");
        }
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let bytes: Vec<u8> = (0..100_000_u32)
            .flat_map(|at| (at / 7).to_le_bytes())
            .collect();
        for coding in [Coding::Zstd, Coding::Brotli, Coding::Gzip] {
            let packed = coding.pack(&bytes).unwrap();
            assert!(packed.len() < bytes.len() / 2, "{coding:?}");
            let mut back = Vec::new();
            match coding {
                Coding::Zstd => back = zstd::decode_all(&*packed).unwrap(),
                Coding::Brotli => {
                    let mut reader = brotli::Decompressor::new(&*packed, 4096);
                    reader.read_to_end(&mut back).unwrap();
                }
                Coding::Gzip => {
                    let mut reader = flate2::read::GzDecoder::new(&*packed);
                    reader.read_to_end(&mut back).unwrap();
                }
            }
            assert_eq!(back, bytes, "{coding:?}");
        }
    }
}
