//! Incident reports with named entities.

use domain::TaskType;
use serde_json::{Value, json};

use super::Work;
use crate::dice::Dice;

const LABELS: [(&str, &str); 7] = [
    ("person", "Names of people"),
    ("vehicle", "Vehicles with their number"),
    ("location", "Streets, junctions, places"),
    ("time", "Times of day"),
    ("weather", "Weather and light"),
    ("event", "What happened"),
    ("damage", "What broke, and how badly"),
];

const PEOPLE: [&str; 12] = [
    "Ana Souza",
    "Jürgen Weiß",
    "Mei Lin",
    "Priya Natarajan",
    "Tom O'Neill",
    "Zoë Laurent",
    "Łukasz Nowak",
    "Kwame Mensah",
    "Sofía Álvarez",
    "Emre Yıldız",
    "Noah Berg",
    "山田 花子",
];
const PLACES: [&str; 10] = [
    "Market St and 5th",
    "Bahnhofstrasse 12",
    "Mission Blvd",
    "Rue de l'Église",
    "Harbor Ave on-ramp",
    "Oak Grove roundabout",
    "Königsallee",
    "Lake Shore Dr",
    "the north depot gate",
    "Castro St at 18th",
];
const WEATHER: [&str; 7] = [
    "light rain",
    "low sun",
    "dense fog",
    "clear sky",
    "wet road",
    "heavy snow",
    "dusk",
];
const EVENTS: [&str; 9] = [
    "hard braking",
    "rear-end contact",
    "a cut-in",
    "late lane change",
    "loss of GPS",
    "a disengagement",
    "a near miss",
    "a kerb strike",
    "unexpected stop",
];
const DAMAGE: [&str; 7] = [
    "scratched bumper",
    "cracked lidar cover",
    "broken mirror",
    "no damage",
    "dented rear door",
    "flat tyre",
    "loose front camera",
];

/// A report of three to six sentences; offsets count characters.
pub fn incident(dice: &mut Dice) -> Work {
    let mut report = Report::default();
    let sentences = dice.int(3, 6);
    report
        .say("At ")
        .mark(&clock(dice), "time")
        .say(", vehicle ")
        .mark(&vehicle(dice), "vehicle");
    report
        .say(" with safety driver ")
        .mark(dice.pick(&PEOPLE), "person");
    report
        .say(" reported ")
        .mark(dice.pick(&EVENTS), "event")
        .say(" near ")
        .mark(dice.pick(&PLACES), "location")
        .say(".");
    for _ in 1..sentences {
        match dice.below(6) {
            0 => report
                .say(" Conditions were ")
                .mark(dice.pick(&WEATHER), "weather")
                .say(" and ")
                .mark(dice.pick(&WEATHER), "weather")
                .say("."),
            1 => report
                .say(" ")
                .mark(dice.pick(&PEOPLE), "person")
                .say(" was on foot at ")
                .mark(dice.pick(&PLACES), "location")
                .say(" and was not hurt 🙏."),
            2 => report
                .say(" The inspection at ")
                .mark(&clock(dice), "time")
                .say(" found ")
                .mark(dice.pick(&DAMAGE), "damage")
                .say("."),
            3 => report
                .say(" A second car, ")
                .mark(&vehicle(dice), "vehicle")
                .say(", followed at 18 m and saw ")
                .mark(dice.pick(&EVENTS), "event")
                .say("."),
            4 => report
                .say(" The log was marked by ")
                .mark(dice.pick(&PEOPLE), "person")
                .say(" for review; the planner had chosen the left lane."),
            _ => report
                .say(" The drive went on towards ")
                .mark(dice.pick(&PLACES), "location")
                .say(" under ")
                .mark(dice.pick(&WEATHER), "weather")
                .say("."),
        };
    }
    let annotations: Vec<Value> = report
        .spans
        .iter()
        .map(|(start, end, text, label)| json!({"id": dice.uuid(), "text": text, "start": start, "end": end, "label": label}))
        .collect();
    // The first try missed the last entity and took another for a place.
    let mut worse = annotations[..annotations.len() - 1].to_vec();
    let at = dice.below(worse.len());
    worse[at]["label"] = json!("location");
    let labels: Vec<Value> = LABELS
        .iter()
        .map(|(name, description)| json!({"name": name, "description": description}))
        .collect();
    Work {
        task_type: TaskType::NamedEntityRecognition,
        params: json!({"text": report.text, "labels": labels, "merge_newlines": true}),
        response: json!({"annotations": annotations}),
        worse: json!({"annotations": worse}),
    }
}

fn clock(dice: &mut Dice) -> String {
    format!("{:02}:{:02}", dice.int(6, 22), dice.int(0, 59))
}

fn vehicle(dice: &mut Dice) -> String {
    format!(
        "{}-{:03}",
        dice.pick(&["Lynx", "Falcon", "Heron", "Marten"]),
        dice.int(2, 64)
    )
}

#[derive(Default)]
struct Report {
    text: String,
    spans: Vec<(usize, usize, String, &'static str)>,
}

impl Report {
    fn say(&mut self, words: &str) -> &mut Self {
        self.text.push_str(words);
        self
    }

    fn mark(&mut self, words: &str, label: &'static str) -> &mut Self {
        let start = self.text.chars().count();
        self.text.push_str(words);
        self.spans
            .push((start, self.text.chars().count(), words.to_owned(), label));
        self
    }
}
