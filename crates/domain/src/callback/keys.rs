//! What admins see of the keys of callbacks.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::named::named_enum;

/// How long the key before a new one stays valid: a week is enough to bring the new one to every
/// receiver.
pub const KEY_OVERLAP: TimeDelta = TimeDelta::days(7);

named_enum! {
    /// What a callback key is for.
    pub enum KeyPurpose {
        /// Sent along, to addresses that an admin allowed.
        Auth = 0, "auth", "Sent key";
        /// Signs, and is never sent.
        Signature = 1, "signature", "Signing key";
    }
}

impl KeyPurpose {
    /// The header that carries the key, or what it signed. While two keys are valid, it is the older
    /// one's, so that receivers that know that one go on.
    pub const fn header(self) -> &'static str {
        match self {
            Self::Auth => "scale-callback-auth",
            Self::Signature => "tasklens-signature",
        }
    }

    /// The header of the newer key while two are valid.
    pub const fn new_header(self) -> &'static str {
        match self {
            Self::Auth => "scale-callback-auth-new",
            Self::Signature => "tasklens-signature-new",
        }
    }
}

/// A key without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackKey {
    pub purpose: KeyPurpose,
    /// Whether it is of test tasks.
    pub is_test: bool,
    /// The last characters, so that people can tell keys apart.
    pub tail: String,
    /// When an admin was shown it; none while nobody has been.
    pub shown_at: Option<DateTime<Utc>>,
    /// Until when the one before is valid, too.
    pub old_until: Option<DateTime<Utc>>,
}

/// An address, without its path, that the sent key goes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallbackOrigin {
    /// `https://hooks.example.com`
    pub origin: String,
    /// Whether it is of test tasks.
    pub is_test: bool,
    /// When an admin allowed it; none of one that took callbacks before there was a list, which gets
    /// only the key that it knows.
    pub allowed_at: Option<DateTime<Utc>>,
}
