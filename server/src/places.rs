//! Places for what takes long, of which no team and no person may hold all.

use app::Viewer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use fair::{FairLimit, Full, Share};

/// Who holds places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    Team(i32),
    /// In whichever teams.
    Person(i32),
}

/// A place that is held until this is dropped.
pub type Place = fair::Permit<Holder>;

/// The places of this server for one kind of work. Clones share them.
#[derive(Clone)]
pub struct Places {
    /// What is done there, in the plural.
    what: &'static str,
    each_team: u64,
    each_person: u64,
    limit: FairLimit<Holder>,
}

impl Places {
    /// So many in all, and the most of them for a team and for a person.
    pub fn new(what: &'static str, all: u64, each_team: u64, each_person: u64) -> Self {
        Self {
            what,
            each_team,
            each_person,
            limit: FairLimit::new(all),
        }
    }

    /// Takes a place now.
    ///
    /// # Errors
    /// The answer that says whose places are taken.
    pub fn take(&self, viewer: &Viewer) -> Result<Place, NoPlace> {
        let shares = [
            Share::new(Holder::Person(viewer.account_id), self.each_person),
            Share::new(Holder::Team(viewer.team_id), self.each_team),
        ];
        let what = self.what;
        self.limit.try_take(&shares).map_err(|full| match full {
            Full::Share {
                holder: Holder::Person(_),
                most,
            } => NoPlace::Own(format!(
                "you have {most} {what} running already; wait until one has ended, or cancel it"
            )),
            Full::Share {
                holder: Holder::Team(_),
                most,
            } => NoPlace::Own(format!(
                "your team has {most} {what} running already; wait until one has ended"
            )),
            Full::All { most } => NoPlace::Server(format!(
                "the server has {most} {what} running already; try again in a minute"
            )),
            Full::Queue { .. } => NoPlace::Server(format!("too many {what} wait already")),
        })
    }
}

/// Why there is no place.
#[derive(Debug, PartialEq, Eq)]
pub enum NoPlace {
    /// The person or the team has its share.
    Own(String),
    /// All are taken.
    Server(String),
}

impl IntoResponse for NoPlace {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::Own(text) => (StatusCode::TOO_MANY_REQUESTS, text),
            Self::Server(text) => (StatusCode::SERVICE_UNAVAILABLE, text),
        };
        (status, [(header::RETRY_AFTER, "60")], text + "\n").into_response()
    }
}
