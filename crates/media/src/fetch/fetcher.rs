//! The client that fetches attachments.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fair::{FairLimit, Permit, Share};
use futures::{StreamExt, TryStreamExt};
use outbound::{AllowRule, ForbiddenAddress, Guard, cause, reason, shown};
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, Response};
use url::Url;

use crate::single_flight::SingleFlight;
use crate::{Asker, BlobStore, MediaError, StoredBlob};

const MAX_REDIRECTS: usize = 5;

/// What may be fetched, and what it may cost.
#[derive(Debug, Clone)]
pub struct FetchPolicy {
    /// Hosts and networks that may be fetched from although they are not public.
    pub allow: Vec<AllowRule>,
    /// Bytes of one attachment.
    pub max_bytes: u64,
    pub connect_timeout: Duration,
    /// The longest silence while the body arrives.
    pub idle_timeout: Duration,
    /// From the first request to the last byte, redirects included.
    pub total_timeout: Duration,
    /// Fetches at a time; others wait.
    pub concurrent: usize,
    /// The most of them that are one asker's…
    pub each: usize,
    /// …and the most that it has from one host: a slow host leaves places for others.
    pub each_host: usize,
    /// The longest that a fetch waits for a place.
    pub queue_timeout: Duration,
    /// Bytes a second that a body comes with on average, from `grace` on.
    pub least_speed: u64,
    /// How long a body may take before its speed is looked at.
    pub grace: Duration,
}

impl Default for FetchPolicy {
    /// Public addresses only, 2 GiB, 10 s to connect, 30 s of silence, 15 minutes in all; 32 at a time,
    /// of which one team has 12 and 8 from one host, as many as browsers ask a host for at once and more;
    /// 16 KiB/s, which the slowest link has that anybody would wait for.
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            max_bytes: 2 << 30,
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_mins(15),
            concurrent: 32,
            each: 12,
            each_host: 8,
            queue_timeout: Duration::from_mins(2),
            least_speed: 16 << 10,
            grace: Duration::from_secs(30),
        }
    }
}

/// Brings what a URL names into the [`BlobStore`]. A URL comes from whoever sends tasks, so it may
/// not reach this machine, its network or its cloud's metadata: every address is checked before
/// anything connects to it, after every redirect too. Clones share all.
#[derive(Clone)]
pub struct Fetcher {
    guard: Guard,
    client: Client,
    blobs: BlobStore,
    policy: Arc<FetchPolicy>,
    places: FairLimit<Holder>,
    asker: Asker,
    // Each asker's fetches are its own: nobody waits in another's queue.
    flights: SingleFlight<(Asker, Url), StoredBlob>,
}

/// Who holds places for fetches.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Holder {
    Asker(Asker),
    /// With the host's name.
    Host(Asker, String),
}

impl Fetcher {
    /// # Errors
    /// [`MediaError::Interrupted`] if the machine's TLS certificates cannot be loaded.
    pub fn new(policy: FetchPolicy, blobs: BlobStore) -> Result<Self, MediaError> {
        let guard = Guard::new(&policy.allow);
        // A compressed body would be stored compressed; the client has no decoders.
        let identity = HeaderValue::from_static("identity");
        let client = guard
            .client()
            .default_headers(HeaderMap::from_iter([(ACCEPT_ENCODING, identity)]))
            .connect_timeout(policy.connect_timeout)
            .read_timeout(policy.idle_timeout)
            .build()
            .map_err(|error| MediaError::Interrupted(reason(&error)))?;
        Ok(Self {
            guard,
            client,
            blobs,
            places: FairLimit::new(policy.concurrent as u64),
            asker: Asker::Nobody,
            policy: Arc::new(policy),
            flights: SingleFlight::default(),
        })
    }

    /// The same fetcher, whose fetches count as this asker's: they leave places for those of others.
    #[must_use]
    pub fn on_behalf_of(&self, asker: Asker) -> Self {
        Self {
            asker,
            ..self.clone()
        }
    }

    /// Fetches `url` into the store. Those who ask for the same URL at once share one fetch, and a
    /// connection that fails is tried once more. Messages show the URL without its query, which may
    /// hold a signature.
    ///
    /// # Errors
    /// [`MediaError::InvalidUrl`], [`MediaError::ForbiddenHost`], [`MediaError::Fetch`] for any status
    /// but 200, [`MediaError::TooManyRedirects`], [`MediaError::TooLarge`],
    /// [`MediaError::TimedOut`], [`MediaError::TooSlow`], [`MediaError::Unreachable`],
    /// [`MediaError::TooManyWaiting`], or the store's own.
    pub async fn fetch(&self, url: &str) -> Result<StoredBlob, MediaError> {
        let url = parse(url)?;
        let work = self.clone().fetch_with_patience(url.clone(), None);
        self.flights.run((self.asker, url), work).await
    }

    /// The same for a file that takes an API key, which goes nowhere else: a redirect is followed
    /// without it.
    ///
    /// # Errors
    /// Those of [`Fetcher::fetch`].
    pub async fn fetch_with_key(&self, url: &str, key: &str) -> Result<StoredBlob, MediaError> {
        let key = Some(key.to_owned());
        self.clone().fetch_with_patience(parse(url)?, key).await
    }

    async fn fetch_with_patience(
        self,
        url: Url,
        key: Option<String>,
    ) -> Result<StoredBlob, MediaError> {
        let key = key.as_deref();
        let _place = self.place(&url).await?;
        let after = self.policy.total_timeout;
        let fetching = async {
            match self.fetch_once(&url, key).await {
                Err(MediaError::Unreachable { .. }) => self.fetch_once(&url, key).await,
                other => other,
            }
        };
        let late = |_| MediaError::TimedOut {
            url: shown(&url),
            after,
        };
        tokio::time::timeout(after, fetching).await.map_err(late)?
    }

    /// Waits for a place, by turns with others.
    async fn place(&self, url: &Url) -> Result<Permit<Holder>, MediaError> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let shares = vec![
            Share::new(Holder::Asker(self.asker), self.policy.each as u64),
            Share::new(Holder::Host(self.asker, host), self.policy.each_host as u64),
        ];
        let after = self.policy.queue_timeout;
        let waiting = tokio::time::timeout(after, self.places.take(1, shares)).await;
        let late = |_| MediaError::TooManyWaiting(format!("no place came free within {after:?}"));
        waiting
            .map_err(late)?
            .map_err(|full| MediaError::TooManyWaiting(full.to_string()))
    }

    async fn fetch_once(&self, asked: &Url, key: Option<&str>) -> Result<StoredBlob, MediaError> {
        let mut url = asked.clone();
        let mut key = key;
        for _ in 0..=MAX_REDIRECTS {
            self.check_address(asked, &url)?;
            let mut request = self.client.get(url.clone());
            if let Some(key) = key.take() {
                request = request.basic_auth(key, Some(""));
            }
            let response = request
                .send()
                .await
                .map_err(|error| self.failure(asked, &error))?;
            match redirection(&url, &response)? {
                Some(next) => url = next,
                None => return self.keep(asked, response).await,
            }
        }
        Err(MediaError::TooManyRedirects {
            url: shown(asked),
            limit: MAX_REDIRECTS,
        })
    }

    /// Checks an address that stands in the URL itself; names are checked when they are resolved.
    fn check_address(&self, asked: &Url, url: &Url) -> Result<(), MediaError> {
        self.guard
            .check(url)
            .map_err(|forbidden| MediaError::ForbiddenHost {
                url: shown(asked),
                host: forbidden.host,
            })
    }

    async fn keep(&self, asked: &Url, response: Response) -> Result<StoredBlob, MediaError> {
        if response.status() != 200 {
            return Err(MediaError::Fetch {
                url: shown(asked),
                status: response.status().as_u16(),
            });
        }
        let limit = self.policy.max_bytes;
        let too_large = || MediaError::TooLarge {
            what: format!("`{}`", shown(asked)),
            limit,
        };
        if response.content_length().is_some_and(|size| size > limit) {
            return Err(too_large());
        }
        let (begun, least) = (Instant::now(), self.policy.least_speed);
        let mut size = 0;
        let chunks = response
            .bytes_stream()
            .map_err(|error| self.failure(asked, &error))
            .map(|chunk| {
                let chunk = chunk?;
                size += chunk.len() as u64;
                if size > limit {
                    return Err(too_large());
                }
                let took = begun.elapsed();
                if took > self.policy.grace && (size as f64) < least as f64 * took.as_secs_f64() {
                    let url = shown(asked);
                    return Err(MediaError::TooSlow { url, least });
                }
                Ok(chunk)
            });
        self.blobs.put_stream(chunks).await
    }

    fn failure(&self, asked: &Url, error: &reqwest::Error) -> MediaError {
        let url = shown(asked);
        if let Some(ForbiddenAddress { host }) = cause(error) {
            let host = host.clone();
            return MediaError::ForbiddenHost { url, host };
        }
        if error.is_timeout() {
            let after = if error.is_connect() {
                self.policy.connect_timeout
            } else {
                self.policy.idle_timeout
            };
            return MediaError::TimedOut { url, after };
        }
        let why = reason(error);
        MediaError::Unreachable { url, why }
    }
}

fn parse(text: &str) -> Result<Url, MediaError> {
    let url = Url::parse(text).map_err(|error| MediaError::InvalidUrl {
        url: text.split(['?', '#']).next().unwrap_or_default().to_owned(),
        why: format!("it is no URL ({error}); write one that begins with https://"),
    })?;
    fetchable(url)
}

/// Where a response redirects to, if it does.
fn redirection(from: &Url, response: &Response) -> Result<Option<Url>, MediaError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let target = response.headers().get(LOCATION);
    let target = target.and_then(|target| from.join(target.to_str().ok()?).ok());
    let target = target.ok_or_else(|| MediaError::InvalidUrl {
        url: shown(from),
        why: "it redirects without saying where; link to where the file is".to_owned(),
    })?;
    fetchable(target).map(Some)
}

fn fetchable(url: Url) -> Result<Url, MediaError> {
    let why = if !matches!(url.scheme(), "http" | "https") {
        "only http and https are fetched; make a signed https link"
    } else if !url.username().is_empty() || url.password().is_some() {
        "it holds a user name or password; make a signed link instead"
    } else {
        return Ok(url);
    };
    Err(MediaError::InvalidUrl {
        url: shown(&url),
        why: why.to_owned(),
    })
}
