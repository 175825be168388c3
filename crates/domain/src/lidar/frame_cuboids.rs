//! The cuboids of a response, frame by frame.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::annotations::{Problem, keep};

use super::cuboid::Cuboid;

/// The cuboids of one frame, and what could not be read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FrameCuboids {
    pub list: Vec<Cuboid>,
    pub problems: Vec<Problem>,
}

impl FrameCuboids {
    /// Reads what `response.annotations.url` of a lidar annotation leads to: `[{cuboids: […]}, …]`,
    /// one entry a frame, in the order of `params.attachments`.
    ///
    /// # Errors
    /// If it is no list at all; a broken entry or cuboid is a problem of its frame.
    pub fn read(response: &Value) -> Result<Vec<Self>, Problem> {
        let Value::Array(frames) = response else {
            return Err(Problem::new(
                "",
                "the annotations are no list; give one entry a frame: [{cuboids: […]}, …]",
            ));
        };
        let frame = |(index, value)| Self::frame(index, value);
        Ok(frames.iter().enumerate().map(frame).collect())
    }

    /// [`FrameCuboids::read`] from the text of the file.
    ///
    /// # Errors
    /// If the text is no JSON, or no list.
    pub fn parse(text: &str) -> Result<Vec<Self>, Problem> {
        let response = serde_json::from_str(text)
            .map_err(|error| Problem::new("", format!("the annotations are no JSON: {error}")))?;
        Self::read(&response)
    }

    fn frame(index: usize, value: &Value) -> Self {
        let mut frame = Self::default();
        let Some(cuboids) = value.get("cuboids").and_then(Value::as_array) else {
            frame.problems.push(Problem::new(
                format!("[{index}].cuboids"),
                "is missing or no list; give the cuboids of the frame, [] for none",
            ));
            return frame;
        };
        for (place, value) in cuboids.iter().enumerate() {
            match Cuboid::read(value) {
                Ok(cuboid) => frame.list.push(cuboid),
                Err(problem) => {
                    let path = format!("[{index}].cuboids[{place}]");
                    keep(&mut frame.problems, [problem.below(&path)]);
                }
            }
        }
        frame
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_cuboid_leaves_the_others() {
        let frames = FrameCuboids::parse(
            r#"[{"cuboids": []}, {"cuboids": [
                {"position": {"x": 1, "y": 2, "z": 3}, "yaw": 0.5,
                 "dimensions": {"x": 1, "y": 1, "z": -1}},
                {"position": {"x": 1, "y": 2, "z": 3}, "yaw": 0.5, "label": "Car",
                 "dimensions": {"x": 1, "y": 1, "z": 1}}]}, {}]"#,
        )
        .unwrap();
        assert_eq!(frames.len(), 3);
        assert_eq!(frames[1].list[0].label, "Car");
        let problems = |frame: &FrameCuboids| frame.problems[0].to_string();
        assert_eq!(
            problems(&frames[1]),
            "`[1].cuboids[0].dimensions.z` is -1; give metres from 0"
        );
        assert!(problems(&frames[2]).starts_with("`[2].cuboids` is missing"));
    }
}
