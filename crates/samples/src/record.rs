//! One task as JSON, in Scale's form.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{ReviewStatus, TaskStatus};
use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::life::Life;
use crate::plan::Project;
use crate::scene::Recipe;
use crate::work::Work;

/// All that makes a record.
pub struct Draft<'a> {
    pub index: usize,
    pub project: &'a Project,
    pub batch: &'a str,
    pub life: &'a Life,
    pub work: Work,
    /// The scene that the task is about, if it is about one.
    pub recipe: Option<Recipe>,
}

fn time(at: DateTime<Utc>) -> Value {
    json!(at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// An id whose first four bytes are the time, as Scale's are.
fn task_id(created: DateTime<Utc>, index: usize, dice: &mut Dice) -> String {
    let index = index as u64 & 0xff_ffff;
    format!(
        "{:08x}{:010x}{index:06x}",
        created.timestamp() as u32,
        dice.bits() & 0xff_ffff_ffff
    )
}

const CITIES: [&str; 6] = [
    "san_francisco",
    "austin",
    "zürich",
    "kraków",
    "munich",
    "são_paulo",
];
const CAMERAS: [&str; 5] = [
    "front_main",
    "front_wide",
    "side_left",
    "side_right",
    "rear",
];

/// The record, keys in the order that Scale writes them.
pub fn record(draft: Draft<'_>, dice: &mut Dice) -> Value {
    let Draft {
        index,
        project,
        batch,
        life,
        work,
        recipe,
    } = draft;
    let mut work = work;
    let city = dice.choose(&CITIES);
    let camera = dice.choose(&CAMERAS);
    let metadata = metadata(life, recipe, (city, camera), dice);
    let tags = tags(recipe, city, camera, dice);
    let failure = (life.status == TaskStatus::Error).then(|| failure(&mut work, index, dice));
    let mut task = Map::new();
    let mut set = |name: &str, value: Value| {
        task.insert(name.to_owned(), value);
    };
    set("task_id", json!(task_id(life.created, index, dice)));
    set("type", json!(work.task_type.as_str()));
    set("status", json!(life.status.api().as_str()));
    set("created_at", time(life.created));
    set("updated_at", time(life.updated));
    if let Some(completed) = life.completed {
        set("completed_at", time(completed));
    }
    set("project", json!(project.name));
    set("batch", json!(batch));
    set("instruction", json!(project.instruction));
    set(
        "callback_url",
        json!("https://hooks.example.com/scale/tasks"),
    );
    if life.completed.is_some() || failure.is_some() {
        set("callback_succeeded", json!(dice.chance(0.96)));
    }
    set("is_test", json!(false));
    set(
        "urgency",
        json!(if dice.chance(0.12) {
            "immediate"
        } else {
            "standard"
        }),
    );
    set("customer_review_status", json!(life.review.api_str()));
    let comments = if life.review == ReviewStatus::Commented {
        vec!["Please look at the shadow on the left together with us."]
    } else {
        life.comments()
    };
    if !comments.is_empty() {
        set("customer_review_comments", json!(comments.join("\n")));
    }
    set("metadata", metadata);
    set("tags", json!(tags));
    if dice.chance(0.88) {
        set(
            "unique_id",
            json!(format!("{}/{batch}/{index:05}", project.name)),
        );
    }
    set("params", work.params.clone());
    if life.status.is_completed() {
        // A rejected answer that was never redone is the bad one.
        let stands = if life.review == ReviewStatus::Rejected {
            work.worse.clone()
        } else {
            work.response.clone()
        };
        set("response", stands);
    }
    if life.prior > 0 {
        set(
            "prior_responses",
            Value::Array(vec![work.worse.clone(); life.prior]),
        );
    }
    if let Some(failure) = failure {
        set("error", failure);
    }
    set("tasklens", extension(life));
    Value::Object(task)
}

fn extension(life: &Life) -> Value {
    let audits: Vec<Value> = life
        .audits
        .iter()
        .map(|audit| json!({"at": time(audit.at), "by": audit.by, "action": audit.action.as_str(), "comment": audit.comment}))
        .collect();
    let mut extension =
        json!({"status": life.status.as_str(), "review_status": life.review.as_str()});
    if !audits.is_empty() {
        extension["audits"] = json!(audits);
    }
    extension
}

fn metadata(
    life: &Life,
    recipe: Option<Recipe>,
    (city, camera): (&str, &str),
    dice: &mut Dice,
) -> Value {
    let vehicle = format!(
        "{}-{:03}",
        dice.pick(&["lynx", "falcon", "heron", "marten"]),
        dice.int(2, 64)
    );
    let drive = format!(
        "{}_{vehicle}_{:02}",
        life.created.format("%Y%m%d"),
        dice.int(1, 9)
    );
    let coordinate = |low: f32, high: f32, dice: &mut Dice| {
        (f64::from(dice.between(low, high)) * 1e6).round() / 1e6
    };
    let mut metadata = json!({
        "city": city,
        "vehicle_id": vehicle,
        "drive_id": drive,
        "frame": dice.int(1, 18_000),
        "gps": {"lat": coordinate(37.2, 48.2, dice), "lon": coordinate(-122.4, 11.6, dice)},
        "model_version": format!("det-{}.{}.{}", dice.int(3, 5), dice.int(0, 9), dice.int(0, 14)),
        "model_confidence": (f64::from(dice.between(0.3, 0.99)) * 1e3).round() / 1e3,
    });
    if let Some(recipe) = recipe {
        metadata["camera"] = json!(camera);
        metadata["weather"] = json!(recipe.weather.word());
        metadata["time_of_day"] = json!(recipe.daytime.word());
        metadata["place"] = json!(recipe.place.word());
    }
    metadata
}

fn tags(recipe: Option<Recipe>, city: &str, camera: &str, dice: &mut Dice) -> Vec<String> {
    let mut tags = Vec::new();
    if let Some(recipe) = recipe {
        tags.extend([recipe.weather.word(), recipe.daytime.word()].map(str::to_owned));
        if dice.chance(0.5) {
            tags.push(camera.to_owned());
        }
    }
    if dice.chance(0.7) {
        tags.push(city.to_owned());
    }
    let extras = [
        ("priority", 0.1),
        ("edge-case", 0.09),
        ("re-label", 0.05),
        ("hold-out", 0.07),
        ("golden", 0.03),
        ("needs Überprüfung", 0.02),
    ];
    for (tag, probability) in extras {
        if dice.chance(probability) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Why a task failed; where a file is the reason, the task names that file.
fn failure(work: &mut Work, index: usize, dice: &mut Dice) -> Value {
    let name = ["attachment", "attachments"]
        .into_iter()
        .find(|name| !work.params[*name].is_null());
    let Some(name) = name else {
        return json!({"code": "invalid_params", "message": "`params` cannot be used: the text is empty after cleaning."});
    };
    let (code, url, message) = if dice.chance(0.6) {
        let url = format!("media/images/lost_{index:05}.jpg");
        let message = format!(
            "The attachment `{url}` could not be fetched: 404 Not Found. Check the link and create the task again."
        );
        ("attachment_not_found", url, message)
    } else {
        let url = crate::generate::BROKEN_IMAGE.to_owned();
        let message = format!("The attachment `{url}` is no readable image: it ends too early.");
        ("attachment_unreadable", url, message)
    };
    if let Some(first) = work.params[name].get_mut(0) {
        *first = json!(url);
    } else {
        work.params[name] = json!(url);
    }
    json!({"code": code, "message": message})
}
