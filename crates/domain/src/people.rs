//! What a team's people see of each other and of themselves.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{KeyRole, Role};

/// The shortest password that is taken, in characters.
pub const MIN_PASSWORD_CHARS: usize = 10;

/// How many days an invite's link works.
pub const INVITE_DAYS: i32 = 7;

/// A member of a team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub account_id: i32,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub joined_at: DateTime<Utc>,
    /// When one of their sessions in this team was last used.
    pub last_seen_at: Option<DateTime<Utc>>,
    pub is_disabled: bool,
    /// Whether an operator, or an admin of this team who invited them by it, vouches for the address.
    pub is_verified: bool,
}

/// What hangs on a person: it ends when they are disabled or leave the team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Powers {
    /// Names of API keys that they made.
    pub keys: Vec<String>,
    /// Open invites that they or their keys made.
    pub invites: usize,
    pub login_links: usize,
    pub sessions: usize,
}

impl Powers {
    /// `the API keys “Nightly” and “Import”, 2 invites and 1 session`; `None` where there is nothing.
    pub fn in_words(&self) -> Option<String> {
        let mut parts = Vec::new();
        if !self.keys.is_empty() {
            let names: Vec<String> = self.keys.iter().map(|name| format!("“{name}”")).collect();
            let noun = if names.len() == 1 { "key" } else { "keys" };
            parts.push(format!("the API {noun} {}", listed(&names)));
        }
        for (count, noun) in [
            (self.invites, "invite"),
            (self.login_links, "login link"),
            (self.sessions, "session"),
        ] {
            match count {
                0 => {}
                1 => parts.push(format!("1 {noun}")),
                count => parts.push(format!("{count} {noun}s")),
            }
        }
        (!parts.is_empty()).then(|| listed(&parts))
    }
}

/// `a`, `a and b`, `a, b and c`
fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// A team that a person belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamOfPerson {
    pub team_id: i32,
    pub name: String,
    pub role: Role,
}

/// One of a person's sessions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    /// As the browser named itself at the login; see [`browser_name`].
    pub user_agent: String,
    /// Network address that the login came from.
    pub address: String,
    pub began_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub is_this_one: bool,
}

/// An invite that nobody has used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingInvite {
    pub invite_id: i32,
    pub role: Role,
    /// The only address that can use it; `None`: any.
    pub email: Option<String>,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// What an invite offers to who follows its link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteOffer {
    pub team_name: String,
    pub role: Role,
    pub invited_by: String,
    /// The only address that can use it; `None`: any.
    pub email: Option<String>,
}

/// A key as its team sees it: never the key itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub api_key_id: i32,
    /// The first characters, by which people tell keys apart.
    pub prefix: String,
    pub name: String,
    pub role: KeyRole,
    /// What it may do now: no more than who made it. `None` while they are disabled.
    pub works_as: Option<KeyRole>,
    /// Test keys see and make only test tasks.
    pub is_test: bool,
    /// Nobody when an operator made it.
    pub created_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Role {
    /// What a member of this role may do, in words.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Viewer => "sees tasks and exports them",
            Self::Auditor => "also judges, tags and cancels tasks",
            Self::Admin => "also imports, and manages people and keys",
        }
    }
}

/// `Firefox on Linux`, from a `User-Agent` header; `Unknown browser` where it says nothing familiar.
/// Browsers claim to be each other, so the order of the lists matters.
pub fn browser_name(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Powers, browser_name};

    #[test]
    fn what_ends_is_told_as_a_list() {
        assert_eq!(Powers::default().in_words(), None);
        let powers = Powers {
            keys: vec!["Nightly".to_owned(), "Import".to_owned()],
            invites: 2,
            login_links: 0,
            sessions: 1,
        };
        assert_eq!(
            powers.in_words().as_deref(),
            Some("the API keys “Nightly” and “Import”, 2 invites and 1 session")
        );
    }

    #[test]
    fn browsers_are_named_although_each_claims_to_be_others() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0";
        let safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
        assert_eq!(browser_name(edge), "Edge on Windows");
        assert_eq!(browser_name(safari), "Safari on macOS");
        assert_eq!(browser_name(firefox), "Firefox on Linux");
        assert_eq!(browser_name("curl/8.5.0"), "Unknown browser");
    }
}
