//! What columns tell of a point: one table of names for all formats.

use super::column::Number;
use super::time::Unit;

/// What a column tells of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    X,
    Y,
    Z,
    Intensity,
    Red,
    Green,
    Blue,
    /// `0x00RRGGBB` in 32 bits, as the Point Cloud Library writes `rgb` and `rgba`.
    PackedColor,
    Ring,
    Time,
    Classification,
    Instance,
    Device,
    Ground,
}

/// The names that drivers, data sets and tools give the columns of a role, the most telling first:
/// of several columns of one role, the first in this order is read.
const NAMES: [(Role, &[&str]); 14] = [
    (Role::X, &["x"]),
    (Role::Y, &["y"]),
    (Role::Z, &["z"]),
    (
        Role::Intensity,
        &[
            "intensity",
            "i",
            "intensities",
            "reflectance",
            "reflectivity",
            "remission",
            "remissions",
            "amplitude",
        ],
    ),
    (Role::Red, &["red", "r", "diffuse_red"]),
    (Role::Green, &["green", "g", "diffuse_green"]),
    (Role::Blue, &["blue", "b", "diffuse_blue"]),
    (Role::PackedColor, &["rgb", "rgba"]),
    (
        Role::Ring,
        &[
            "ring",
            "ring_id",
            "laser_id",
            "laser_number",
            "laser_index",
            "laser",
            "beam_id",
            "channel",
            "line",
        ],
    ),
    (
        Role::Time,
        &[
            "timestamp",
            "time_stamp",
            "stamp",
            "gps_time",
            "gpstime",
            "time",
            "t",
            "offset_time",
            "time_offset",
            "offset",
        ],
    ),
    (
        Role::Classification,
        &[
            "classification",
            "class",
            "label",
            "labels",
            "semantic",
            "semantic_label",
            "semantic_id",
            "class_id",
            "objtag",
        ],
    ),
    (
        Role::Instance,
        &["instance", "instance_id", "instance_label", "objidx"],
    ),
    (Role::Device, &["device", "device_id", "lidar_id", "d"]),
    (Role::Ground, &["is_ground", "ground"]),
];

/// Suffixes of a time's name that tell its unit, as in Argoverse's `offset_ns`.
const UNITS: [(&str, Unit); 4] = [
    ("_ns", Unit::Nanoseconds),
    ("_us", Unit::Microseconds),
    ("_ms", Unit::Milliseconds),
    ("_s", Unit::Seconds),
];

/// The role of a name, how far down it stands among the names of the role, and the unit of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) role: Role,
    pub(super) rank: u8,
    pub(super) unit: Option<Unit>,
}

impl Role {
    /// How many there are.
    pub(super) const COUNT: usize = NAMES.len();

    /// The role of a column by its name.
    pub(super) fn of(name: &str) -> Option<Named> {
        let name = name.trim().to_ascii_lowercase();
        if let Some(named) = listed(&name, 0) {
            return Some(named);
        }
        // CloudCompare puts this before the names of other programs' columns.
        let rest = name.strip_prefix("scalar_");
        if let Some(named) = rest.and_then(|rest| listed(rest, 1)) {
            return Some(named);
        }
        UNITS.iter().find_map(|(suffix, unit)| {
            let named = listed(name.strip_suffix(suffix)?, 0)?;
            (named.role == Role::Time).then_some(Named {
                unit: Some(*unit),
                ..named
            })
        })
    }
}

fn listed(name: &str, behind: u8) -> Option<Named> {
    NAMES.iter().find_map(|(role, names)| {
        let place = names.iter().position(|listed| *listed == name)?;
        // `gps_time` is in seconds by the LAS specification.
        let is_gps = matches!(name, "gps_time" | "gpstime");
        Some(Named {
            role: *role,
            rank: place as u8 * 2 + behind,
            unit: is_gps.then_some(Unit::Seconds),
        })
    })
}

/// Which columns of a file are read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Assigned {
    /// One for each column, in their order.
    pub(super) roles: Vec<Option<Role>>,
    /// The unit of the column of times, where its name tells it.
    pub(super) time_unit: Option<Unit>,
    /// The names of all columns that are not read.
    pub(super) others: Vec<String>,
}

/// Gives each role to the one column that suits it best; the others stay without. Red, green and
/// blue are colors only together.
pub(super) fn assign<'a>(columns: impl IntoIterator<Item = (&'a str, Option<Number>)>) -> Assigned {
    let columns: Vec<(&str, Option<Number>)> = columns.into_iter().collect();
    let named: Vec<Option<Named>> = columns
        .iter()
        .map(|(name, number)| Role::of(name).filter(|named| suits(named.role, *number)))
        .collect();
    let mut roles: Vec<Option<Role>> = Vec::with_capacity(named.len());
    let mut time_unit = None;
    for (place, one) in named.iter().enumerate() {
        let is_read = one.filter(|one| {
            named.iter().enumerate().all(|(other_place, other)| {
                other.is_none_or(|other| {
                    other.role != one.role || (one.rank, place) <= (other.rank, other_place)
                })
            })
        });
        if let Some(Named {
            role: Role::Time,
            unit,
            ..
        }) = is_read
        {
            time_unit = unit;
        }
        roles.push(is_read.map(|one| one.role));
    }
    let has = |role| roles.contains(&Some(role));
    if !(has(Role::Red) && has(Role::Green) && has(Role::Blue)) {
        let is_channel = |role| matches!(role, Role::Red | Role::Green | Role::Blue);
        for role in &mut roles {
            *role = role.filter(|role| !is_channel(*role));
        }
    } else if has(Role::PackedColor) {
        for role in &mut roles {
            *role = role.filter(|role| *role != Role::PackedColor);
        }
    }
    let others = columns.iter().zip(&roles);
    let others = others.filter(|((name, _), role)| role.is_none() && !matches!(*name, "" | "_"));
    Assigned {
        time_unit,
        others: others.map(|((name, _), _)| (*name).to_owned()).collect(),
        roles,
    }
}

/// Whether such numbers can have a role; `None` is a list of numbers.
fn suits(role: Role, number: Option<Number>) -> bool {
    match (role, number) {
        (_, None) => false,
        // A float called `d` is a distance.
        (Role::Device, Some(number)) => !number.is_float(),
        (Role::PackedColor, Some(number)) => number.size() == 4,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(names: &[&str]) -> Assigned {
        assign(names.iter().map(|name| (*name, Some(Number::F32))))
    }

    #[test]
    fn of_two_columns_of_a_role_the_more_telling_is_read_in_any_order() {
        for names in [["intensity", "reflectivity"], ["reflectivity", "intensity"]] {
            let assigned = assigned(&names);
            let read = names.iter().zip(&assigned.roles);
            let read: Vec<&str> = read
                .filter(|(_, role)| role.is_some())
                .map(|(name, _)| *name)
                .collect();
            assert_eq!(read, ["intensity"]);
            assert_eq!(assigned.others, ["reflectivity"]);
        }
        let twice = assigned(&["Time", "time", "scalar_Time"]);
        assert_eq!(twice.roles, [Some(Role::Time), None, None]);
    }

    #[test]
    fn red_alone_is_no_color() {
        let alone = assigned(&["x", "r"]);
        assert_eq!(alone.roles, [Some(Role::X), None]);
        assert_eq!(alone.others, ["r"]);
        let all = assigned(&["g", "r", "b", "rgb"]);
        assert_eq!(
            all.roles,
            [Some(Role::Green), Some(Role::Red), Some(Role::Blue), None]
        );
    }

    #[test]
    fn unknown_columns_are_named_and_padding_is_not() {
        let assigned = assigned(&["_", "elongation", "is_in_nlz", ""]);
        assert_eq!(assigned.others, ["elongation", "is_in_nlz"]);
    }

    #[test]
    fn a_name_can_tell_the_unit_of_a_time() {
        assert_eq!(assigned(&["offset_ns"]).time_unit, Some(Unit::Nanoseconds));
        assert_eq!(assigned(&["t_us"]).time_unit, Some(Unit::Microseconds));
        assert_eq!(assigned(&["timestamp"]).time_unit, None);
        assert_eq!(Role::of("rings"), None);
    }
}
