//! The annotations as text again: only what was changed is written anew.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::Edits;
use super::source::{LidarSource, SourceError, annotations, cuboids, frames};
use crate::lidar::Cuboid;
use crate::record::RawFields;

impl LidarSource {
    /// The list of annotations as it was edited. What nobody changed stays byte for byte: unknown
    /// fields, the order of keys, the spelling of numbers, spaces. A list inside a response can be
    /// put back by [`LidarSource::write_response`].
    pub fn write(&self, edits: &Edits) -> String {
        let mut text = Text::new(self.text());
        let frames = frames(self.text());
        for (place, frame) in frames.iter().enumerate() {
            self.write_frame(&mut text, place, frame, edits);
        }
        let beyond = &edits.scene()[frames.len().min(edits.scene().len())..];
        let used = beyond.iter().rposition(|cuboids| !cuboids.is_empty());
        if let Some(last) = used {
            let added: Vec<String> = beyond[..=last].iter().map(new_frame).collect();
            text.append(&frames, self.text().trim(), &added);
        }
        text.finish()
    }

    /// The whole response with the edited annotations in it. Where they were in a file of their own
    /// (`annotations.url`), which stays as it is, they stand in the response from now on.
    ///
    /// # Errors
    /// If `response` has no annotations.
    pub fn write_response(&self, response: &str, edits: &Edits) -> Result<String, SourceError> {
        let mut text = Text::new(response);
        let value = annotations(response)?;
        text.replace(value.get(), self.write(edits).trim().to_owned());
        Ok(text.finish())
    }

    fn write_frame(&self, text: &mut Text<'_>, place: usize, frame: &RawValue, edits: &Edits) {
        let (before, after) = (edits.source().get(place), edits.scene().get(place));
        let (Some(before), Some(after)) = (before, after) else {
            return;
        };
        if before == after {
            return;
        }
        let Some(elements) = cuboids(frame) else {
            // A frame without a list gets one where it can hold one.
            if let Ok(fields) = RawFields::parse(frame.get()) {
                let list = Value::Array(after.values().map(new_cuboid).collect());
                text.set_field(frame.get(), &fields, "cuboids", &list);
            }
            return;
        };
        let objects = &self.objects[place];
        let object_of = |element: usize| objects.get(element).copied().flatten();
        let mut kept = Vec::new();
        for (element, raw) in elements.iter().enumerate() {
            let object = object_of(element);
            match object.and_then(|object| Some((before.get(&object)?, after.get(&object)))) {
                Some((_, None)) => {}
                Some((old, Some(new))) => {
                    if old != new {
                        write_cuboid(text, raw, old, new);
                    }
                    kept.push(element);
                }
                None => kept.push(element),
            }
        }
        let added: Vec<String> = after
            .iter()
            .filter(|(object, _)| !before.contains_key(object))
            .map(|(_, cuboid)| new_cuboid(cuboid).to_string())
            .collect();
        if kept.len() == elements.len() && added.is_empty() {
            return;
        }
        let Some(list) = RawFields::parse(frame.get())
            .ok()
            .and_then(|fields| fields.get("cuboids"))
        else {
            return;
        };
        text.keep(&elements, list.get(), &kept, &added);
    }
}

fn new_frame(cuboids: &BTreeMap<usize, Cuboid>) -> String {
    let list: Vec<Value> = cuboids.values().map(new_cuboid).collect();
    json!({ "cuboids": list }).to_string()
}

/// A cuboid that no text is known of.
fn new_cuboid(cuboid: &Cuboid) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value);
        }
    };
    let turn = |radians: f64| (radians != 0.0).then(|| number(radians));
    put("uuid", cuboid.uuid.clone().map(Value::from));
    put("label", Some(cuboid.label.clone().into()));
    put("position", Some(vector(cuboid.position)));
    put("dimensions", Some(vector(cuboid.dimensions)));
    put("yaw", Some(number(cuboid.yaw)));
    put("pitch", turn(cuboid.pitch));
    put("roll", turn(cuboid.roll));
    put("stationary", cuboid.stationary.map(Value::from));
    put("camera_used", cuboid.camera_used.map(Value::from));
    put("numberOfPoints", cuboid.number_of_points.map(Value::from));
    put("distance_to_device", cuboid.distance_to_device.map(number));
    let attributes = cuboid.attributes.iter();
    put(
        "attributes",
        Some(Value::Object(
            attributes
                .map(|it| (it.name.clone(), it.value.clone()))
                .collect(),
        )),
    );
    Value::Object(fields)
}

/// Whole metres and radians are written without a fraction, as scripts write them.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}

/// Whether a number was changed at all, however little.
fn differs(one: f64, other: f64) -> bool {
    one.total_cmp(&other).is_ne()
}

fn vector([x, y, z]: [f64; 3]) -> Value {
    json!({"x": number(x), "y": number(y), "z": number(z)})
}

/// Changes the fields of an element in which `old` and `new` differ.
fn write_cuboid(text: &mut Text<'_>, element: &RawValue, old: &Cuboid, new: &Cuboid) {
    let Ok(fields) = RawFields::parse(element.get()) else {
        return;
    };
    let element = element.get();
    let mut set = |name: &str, is_new: bool, value: Option<Value>| {
        if is_new {
            match value {
                Some(value) => text.set_field(element, &fields, name, &value),
                None => text.set_field(element, &fields, name, &Value::Null),
            }
        }
    };
    set(
        "uuid",
        old.uuid != new.uuid,
        new.uuid.clone().map(Value::from),
    );
    set(
        "label",
        old.label != new.label,
        Some(new.label.clone().into()),
    );
    set("yaw", differs(old.yaw, new.yaw), Some(number(new.yaw)));
    set(
        "pitch",
        differs(old.pitch, new.pitch),
        Some(number(new.pitch)),
    );
    set("roll", differs(old.roll, new.roll), Some(number(new.roll)));
    set(
        "numberOfPoints",
        old.number_of_points != new.number_of_points,
        new.number_of_points.map(Value::from),
    );
    set(
        "distance_to_device",
        old.distance_to_device != new.distance_to_device,
        new.distance_to_device.map(number),
    );
    for (name, old, new) in [
        ("position", old.position, new.position),
        ("dimensions", old.dimensions, new.dimensions),
    ] {
        let Some(inner) = fields.get(name) else {
            continue;
        };
        let Ok(axes) = RawFields::parse(inner.get()) else {
            continue;
        };
        for (axis, (old, new)) in ["x", "y", "z"].into_iter().zip(old.into_iter().zip(new)) {
            if differs(old, new) {
                text.set_field(inner.get(), &axes, axis, &number(new));
            }
        }
    }
    if old.attributes != new.attributes {
        write_attributes(text, element, &fields, old, new);
    }
}

fn write_attributes(
    text: &mut Text<'_>,
    element: &str,
    fields: &RawFields<'_>,
    old: &Cuboid,
    new: &Cuboid,
) {
    let all = || {
        let attributes = new.attributes.iter();
        Value::Object(
            attributes
                .map(|it| (it.name.clone(), it.value.clone()))
                .collect(),
        )
    };
    let inner = fields.get("attributes");
    let names = inner.and_then(|inner| Some((inner.get(), RawFields::parse(inner.get()).ok()?)));
    let of = |cuboid: &Cuboid, name: &str| {
        let mut all = cuboid.attributes.iter();
        all.find(|it| it.name == name).map(|it| it.value.clone())
    };
    let is_gone = old.attributes.iter().any(|it| of(new, &it.name).is_none());
    match names {
        // What is added to an empty object, or taken out, is written with all the others.
        Some((inner, names)) if !is_gone && names.iter().next().is_some() => {
            let mut last = Vec::new();
            for attribute in &new.attributes {
                if of(old, &attribute.name).as_ref() != Some(&attribute.value) {
                    if names.iter().any(|(name, _)| name == attribute.name) {
                        text.set_field(inner, &names, &attribute.name, &attribute.value);
                    } else {
                        last.push(attribute);
                    }
                }
            }
            for attribute in last {
                text.set_field(inner, &names, &attribute.name, &attribute.value);
            }
        }
        _ => text.set_field(element, fields, "attributes", &all()),
    }
}

/// A text, and what takes the place of parts of it.
struct Text<'a> {
    text: &'a str,
    /// In no order; those at the same place in the order in which they were added.
    pieces: Vec<(Range<usize>, String)>,
}

impl<'a> Text<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            pieces: Vec::new(),
        }
    }

    /// Where a part of the text is.
    fn range(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
        start..start + part.len()
    }

    fn replace(&mut self, part: &str, by: String) {
        let range = self.range(part);
        self.pieces.push((range, by));
    }

    /// Writes the value of a field of `object`, which is a part of the text; a new field comes last.
    fn set_field(&mut self, object: &str, fields: &RawFields<'_>, name: &str, value: &Value) {
        let present = fields.iter().filter(|(field, _)| *field == name).last();
        if let Some((_, present)) = present {
            self.replace(present.get(), value.to_string());
            return;
        }
        if value.is_null() {
            return;
        }
        let field = format!("{}:{}", Value::from(name), value);
        let whole = self.range(object);
        match fields.iter().last() {
            Some((_, last)) => {
                let end = self.range(last.get()).end;
                self.pieces.push((end..end, format!(",{field}")));
            }
            None => self.pieces.push((whole.start + 1..whole.end - 1, field)),
        }
    }

    /// Leaves of the `elements` of a `list` only those `kept`, and adds others behind them. Elements
    /// keep what stands before them, also those that are changed inside.
    fn keep(&mut self, elements: &[&RawValue], list: &str, kept: &[usize], added: &[String]) {
        let whole = self.range(list);
        let ranges: Vec<Range<usize>> = elements.iter().map(|it| self.range(it.get())).collect();
        for element in 0..elements.len() {
            if kept.contains(&element) {
                continue;
            }
            // With the comma after it, if a kept one follows; else with the one before it.
            let follows = kept.iter().any(|keep| *keep > element);
            let range = if follows {
                ranges[element].start..ranges[element + 1].start
            } else if element > 0 {
                ranges[element - 1].end..ranges[element].end
            } else {
                ranges[element].clone()
            };
            // Nothing of what was changed inside is written.
            self.pieces.push((range, String::new()));
        }
        if added.is_empty() {
            return;
        }
        let at = ranges.last().map_or(whole.start + 1, |last| last.end);
        let mut new = added.join(",");
        if !kept.is_empty() {
            new.insert(0, ',');
        }
        self.pieces.push((at..at, new));
    }

    fn append(&mut self, elements: &[&RawValue], list: &str, added: &[String]) {
        let kept: Vec<usize> = (0..elements.len()).collect();
        self.keep(elements, list, &kept, added);
    }

    fn finish(mut self) -> String {
        // Stable: pieces at one place stay in their order.
        self.pieces
            .sort_by_key(|(range, _)| (range.start, range.end));
        let mut whole = String::with_capacity(self.text.len() + 256);
        let mut at = 0;
        for (range, piece) in &self.pieces {
            if range.start < at {
                continue;
            }
            whole.push_str(&self.text[at..range.start]);
            whole.push_str(piece);
            at = range.end;
        }
        whole.push_str(&self.text[at..]);
        whole
    }
}

/// Kept here, next to what is written: a scene that is read back is the one that was written.
#[cfg(test)]
pub(super) fn reread(text: &str, frames: usize) -> super::Scene {
    let source = LidarSource::of_file(text.to_owned()).unwrap();
    Edits::new(source.cuboids(), frames).scene().clone()
}
