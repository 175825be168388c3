//! Frames with their objects: a scrubber, play, and steps.

use std::fmt::Write as _;

use domain::annotations::{AttachmentRole, ResponseView, VideoAnnotations};
use domain::drawing::{self, Shape};
use leptos::html::{Img, Video};
use leptos::prelude::*;

use super::data::TaskPageData;
use super::frame_player::{FramePlayer, tick};
use super::look::Look;
use super::mark::Marks;
use super::shortcuts::on_key;
use super::stage::Stage;
use super::stage_camera::StageCamera;
use super::toolbar::{Annotated, StageToolbar};
use crate::picture_problem::{Problem, ProblemPanel, watch_image};

/// How many frames ahead are fetched.
const AHEAD: u32 = 4;

/// Where the frames come from.
#[derive(Debug, Clone, PartialEq)]
enum Source {
    /// Addresses of images, with how the task spells them.
    Images(Vec<(String, String)>),
    /// The address of a video file.
    File(String),
}

#[component]
pub fn VideoView(data: StoredValue<TaskPageData>, look: Look, marks: Marks) -> impl IntoView {
    let (source, video, rate, pixels, name) = data.with_value(|data| {
        let files = &data.content.files;
        let frames: Vec<(String, String)> = files
            .iter()
            .filter(|file| matches!(file.role, AttachmentRole::Frame | AttachmentRole::Image))
            .map(|file| (data.file_address(&file.url), file.url.clone()))
            .collect();
        let pixels = files.first().and_then(|file| data.pixels(&file.url));
        let source = if frames.is_empty() {
            let file = files.iter().find(|file| file.role == AttachmentRole::Video);
            Source::File(
                file.map(|file| data.file_address(&file.url))
                    .unwrap_or_default(),
            )
        } else {
            Source::Images(frames)
        };
        let video = match &data.content.response {
            ResponseView::Video(video) => video.clone(),
            _ => VideoAnnotations::default(),
        };
        let name = format!("Video of task {}", data.detail.row.task_id);
        (source, video, data.content.frame_rate, pixels, name)
    });
    let annotated = if video.tracks.is_empty() {
        Annotated::No
    } else {
        Annotated::Yes
    };
    let count = RwSignal::new(match &source {
        Source::Images(frames) => frames.len() as u32,
        Source::File(_) => video.frame_count.max(1),
    });
    let frame = RwSignal::new(0_u32);
    let playing = RwSignal::new(false);
    let camera = StageCamera::new(pixels);
    let video = StoredValue::new(video);
    let shapes = Memo::new(move |_| {
        let frame = frame.get();
        video.with_value(|video| drawing::shapes(&video.frame(frame)))
    });
    let go = move |to: i64| {
        let last = i64::from(count.get_untracked().saturating_sub(1));
        frame.set(to.clamp(0, last) as u32);
    };
    let step = move |by: i64| {
        playing.set(false);
        go(i64::from(frame.get_untracked()) + by);
    };
    on_key(move |event| {
        match event.key().as_str() {
            "," => step(-1),
            "." => step(1),
            " " | "k" => playing.update(|playing| *playing = !*playing),
            _ => return false,
        }
        true
    });
    // A row of the list leads to a frame on which its object is, then to the object.
    Effect::new(move || {
        let Some(index) = marks.revealed.get() else {
            return;
        };
        show_object(index, video, frame, camera);
        marks.revealed.set(None);
    });
    Effect::new(move || {
        let Some(index) = marks.selected.get() else {
            return;
        };
        let first = video.with_value(|video| {
            let track = video.tracks.get(index)?;
            let is_there = track.at(frame.get_untracked(), index).is_some();
            let first = track.keyframes.first()?.frame;
            (!is_there).then_some(first)
        });
        if let Some(first) = first {
            playing.set(false);
            go(i64::from(first));
        }
    });
    view! {
        <div class="stage-frame">
            {match source {
                Source::Images(frames) => {
                    view! { <Frames frames frame count playing rate camera look marks shapes name /> }.into_any()
                }
                Source::File(address) => {
                    view! { <VideoFile address frame count playing rate camera look marks shapes name /> }.into_any()
                }
            }}
        </div>
        <Player frame count playing rate marks video />
        <StageToolbar camera look annotated />
    }
}

fn show_object(
    index: usize,
    video: StoredValue<VideoAnnotations>,
    frame: RwSignal<u32>,
    camera: StageCamera,
) {
    let shown = video.with_value(|video| {
        let track = video.tracks.get(index)?;
        let now = frame.get_untracked();
        let at = if track.at(now, index).is_some() {
            now
        } else {
            track.keyframes.first()?.frame
        };
        Some((at, track.at(at, index)?))
    });
    if let Some((at, annotation)) = shown {
        frame.set(at);
        camera.show(annotation.geometry.points());
    }
}

/// Frames that are images of their own.
#[component]
fn Frames(
    frames: Vec<(String, String)>,
    frame: RwSignal<u32>,
    count: RwSignal<u32>,
    playing: RwSignal<bool>,
    rate: f64,
    camera: StageCamera,
    look: Look,
    marks: Marks,
    shapes: Memo<Vec<Shape>>,
    name: String,
) -> impl IntoView {
    let frames = StoredValue::new(frames);
    let image = NodeRef::<Img>::new();
    let problem = RwSignal::new(None::<Problem>);
    let address = move |at: u32| {
        frames.with_value(|frames| frames.get(at as usize).map(|(address, _)| address.clone()))
    };
    let source = move || {
        let at = frame.get_untracked() as usize;
        let found = frames.with_value(|frames| frames.get(at).cloned());
        found.unwrap_or_default()
    };
    watch_image(image, problem, source, move |width, height| {
        camera.learn(width, height);
    });
    // Fetched ahead, so that steps and play show no gap.
    Effect::new(move || {
        let now = frame.get();
        for at in now + 1..=now + AHEAD {
            if let Some(address) = address(at)
                && let Ok(image) = web_sys::HtmlImageElement::new()
            {
                image.set_src(&address);
            }
        }
    });
    tick(playing, rate, move || {
        // Play waits for a frame that has not come yet.
        if image.get_untracked().is_some_and(|image| !image.complete()) {
            return;
        }
        let next = frame.get_untracked() + 1;
        frame.set(if next < count.get_untracked() {
            next
        } else {
            0
        });
    });
    view! {
        <Stage camera look marks shapes label=name.clone()>
            <img
                class="stage-image"
                node_ref=image
                src=move || address(frame.get())
                alt=name
                draggable="false"
            />
        </Stage>
        <ProblemPanel problem />
    }
}

/// A video that the browser plays; the frame follows from its time.
#[component]
fn VideoFile(
    address: String,
    frame: RwSignal<u32>,
    count: RwSignal<u32>,
    playing: RwSignal<bool>,
    rate: f64,
    camera: StageCamera,
    look: Look,
    marks: Marks,
    shapes: Memo<Vec<Shape>>,
    name: String,
) -> impl IntoView {
    let element = NodeRef::<Video>::new();
    let learn = move || {
        if let Some(video) = element.get_untracked() {
            camera.learn(video.video_width(), video.video_height());
            let frames = (video.duration() * rate).round();
            if frames >= 1.0 {
                count.update(|count| *count = (*count).max(frames as u32));
            }
        }
    };
    // It may have loaded before the page was alive.
    Effect::new(move || {
        if element.get().is_some_and(|video| video.ready_state() > 0) {
            learn();
        }
    });
    Effect::new(move || {
        let plays = playing.get();
        let Some(video) = element.get() else { return };
        if !plays {
            // Nothing to stop where it has not begun.
            video.pause().unwrap_or_default();
            return;
        }
        leptos::task::spawn_local(async move {
            let refused = match video.play() {
                Ok(begun) => wasm_bindgen_futures::JsFuture::from(begun).await.is_err(),
                Err(_) => true,
            };
            // The button shows that it does not play; a pause meanwhile is no refusal.
            if refused && playing.try_get_untracked() == Some(true) {
                playing.set(false);
            }
        });
    });
    // The reader's frame moves the video, unless it plays by itself.
    Effect::new(move || {
        let to = (f64::from(frame.get()) + 0.5) / rate;
        if let Some(video) = element.get()
            && !playing.get_untracked()
            && (video.current_time() - to).abs() > 0.25 / rate
        {
            video.set_current_time(to);
        }
    });
    tick(playing, 30.0, move || {
        if let Some(video) = element.get_untracked() {
            let now = (video.current_time() * rate).floor().max(0.0) as u32;
            if now != frame.get_untracked() {
                frame.set(now.min(count.get_untracked().saturating_sub(1)));
            }
            if video.ended() {
                playing.set(false);
            }
        }
    });
    view! {
        <Stage camera look marks shapes label=name.clone()>
            <video
                class="stage-image"
                node_ref=element
                src=address
                preload="auto"
                playsinline
                muted
                aria-label=name
                on:loadedmetadata=move |_| learn()
            ></video>
        </Stage>
    }
}

/// The player, with the frames on which the chosen object is.
#[component]
fn Player(
    frame: RwSignal<u32>,
    count: RwSignal<u32>,
    playing: RwSignal<bool>,
    rate: f64,
    marks: Marks,
    video: StoredValue<VideoAnnotations>,
) -> impl IntoView {
    let lane = move || {
        let chosen = marks.selected.get()?;
        video.with_value(|video| {
            let track = video.tracks.get(chosen)?;
            let (first, last) = (track.keyframes.first()?.frame, track.keyframes.last()?.frame);
            let color = domain::label_color::label_color(&track.label).to_string();
            let keys = track.keyframes.iter().take(2000);
            let keys = keys.fold(String::new(), |mut path, keyframe| {
                // Writing to a string cannot fail.
                let _ = write!(path, "M{} 1v4", f64::from(keyframe.frame) + 0.5);
                path
            });
            Some(view! {
                <rect x=first.to_string() y="0" width=(last + 1 - first).to_string() height="6" fill=color fill-opacity="0.35" />
                <path d=keys stroke="currentColor" stroke-width="0.12" />
            })
        })
    };
    view! { <FramePlayer frame count playing rate>{lane}</FramePlayer> }
}
