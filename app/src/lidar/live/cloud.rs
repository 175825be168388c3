//! The points of a frame, as the viewer has them.

use domain::lidar::{CloudLevels, PointLabels};
use pointcloud::tile::Tile;
use viewer::{Channel, Cloud};

use crate::lidar::class_places::ClassPlaces;
use crate::lidar::coarse::Coarse;
use crate::lidar::state::LoadedFrame;

/// The points of a frame that are here: all, or an even sample of a large cloud.
pub fn cloud(loaded: &LoadedFrame) -> Result<Cloud, String> {
    let tiles = loaded.tiles().map_err(|error| error.to_string())?;
    let Some(first) = tiles.first() else {
        return Ok(Cloud::default());
    };
    let Some(coarse) = &loaded.coarse else {
        let mut cloud = whole(first, &loaded.classes);
        if let Some(labels) = &loaded.labels {
            label(&mut cloud, labels)?;
        }
        return Ok(cloud);
    };
    let mut cloud = empty(first, &coarse.levels);
    for tile in &tiles {
        let part = part(tile, &cloud, coarse);
        cloud.append(&part).map_err(|error| error.to_string())?;
    }
    Ok(cloud)
}

fn whole(tile: &Tile, classes: &ClassPlaces) -> Cloud {
    let time = tile.time().map(|times| {
        let nanoseconds: Vec<i64> = times.collect();
        let first = nanoseconds.iter().copied().min().unwrap_or_default();
        let seconds: Vec<f32> = nanoseconds.iter().map(|at| seconds(first, *at)).collect();
        Channel::quantized(&seconds)
    });
    Cloud {
        origin: tile.origin(),
        positions: tile.positions_f32(),
        intensity: tile
            .intensity()
            .map(|intensity| Channel::quantized(&intensity.values())),
        ring: tile.ring().map(|rings| Channel::counts(rings.collect())),
        time,
        class: class(tile, classes),
        ground: tile.ground().map(|ground| ground.map(u8::from).collect()),
        rgb: tile.color().map(|color| color.as_flattened().to_vec()),
        device: tile.device().map(<[u8]>::to_vec),
        instance: instance(tile),
        ..Cloud::default()
    }
}

/// The classes of points, by their places in the palette.
fn class(tile: &Tile, classes: &ClassPlaces) -> Option<Vec<u8>> {
    let numbers = tile.classification()?;
    Some(numbers.iter().map(|class| classes.place(class)).collect())
}

/// The instances of points; beyond 255 they begin again, as those of answers do.
fn instance(tile: &Tile) -> Option<Vec<u8>> {
    let place = |number: u32| match number {
        0 => 0,
        number => ((number - 1) % 255 + 1) as u8,
    };
    Some(tile.instance()?.iter().map(place).collect())
}

/// Gives the points the labels of the answer, which has one for each point of the frame's file.
fn label(cloud: &mut Cloud, labels: &PointLabels) -> Result<(), String> {
    let classes = labels.classes();
    if classes.len() != cloud.len() {
        return Err(format!(
            "The answer labels {} points of this frame, which has {}: they do not belong together.",
            classes.len(),
            cloud.len()
        ));
    }
    cloud.class = Some(classes);
    cloud.instance = labels.instances();
    Ok(())
}

/// A cloud for the chunks of a large one: without points, in the measures that fit all of them.
fn empty(first: &Tile, levels: &CloudLevels) -> Cloud {
    let seconds = levels.time.map(|[first, last]| seconds(first, last));
    Cloud {
        origin: first.origin(),
        intensity: first.intensity().map(|_| {
            let [least, most] = levels.intensity.unwrap_or_default();
            spanning(least, most)
        }),
        ring: first.ring().map(|_| Channel::counts(Vec::new())),
        time: first
            .time()
            .map(|_| spanning(0.0, seconds.unwrap_or_default())),
        class: first.classification().map(|_| Vec::new()),
        ground: first.ground().map(|_| Vec::new()),
        rgb: first.color().map(|_| Vec::new()),
        device: first.device().map(|_| Vec::new()),
        instance: first.instance().map(|_| Vec::new()),
        ..Cloud::default()
    }
}

/// The points of a chunk as a part of `whole`: relative to its origin, in its measures, with the
/// columns that it has. Its photos' colours are left to who has the photos.
pub fn part(tile: &Tile, whole: &Cloud, coarse: &Coarse) -> Cloud {
    let mut positions = vec![0.0; tile.len() * 3];
    for (axis, numbers) in tile.axes().iter().enumerate() {
        let moved = tile.origin()[axis] - whole.origin[axis];
        numbers.each(|place, steps| {
            positions[place * 3 + axis] = (moved + f64::from(steps) * tile.scale()) as f32;
        });
    }
    let channel = |like: &Option<Channel>, values: Option<Vec<f32>>| {
        let (like, values) = (like.as_ref()?, values?);
        Some(measured(like, &values))
    };
    let bytes = |like: &Option<Vec<u8>>, values: Option<&[u8]>| {
        like.as_ref()?;
        Some(values?.to_vec())
    };
    let [began, _] = coarse.levels.time.unwrap_or_default();
    let times = tile
        .time()
        .map(|times| times.map(|at| seconds(began, at)).collect());
    let rings = tile
        .ring()
        .map(|rings| rings.map(f32::from).collect::<Vec<f32>>());
    let ground: Option<Vec<u8>> = tile.ground().map(|ground| ground.map(u8::from).collect());
    Cloud {
        origin: whole.origin,
        positions,
        intensity: channel(
            &whole.intensity,
            tile.intensity().map(|intensity| intensity.values()),
        ),
        ring: channel(&whole.ring, rings),
        time: channel(&whole.time, times),
        class: bytes(&whole.class, class(tile, &coarse.classes).as_deref()),
        ground: bytes(&whole.ground, ground.as_deref()),
        rgb: bytes(&whole.rgb, tile.color().map(<[[u8; 3]]>::as_flattened)),
        device: bytes(&whole.device, tile.device()),
        instance: bytes(&whole.instance, instance(tile).as_deref()),
        // The frame itself is the first of those that are shown together.
        frame: whole.frame.as_ref().map(|_| vec![0; tile.len()]),
        ..Cloud::default()
    }
}

/// Seconds since the first point: a clock's own time would lose its last digits.
fn seconds(first: i64, at: i64) -> f32 {
    (at.saturating_sub(first) as f64 * 1e-9) as f32
}

/// A measure of quantities between these.
fn spanning(least: f32, most: f32) -> Channel {
    Channel {
        raw: Vec::new(),
        offset: least,
        step: (most - least) / f32::from(u16::MAX),
    }
}

/// Quantities in the measure of others.
fn measured(like: &Channel, values: &[f32]) -> Channel {
    // Casts saturate, and make 0 of what is no number.
    let raw = |value: &f32| {
        if like.step > 0.0 {
            ((value - like.offset) / like.step).round() as u16
        } else {
            0
        }
    };
    Channel {
        raw: values.iter().map(raw).collect(),
        ..*like
    }
}
