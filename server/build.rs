//! Makes the folder of the browser's files, which the task runner fills: `src/site.rs` must find it
//! when it is compiled, also before there is a site.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let site = Path::new("../target/site");
    std::fs::create_dir_all(site.join("pkg"))?;
    println!("cargo:rerun-if-changed=build.rs");
    // A release holds the files' bytes: it is built again when they change.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed={}", site.display());
    }
    Ok(())
}
