//! The module that the browser loads, cut into parts, and the JavaScript around it.
//!
//! `wasm-split` cuts out what only the functions marked `#[wasm_split]` reach, by the relocations
//! that the linker leaves in the module; wasm-bindgen then writes the bindings of what remains. Both
//! are called as libraries: wasm-bindgen's version is always the one the module was compiled with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;
use wasm_encoder::RawSection;
use wasmparser::{Parser, Payload};

use super::Profile;

/// What the scripts import each other as; the server's document names the first.
const SCRIPT: &str = "./tasklens.js";
const LOADER: &str = "./parts.js";

/// Writes `tasklens.js` and `tasklens.wasm`, `parts.js` with a `.wasm` for each part, and
/// `parts.json`, which lists the files that each part needs, where the module is newer than they are.
pub fn build(module: &Path, package: &Path, profile: Profile) -> anyhow::Result<()> {
    let stamp = package.with_file_name("module");
    // The profiles' modules take turns in one place: the stamp says which it was, and when.
    let built_from = format!("{} {:?}", module.display(), changed(module)?);
    let is_built = package.join("parts.json").exists();
    if is_built && fs::read_to_string(&stamp).is_ok_and(|text| text == built_from) {
        return Ok(());
    }
    remove_scripts(package)?;
    let whole = fs::read(module).with_context(|| format!("the module {}", module.display()))?;
    let main = module.with_file_name("tasklens.wasm");
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = package;
    options.main_out_path = &main;
    options.main_module = SCRIPT;
    options.link_name = LOADER;
    let split = wasm_split_cli_support::transform(options)
        .map_err(|report| anyhow!("cutting the module apart: {report:#}"))?;
    if profile == Profile::Release {
        for part in &split.split_modules {
            fs::write(part, without_names(&fs::read(part)?)?)?;
        }
    }
    Bindgen::new()
        .input_path(&main)
        .out_name("tasklens")
        .web(true)?
        .typescript(false)
        .keep_debug(false)
        .keep_lld_exports(true)
        .remove_name_section(profile == Profile::Release)
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
    let parts: BTreeMap<_, _> = split.prefetch_map.into_iter().collect();
    fs::write(package.join("parts.json"), serde_json::to_vec(&parts)?)?;
    fs::write(stamp, built_from)?;
    Ok(())
}

/// Another module had other parts.
fn remove_scripts(package: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(package)? {
        let path = entry?.path();
        let name = path.to_string_lossy();
        if [".wasm", ".js", ".json", ".br"]
            .iter()
            .any(|ending| name.ends_with(ending))
        {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The module without its custom sections, such as the names of its functions.
fn without_names(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut kept = wasm_encoder::Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        if matches!(payload, Payload::CustomSection(_)) {
            continue;
        }
        if let Some((id, range)) = payload.as_section() {
            let range = usize::try_from(range.start)?..usize::try_from(range.end)?;
            kept.section(&RawSection {
                id,
                data: &module[range],
            });
        }
    }
    Ok(kept.finish())
}

fn changed(file: &Path) -> anyhow::Result<SystemTime> {
    Ok(fs::metadata(file)?.modified()?)
}
