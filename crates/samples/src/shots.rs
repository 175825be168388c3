//! The photos of the sample set.

use image::imageops::FilterType;
use image::{DynamicImage, ImageBuffer, ImageFormat, Rgb, RgbImage};

use crate::error::Result;
use crate::files::{self, Orientation};
use crate::folder::Folder;
use crate::observe::{View, observe};
use crate::parallel;
use crate::render::{self, Photo};
use crate::scene::{Class, Daytime, Place, Recipe, Scene, Weather};

/// A photo in the folder, and all that can be seen on it.
#[derive(Debug, Clone)]
pub struct Shot {
    pub path: String,
    pub recipe: Recipe,
    pub view: View,
    pub masks: Option<Masks>,
}

/// Paths of segmentation masks, and the classes on them with their pixels.
#[derive(Debug, Clone)]
pub struct Masks {
    pub combined: String,
    pub indexed: String,
    pub unlabeled: String,
    pub classes: Vec<(Class, usize)>,
}

/// How a photo is stored; the odd ones are what upload forms break on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Jpeg,
    /// Upright by its EXIF orientation only.
    Portrait,
    /// 4000 × 3000.
    Large,
    Png16,
    Gray,
    WebP,
}

#[derive(Debug, Clone, Copy)]
pub struct ShotPlan {
    pub recipe: Recipe,
    pub form: Form,
    pub masked: bool,
}

/// What is photographed for a set of so many tasks.
pub fn plan(seed: u64, tasks: usize) -> Vec<ShotPlan> {
    let count = (tasks / 16).clamp(16, 120);
    let mut plans: Vec<ShotPlan> = (0..count)
        .map(|index| {
            let place = [
                Place::Downtown,
                Place::Residential,
                Place::Downtown,
                Place::Highway,
                Place::Downtown,
                Place::Campus,
                Place::Downtown,
                Place::ParkingLot,
                Place::Residential,
                Place::Highway,
            ][index % 10];
            let mut recipe = Recipe::any(seed, index, place);
            let masked = index % 5 == 2;
            if masked {
                recipe.daytime = if index % 10 == 2 {
                    Daytime::Night
                } else {
                    Daytime::Dusk
                };
            }
            // Drones fly by day and in good sight.
            if place == Place::ParkingLot {
                if matches!(recipe.daytime, Daytime::Night | Daytime::Dusk) {
                    recipe.daytime = Daytime::Day;
                }
                if recipe.weather == Weather::Haze {
                    recipe.weather = Weather::Clear;
                }
            }
            // Two of three come from the side cameras, which are smaller.
            if index % 3 != 0 {
                (recipe.width, recipe.height) = (960, 540);
            }
            ShotPlan {
                recipe,
                form: Form::Jpeg,
                masked,
            }
        })
        .collect();
    for (step, form) in [
        Form::Portrait,
        Form::Large,
        Form::Png16,
        Form::Gray,
        Form::WebP,
        Form::Portrait,
    ]
    .into_iter()
    .enumerate()
    {
        let mut recipe = Recipe::any(seed, count + step, Place::Downtown);
        (recipe.width, recipe.height) = match form {
            Form::Portrait => (540, 960),
            Form::Large => (1600, 1200),
            Form::Png16 | Form::WebP => (640, 360),
            _ => (1280, 720),
        };
        if form == Form::Large {
            (recipe.daytime, recipe.weather) = (Daytime::Day, Weather::Clear);
        }
        plans.push(ShotPlan {
            recipe,
            form,
            masked: false,
        });
    }
    // The large one takes longest; started last, it would keep one core busy alone.
    plans.rotate_right(6);
    plans
}

/// Takes all photos and writes them.
pub fn take_all(folder: &Folder, plans: &[ShotPlan]) -> Result<Vec<Shot>> {
    parallel::each(plans.len(), |index| take(folder, &plans[index]))
}

fn take(folder: &Folder, plan: &ShotPlan) -> Result<Shot> {
    let scene = Scene::compose(plan.recipe);
    let photo = render::take(&scene);
    let mut view = observe(&scene, &photo);
    let ending = match plan.form {
        Form::Jpeg | Form::Portrait | Form::Large => "jpg",
        Form::Png16 | Form::Gray => "png",
        Form::WebP => "webp",
    };
    let name = format!("{}_{:04}", plan.recipe.place.word(), plan.recipe.index);
    let path = format!("media/images/{name}.{ending}");
    folder.image(&path, encode(&photo, plan.form))?;
    if plan.form == Form::Large {
        view = view.enlarged(2.5);
    }
    let masks = plan
        .masked
        .then(|| write_masks(folder, &scene, &photo, &name))
        .transpose()?;
    Ok(Shot {
        path,
        recipe: plan.recipe,
        view,
        masks,
    })
}

fn encode(photo: &Photo, form: Form) -> image::ImageResult<Vec<u8>> {
    let (width, height) = (photo.width, photo.height);
    let whole = || RgbImage::from_raw(width, height, photo.rgb.clone()).unwrap_or_default();
    let as_file = |image: DynamicImage, format: ImageFormat| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, format)?;
        Ok(bytes.into_inner())
    };
    match form {
        Form::Jpeg => files::jpeg(&photo.rgb, width, height, 80, Orientation::Upright),
        Form::Portrait => {
            let turned = image::imageops::rotate270(&whole());
            files::jpeg(
                &turned,
                turned.width(),
                turned.height(),
                82,
                Orientation::QuarterTurn,
            )
        }
        Form::Large => {
            let large = image::imageops::resize(&whole(), 4000, 3000, FilterType::Triangle);
            files::jpeg(&large, 4000, 3000, 72, Orientation::Upright)
        }
        Form::Png16 => {
            let deep: ImageBuffer<Rgb<u16>, Vec<u16>> =
                ImageBuffer::from_fn(width, height, |x, y| {
                    let at = ((y * width + x) * 3) as usize;
                    // Twelve bits, as sensors give, in the upper part of sixteen.
                    Rgb([0, 1, 2].map(|c| {
                        u16::from(photo.rgb[at + c]) << 8 | u16::from(photo.rgb[at + c]) & 0xf0
                    }))
                });
            as_file(DynamicImage::ImageRgb16(deep), ImageFormat::Png)
        }
        Form::Gray => as_file(
            DynamicImage::ImageLuma8(image::imageops::grayscale(&whole())),
            ImageFormat::Png,
        ),
        Form::WebP => as_file(DynamicImage::ImageRgb8(whole()), ImageFormat::WebP),
    }
}

fn write_masks(folder: &Folder, scene: &Scene, photo: &Photo, name: &str) -> Result<Masks> {
    let classes: Vec<u8> = photo
        .things
        .iter()
        .map(|&thing| scene.things[thing as usize].class as u8)
        .collect();
    // The narrow seam around each segment is left unlabeled, as tools do.
    let width = photo.width as usize;
    let seamed: Vec<u8> = (0..classes.len())
        .map(|i| {
            let right = if i % width + 1 < width {
                classes[i + 1]
            } else {
                classes[i]
            };
            let below = classes.get(i + width).copied().unwrap_or(classes[i]);
            if right == classes[i] && below == classes[i] {
                classes[i]
            } else {
                0
            }
        })
        .collect();
    let mut counts = [0; Class::ALL.len()];
    for &class in &seamed {
        counts[class as usize] += 1;
    }
    let masks = Masks {
        combined: format!("media/masks/{name}_combined.png"),
        indexed: format!("media/masks/{name}_indexed.png"),
        unlabeled: format!("media/masks/{name}_unlabeled.png"),
        classes: Class::ALL
            .iter()
            .map(|&class| (class, counts[class as usize]))
            .filter(|&(class, pixels)| class != Class::Unlabeled && pixels > 0)
            .collect(),
    };
    folder.image(
        &masks.combined,
        files::combined(&seamed, photo.width, photo.height),
    )?;
    folder.image(
        &masks.indexed,
        files::indexed(&seamed, photo.width, photo.height),
    )?;
    folder.image(
        &masks.unlabeled,
        files::unlabeled(&seamed, photo.width, photo.height),
    )?;
    Ok(masks)
}
