//! The JavaScript that loads the module, written by wasm-bindgen as a library: its version is always
//! the one that the module was compiled with.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::ensure;
use wasm_bindgen_cli_support::Bindgen;

/// Writes `tasklens.js` and `tasklens.wasm`, where the module is newer than they are.
pub fn build(module: &Path, package: &Path) -> anyhow::Result<()> {
    let script = package.join("tasklens.js");
    let stamp = package.with_file_name("module");
    // The profiles' modules take turns in one place: the stamp says which it was, and when.
    let built_from = format!("{} {:?}", module.display(), changed(module)?);
    if script.exists() && fs::read_to_string(&stamp).is_ok_and(|text| text == built_from) {
        return Ok(());
    }
    Bindgen::new()
        .input_path(module)
        .out_name("tasklens")
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .remove_producers_section(true)
        .generate(package)?;
    fs::rename(
        package.join("tasklens_bg.wasm"),
        package.join("tasklens.wasm"),
    )?;
    ensure!(
        !package.join("snippets").exists(),
        "a dependency brings JavaScript of its own, which the server does not serve; see {}",
        package.join("snippets").display()
    );
    fs::write(stamp, built_from)?;
    Ok(())
}

fn changed(file: &Path) -> anyhow::Result<SystemTime> {
    Ok(fs::metadata(file)?.modified()?)
}
