//! All files of a sample set, and which tasks are made over them.

use crate::dice::Dice;
use crate::error::Result;
use crate::files::{self, Orientation};
use crate::film::{self, Film};
use crate::folder::Folder;
use crate::generate::BROKEN_IMAGE;
use crate::paper;
use crate::plan::{Content, Project};
use crate::scene::{Place, Recipe};
use crate::shots::{self, Shot};
use crate::sweep::{self, Sweep};
use crate::work::{self, Asked, Work};

/// A text and the file that shows or says it.
#[derive(Debug, Clone)]
pub struct Written {
    pub path: String,
    pub lines: Vec<String>,
}

/// A task over a film, whose answer is in a file.
#[derive(Debug, Clone)]
struct FilmTask {
    recipe: Recipe,
    work: Work,
}

#[derive(Debug, Clone)]
pub struct Stock {
    pub shots: Vec<Shot>,
    films: Vec<FilmTask>,
    sweeps: Vec<Sweep>,
    signs: Vec<Written>,
    receipts: Vec<Written>,
    forms: Vec<Written>,
    speeches: Vec<Written>,
}

impl Stock {
    /// Draws and writes all files.
    pub fn make(folder: &Folder, seed: u64, tasks: usize) -> Result<Self> {
        let plans = shots::plan(seed, tasks);
        let shots = shots::take_all(folder, &plans)?;
        let films = film::take_all(folder, seed, (tasks / 400).clamp(1, 4))?;
        let sweeps = sweep::take_all(folder, seed, (tasks / 400).clamp(1, 5))?;
        write_broken(folder, &shots)?;
        Ok(Self {
            films: film_tasks(folder, &films)?,
            signs: signs(folder, seed)?,
            receipts: receipts(folder, seed)?,
            forms: forms(folder, seed)?,
            speeches: speeches(folder, seed)?,
            shots,
            sweeps,
        })
    }

    /// The largest photo.
    pub fn large(&self) -> &Shot {
        self.shots
            .iter()
            .max_by_key(|shot| shot.view.width)
            .unwrap_or(&self.shots[0])
    }

    /// A photo of a street.
    pub fn street(&self, index: usize) -> &Shot {
        self.shot(index, |shot| shot.recipe.place == Place::Downtown)
    }

    fn shot(&self, index: usize, fits: impl Fn(&Shot) -> bool) -> &Shot {
        let fitting: Vec<&Shot> = self.shots.iter().filter(|shot| fits(shot)).collect();
        // A stride without common factors walks through all of them.
        fitting
            .get(index.wrapping_mul(7919) % fitting.len().max(1))
            .copied()
            .unwrap_or(&self.shots[0])
    }

    /// The content of a task, and the scene behind it.
    pub fn work(
        &self,
        project: &Project,
        content: Content,
        index: usize,
        dice: &mut Dice,
    ) -> (Work, Option<Recipe>) {
        let shot = self.shot(index, |shot| fits(project, content, shot));
        let over = |work: Work| (work, Some(shot.recipe));
        let image =
            |asked: Asked, dice: &mut Dice| (work::image(shot, asked, dice), Some(shot.recipe));
        match content {
            Content::Mixed => image(Asked::Mixed, dice),
            Content::Boxes => image(Asked::Boxes, dice),
            Content::Polygons => image(Asked::Polygons, dice),
            Content::Lines => image(Asked::Lines, dice),
            Content::Lanes => image(Asked::Lanes, dice),
            Content::Points => image(Asked::Points, dice),
            Content::Cuboids => image(Asked::Cuboids, dice),
            Content::Segmentation => over(
                work::segmentation(shot).unwrap_or_else(|| work::image(shot, Asked::Mixed, dice)),
            ),
            Content::Video(task_type) => {
                let fitting: Vec<&FilmTask> = self
                    .films
                    .iter()
                    .filter(|film| film.work.task_type == task_type)
                    .collect();
                let film = fitting[index % fitting.len()];
                (film.work.clone(), Some(film.recipe))
            }
            Content::Lidar => {
                let sweep = &self.sweeps[index % self.sweeps.len()];
                (work::lidar(sweep), Some(sweep.recipe))
            }
            Content::Incident => (work::incident(dice), None),
            Content::Categorization => over(work::categorization(shot)),
            Content::Comparison => over(work::comparison(shot, self.street(index + 1))),
            Content::StreetName => {
                let sign = &self.signs[index % self.signs.len()];
                (work::street_name(&sign.path, &sign.lines[0]), None)
            }
            Content::Receipt => {
                let receipt = &self.receipts[index % self.receipts.len()];
                (work::receipt(&receipt.path, &receipt.lines), None)
            }
            Content::Speech => {
                let speech = &self.speeches[index % self.speeches.len()];
                (work::speech(&speech.path, &speech.lines[0]), None)
            }
            Content::TextCollection => (work::text_collection(dice), None),
            Content::Document => {
                let form = &self.forms[index % self.forms.len()];
                (work::document(&form.path, &form.lines), None)
            }
            Content::DataCollection => (work::data_collection(dice), None),
        }
    }
}

/// Whether a project would send this photo.
fn fits(project: &Project, content: Content, shot: &Shot) -> bool {
    let place = shot.recipe.place;
    let seen = |enough: bool| enough && !shot.view.seen.is_empty();
    match (project.name, content) {
        (_, Content::Segmentation) | ("night_segmentation", _) => shot.masks.is_some(),
        (_, Content::Lines | Content::Lanes) | ("highway_lanes", _) => place == Place::Highway,
        (_, Content::Cuboids) => {
            shot.view.seen.iter().any(|seen| seen.cuboid.is_some()) && place != Place::ParkingLot
        }
        (_, Content::Points) => seen(place != Place::Highway && place != Place::ParkingLot),
        _ => seen(shot.masks.is_none() && place != Place::Highway),
    }
}

fn film_tasks(folder: &Folder, films: &[Film]) -> Result<Vec<FilmTask>> {
    use domain::TaskType::{VideoAnnotation, VideoBoxAnnotation, VideoPlaybackAnnotation};
    let mut tasks = Vec::new();
    for (index, film) in films.iter().enumerate() {
        for task_type in [VideoAnnotation, VideoBoxAnnotation, VideoPlaybackAnnotation] {
            let name = format!("drive_{index:02}_{task_type}");
            let work = work::video(folder, film, task_type, &name)?;
            tasks.push(FilmTask {
                recipe: film.recipe,
                work,
            });
        }
    }
    Ok(tasks)
}

fn write_broken(folder: &Folder, shots: &[Shot]) -> Result<()> {
    let whole = std::fs::read(folder.path(&shots[0].path)).unwrap_or_default();
    folder.write(BROKEN_IMAGE, &whole[..whole.len().min(300)])
}

fn signs(folder: &Folder, seed: u64) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    for (index, name) in paper::STREETS.iter().enumerate() {
        let mut dice = Dice::new(seed, "sign", index);
        let path = format!("media/documents/sign_{index:02}.jpg");
        if let Some(picture) = paper::street_sign(name, &mut dice) {
            folder.image(
                &path,
                files::jpeg(
                    &picture.rgb,
                    picture.width,
                    picture.height,
                    82,
                    Orientation::Upright,
                ),
            )?;
            written.push(Written {
                path,
                lines: vec![(*name).to_owned()],
            });
        }
    }
    Ok(written)
}

fn receipts(folder: &Folder, seed: u64) -> Result<Vec<Written>> {
    let mut written = Vec::new();
    for index in 0..8 {
        let mut dice = Dice::new(seed, "receipt", index);
        let mut lines = vec![
            dice.pick(&["CAFE ROMA", "FUEL 24", "BIKE SHOP", "CITY MARKET"])
                .to_owned(),
        ];
        lines.push(format!(
            "NO {:05}   POS {}",
            dice.int(1000, 99_999),
            dice.int(1, 6)
        ));
        let mut total = 0;
        for _ in 0..dice.int(3, 7) {
            let cents = dice.int(120, 3990);
            total += cents;
            let item = dice.pick(&[
                "ESPRESSO", "TEA", "BAGEL", "CABLE", "WIPERS", "LAMP H7", "WATER", "SALAD",
                "TYRE KIT",
            ]);
            lines.push(format!("{item:<12}{:>7}", money(cents)));
        }
        lines.push(format!("{:<12}{:>7}", "TOTAL", money(total)));
        lines.push("CARD   THANK YOU!".to_owned());
        let path = format!("media/documents/receipt_{index:02}.jpg");
        if let Some(picture) = paper::receipt(&lines, &mut dice) {
            folder.image(
                &path,
                files::jpeg(
                    &picture.rgb,
                    picture.width,
                    picture.height,
                    82,
                    Orientation::Upright,
                ),
            )?;
            written.push(Written { path, lines });
        }
    }
    Ok(written)
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn forms(folder: &Folder, seed: u64) -> Result<Vec<Written>> {
    (0..10)
        .map(|index| {
            let mut dice = Dice::new(seed, "form", index);
            let lines = vec![
                "Vehicle incident form".to_owned(),
                format!("Report number: {:06}", dice.int(10_000, 999_999)),
                format!(
                    "Vehicle: {}-{:03}",
                    dice.pick(&["Lynx", "Falcon", "Heron"]),
                    dice.int(2, 64)
                ),
                format!(
                    "Driver: {}",
                    dice.pick(&["Ana Souza", "Mei Lin", "Noah Berg", "Tom O'Neill"])
                ),
                format!("Odometer (km): {}", dice.int(4000, 180_000)),
                format!("Road: {}", dice.pick(&["dry", "wet", "icy", "gravel"])),
                format!("Speed (km/h): {}", dice.int(0, 110)),
                format!("Airbag: {}", dice.pick(&["not released", "released"])),
                format!(
                    "Damage: {}",
                    dice.pick(&[
                        "none",
                        "front bumper",
                        "left mirror",
                        "rear door, paint only"
                    ])
                ),
                format!("Signed: {}", dice.pick(&["yes", "no"])),
            ];
            let path = format!("media/documents/form_{index:02}.pdf");
            folder.write(&path, &files::pdf(&lines))?;
            Ok(Written { path, lines })
        })
        .collect()
}

const CALLS: [&str; 6] = [
    "Lynx twelve to base, we have stopped at Harbor Avenue, front camera is dirty.",
    "Base, Falcon seven, manual drive since two minutes, sensor warning on the left.",
    "Copy that, take the next exit and wait at the depot.",
    "Heron three, pedestrian on the lane, we are clear now, going on.",
    "Can you check the tyre pressure, rear right, it says one point eight.",
    "Marten nine, heavy rain, we end the drive here.",
];

fn speeches(folder: &Folder, seed: u64) -> Result<Vec<Written>> {
    CALLS
        .iter()
        .enumerate()
        .map(|(index, words)| {
            let path = format!("media/audio/radio_{index:02}.wav");
            folder.write(
                &path,
                &files::wav(words, &mut Dice::new(seed, "speech", index)),
            )?;
            Ok(Written {
                path,
                lines: vec![(*words).to_owned()],
            })
        })
        .collect()
}
