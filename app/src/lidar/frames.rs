//! Fetching frames: the one that is shown, then the next ones ahead.

use std::sync::Arc;

use domain::TaskId;
use domain::lidar::edit::{Fitted, Heading};
use domain::lidar::{CloudFacts, Cuboid};
use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

use super::coarse::Coarse;
use super::labels::labels_of_points;
use super::state::{Lidar, LoadedFrame, Status};
use crate::AppError;
use crate::task_page::tick;

/// How many frames ahead are fetched.
const AHEAD: u32 = 2;

/// Frames that are kept; those farthest from the shown one go first.
const KEPT: usize = 16;

/// What a lidar frame of a task tells beside its points. `url` is as the task spells it.
#[server(input = Json)]
pub async fn frame_facts(task_id: TaskId, url: String) -> Result<CloudFacts, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let crate::state::AppState { pool, media, .. } = crate::state::state();
    let frame = crate::pictures::cloud(&pool, &media, scope, task_id, &url).await;
    Ok(frame.map_err(told)?.facts)
}

/// How many of all points of a lidar frame are inside a cuboid: of a large cloud, a browser has only
/// those that its view needs.
#[server(input = Json)]
pub async fn points_inside(task_id: TaskId, url: String, cuboid: Cuboid) -> Result<u64, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let crate::state::AppState { pool, media, .. } = crate::state::state();
    let frame = (task_id, &*url);
    let counted = crate::pictures::points_inside(&pool, &media, scope, frame, &cuboid).await;
    counted.map_err(told)
}

/// A rough cuboid fitted to all points of a lidar frame in it; `None` where they are too few.
#[server(input = Json)]
pub async fn fit_to_points(
    task_id: TaskId,
    url: String,
    rough: Cuboid,
    heading: Heading,
) -> Result<Option<Fitted>, AppError> {
    let scope = crate::viewer::viewer().await?.scope();
    let crate::state::AppState { pool, media, .. } = crate::state::state();
    let frame = (task_id, &*url);
    let fitted = crate::pictures::fitted(&pool, &media, scope, frame, (rough, heading)).await;
    fitted.map_err(told)
}

#[cfg(feature = "ssr")]
fn told(error: crate::pictures::PictureError) -> AppError {
    match error {
        crate::pictures::PictureError::Store(error) => error.into(),
        error => AppError::Invalid(error.to_string()),
    }
}

/// Fetches each frame when it is to be shown, and plays them.
pub fn load(lidar: Lidar) {
    let around = Memo::new(move |_| lidar.sight.with(|sight| sight.together.around));
    Effect::new(move |_| {
        lidar.attempts.track();
        let frame = lidar.frame.get();
        let around = around.get();
        spawn_local(async move {
            show(lidar, frame).await;
            for next in wanted(frame, around) {
                // Only what the reader is still near to; a failure is told when it is their turn.
                if lidar.frame.try_get_untracked() != Some(frame)
                    || fetch(lidar, next).await.is_err()
                {
                    return;
                }
            }
        });
    });
    tick(lidar.playing, lidar.rate, move || {
        let last = lidar.count().saturating_sub(1) as u32;
        let next = match lidar.frame.get_untracked() {
            frame if frame >= last => 0,
            frame => frame + 1,
        };
        // Play waits for a frame that has not come yet.
        let is_shown = lidar.status.get_untracked() == Status::Shown;
        if is_shown && lidar.is_loaded(next) {
            lidar.frame.set(next);
        } else if is_shown && lidar.frame.get_untracked() >= last {
            lidar.frame.set(0);
        }
    });
}

/// The frames to fetch once one is shown: those that are shown with it, and the next ones.
fn wanted(frame: u32, around: u32) -> impl Iterator<Item = u32> {
    let before = (frame.saturating_sub(around)..frame).rev();
    (frame + 1..=frame + around.max(AHEAD)).chain(before)
}

async fn show(lidar: Lidar, frame: u32) {
    if !lidar.is_loaded(frame) && lidar.status.get_untracked() != Status::NoWebGl {
        lidar.status.set(Status::Loading);
    }
    let fetched = fetch(lidar, frame).await;
    if lidar.frame.try_get_untracked() != Some(frame) {
        return;
    }
    match fetched {
        Ok(()) => {
            lidar
                .facts
                .set(lidar.loaded(frame).map(|loaded| loaded.facts));
        }
        Err(why) => lidar.status.set(Status::Failed(why)),
    }
}

pub(super) async fn fetch(lidar: Lidar, frame: u32) -> Result<(), String> {
    if lidar.is_loaded(frame) {
        return Ok(());
    }
    let Some(address) = lidar.address(frame) else {
        return if frame == 0 {
            Err("The task names no lidar frame.".to_owned())
        } else {
            Ok(())
        };
    };
    // The facts first: the server makes both at once, and tells here what is wrong.
    let mut facts = frame_facts(lidar.task_id(), address.url.clone())
        .await
        .map_err(|error| error.to_string())?;
    let labels = if lidar.has_point_labels() {
        let labels = labels_of_points(lidar.task_id(), frame, address.url).await;
        labels.map_err(|error| error.to_string())?
    } else {
        None
    };
    // Labels are in the order of the file's points, which levels do not keep.
    let levels = facts.levels.take().filter(|_| labels.is_none());
    let classes = lidar.take_classes(&facts.classes);
    let coarse = levels.map(|levels| Coarse::of(levels, Arc::clone(&classes)));
    let tile = match &coarse {
        Some(coarse) => coarse.address(&address.tile),
        None => address.tile,
    };
    let tile = bytes(&tile, None).await.map_err(|error| {
        let why = error.as_string().unwrap_or_default();
        format!("The points did not come; try again. {why}")
    })?;
    lidar.keep(
        frame,
        LoadedFrame {
            facts,
            coarse: coarse.map(Arc::new),
            labels: labels.map(Arc::new),
            classes,
            tile: Arc::new(tile),
        },
        KEPT,
    );
    Ok(())
}

/// What is at an address, unless `abort` breaks it off.
pub(super) async fn bytes(address: &str, abort: Option<&AbortSignal>) -> Result<Vec<u8>, JsValue> {
    let init = RequestInit::new();
    init.set_signal(abort);
    let response: Response = JsFuture::from(window().fetch_with_str_and_init(address, &init))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Err(format!("The server answered with status {}.", response.status()).into());
    }
    let buffer: ArrayBuffer = JsFuture::from(response.array_buffer()?).await?.dyn_into()?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
