//! Large clouds in levels of detail: the coarse chunks that come with the frame, and which of the
//! others are asked for, here, and let go.

use std::ops::Range;
use std::sync::Arc;

use domain::lidar::{CloudChunk, CloudLevels};
use pointcloud::tile::{Tile, TileError};
use viewer::levels::LevelChunk;

use super::class_places::ClassPlaces;

/// Bytes of the chunks that come with the frame: some 100,000 points, a picture of the whole.
const COARSE: u64 = 1 << 20;

/// Bytes that one request asks for, but for a larger chunk: less than is decoded between two
/// animation frames.
const REQUEST: u64 = 1 << 20;

/// A large cloud, whose first chunks come with the frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Coarse {
    pub levels: CloudLevels,
    /// How many chunks come with the frame.
    pub chunks: usize,
    /// Where its classes stand in the palette.
    pub classes: Arc<ClassPlaces>,
}

impl Coarse {
    pub fn of(levels: CloudLevels, classes: Arc<ClassPlaces>) -> Self {
        let all = levels.chunks.iter();
        let chunks = all.take_while(|chunk| chunk.bytes[1] <= COARSE).count();
        let chunks = chunks.max(1).min(levels.chunks.len());
        Self {
            levels,
            chunks,
            classes,
        }
    }

    /// Of the coarse chunks' tiles.
    pub fn address(&self, tile: &str) -> String {
        part_address(tile, self.bytes(0..self.chunks))
    }

    /// The tiles of the coarse chunks in their bytes.
    pub fn tiles<'a>(&self, bytes: &'a [u8]) -> Result<Vec<Tile<'a>>, TileError> {
        self.split(0..self.chunks, bytes)
    }

    /// The tiles of chunks that follow each other in their bytes.
    pub fn split<'a>(
        &self,
        places: Range<usize>,
        bytes: &'a [u8],
    ) -> Result<Vec<Tile<'a>>, TileError> {
        let first = self.bytes(places.clone()).start;
        let chunks = self.levels.chunks[places].iter();
        chunks
            .map(|chunk| {
                let [from, to] = chunk.bytes.map(|at| (at - first) as usize);
                Tile::decode(bytes.get(from..to).unwrap_or_default())
            })
            .collect()
    }

    /// Where the tiles of chunks are among those of all.
    pub fn bytes(&self, places: Range<usize>) -> Range<u64> {
        let chunks = &self.levels.chunks[places];
        let ends = chunks.first().zip(chunks.last());
        ends.map_or(0..0, |(first, last)| first.bytes[0]..last.bytes[1])
    }
}

/// The address of some bytes of a large cloud's tiles.
pub fn part_address(tile: &str, bytes: Range<u64>) -> String {
    format!("{tile}&from={}&to={}", bytes.start, bytes.end)
}

/// Which chunks of a large cloud are here.
#[derive(Debug)]
pub struct Chunks {
    pub chunks: Vec<LevelChunk>,
    /// Where each ends among the tiles of all, in bytes.
    ends: Vec<u64>,
    states: Vec<State>,
    /// Chunks that came with the frame, and stay.
    coarse: usize,
    /// Points of other frames, which stay and are always shown.
    others: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Missing,
    Asked,
    /// Where its points are in the viewer's cloud.
    Here(Range<usize>),
}

impl Chunks {
    /// Of a cloud whose coarse chunks the viewer has, and after them `others` points of other frames.
    pub fn new(cloud: &Coarse, others: usize) -> Self {
        let told = &cloud.levels.chunks;
        let mut points = 0;
        let states = told.iter().enumerate().map(|(place, chunk)| {
            if place >= cloud.chunks {
                return State::Missing;
            }
            let first = points;
            points += chunk.points as usize;
            State::Here(first..points)
        });
        let states = states.collect();
        Self {
            chunks: told.iter().map(chunk).collect(),
            ends: told.iter().map(|chunk| chunk.bytes[1]).collect(),
            states,
            coarse: cloud.chunks,
            others: points..points + others,
        }
    }

    /// How many points of other frames there are.
    pub fn others(&self) -> usize {
        self.others.len()
    }

    /// Whether all of these chunks are here.
    pub fn has(&self, places: &[usize]) -> bool {
        let mut states = places.iter().map(|place| &self.states[*place]);
        states.all(|state| matches!(state, State::Here(_)))
    }

    /// Which chunks to ask for next, those that are needed and follow each other: from then on they
    /// count as asked for.
    pub fn next(&mut self, needed: &[usize]) -> Option<Range<usize>> {
        let is_missing = |place: &usize| self.states[*place] == State::Missing;
        let missing: Vec<usize> = needed.iter().copied().filter(is_missing).collect();
        let first = *missing.first()?;
        let begin = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut end = first + 1;
        while missing.contains(&end) && self.ends[end] - begin <= REQUEST {
            end += 1;
        }
        self.states[first..end].fill(State::Asked);
        Some(first..end)
    }

    /// These chunks did not come.
    pub fn fail(&mut self, places: Range<usize>) {
        self.states[places].fill(State::Missing);
    }

    /// What was asked for is broken off.
    pub fn forget_asked(&mut self) {
        for state in &mut self.states {
            if *state == State::Asked {
                *state = State::Missing;
            }
        }
    }

    /// A chunk's points are in the viewer's cloud.
    pub fn put(&mut self, place: usize, points: Range<usize>) {
        self.states[place] = State::Here(points);
    }

    /// Where the points of chunks are, as far as they are here, and those of the other frames: in
    /// order, neighbours joined.
    pub fn ranges(&self, places: &[usize]) -> Vec<Range<usize>> {
        let mut all: Vec<Range<usize>> = places
            .iter()
            .filter_map(|place| self.points(*place))
            .collect();
        all.push(self.others.clone());
        all.sort_by_key(|range| range.start);
        let mut joined: Vec<Range<usize>> = Vec::new();
        for range in all.into_iter().filter(|range| !range.is_empty()) {
            match joined.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => joined.push(range),
            }
        }
        joined
    }

    /// Lets go what is not needed, but for the coarse chunks: the ranges of points that are kept, in
    /// order, to be put after each other.
    pub fn keep(&mut self, needed: &[usize]) -> Vec<Range<usize>> {
        let mut is_kept = vec![false; self.states.len()];
        is_kept[..self.coarse].fill(true);
        for place in needed {
            is_kept[*place] = true;
        }
        let mut kept: Vec<(Option<usize>, Range<usize>)> = Vec::new();
        for (place, is_kept) in is_kept.into_iter().enumerate() {
            let Some(points) = self.points(place) else {
                continue;
            };
            if is_kept {
                kept.push((Some(place), points));
            } else {
                self.states[place] = State::Missing;
            }
        }
        if !self.others.is_empty() {
            kept.push((None, self.others.clone()));
        }
        kept.sort_by_key(|(_, range)| range.start);
        let mut first = 0;
        for (place, range) in &kept {
            let points = first..first + range.len();
            first = points.end;
            match place {
                Some(place) => self.states[*place] = State::Here(points),
                None => self.others = points,
            }
        }
        kept.into_iter().map(|(_, range)| range).collect()
    }

    fn points(&self, place: usize) -> Option<Range<usize>> {
        match &self.states[place] {
            State::Here(points) => Some(points.clone()),
            State::Missing | State::Asked => None,
        }
    }
}

fn chunk(told: &CloudChunk) -> LevelChunk {
    LevelChunk::new(
        told.parent.map(|parent| parent as usize),
        told.points as usize,
        (told.min, told.side),
        told.spacing,
    )
}

#[cfg(test)]
#[allow(
    clippy::single_range_in_vec_init,
    reason = "the ranges that are shown are a list, also of one"
)]
mod tests {
    use super::*;

    /// Chunks of 10 points and so many bytes each.
    fn cloud(bytes: &[u64]) -> Coarse {
        let mut end = 0;
        let chunks = bytes.iter().enumerate().map(|(place, bytes)| {
            end += bytes;
            CloudChunk {
                parent: place.checked_sub(1).map(|_| 0),
                points: 10,
                min: [0.0; 3],
                side: 1.0,
                spacing: 0.1,
                bytes: [end - bytes, end],
            }
        });
        Coarse::of(
            CloudLevels {
                chunks: chunks.collect(),
                intensity: None,
                time: None,
            },
            Arc::default(),
        )
    }

    /// The only range of points that is shown.
    fn one(chunks: &Chunks, places: &[usize]) -> Range<usize> {
        let ranges = chunks.ranges(places);
        assert_eq!(ranges.len(), 1);
        ranges[0].clone()
    }

    #[test]
    fn the_first_chunks_come_with_the_frame_and_the_first_always() {
        let coarse = cloud(&[400_000, 400_000, 400_000]);
        assert_eq!(coarse.chunks, 2);
        assert_eq!(
            coarse.address("/tile?url=a"),
            "/tile?url=a&from=0&to=800000"
        );
        assert_eq!(cloud(&[2_000_000, 1]).chunks, 1);
    }

    #[test]
    fn what_is_needed_is_asked_for_once_neighbours_together() {
        let coarse = cloud(&[COARSE, 400_000, 400_000, 400_000, 400_000]);
        let mut chunks = Chunks::new(&coarse, 0);
        let needed = [0, 2, 1, 3, 4];
        assert_eq!(chunks.next(&needed), Some(2..4));
        assert_eq!(chunks.next(&needed), Some(1..2));
        assert_eq!(chunks.next(&needed), Some(4..5));
        assert_eq!(chunks.next(&needed), None);
        chunks.fail(2..4);
        assert_eq!(chunks.next(&needed), Some(2..4));
        assert!(!chunks.has(&[0, 2]) && chunks.has(&[0]));
        chunks.forget_asked();
        assert_eq!(chunks.next(&[4, 0]), Some(4..5));
    }

    #[test]
    fn shown_are_the_points_that_are_here_and_those_of_other_frames() {
        let mut chunks = Chunks::new(&cloud(&[COARSE, 1, 1]), 5);
        assert_eq!(one(&chunks, &[0, 1]), 0..15);
        chunks.put(2, 15..25);
        assert_eq!(one(&chunks, &[2]), 10..25);
        assert_eq!(one(&chunks, &[]), 10..15);
    }

    #[test]
    fn what_is_let_go_is_asked_for_again_and_the_coarse_stays() {
        let mut chunks = Chunks::new(&cloud(&[COARSE, 1, 1, 1]), 5);
        chunks.put(1, 15..25);
        chunks.put(3, 25..35);
        chunks.put(2, 35..45);
        assert_eq!(chunks.keep(&[2, 3]), [0..10, 10..15, 25..35, 35..45]);
        assert_eq!(one(&chunks, &[3]), 10..25);
        assert_eq!(chunks.ranges(&[0, 2]), [0..15, 25..35]);
        assert_eq!(chunks.next(&[1]), Some(1..2));
    }
}
