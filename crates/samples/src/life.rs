//! What happened to each task, and when.

use chrono::{DateTime, Datelike, Duration, DurationRound, Utc, Weekday};
use domain::audit::AuditAction;
use domain::{ReviewStatus, TaskStatus};

use crate::dice::Dice;
use crate::plan::shuffle;

/// Days that a set reaches back: 18 months.
pub const DAYS: i64 = 548;

/// Times of creation, oldest first: more on workdays and lately, the last ones minutes old. All
/// but those depend on the day of `now` only.
pub fn creation_times(count: usize, now: DateTime<Utc>, dice: &mut Dice) -> Vec<DateTime<Utc>> {
    let today = now.duration_trunc(Duration::days(1)).unwrap_or(now);
    let fresh = (count / 100).clamp(3, 25);
    let mut times: Vec<DateTime<Utc>> = (0..count - fresh)
        .map(|_| {
            loop {
                let back = 1 + (f64::from(dice.unit()).powf(1.35) * (DAYS - 1) as f64) as i64;
                let day = today - Duration::days(back);
                let weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
                if weekend && !dice.chance(0.18) {
                    continue;
                }
                // Uploads run all day, mostly in office hours.
                let hour = f64::from(13.0 + dice.normal() * 3.2).clamp(0.0, 23.9);
                break day + Duration::milliseconds((hour * 3.6e6) as i64 + dice.int(0, 59_999));
            }
        })
        .collect();
    let mut minutes = 0;
    for _ in 0..fresh {
        minutes += dice.int(2, 40);
        times.push(now - Duration::minutes(minutes) - Duration::milliseconds(dice.int(0, 59_999)));
    }
    times.sort_unstable();
    times
}

/// An audit of the past.
#[derive(Debug, Clone)]
pub struct Audit {
    pub at: DateTime<Utc>,
    pub by: &'static str,
    pub action: AuditAction,
    pub comment: &'static str,
}

/// Where a task stands, and how it came there.
#[derive(Debug, Clone)]
pub struct Life {
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub completed: Option<DateTime<Utc>>,
    pub status: TaskStatus,
    pub review: ReviewStatus,
    /// Responses before the present one; of a task that waits for its next one, all it had.
    pub prior: usize,
    pub audits: Vec<Audit>,
}

/// Status and review of `created.len()` tasks. Young tasks are those that still wait.
pub fn lives(created: &[DateTime<Utc>], now: DateTime<Utc>, dice: &mut Dice) -> Vec<Life> {
    let statuses = statuses(created, dice);
    created
        .iter()
        .zip(statuses)
        .map(|(&created, (status, review))| live(created, now, status, review, dice))
        .collect()
}

type Standing = (TaskStatus, ReviewStatus);

fn statuses(created: &[DateTime<Utc>], dice: &mut Dice) -> Vec<Standing> {
    use ReviewStatus::{Accepted, Commented, Fixed, NotReady, Pending, Rejected};
    use TaskStatus::{Canceled, Completed, Error, InProgress, Queued, Redo};
    let shares: [(Standing, f32); 15] = [
        ((Queued, NotReady), 11.0),
        ((Queued, Rejected), 3.0),
        ((InProgress, NotReady), 5.4),
        ((InProgress, Rejected), 0.6),
        ((Completed, Pending), 21.7),
        ((Completed, Accepted), 30.9),
        ((Completed, Fixed), 6.2),
        ((Completed, Rejected), 2.2),
        ((Completed, Commented), 1.0),
        ((Redo, Pending), 2.5),
        ((Redo, Accepted), 2.5),
        ((Redo, Fixed), 0.7),
        ((Redo, Rejected), 0.3),
        ((Error, NotReady), 5.0),
        ((Canceled, NotReady), 7.0),
    ];
    let mut list: Vec<Standing> = shares.iter().map(|&(standing, _)| standing).collect();
    while list.len() < created.len() {
        list.push(dice.weighted(&shares));
    }
    shuffle(&mut list, dice);
    // Waiting tasks go to the young end, then those that wait for an audit; others stay mixed.
    let youth = |standing: &Standing| match standing {
        (Queued, NotReady) => 1.0,
        (InProgress, _) => 0.85,
        (Queued, _) => 0.6,
        (_, Pending) => 0.3,
        _ => 0.0,
    };
    let mut order: Vec<(f32, Standing)> = list
        .iter()
        .map(|standing| {
            (
                youth(standing) * dice.between(0.5, 1.0)
                    + dice.unit() * (1.0 - 0.6 * youth(standing)),
                *standing,
            )
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, standing)| standing).collect()
}

const AUDITORS: [&str; 7] = [
    "Ana Souza",
    "Mei Lin",
    "Jürgen Weiß",
    "Priya Natarajan",
    "Tom O'Neill",
    "Zoë Laurent",
    "Łukasz Nowak",
];
const REASONS: [&str; 10] = [
    "Boxes are loose: up to 10 px of road on the right side.",
    "The parked car behind the van is missing.",
    "Two labels are swapped, see the cyclist.",
    "Occlusion is set to 0-25% throughout.",
    "Please read section *Rules*, point 3: reflections are not objects.",
    "Line does not follow the middle of the stripe.",
    "Missing pedestrian at the crossing.",
    "Nicht vollständig: letztes Objekt fehlt.",
    "The same object has two ids.",
    "Wrong label on the far vehicle, it is a truck.",
];
const FIXES: [&str; 5] = [
    "Moved two shapes.",
    "Label corrected.",
    "Added the missing one.",
    "Tightened.",
    "",
];
const PRAISE: [&str; 4] = ["", "", "Very clean.", "Good catch behind the tree."];

fn live(
    created: DateTime<Utc>,
    now: DateTime<Utc>,
    status: TaskStatus,
    review: ReviewStatus,
    dice: &mut Dice,
) -> Life {
    let mut clock = Clock { at: created, now };
    let mut life = Life {
        created,
        updated: created,
        completed: None,
        status,
        review,
        prior: 0,
        audits: Vec::new(),
    };
    match status {
        TaskStatus::Queued | TaskStatus::InProgress if review == ReviewStatus::NotReady => {
            if status == TaskStatus::InProgress {
                clock.pass(0.2, 20.0, dice);
            }
        }
        TaskStatus::Error => clock.pass(0.01, 0.3, dice),
        TaskStatus::Canceled => clock.pass(0.5, 90.0, dice),
        _ => {
            clock.pass(1.0, 70.0, dice);
            life.completed = Some(clock.at);
            let sent_back = status != TaskStatus::Completed;
            if sent_back {
                clock.pass(2.0, 60.0, dice);
                life.audits.push(audit(clock.at, AuditAction::Reject, dice));
                life.prior += 1;
                life.completed = None;
            }
            if status == TaskStatus::Redo {
                clock.pass(1.0, 50.0, dice);
                life.completed = Some(clock.at);
            }
            judge(&mut life, &mut clock, dice);
        }
    }
    life.updated = clock.at;
    life
}

/// The last audit, of a task that has its response.
fn judge(life: &mut Life, clock: &mut Clock, dice: &mut Dice) {
    if !life.status.is_completed() {
        return;
    }
    let action = match life.review {
        ReviewStatus::Accepted => AuditAction::Accept,
        ReviewStatus::Fixed => AuditAction::Fix,
        ReviewStatus::Rejected => AuditAction::Reject,
        _ => return,
    };
    clock.pass(2.0, 80.0, dice);
    life.audits.push(audit(clock.at, action, dice));
    if action == AuditAction::Fix {
        life.prior += 1;
    }
}

fn audit(at: DateTime<Utc>, action: AuditAction, dice: &mut Dice) -> Audit {
    let comment = match action {
        AuditAction::Reject => dice.pick(&REASONS),
        AuditAction::Fix => dice.pick(&FIXES),
        _ => dice.pick(&PRAISE),
    };
    Audit {
        at,
        by: dice.pick(&AUDITORS),
        action,
        comment,
    }
}

/// Time that passes, never beyond now.
struct Clock {
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

impl Clock {
    /// Between so many hours, short waits being more common. Near the present, as much of the time
    /// that is left.
    fn pass(&mut self, least: f32, most: f32, dice: &mut Dice) {
        let throw = dice.unit();
        let hours = least + (most - least) * throw * throw;
        let wait = Duration::milliseconds((f64::from(hours) * 3.6e6) as i64);
        let left = self.now - self.at;
        self.at += if wait < left {
            wait
        } else {
            Duration::milliseconds((left.num_milliseconds() as f64 * 0.4) as i64)
        };
    }
}

impl Life {
    /// What auditors wrote last, oldest first.
    pub fn comments(&self) -> Vec<&'static str> {
        self.audits
            .iter()
            .map(|audit| audit.comment)
            .filter(|comment| !comment.is_empty())
            .collect()
    }
}
