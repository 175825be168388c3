//! Sequences of frames in which the same things move.

use crate::error::Result;
use crate::files::{self, Orientation};
use crate::folder::Folder;
use crate::observe::{View, observe};
use crate::parallel;
use crate::render;
use crate::scene::{Place, Recipe, Scene};

/// Frames of one drive, in order, half a second apart.
#[derive(Debug, Clone)]
pub struct Film {
    pub recipe: Recipe,
    pub frames: Vec<String>,
    pub views: Vec<View>,
}

const FRAMES: usize = 8;

pub fn take_all(folder: &Folder, seed: u64, count: usize) -> Result<Vec<Film>> {
    let recipes: Vec<Recipe> = (0..count)
        .map(|index| {
            let place = [Place::Downtown, Place::Highway, Place::Residential][index % 3];
            let mut recipe = Recipe::any(seed, 700 + index, place);
            (recipe.width, recipe.height) = (800, 450);
            recipe
        })
        .collect();
    let frames = parallel::each(count * FRAMES, |index| {
        let recipe = Recipe {
            moment: (index % FRAMES) as f32 * 0.5,
            ..recipes[index / FRAMES]
        };
        let scene = Scene::compose(recipe);
        let photo = render::take(&scene);
        let path = format!(
            "media/video/drive_{:02}_{:03}.jpg",
            index / FRAMES,
            index % FRAMES
        );
        folder.image(
            &path,
            files::jpeg(
                &photo.rgb,
                photo.width,
                photo.height,
                76,
                Orientation::Upright,
            ),
        )?;
        Ok((path, observe(&scene, &photo)))
    })?;
    let films = frames.chunks(FRAMES).zip(recipes).map(|(chunk, recipe)| {
        let (frames, views) = chunk.iter().cloned().unzip();
        Film {
            recipe,
            frames,
            views,
        }
    });
    Ok(films.collect())
}
