//! Tasks that are answered in forms.

use domain::TaskType;
use serde_json::{Value, json};

use super::Work;
use crate::dice::Dice;
use crate::scene::Class;
use crate::shots::Shot;

fn category(id: &str, title: &str, choices: &[&str]) -> Value {
    let choices: Vec<Value> = choices
        .iter()
        .map(|choice| json!({"label": choice.replace('_', " "), "value": choice}))
        .collect();
    json!({"type": "category", "field_id": id, "title": title, "required": true, "choices": choices})
}

fn field(kind: &str, id: &str, title: &str) -> Value {
    json!({"type": kind, "field_id": id, "title": title, "required": true})
}

pub fn categorization(shot: &Shot) -> Work {
    let count = |class: Class| {
        shot.view
            .seen
            .iter()
            .filter(|seen| seen.class == class)
            .count()
    };
    let busy = match count(Class::Car) {
        0..=3 => "light",
        4..=9 => "moderate",
        _ => "dense",
    };
    let recipe = &shot.recipe;
    let others: Vec<&str> = [
        ("pedestrians", Class::Pedestrian),
        ("cyclists", Class::Cyclist),
        ("traffic_lights", Class::TrafficLight),
    ]
    .into_iter()
    .filter(|&(_, class)| count(class) > 0)
    .map(|(name, _)| name)
    .collect();
    let answer = |weather: &str| {
        json!({"annotations": {
            "time_of_day": recipe.daytime.word(),
            "weather": weather,
            "traffic": busy,
            "visible": others,
        }})
    };
    let mut visible = category(
        "visible",
        "What else can be seen?",
        &["pedestrians", "cyclists", "traffic_lights"],
    );
    visible["allow_multiple"] = json!(true);
    Work {
        task_type: TaskType::Categorization,
        params: json!({
            "attachment": shot.path,
            "attachment_type": "image",
            "fields": [
                category("time_of_day", "When was it taken?", &["morning", "day", "dusk", "night"]),
                category("weather", "What is the weather?", &["clear", "cloudy", "rain", "haze"]),
                category("traffic", "How dense is the traffic?", &["light", "moderate", "dense"]),
                visible,
            ],
        }),
        response: answer(recipe.weather.word()),
        worse: answer("clear"),
    }
}

/// Two photos; which one should be kept for training.
pub fn comparison(one: &Shot, other: &Shot) -> Work {
    let better = |a: &Shot, b: &Shot| {
        if a.view.seen.len() >= b.view.seen.len() {
            "first"
        } else {
            "second"
        }
    };
    let answer = |choice: &str| json!({"annotations": {"richer_scene": choice, "reason": "More road users at a useful size."}});
    let choice = better(one, other);
    Work {
        task_type: TaskType::Comparison,
        params: json!({
            "attachments": [one.path, other.path],
            "attachment_type": "image",
            "fields": [category("richer_scene", "Which picture teaches more?", &["first", "second", "same"]), field("text", "reason", "Why?")],
        }),
        response: answer(choice),
        worse: answer("same"),
    }
}

fn transcription(path: &str, kind: &str, fields: &[Value], good: Value, worse: Value) -> Work {
    Work {
        task_type: TaskType::Transcription,
        params: json!({"attachment": path, "attachment_type": kind, "fields": fields}),
        response: json!({"annotations": good}),
        worse: json!({"annotations": worse}),
    }
}

pub fn street_name(path: &str, name: &str) -> Work {
    let fields = [
        field("text", "street_name", "Name on the sign"),
        category("legible", "Is it legible?", &["yes", "partly", "no"]),
    ];
    let answer = |name: &str| json!({"street_name": name, "legible": "yes"});
    transcription(
        path,
        "image",
        &fields,
        answer(name),
        answer(&name[..name.len() - 1]),
    )
}

pub fn receipt(path: &str, lines: &[String]) -> Work {
    let fields = [
        field("text", "shop", "Shop"),
        field("number", "total", "Total"),
        field("text", "lines", "All lines"),
    ];
    let total = |text: &str| {
        text.rsplit(' ')
            .next()
            .and_then(|word| word.parse::<f64>().ok())
            .unwrap_or_default()
    };
    let sum = lines
        .iter()
        .find(|line| line.starts_with("TOTAL"))
        .map_or(0.0, |line| total(line));
    let answer = |sum: f64| json!({"shop": lines[0], "total": sum, "lines": lines[1..]});
    transcription(
        path,
        "image",
        &fields,
        answer(sum),
        answer((sum * 10.0).round()),
    )
}

pub fn speech(path: &str, words: &str) -> Work {
    let fields = [
        field("text", "transcript", "What is said"),
        category("noise", "Background noise", &["none", "some", "strong"]),
    ];
    let short: String = words.split(' ').take(4).collect::<Vec<_>>().join(" ");
    let answer = |text: &str| json!({"transcript": text, "noise": "some"});
    transcription(path, "audio", &fields, answer(words), answer(&short))
}

pub fn text_collection(dice: &mut Dice) -> Work {
    let topic = dice.pick(&[
        "a blocked bike lane",
        "a bus stop without shelter",
        "a traffic light out of order",
        "a crossing that is hard to see",
        "a pothole on the way to work",
    ]);
    let good = [
        "I would tell the city through its app, with a photo and the nearest house number.",
        "It was there for two weeks; people walked around it on the street, which felt unsafe.",
        "Someone painted arrows on the ground so that others saw it in time.",
        "Man sieht es erst im letzten Moment, vor allem bei Regen.",
        "Les voitures ralentissent, mais pas toutes.",
    ];
    let answers: Vec<&str> = (0..3)
        .map(|step| good[(dice.below(good.len()) + step) % good.len()])
        .collect();
    Work {
        task_type: TaskType::TextCollection,
        params: json!({
            "title": "Everyday traffic",
            "description": format!("Write about {topic}, in your own words."),
            "attachments": [{"type": "text", "content": format!("Think of the last time you met {topic}. What did you do?")}],
            "fields": [field("text", "what_happened", "What happened?"), field("text", "feeling", "How did it feel?"), field("text", "advice", "What should others do?")],
        }),
        response: json!({"annotations": {"what_happened": answers[0], "feeling": answers[1], "advice": answers[2]}}),
        worse: json!({"annotations": {"what_happened": "it was bad", "feeling": "bad", "advice": "-"}}),
    }
}

pub fn document(path: &str, lines: &[String]) -> Work {
    let answer = |skip: usize| {
        let fields: Vec<Value> = lines
            .iter()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .skip(skip)
            .map(|(key, value)| json!({"label": key, "text": value, "page": 1}))
            .collect();
        json!({"annotations": {"title": lines[0], "fields": fields}})
    };
    Work {
        task_type: TaskType::DocumentTranscription,
        params: json!({"attachment": path, "attachment_type": "pdf", "features": [
            {"type": "block", "label": "Form fields", "description": "Every line of the form"},
        ]}),
        response: answer(0),
        worse: answer(2),
    }
}

pub fn data_collection(dice: &mut Dice) -> Work {
    let city = dice.pick(&["Zürich", "San Francisco", "Kraków", "Austin", "São Paulo"]);
    let count = dice.int(3, 9);
    let sites: Vec<Value> = (0..count)
        .map(|index| {
            json!({
                "name": format!("Crossing {}", index + 1),
                "lat": f64::from((dice.between(37.2, 47.9) * 1e4).round()) / 1e4,
                "lon": f64::from((dice.between(-122.5, 19.9) * 1e4).round()) / 1e4,
                "has_signal": dice.chance(0.5),
            })
        })
        .collect();
    Work {
        task_type: TaskType::DataCollection,
        params: json!({
            "title": format!("Crossings in {city}"),
            "fields": [field("list", "sites", "Crossings without street view from this year"), field("text", "source", "Where did you look?")],
        }),
        response: json!({"annotations": {"sites": sites, "source": "city open data portal"}}),
        worse: json!({"annotations": {"sites": [], "source": ""}}),
    }
}
