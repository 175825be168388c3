//! Pictures of the scene outside its canvas: the chosen object's sides, and files.

use domain::lidar::Cuboid;
use viewer::Side;
use viewer::draw::Pixels;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsValue};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlAnchorElement, ImageData, Url};

use super::*;

/// What the pictures of the sides were last made of.
#[derive(PartialEq)]
pub struct SidesKey {
    frame: u32,
    object: usize,
    cuboid: Cuboid,
    size: [i32; 2],
    look: viewer::Look,
    sight: Rc<Sight>,
    cloud_version: u64,
}

/// In the order of `Lidar::sides`.
const SIDES: [Side; 3] = [Side::Top, Side::Right, Side::Front];

impl Live {
    /// Shows the chosen object from three sides, where the page has a place for it.
    pub(super) fn take_sides(&mut self) {
        let lidar = self.lidar;
        let sight = Rc::clone(&self.sight);
        let chosen = lidar.marks.selected.get_untracked().zip(self.shown);
        let Some((object, frame)) = chosen.filter(|_| sight.shows.sides) else {
            return;
        };
        let Some(cuboid) = lidar.cuboid(object, frame) else {
            return;
        };
        let canvases = lidar.sides.map(|node| node.get_untracked());
        let [Some(first), _, _] = &canvases else {
            return;
        };
        let size = [first.client_width(), first.client_height()];
        if size[0] == 0 || self.viewer.is_lost() {
            return;
        }
        let key = SidesKey {
            frame,
            object,
            cuboid,
            size,
            look: self.viewer.look.clone(),
            sight,
            cloud_version: self.viewer.cloud_version(),
        };
        if self.sides.as_ref() == Some(&key) {
            return;
        }
        let shape = shape(&key.cuboid);
        self.sides = Some(key);
        let depth = shape
            .dimensions
            .x
            .max(shape.dimensions.y)
            .max(shape.dimensions.z)
            * 0.6
            + 0.3;
        for (side, canvas) in SIDES.into_iter().zip(canvases.into_iter().flatten()) {
            let [width, height] = size.map(f64::from);
            let pose = self.viewer.navigator.pose.from_side(side, shape.yaw);
            let pose = View::new(pose, width, height).fit_cuboid(&shape);
            let view = View::new(pose, width, height).with_depth(Some(depth));
            if let Ok(pixels) = whole_picture(&mut self.viewer, &view, self.size.pixel_ratio) {
                // A canvas that gives no context shows nothing; the scene beside it still does.
                let _ = put(&canvas, &pixels);
            }
        }
    }

    /// Saves what is seen, if somebody asked for it.
    pub(super) fn take_picture(&mut self) {
        let lidar = self.lidar;
        if !lidar.wants_picture.get_untracked() || self.shown.is_none() {
            return;
        }
        lidar.wants_picture.set(false);
        let frame = lidar.frame.get_untracked() + 1;
        let name = format!("task_{}_frame_{frame}.png", lidar.task_id());
        if let Ok(pixels) = self.viewer.read_pixels() {
            // A browser that refuses to make the file says so itself.
            let _ = save(&pixels, name);
        }
    }
}

/// A picture of all points that are here, not only those that the canvas needs.
pub(in crate::lidar) fn whole_picture(
    viewer: &mut Viewer,
    view: &View,
    ratio: f64,
) -> Result<Pixels, ViewerError> {
    let ranges = viewer.draw_ranges.take();
    let pixels = viewer.picture(view, ratio);
    viewer.draw_ranges = ranges;
    pixels
}

/// Puts a picture on a canvas, which gets its size.
pub(in crate::lidar) fn put(canvas: &HtmlCanvasElement, pixels: &Pixels) -> Result<(), JsValue> {
    canvas.set_width(pixels.width);
    canvas.set_height(pixels.height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let data = ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(&pixels.rgba),
        pixels.width,
        pixels.height,
    )?;
    context
        .dyn_into::<CanvasRenderingContext2d>()?
        .put_image_data(&data, 0.0, 0.0)
}

fn save(pixels: &Pixels, name: String) -> Result<(), JsValue> {
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    put(&canvas, pixels)?;
    let done = Closure::once_into_js(move |blob: Option<Blob>| {
        // Nothing is left to do where the browser makes no file.
        let _ = blob.map(|blob| download(&blob, &name));
    });
    canvas.to_blob(done.unchecked_ref())
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.dyn_into()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // Not before the browser has read it.
    let forget = move || drop(Url::revoke_object_url(&address));
    set_timeout(forget, std::time::Duration::from_mins(1));
    Ok(())
}
