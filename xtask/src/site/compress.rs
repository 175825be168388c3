//! Brotli at its best, once, instead of at each request.

use std::fs;
use std::path::{Path, PathBuf};

use super::Profile;

/// Writes `FILE.br` for each file of a release; removes them otherwise.
pub fn compress(files: &[PathBuf], profile: Profile) -> anyhow::Result<()> {
    for file in files {
        let packed = beside(file);
        if profile == Profile::Dev {
            if packed.exists() {
                fs::remove_file(&packed)?;
            }
        } else if is_older(&packed, file) {
            fs::write(&packed, brotli(&fs::read(file)?)?)?;
        }
    }
    Ok(())
}

/// Where the compressed form of a file lies.
pub fn beside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    PathBuf::from(name)
}

fn is_older(packed: &Path, file: &Path) -> bool {
    let changed = |path: &Path| {
        fs::metadata(path)
            .and_then(|metadata| metadata.modified())
            .ok()
    };
    changed(packed) < changed(file)
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}
