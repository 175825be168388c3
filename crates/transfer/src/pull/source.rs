//! The server that is copied from.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::indexed::MAX_URL_BYTES;
use outbound::{End, front, reason};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::error::{PullError, Result};
use crate::read::MAX_RECORD_BYTES;

/// Records asked for at a time: Scale's most.
pub(super) const PAGE: usize = 100;

/// The most that is read of an answer unless it is said otherwise, in bytes: one record has room in it.
const LONGEST_ANSWER: usize = MAX_RECORD_BYTES + (1 << 20);

/// The most that is read of a refusal, in bytes.
const LONGEST_REFUSAL: usize = 64 << 10;

/// How often a request is tried that fails for a reason that may pass.
const TRIES: u32 = 8;

/// Between the first tries; each pause is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause, also where a server asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Of a page of a hundred tasks, each with its params and responses.
const READ_TIMEOUT: Duration = Duration::from_mins(2);

/// An API and a key to it. An operator names it, so it may be anywhere.
#[derive(Clone)]
pub struct Source {
    client: Client,
    address: Url,
    key: String,
    /// The most that is read of an answer, in bytes.
    longest_answer: usize,
}

/// What was answered.
#[derive(Debug)]
pub(super) struct Answer {
    path: String,
    text: Vec<u8>,
    /// When, by the source's clock.
    pub at: Option<DateTime<Utc>>,
}

impl Answer {
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.text).map_err(|error| self.unreadable(error.to_string()))
    }

    pub fn unreadable(&self, why: String) -> PullError {
        PullError::Unreadable {
            path: self.path.clone(),
            why,
        }
    }
}

impl Source {
    /// # Errors
    /// Where `address` is none of the web.
    pub fn new(address: &str, key: &str) -> Result<Self> {
        let wrong = || PullError::Address(address.to_owned());
        let url = Url::parse(address.trim_end_matches('/')).map_err(|_| wrong())?;
        let is_one = matches!(url.scheme(), "http" | "https") && url.query().is_none();
        if !is_one || url.as_str().len() > MAX_URL_BYTES {
            return Err(wrong());
        }
        let client = Client::builder()
            .user_agent(concat!("tasklens/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT)
            .build()
            .map_err(|error| PullError::Away {
                path: address.to_owned(),
                why: reason(&error),
            })?;
        Ok(Self {
            client,
            address: url,
            key: key.to_owned(),
            longest_answer: LONGEST_ANSWER,
        })
    }

    /// The same, but no more than so many bytes are read of an answer.
    #[must_use]
    pub fn reading_at_most(self, longest_answer: usize) -> Self {
        Self {
            longest_answer,
            ..self
        }
    }

    /// The address without a slash at its end: the source's name in what we keep of it.
    pub fn name(&self) -> &str {
        self.address.as_str().trim_end_matches('/')
    }

    /// Whether the key is of test tasks.
    pub fn is_test(&self) -> bool {
        self.key.starts_with("test_")
    }

    /// The key, where `url` is one of this server's own files.
    pub fn key_for(&self, url: &str) -> Option<&str> {
        let files = format!("{}/files/", self.name());
        url.starts_with(&files).then_some(self.key.as_str())
    }

    /// Asks for `path` (such as `/tasks`) with these parameters, as often as it makes sense.
    pub(super) async fn get(&self, path: &str, query: &[(&str, String)]) -> Result<Answer> {
        let mut url = self.address.clone();
        url.set_path(&format!(
            "{}{path}",
            self.address.path().trim_end_matches('/')
        ));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            tries += 1;
            let request = self.client.get(url.clone());
            let sent = request.basic_auth(&self.key, Some("")).send().await;
            let (why, asked_pause) = match sent {
                Ok(response) if response.status() == StatusCode::OK => {
                    let at = date(response.headers());
                    let path = path.to_owned();
                    match front(response, self.longest_answer).await {
                        (text, End::Reached) => return Ok(Answer { path, text, at }),
                        (_, End::Beyond) => {
                            let limit = self.longest_answer;
                            return Err(PullError::TooLong { path, limit });
                        }
                        (_, End::Broken(error)) => (reason(&error), None),
                    }
                }
                Ok(response) if may_pass(response.status()) => {
                    let wait = retry_after(response.headers());
                    (format!("status {}", response.status().as_u16()), wait)
                }
                Ok(response) => return Err(refused(path, response).await),
                Err(error) => (reason(&error), None),
            };
            if tries == TRIES {
                return Err(PullError::Away {
                    path: path.to_owned(),
                    why,
                });
            }
            let wait = asked_pause.unwrap_or(pause).min(LONGEST_PAUSE);
            tracing::warn!(path, why, ?wait, "the source is asked again");
            tokio::time::sleep(wait).await;
            pause *= 2;
        }
    }
}

/// Whether the same request may succeed later.
fn may_pass(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// The seconds that a server asks to wait; a moment where it names a date instead.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = DateTime::parse_from_rfc2822(text).ok()?;
    (at.to_utc() - Utc::now()).to_std().ok()
}

fn date(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    let text = headers.get(DATE)?.to_str().ok()?;
    Some(DateTime::parse_from_rfc2822(text).ok()?.to_utc())
}

async fn refused(path: &str, response: Response) -> PullError {
    #[derive(serde::Deserialize)]
    struct Said {
        error: String,
    }
    let status = response.status().as_u16();
    let (text, _) = front(response, LONGEST_REFUSAL).await;
    let said = serde_json::from_slice::<Said>(&text).map(|said| said.error);
    let message = said.unwrap_or_else(|_| {
        let text = String::from_utf8_lossy(&text);
        text.chars().take(200).collect()
    });
    PullError::Refused {
        path: path.to_owned(),
        status,
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_to_the_sources_own_files_only() {
        let source = Source::new("https://tasks.example.com/v1/", "live_a").unwrap();
        assert_eq!(source.name(), "https://tasks.example.com/v1");
        let own = "https://tasks.example.com/v1/files/5f/a.png";
        assert_eq!(source.key_for(own), Some("live_a"));
        for other in [
            "https://tasks.example.com.evil.example/v1/files/5f/a.png",
            "http://tasks.example.com/v1/files/5f/a.png",
            "https://tasks.example.com/v1/tasks",
        ] {
            assert_eq!(source.key_for(other), None, "{other}");
        }
        assert!(Source::new("tasks.example.com", "live_a").is_err());
        assert!(Source::new("ftp://tasks.example.com", "live_a").is_err());
    }

    #[test]
    fn a_server_says_how_long_to_wait() {
        let asked = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, text.parse().unwrap());
            retry_after(&headers)
        };
        assert_eq!(asked("7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("Wed, 21 Oct 2015 07:28:00 GMT"), None);
        assert!(asked("Mon, 21 Oct 2115 07:28:00 GMT").is_some());
        assert_eq!(asked("soon"), None);
    }
}
