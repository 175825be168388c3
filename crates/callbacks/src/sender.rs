//! Bringing a callback to its address.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use domain::callback::{Address, KeyPurpose};
use outbound::{ForbiddenAddress, Guard, cause, front, reason, shown};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response};
use store::callbacks::{Credentials, ValidKeys};
use url::Url;

use crate::due::About;
use crate::mail::Mailer;
use crate::sign::signature;

/// The most that is read of an answer, for people to see what the receiver complained of.
const READ_BYTES: usize = 1024;

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    /// Stays the same over all tries.
    pub delivery_id: &'a str,
    pub event: &'a str,
    pub about: &'a About,
    pub credentials: &'a Credentials,
    /// JSON.
    pub body: &'a str,
}

/// Why an address did not take a callback.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refused {
    /// The HTTP status that was answered, if any.
    pub status: Option<u16>,
    pub why: String,
}

impl Refused {
    pub(crate) fn unsent(why: impl Into<String>) -> Self {
        Self {
            status: None,
            why: why.into(),
        }
    }
}

/// Sends callbacks. Clones share all.
#[derive(Debug, Clone)]
pub struct Sender {
    guard: Guard,
    client: Client,
    mailer: Option<Mailer>,
    timeout: Duration,
}

impl Sender {
    /// Each try may take `timeout`, from the look-up of the name to the answer.
    ///
    /// # Errors
    /// Where the machine's TLS certificates cannot be loaded.
    pub fn new(
        guard: Guard,
        mailer: Option<Mailer>,
        timeout: Duration,
    ) -> Result<Self, reqwest::Error> {
        Ok(Self {
            client: guard.client().timeout(timeout).build()?,
            guard,
            mailer,
            timeout,
        })
    }

    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// Sends a message; answers with the HTTP status of a success, if it went by HTTP.
    pub(crate) async fn send(
        &self,
        address: &Address,
        message: Message<'_>,
    ) -> Result<Option<u16>, Refused> {
        match address {
            Address::Web(url) => self.post(url, message).await.map(Some),
            Address::Mail(to) => match &self.mailer {
                Some(mailer) => mailer.send(to, message).await.map(|()| None),
                None => Err(Refused::unsent(
                    "this server sends no mail; its operator can set --smtp-url",
                )),
            },
        }
    }

    async fn post(&self, url: &str, message: Message<'_>) -> Result<u16, Refused> {
        let url = Url::parse(url).map_err(|error| {
            Refused::unsent(format!(
                "the address is no URL ({error}); give one that begins with https://"
            ))
        })?;
        let forbidden = |error: &ForbiddenAddress| {
            Refused::unsent(format!(
                "the address leads to `{}`, which is not public; if it is yours, the operator can \
                 add the host or its network to --allow-hosts",
                error.host
            ))
        };
        self.guard.check(&url).map_err(|error| forbidden(&error))?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let timestamp = now.map_or(0, |since| since.as_secs());
        let mut request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("tasklens-delivery-id", message.delivery_id)
            .header("tasklens-event", message.event)
            .header("tasklens-timestamp", timestamp);
        let signed = headers(KeyPurpose::Signature, &message.credentials.signature);
        for (name, key) in signed {
            request = request.header(name, signature(key, timestamp, message.body));
        }
        if let Some(auth) = &message.credentials.auth {
            for (name, key) in headers(KeyPurpose::Auth, auth) {
                request = request.header(name, key);
            }
        }
        let sent = request.body(message.body.to_owned()).send().await;
        let response = sent.map_err(|error| match cause(&error) {
            Some(error) => forbidden(error),
            None if error.is_timeout() => Refused::unsent(format!(
                "no answer came within {} s",
                self.timeout.as_secs_f64()
            )),
            None => Refused::unsent(format!(
                "the receiver cannot be reached: {}",
                reason(&error)
            )),
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(status.as_u16());
        }
        Err(Refused {
            status: Some(status.as_u16()),
            why: complaint(response).await,
        })
    }
}

/// The header of each valid key. Receivers that look at one header only know the older key.
fn headers(purpose: KeyPurpose, keys: &ValidKeys) -> impl Iterator<Item = (&'static str, &str)> {
    let new = keys.new.as_ref();
    [(purpose.header(), keys.known.as_str())]
        .into_iter()
        .chain(new.map(|new| (purpose.new_header(), new.as_str())))
}

/// What people read of an answer that is no success. Redirects are not followed: they would carry
/// the key to whoever the receiver names.
async fn complaint(response: Response) -> String {
    let status = response.status();
    if status.is_redirection() {
        let to = response.headers().get(LOCATION);
        let to = to.and_then(|to| response.url().join(to.to_str().ok()?).ok());
        return match to {
            Some(to) => format!(
                "it redirects to {}, which is not followed; give the address itself",
                shown(&to)
            ),
            None => "it redirects, which is not followed; give the address itself".to_owned(),
        };
    }
    // A body that breaks off says less, and the status is what counts.
    let (text, _) = front(response, READ_BYTES).await;
    match String::from_utf8_lossy(&text).trim() {
        "" => status
            .canonical_reason()
            .unwrap_or("it answered without words")
            .to_owned(),
        text => text.to_owned(),
    }
}
