//! The stage's camera as signals that the picture, the toolbar and the keys share.

use domain::annotations::Point;
use leptos::prelude::*;

use super::camera::{Camera, Extent};

#[derive(Debug, Clone, Copy)]
pub struct StageCamera {
    /// `None`: the picture fits the stage, whatever the stage's size.
    pub camera: RwSignal<Option<Camera>>,
    /// The stage in CSS pixels; empty until the browser has laid it out.
    pub stage: RwSignal<Extent>,
    /// The picture in its pixels; `None` until they are known.
    pub image: RwSignal<Option<Extent>>,
}

impl StageCamera {
    pub fn new(pixels: Option<(i32, i32)>) -> Self {
        let image = pixels.map(|(width, height)| Extent::new(width.into(), height.into()));
        Self {
            camera: RwSignal::new(None),
            stage: RwSignal::new(Extent::default()),
            image: RwSignal::new(image.filter(|image| !image.is_empty())),
        }
    }

    /// Takes the size of a picture that told it only when it was loaded.
    pub fn learn(self, width: u32, height: u32) {
        if self.image.get_untracked().is_none() && width > 0 && height > 0 {
            self.image
                .set(Some(Extent::new(width.into(), height.into())));
        }
    }

    /// The camera in force, once all sizes are known.
    pub fn now(self) -> Option<Camera> {
        let (stage, image) = (self.stage.get(), self.image.get()?);
        if stage.is_empty() {
            return None;
        }
        Some(
            self.camera
                .get()
                .unwrap_or_else(|| Camera::fit(stage, image)),
        )
    }

    /// The `viewBox` of an overlay; for a fitted picture it holds before any layout.
    pub fn view_box(self) -> String {
        match (self.camera.get(), self.image.get()) {
            (Some(camera), Some(_)) => camera.view_box(self.stage.get()),
            (None, Some(image)) => format!("0 0 {} {}", image.width, image.height),
            (_, None) => "0 0 1 1".to_owned(),
        }
    }

    /// The CSS `transform` of the fitted picture.
    pub fn transform(self) -> String {
        match (self.camera.get(), self.image.get()) {
            (Some(camera), Some(image)) => camera.transform(self.stage.get(), image),
            _ => "none".to_owned(),
        }
    }

    pub fn fit(self) {
        self.camera.set(None);
    }

    /// One CSS pixel a picture pixel.
    pub fn actual(self) {
        let scale = untrack(|| self.now()).map(|camera| camera.scale);
        if let Some(scale) = scale {
            self.zoom(1.0 / scale, None);
        }
    }

    /// Zooms about a point of the stage, or its middle.
    pub fn zoom(self, factor: f64, about: Option<(f64, f64)>) {
        self.change(|camera, stage, image| {
            let (x, y) = about.unwrap_or((stage.width / 2.0, stage.height / 2.0));
            Some(camera.zoomed(factor, x, y, stage, image))
        });
    }

    pub fn pan(self, dx: f64, dy: f64) {
        self.change(|camera, stage, image| Some(camera.panned(dx, dy, stage, image)));
    }

    /// Brings a shape into the middle.
    pub fn show(self, points: &[Point]) {
        self.change(|_, stage, image| Camera::around(points, stage, image));
    }

    /// The stage has another size: what was in its middle stays there.
    pub fn resize(self, to: Extent) {
        let from = self.stage.get_untracked();
        if from == to {
            return;
        }
        self.stage.set(to);
        if !from.is_empty() && self.camera.get_untracked().is_some() {
            self.pan(
                (to.width - from.width) / 2.0,
                (to.height - from.height) / 2.0,
            );
        }
    }

    fn change(self, change: impl FnOnce(Camera, Extent, Extent) -> Option<Camera>) {
        let changed = untrack(|| {
            let (stage, image) = (self.stage.get(), self.image.get()?);
            change(self.now()?, stage, image)
        });
        if changed.is_some() {
            self.camera.set(changed);
        }
    }
}
