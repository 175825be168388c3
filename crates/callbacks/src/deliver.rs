//! One try of one callback.

use std::time::Instant;

use domain::callback::{Address, Schedule, callback_body};
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
    let Some(task) = task_then(pool, taken).await? else {
        // Deleted, and its callbacks with it.
        return Ok(Next::GiveUp);
    };
    let task_id = task.row.task_id.to_string();
    let begun = Instant::now();
    let (address, sent) = match read_address(taken) {
        Ok(address) => {
            let sent = match callback_body(&task) {
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
    let took = begun.elapsed();
    let next = match &sent {
        Ok(_) => Next::Delivered,
        Err(_) => schedule
            .pause_after(taken.number)
            .map_or(Next::GiveUp, Next::Retry),
    };
    let tried = match sent {
        Ok(status) => Tried {
            address,
            status,
            error: None,
            took,
        },
        Err(refused) => Tried {
            address,
            status: refused.status,
            error: Some(refused.why),
            took,
        },
    };
    log(&task_id, taken, &tried, next);
    finish(pool, taken, &tried, next).await?;
    Ok(next)
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

fn log(task_id: &str, taken: &Taken, tried: &Tried, next: Next) {
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
