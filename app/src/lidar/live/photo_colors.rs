//! Points in the colours that the photos of their frame show.

use domain::lidar::FrameImage;
use leptos::task::spawn_local;
use viewer::{Photo, PhotoCamera};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlImageElement};

use super::*;
use crate::lidar::photo_camera::camera;

/// The widest a photo is kept for its colours, pixels: points are fewer.
const WIDEST: f64 = 1280.0;
/// A point that no photo shows.
const UNSEEN: [u8; 3] = [118, 124, 134];

/// The photos of the shown frame, as they come.
#[derive(Default)]
pub struct PhotoColors {
    frame: Option<u32>,
    arrived: Rc<RefCell<Vec<Arrived>>>,
    /// Which cloud has colours of how many photos.
    painted: Option<(u32, usize)>,
}

struct Arrived {
    camera: PhotoCamera,
    /// By which photos stand in line for a point.
    place: usize,
    size: [u32; 2],
    rgba: Vec<u8>,
}

impl PhotoColors {
    /// The colours that the photos show of points, as far as they have come.
    pub fn colors(&self, cloud: &Cloud) -> Vec<u8> {
        let arrived = self.arrived.borrow();
        let photos: Vec<Photo> = arrived
            .iter()
            .map(|photo| Photo {
                camera: &photo.camera,
                size: photo.size,
                rgba: &photo.rgba,
            })
            .collect();
        cloud.painted(&photos, UNSEEN)
    }
}

/// Whether a frame has photos to take colours from.
pub fn has_photos(images: &[FrameImage]) -> bool {
    images.iter().any(|image| camera(image).is_some())
}

impl Live {
    /// Gives the points colours once they are asked for and as photos come.
    pub(super) fn paint(&mut self) {
        if self.viewer.look.coloring != Coloring::Photos {
            return;
        }
        if self.photo_colors.frame != self.shown {
            self.fetch_photos();
        }
        let colors = {
            let mut arrived = self.photo_colors.arrived.borrow_mut();
            let now = Some((self.clouds, arrived.len()));
            if arrived.is_empty() || self.photo_colors.painted == now {
                return;
            }
            self.photo_colors.painted = now;
            arrived.sort_by_key(|photo| photo.place);
            drop(arrived);
            self.photo_colors.colors(self.viewer.cloud())
        };
        self.viewer.paint(colors);
    }

    fn fetch_photos(&mut self) {
        let arrived = Rc::new(RefCell::new(Vec::new()));
        self.photo_colors = PhotoColors {
            frame: self.shown,
            arrived: Rc::clone(&arrived),
            painted: None,
        };
        let Some(loaded) = self.shown.and_then(|frame| self.lidar.loaded(frame)) else {
            return;
        };
        for (place, image) in loaded.facts.info.images.into_iter().enumerate() {
            if camera(&image).is_none() {
                continue;
            }
            let address = self.lidar.file_address(&image.image_url);
            let arrived = Rc::clone(&arrived);
            spawn_local(async move {
                // A photo that does not come is told of in the row of photos.
                if let Ok(Some(photo)) = fetch(&address, image, place).await {
                    arrived.borrow_mut().push(photo);
                }
            });
        }
    }
}

async fn fetch(address: &str, image: FrameImage, place: usize) -> Result<Option<Arrived>, JsValue> {
    let element = HtmlImageElement::new()?;
    element.set_src(address);
    JsFuture::from(element.decode()).await?;
    let natural = [element.natural_width(), element.natural_height()].map(f64::from);
    let smaller = (natural[0] / WIDEST).max(1.0);
    let [width, height] = natural.map(|length| (length / smaller).round().max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    context.draw_image_with_html_image_element_and_dw_and_dh(&element, 0.0, 0.0, width, height)?;
    let rgba = context.get_image_data(0.0, 0.0, width, height)?.data().0;
    // The camera sees the smaller photo as one that was stored smaller.
    let scale = image
        .scale_factor
        .filter(|factor| *factor > 0.0)
        .unwrap_or(1.0);
    let camera = camera(&FrameImage {
        scale_factor: Some(scale * natural[0] / width),
        ..image
    });
    Ok(camera.map(|camera| Arrived {
        camera,
        place,
        size: [width as u32, height as u32],
        rgba,
    }))
}
