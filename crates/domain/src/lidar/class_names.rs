//! What classes of points are called.

use serde::{Deserialize, Serialize};

/// Whose list the classes of a file's points are from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassNames {
    /// Nobody says: they are numbers.
    #[default]
    Numbers,
    /// The LAS specification, point formats 0 to 5.
    LasLegacy,
    /// The LAS specification, point formats 6 to 10.
    Las,
}

impl ClassNames {
    /// The name of a class. LAS 1.4-R15, table 9 for point formats 0 to 5 and table 17 for 6 to 10:
    /// <https://www.asprs.org/wp-content/uploads/2019/07/LAS_1_4_r15.pdf>
    ///
    /// ```
    /// use domain::lidar::ClassNames;
    ///
    /// assert_eq!(ClassNames::LasLegacy.name(12), "Overlap points");
    /// assert_eq!(ClassNames::Las.name(12), "Class 12");
    /// assert_eq!(ClassNames::Numbers.name(2), "Class 2");
    /// ```
    #[must_use]
    pub fn name(self, class: u16) -> String {
        let name = match (self, class) {
            (Self::Numbers, _) => None,
            (_, class) if class < 8 || class == 9 => common(class),
            (Self::LasLegacy, 8) => Some("Model key-point"),
            (Self::LasLegacy, 12) => Some("Overlap points"),
            (Self::LasLegacy, _) => None,
            (Self::Las, class) => newer(class),
        };
        name.map_or_else(|| format!("Class {class}"), str::to_owned)
    }
}

fn common(class: u16) -> Option<&'static str> {
    Some(match class {
        0 => "Never classified",
        1 => "Unassigned",
        2 => "Ground",
        3 => "Low vegetation",
        4 => "Medium vegetation",
        5 => "High vegetation",
        6 => "Building",
        7 => "Low noise",
        9 => "Water",
        _ => return None,
    })
}

fn newer(class: u16) -> Option<&'static str> {
    Some(match class {
        10 => "Rail",
        11 => "Road surface",
        13 => "Wire guard",
        14 => "Wire conductor",
        15 => "Transmission tower",
        16 => "Wire connector",
        17 => "Bridge deck",
        18 => "High noise",
        19 => "Overhead structure",
        20 => "Ignored ground",
        21 => "Snow",
        22 => "Temporal exclusion",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn point_formats_of_las_have_lists_of_their_own() {
        let names = |class| {
            [ClassNames::LasLegacy, ClassNames::Las, ClassNames::Numbers]
                .map(|list| list.name(class))
        };
        assert_eq!(names(7), ["Low noise", "Low noise", "Class 7"]);
        assert_eq!(names(8), ["Model key-point", "Class 8", "Class 8"]);
        assert_eq!(names(10), ["Class 10", "Rail", "Class 10"]);
        assert_eq!(names(18), ["Class 18", "High noise", "Class 18"]);
        assert_eq!(names(64), ["Class 64"; 3]);
    }
}
