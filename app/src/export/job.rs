//! An export under way in this browser.

use domain::export::{ExportEstimate, ExportRequest};
use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use leptos::task::spawn_local;

use super::download::{Failure, Target, download};
use super::estimate::estimate_export;
use crate::AppError;

/// Larger exports are written to the disk as they come, where the browser can; smaller ones are put
/// together first, which asks nothing of the reader.
const STREAM_FROM: u64 = 200_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Job {
    Idle,
    Running { bytes: u64 },
    Saved { bytes: u64 },
    Canceled,
    Failed(String),
}

/// What the dialog knows; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub struct Export {
    pub job: RwSignal<Job>,
    pub estimate: RwSignal<Option<Result<ExportEstimate, AppError>>>,
    abort: StoredValue<SendOption<web_sys::AbortController>>,
    /// Counts the questions, so that a late answer to an earlier one is not shown.
    asked: StoredValue<u32>,
}

impl Export {
    pub fn new() -> Self {
        let export = Self {
            job: RwSignal::new(Job::Idle),
            estimate: RwSignal::new(None),
            abort: StoredValue::new(SendOption::new_local(None)),
            asked: StoredValue::new(0),
        };
        on_cleanup(move || export.cancel());
        export
    }

    pub fn is_running(self) -> bool {
        matches!(self.job.get(), Job::Running { .. })
    }

    pub fn ask_estimate(self, request: ExportRequest) {
        let mut number = 0;
        self.asked.update_value(|asked| {
            *asked += 1;
            number = *asked;
        });
        self.estimate.set(None);
        spawn_local(async move {
            let answer = estimate_export(request).await;
            if self.asked.try_get_value() == Some(number) {
                self.estimate.set(Some(answer));
            }
        });
    }

    pub fn start(self, request: ExportRequest) {
        let Ok(abort) = web_sys::AbortController::new() else {
            return;
        };
        let signal = abort.signal();
        self.abort.set_value(SendOption::new_local(Some(abort)));
        self.job.set(Job::Running { bytes: 0 });
        let is_large = matches!(
            self.estimate.get_untracked(),
            Some(Ok(estimate)) if estimate.bytes >= STREAM_FROM
        );
        let target = if is_large {
            Target::Disk
        } else {
            Target::Memory
        };
        spawn_local(async move {
            let progress = move |bytes| _ = self.job.try_set(Job::Running { bytes });
            let outcome = download(&request, &signal, target, progress).await;
            let job = match outcome {
                Ok(bytes) => Job::Saved { bytes },
                Err(Failure::Canceled) => Job::Canceled,
                Err(Failure::Broken(why)) => Job::Failed(why),
            };
            // The page may be gone.
            let _ = self.job.try_set(job);
        });
    }

    /// Breaks the download off; nothing is saved.
    pub fn cancel(self) {
        self.abort.try_update_value(|abort| {
            if let Some(abort) = Option::take(abort) {
                abort.abort();
            }
        });
    }
}
