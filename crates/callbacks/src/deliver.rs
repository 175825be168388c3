//! One try of one callback.

use std::time::Instant;

use domain::callback::{Address, MAX_TRIES, Schedule};
use outbound::shown;
use store::PgPool;
use store::callbacks::{Credentials, Next, Tried};
use url::Url;

use crate::due::{About, Due, Letter};
use crate::sender::{Message, Refused, Sender};

/// Sends a callback and notes how that ended.
///
/// # Errors
/// Where the database cannot be asked: the callback is taken again when its time is over.
pub async fn deliver(
    pool: &PgPool,
    sender: &Sender,
    schedule: Schedule,
    due: &Due,
) -> store::Result<Next> {
    let begun = Instant::now();
    let Some(attempt) = attempt(pool, sender, due).await? else {
        // Deleted, and its callbacks with it.
        return Ok(Next::GiveUp);
    };
    let next = match &attempt.sent {
        Ok(_) => Next::Delivered,
        Err(_) => schedule
            .pause_after(due.number())
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
    log(attempt.about.as_ref(), due, &tried, next);
    due.finish(pool, &tried, next).await?;
    Ok(next)
}

/// What a try came to.
struct Attempt {
    /// Unknown where it was not read.
    about: Option<About>,
    /// Where it was sent; empty: nowhere.
    address: String,
    /// With the HTTP status, if any was answered.
    sent: Result<Option<u16>, Refused>,
}

impl Attempt {
    fn unsent(why: impl Into<String>) -> Self {
        Self {
            about: None,
            address: String::new(),
            sent: Err(Refused::unsent(why)),
        }
    }
}

/// Reads what is told and sends it; none where it is gone.
async fn attempt(pool: &PgPool, sender: &Sender, due: &Due) -> store::Result<Option<Attempt>> {
    if due.number() > MAX_TRIES {
        return Ok(Some(Attempt::unsent(
            "its last try was begun, and how that ended is not known",
        )));
    }
    match due.letter(pool).await {
        Ok(Some(letter)) => {
            let credentials = due.credentials(pool).await?;
            Ok(Some(send(sender, due, &credentials, letter).await))
        }
        Ok(None) => Ok(None),
        Err(error) if error.is_unavailable() => Err(error),
        Err(error) => {
            let noun = due.noun();
            tracing::error!(%error, delivery = due.delivery_id(), "the {noun} of a callback cannot be read");
            Ok(Some(Attempt::unsent(format!(
                "the {noun} cannot be read; the server's log has the details"
            ))))
        }
    }
}

async fn send(sender: &Sender, due: &Due, credentials: &Credentials, letter: Letter) -> Attempt {
    let Letter { about, body } = letter;
    let (address, sent) = match read_address(due) {
        Ok(address) => {
            let sent = match &body {
                Ok(body) => {
                    let message = Message {
                        delivery_id: due.delivery_id(),
                        event: due.event(),
                        about: &about,
                        credentials,
                        body,
                    };
                    sender.send(&address, message).await
                }
                Err(error) => Err(Refused::unsent(format!(
                    "the {} cannot be written: {error}",
                    due.noun()
                ))),
            };
            (shown_address(&address), sent)
        }
        Err(refused) => (String::new(), Err(refused)),
    };
    Attempt {
        about: Some(about),
        address,
        sent,
    }
}

fn read_address(due: &Due) -> Result<Address, Refused> {
    let Some(address) = due.address() else {
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

fn log(about: Option<&About>, due: &Due, tried: &Tried, next: Next) {
    let about = about.map(tracing::field::display);
    let (delivery, number) = (due.delivery_id(), due.number());
    match (next, &tried.error) {
        (Next::Delivered, _) => tracing::debug!(about, delivery, number, "callback delivered"),
        (Next::Retry(_), why) => {
            tracing::debug!(
                about,
                delivery,
                number,
                status = tried.status,
                why,
                "callback failed"
            );
        }
        (Next::GiveUp, why) => tracing::warn!(
            about,
            delivery,
            number,
            status = tried.status,
            why,
            "callback given up"
        ),
    }
}
