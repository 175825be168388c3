//! One try of one callback.

use std::time::Instant;

use domain::callback::{Address, MAX_TRIES, Schedule, callback_body};
use domain::record::WholeTask;
use outbound::shown;
use store::PgPool;
use store::callbacks::{Next, Taken, Tried, finish, task_then};
use url::Url;

use crate::sender::{Message, Refused, Sender};

/// Sends a callback and notes how that ended.
///
/// # Errors
/// Where the database cannot be asked: the callback is taken again when its time is over.
pub async fn deliver(
    pool: &PgPool,
    sender: &Sender,
    schedule: Schedule,
    taken: &Taken,
) -> store::Result<Next> {
    let begun = Instant::now();
    let Some(attempt) = attempt(pool, sender, taken).await? else {
        // Deleted, and its callbacks with it.
        return Ok(Next::GiveUp);
    };
    let next = match &attempt.sent {
        Ok(_) => Next::Delivered,
        Err(_) => schedule
            .pause_after(taken.number)
            .map_or(Next::GiveUp, Next::Retry),
    };
    let (status, error) = match attempt.sent {
        Ok(status) => (status, None),
        Err(refused) => (refused.status, Some(refused.why)),
    };
    let tried = Tried {
        address: attempt.address,
        status,
        error,
        took: begun.elapsed(),
    };
    log(attempt.task_id.as_deref(), taken, &tried, next);
    finish(pool, taken, &tried, next).await?;
    Ok(next)
}

/// What a try came to.
struct Attempt {
    /// Unknown where the task was not read.
    task_id: Option<String>,
    /// Where it was sent; empty: nowhere.
    address: String,
    /// With the HTTP status, if any was answered.
    sent: Result<Option<u16>, Refused>,
}

impl Attempt {
    fn unsent(why: &str) -> Self {
        Self {
            task_id: None,
            address: String::new(),
            sent: Err(Refused::unsent(why)),
        }
    }
}

/// Reads the task and sends it; none where it is gone.
async fn attempt(pool: &PgPool, sender: &Sender, taken: &Taken) -> store::Result<Option<Attempt>> {
    if taken.number > MAX_TRIES {
        return Ok(Some(Attempt::unsent(
            "its last try was begun, and how that ended is not known",
        )));
    }
    match task_then(pool, taken).await {
        Ok(Some(task)) => Ok(Some(send(sender, taken, &task).await)),
        Ok(None) => Ok(None),
        Err(error) if error.is_unavailable() => Err(error),
        Err(error) => {
            tracing::error!(%error, callback = taken.callback_id, "the task of a callback cannot be read");
            Ok(Some(Attempt::unsent(
                "the task cannot be read; the server's log has the details",
            )))
        }
    }
}

async fn send(sender: &Sender, taken: &Taken, task: &WholeTask) -> Attempt {
    let task_id = task.row.task_id.to_string();
    let (address, sent) = match read_address(taken) {
        Ok(address) => {
            let sent = match callback_body(task) {
                Ok(body) => {
                    let message = Message {
                        delivery_id: &taken.delivery_id,
                        event: taken.event.as_str(),
                        task_id: &task_id,
                        key: &taken.key,
                        body: &body,
                    };
                    sender.send(&address, message).await
                }
                Err(error) => Err(Refused::unsent(format!(
                    "the task cannot be written: {error}"
                ))),
            };
            (shown_address(&address), sent)
        }
        Err(refused) => (String::new(), Err(refused)),
    };
    Attempt {
        task_id: Some(task_id),
        address,
        sent,
    }
}

fn read_address(taken: &Taken) -> Result<Address, Refused> {
    let Some(address) = &taken.address else {
        return Err(Refused::unsent(
            "it goes nowhere: the team's address for callbacks was taken away",
        ));
    };
    address
        .parse()
        .map_err(|error: domain::callback::InvalidAddress| Refused::unsent(error.to_string()))
}

/// Without what may be secret.
fn shown_address(address: &Address) -> String {
    match address {
        Address::Web(url) => Url::parse(url).map_or_else(|_| url.clone(), |url| shown(&url)),
        Address::Mail(to) => to.clone(),
    }
}

fn log(task_id: Option<&str>, taken: &Taken, tried: &Tried, next: Next) {
    let (callback, number) = (taken.callback_id, taken.number);
    match (next, &tried.error) {
        (Next::Delivered, _) => tracing::debug!(task_id, callback, number, "callback delivered"),
        (Next::Retry(_), why) => {
            tracing::debug!(
                task_id,
                callback,
                number,
                status = tried.status,
                why,
                "callback failed"
            );
        }
        (Next::GiveUp, why) => tracing::warn!(
            task_id,
            callback,
            number,
            status = tried.status,
            why,
            "callback given up"
        ),
    }
}
