//! The fix as it is, kept in this browser, and what becomes of it when the reader comes back.

use std::time::Duration;

use domain::lidar::Cuboid;
use domain::lidar::edit::{Edits, SceneDraft, Standing};
use leptos::prelude::*;

use super::{Fixing, SpaceFix};
use crate::audit::draft::{self, Draft, Editor};
use crate::lidar::state::Lidar;

/// How long the hand rests before the draft is written.
const REST: Duration = Duration::from_millis(250);

/// What was found in this browser when the fix was opened.
#[derive(Clone)]
pub enum Found {
    Nothing,
    /// The draft goes on.
    Restored,
    /// It was made on a response before the present one.
    OnEarlier {
        response: i32,
        draft: SceneDraft,
        comment: String,
        beside: Vec<Standing>,
    },
}

fn read(draft: &Draft) -> Option<SceneDraft> {
    serde_json::from_str(&draft.text).ok()
}

/// Goes on with the draft on this response, or tells of one on an earlier response.
pub fn find(fixing: Fixing, edits: &mut Edits) {
    let (task_id, number) = (fixing.lidar.task_id(), fixing.lidar.response_version());
    fixing.found.set(Found::Nothing);
    fixing.comment.set(String::new());
    if let Some(kept) = draft::load(Editor::Space, task_id, number)
        && let Some(scene) = read(&kept)
    {
        scene.resume(edits);
        fixing.comment.set(kept.comment);
        fixing.found.set(Found::Restored);
    } else if let Some(kept) = draft::load_earlier(Editor::Space, task_id, number)
        && let Some(draft) = read(&kept)
    {
        fixing.found.set(Found::OnEarlier {
            response: kept.response_version,
            beside: draft.beside(edits),
            comment: kept.comment,
            draft,
        });
    }
}

/// Writes the draft whenever something was done.
pub fn keep(fixing: Fixing) {
    let lidar = fixing.lidar;
    Effect::new(move |_| {
        let is_open = lidar.edit.edits.with(Option::is_some);
        if !is_open {
            return;
        }
        fixing.comment.track();
        let timer = set_timeout_with_handle(move || write(fixing), REST);
        on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
    });
}

/// Writes the draft as it is; what is back at the response needs none.
pub fn write(fixing: Fixing) {
    let lidar = fixing.lidar;
    let scene = lidar.edit.edits.try_with_untracked(|edits| {
        let edits = edits.as_ref()?;
        Some((edits.can_undo() || edits.can_redo()).then(|| SceneDraft::of(edits)))
    });
    let Some(scene) = scene.flatten() else { return };
    let (task_id, response_version) = (lidar.task_id(), lidar.response_version());
    let Some(scene) = scene else {
        draft::remove(Editor::Space, task_id, response_version);
        return;
    };
    let Ok(text) = serde_json::to_string(&scene) else {
        return;
    };
    let draft = Draft {
        response_version,
        text,
        comment: fixing.comment.get_untracked(),
    };
    if !draft::save(Editor::Space, task_id, &draft) {
        let told = "This browser cannot keep the draft; save before you leave";
        fixing.told.set(Some(told.to_owned()));
    }
}

/// What the reader left unsaved on this task, offered on the page before anything is opened.
#[component]
pub fn DraftOffer(lidar: Lidar, space: SpaceFix) -> impl IntoView {
    let task_id = lidar.task_id();
    let kept = RwSignal::new(None::<(i32, usize)>);
    Effect::new(move |_| {
        if space.open.get() {
            return;
        }
        let number = lidar.response_version();
        let found = draft::load(Editor::Space, task_id, number)
            .or_else(|| draft::load_earlier(Editor::Space, task_id, number));
        kept.set(found.and_then(|found| Some((found.response_version, read(&found)?.len()))));
    });
    move || {
        let (number, changes) = kept.get()?;
        if space.open.get() || space.judge.with(Option::is_none) {
            return None;
        }
        let discard = move |_| {
            draft::remove(Editor::Space, task_id, number);
            kept.set(None);
        };
        Some(view! {
            <p class="notice fix-offer" role="status">
                {format!("You left a fix unsaved: {}.", cuboids(changes))}
                <button class="button small primary" type="button" on:click=move |_| space.open.set(true)>
                    "Go on with it"
                </button>
                <button class="button small" type="button" on:click=discard>"Discard it"</button>
            </p>
        })
    }
}

fn cuboids(count: usize) -> String {
    match count {
        1 => "1 cuboid changed".to_owned(),
        many => format!("{many} cuboids changed"),
    }
}

/// Tells of a draft that was found, and what can become of it.
#[component]
pub fn FoundNotice(fixing: Fixing) -> impl IntoView {
    let task_id = fixing.lidar.task_id();
    move || match fixing.found.get() {
        Found::Nothing => ().into_any(),
        Found::Restored => {
            let start_over = move |_| {
                fixing.edit(|edits| while edits.undo().is_some() {});
                fixing.comment.set(String::new());
                fixing.found.set(Found::Nothing);
            };
            view! {
                <p class="notice" role="status">
                    "Your draft from before is back."
                    <button class="button small" type="button" on:click=start_over>"Start over"</button>
                </p>
            }
            .into_any()
        }
        Found::OnEarlier {
            response,
            draft: scene,
            comment,
            beside,
        } => {
            let contested = beside.iter().filter(|it| it.is_contested).count();
            let rows = beside.iter().map(row).collect_view();
            let take = move |_| {
                fixing.edit(|edits| scene.rebase(edits));
                fixing.comment.set(comment.clone());
                fixing.found.set(Found::Nothing);
                draft::remove(Editor::Space, task_id, response);
            };
            let discard = move |_| {
                fixing.found.set(Found::Nothing);
                draft::remove(Editor::Space, task_id, response);
            };
            view! {
                <div class="notice warn fix-stale" role="status">
                    <p>
                        {format!("You have a draft made on response {response}, which is not the present one any more. ")}
                        {match contested {
                            0 => "Nobody else changed the same cuboids.".to_owned(),
                            many => format!("Others changed {many} of its cuboids too."),
                        }}
                    </p>
                    <table>
                        <thead><tr><th>"Cuboid"</th><th>"Present"</th><th>"Yours"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                    <button class="button small" type="button" on:click=take>"Use my draft"</button>
                    <button class="button small" type="button" on:click=discard>"Discard it"</button>
                </div>
            }
            .into_any()
        }
    }
}

fn row(standing: &Standing) -> impl IntoView + use<> {
    let change = &standing.change;
    let label = change.after.as_ref().or(change.before.as_ref());
    let label = label.map(|it| it.label.clone()).unwrap_or_default();
    view! {
        <tr class:contested=standing.is_contested>
            <th scope="row">{format!("{label}, frame {}", change.frame + 1)}</th>
            <td>{words(standing.present.as_ref())}</td>
            <td>{words(change.after.as_ref())}</td>
        </tr>
    }
}

fn words(cuboid: Option<&Cuboid>) -> String {
    let Some(cuboid) = cuboid else {
        return "none".to_owned();
    };
    let [x, y, z] = cuboid.position;
    let [width, length, height] = cuboid.dimensions;
    format!(
        "{} at {x:.2}, {y:.2}, {z:.2}; {length:.2} × {width:.2} × {height:.2} m; {:.1}°",
        cuboid.label,
        cuboid.yaw.to_degrees()
    )
}
