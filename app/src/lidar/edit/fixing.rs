//! The fix of a response: what it is made on, and what can be done.

use domain::audit::Judgement;
use domain::lidar::Cuboid;
use domain::lidar::edit::{Edits, Frames, Heading, LidarSource, annotations_address};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Found;
use super::form::{Choices, fix_choices};
use super::{SpaceFix, points};
use crate::AppError;
use crate::lidar::frames::fetch;
use crate::lidar::state::{Lidar, Look};
use crate::task_json::fetch_text;

/// Signals and acts of the fix; copied freely.
#[derive(Clone, Copy)]
pub struct Fixing {
    pub lidar: Lidar,
    pub space: SpaceFix,
    pub form: RwSignal<Choices>,
    pub comment: RwSignal<String>,
    /// What the last act came to, or why it did nothing.
    pub told: RwSignal<Option<String>>,
    /// Why the response cannot be edited in space.
    pub broken: RwSignal<Option<String>>,
    pub found: RwSignal<Found>,
    /// Into how many frames a copy goes.
    pub copies: RwSignal<u32>,
    /// The first of the two clicks that add a cuboid.
    pub first_click: RwSignal<Option<[f64; 3]>>,
    source: StoredValue<Option<Source>>,
}

struct Source {
    response: String,
    annotations: LidarSource,
}

impl Fixing {
    pub fn new(lidar: Lidar, space: SpaceFix) -> Self {
        Self {
            lidar,
            space,
            form: RwSignal::new(Choices::default()),
            comment: RwSignal::new(String::new()),
            told: RwSignal::new(None),
            broken: RwSignal::new(None),
            found: RwSignal::new(Found::Nothing),
            copies: RwSignal::new(1),
            first_click: RwSignal::new(None),
            source: StoredValue::new(None),
        }
    }

    /// Reads the response when the fix is opened, and forgets it when it is closed.
    pub fn follow(self) {
        Effect::new(move |_| {
            let edits = self.lidar.edit.edits;
            if !self.space.open.get() {
                self.cancel_add();
                edits.set(None);
                return;
            }
            self.lidar.playing.set(false);
            self.told.set(None);
            self.broken.set(None);
            self.space.problem.set(None);
            spawn_local(async move {
                let begun = self.begin().await;
                if self.space.open.try_get_untracked() == Some(true)
                    && let Err(error) = begun
                {
                    self.broken.set(Some(error.to_string()));
                }
            });
        });
        super::draft::keep(self);
        super::add::follow(self);
        super::keys::listen(self);
    }

    async fn begin(self) -> Result<(), AppError> {
        let task_id = self.lidar.task_id();
        let number = self.lidar.response_version();
        let response =
            fetch_text(&format!("/tasks/{task_id}/responses/{number}?download=0")).await?;
        let wrong = |error: domain::lidar::edit::SourceError| AppError::Invalid(error.to_string());
        let annotations = match annotations_address(&response).map_err(wrong)? {
            None => LidarSource::of_response(&response).map_err(wrong)?,
            Some(url) => {
                let text = fetch_text(&self.lidar.file_address(&url)).await?;
                LidarSource::of_file(text).map_err(wrong)?
            }
        };
        self.form.set(fix_choices(task_id).await?);
        let mut edits = Edits::new(annotations.cuboids(), self.lidar.count());
        self.source.set_value(Some(Source {
            response,
            annotations,
        }));
        super::draft::find(self, &mut edits);
        self.lidar.edit.edits.set(Some(edits));
        Ok(())
    }

    /// Frame and object that are chosen, with the cuboid, as it is; not tracked.
    pub fn chosen(self) -> Option<(usize, usize, Cuboid)> {
        let frame = self.lidar.frame.get_untracked();
        let object = self.lidar.marks.selected.get_untracked()?;
        let cuboid = self.lidar.edit.cuboid(object, frame)??;
        Some((object, frame as usize, cuboid))
    }

    /// The chosen cuboid. Tracked.
    pub fn shown(self) -> Option<Cuboid> {
        let (frame, object) = (self.lidar.frame.get(), self.lidar.marks.selected.get()?);
        self.lidar.edit.edits.with(|edits| {
            let cuboid = edits.as_ref()?.cuboid(object, frame as usize)?;
            Some(cuboid.clone())
        })
    }

    /// Does something to the edits, once they are there.
    pub fn edit<T>(self, act: impl FnOnce(&mut Edits) -> T) -> Option<T> {
        self.told.set(None);
        let mut done = None;
        self.lidar
            .edit
            .edits
            .update(|edits| done = edits.as_mut().map(act));
        done
    }

    /// Puts what `change` makes of the chosen cuboid in its place.
    pub fn change(self, change: impl FnOnce(&Cuboid) -> Cuboid) {
        if let Some((object, frame, cuboid)) = self.chosen() {
            let changed = change(&cuboid);
            self.edit(|edits| edits.set(object, frame, changed));
        }
    }

    pub fn undo(self) {
        let change = self.edit(Edits::undo).flatten();
        self.look_at(change);
    }

    pub fn redo(self) {
        let change = self.edit(Edits::redo).flatten();
        self.look_at(change);
    }

    /// Goes to where something changed, so that it is seen.
    fn look_at(self, change: Option<domain::lidar::edit::Change>) {
        if let Some(change) = change {
            self.lidar.go(change.frame as i64);
            self.lidar.marks.selected.set(Some(change.object));
        }
    }

    pub fn delete(self, frames: Frames) {
        if let Some((object, ..)) = self.chosen() {
            self.edit(|edits| edits.delete(object, frames));
        }
    }

    /// To the points inside.
    pub fn fit(self) {
        let Some((object, frame, cuboid)) = self.chosen() else {
            return;
        };
        spawn_local(async move {
            let fitted = points::fitted(self.lidar, frame as u32, &cuboid, Heading::Kept).await;
            if !self.has(object, frame, &cuboid) {
                return;
            }
            let told = match fitted {
                Ok(Some(fitted)) => {
                    self.edit(|edits| edits.set(object, frame, fitted.cuboid));
                    format!("Fitted to {} points", fitted.points)
                }
                Ok(None) => "Fewer than 4 points above the ground are inside; make it larger first"
                    .to_owned(),
                Err(why) => format!("Not fitted; try again. {why}"),
            };
            self.told.set(Some(told));
        });
    }

    /// Whether a cuboid is as it was when something was asked of the server.
    pub fn has(self, object: usize, frame: usize, cuboid: &Cuboid) -> bool {
        let edits = self.lidar.edit.edits;
        let is_same = edits.try_with_untracked(|edits| {
            let edits = edits.as_ref()?;
            Some(edits.cuboid(object, frame)? == cuboid)
        });
        is_same.flatten() == Some(true)
    }

    pub fn copy_on(self) {
        let count = self.copies.get_untracked() as usize;
        if let Some((object, frame, _)) = self.chosen() {
            let copied = self.edit(|edits| edits.copy_on(object, frame, count, &fresh_uuid()));
            self.told.set(Some(match copied.unwrap_or_default() {
                0 => "There is no later frame".to_owned(),
                1 => "Copied to the next frame".to_owned(),
                many => format!("Copied to the next {many} frames"),
            }));
        }
    }

    pub fn interpolate(self) {
        let (frame, object) = (
            self.lidar.frame.get_untracked() as usize,
            self.lidar.marks.selected.get_untracked(),
        );
        let Some(object) = object else { return };
        let filled = self.edit(|edits| edits.interpolate(object, frame, &fresh_uuid()));
        self.told.set(Some(match filled.unwrap_or_default() {
            0 => "Nothing lies between: place the object in two frames with others between them"
                .to_owned(),
            1 => "Filled in 1 frame".to_owned(),
            many => format!("Filled in {many} frames"),
        }));
    }

    pub fn cancel_add(self) {
        self.first_click.set(None);
        self.lidar.edit.picks.set(false);
    }

    /// Brings a changed cuboid into sight.
    pub fn fly_to(self, object: usize, frame: usize) {
        self.lidar.go(frame as i64);
        self.lidar.marks.selected.set(Some(object));
        self.lidar.look.set(Some(Look::Object(object)));
    }

    /// Leaves the fix; its draft is kept as it is now.
    pub fn close(self) {
        super::draft::write(self);
        self.space.open.set(false);
    }

    pub fn can_save(self) -> bool {
        let edits = self.lidar.edit.edits;
        let has_changes = edits.with(|edits| edits.as_ref().is_some_and(Edits::has_changes));
        has_changes && !self.space.is_saving.get()
    }

    /// Hands the new response in, with the points of what changed counted anew.
    pub fn save(self) {
        if !untrack(|| self.can_save()) {
            return;
        }
        let Some(judge) = self.space.judge.get_untracked() else {
            return;
        };
        self.space.is_saving.set(true);
        spawn_local(async move {
            let response = self.written().await;
            self.space.is_saving.set(false);
            match response {
                Ok(response) => judge.run(Judgement::Fix {
                    response,
                    comment: self.comment.get_untracked(),
                }),
                Err(why) => self.space.problem.set(Some(why)),
            }
        });
    }

    async fn written(self) -> Result<String, String> {
        let Some(mut edits) = self.lidar.edit.edits.get_untracked() else {
            return Err("nothing is open".to_owned());
        };
        edits.release();
        for change in edits.changes() {
            let Some(cuboid) = &change.after else {
                continue;
            };
            let stays = change
                .before
                .as_ref()
                .is_some_and(|it| !it.is_elsewhere(cuboid));
            if stays {
                continue;
            }
            let frame = change.frame as u32;
            fetch(self.lidar, frame).await?;
            let told = change.before.as_ref().and_then(|it| it.distance_to_device);
            let distance = points::distance(self.lidar, frame, cuboid).or(told);
            let inside = points::inside(self.lidar, frame, cuboid).await?;
            edits.measure(change.object, change.frame, inside, distance);
        }
        let written = self.source.try_with_value(|source| {
            let source = source.as_ref()?;
            Some(source.annotations.write_response(&source.response, &edits))
        });
        match written.flatten() {
            Some(Ok(response)) => Ok(response),
            Some(Err(error)) => Err(error.to_string()),
            None => Err("nothing is open".to_owned()),
        }
    }
}

/// A random uuid, for a new object.
pub fn fresh_uuid() -> String {
    // RFC 9562, version 4.
    let mut digits = (0..32).map(|_| (js_sys::Math::random() * 16.0) as u32 & 15);
    let mut next = || digits.next().unwrap_or_default();
    let mut uuid = String::with_capacity(36);
    for place in 0..32 {
        if matches!(place, 8 | 12 | 16 | 20) {
            uuid.push('-');
        }
        let digit = match place {
            12 => 4,
            16 => next() & 3 | 8,
            _ => next(),
        };
        uuid.extend(char::from_digit(digit, 16));
    }
    uuid
}
