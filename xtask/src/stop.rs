//! Ctrl-C and SIGTERM: asked for once, honoured wherever we wait.

use std::process::{Child, Command, ExitStatus};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static ASKED: AtomicBool = AtomicBool::new(false);
/// How long a program may take to stop by itself.
const GRACE: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);

/// From now on a signal no longer ends us at once.
pub fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::Relaxed))?;
    Ok(())
}

pub fn is_asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}

/// Waits for the program's end; where we are asked to stop meanwhile, it is.
pub fn wait(child: &mut Child) -> anyhow::Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if is_asked() {
            end(child)?;
            anyhow::bail!("stopped");
        }
        std::thread::sleep(PAUSE);
    }
}

/// Ends a program: politely, then not.
pub fn end(child: &mut Child) -> anyhow::Result<()> {
    // It may have ended already, by the same Ctrl-C.
    let _ = Command::new("kill")
        .args(["-TERM", &child.id().to_string()])
        .stderr(std::process::Stdio::null())
        .status()?;
    let begun = Instant::now();
    while begun.elapsed() < GRACE {
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
    child.kill()?;
    child.wait()?;
    Ok(())
}
