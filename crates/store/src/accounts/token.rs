//! Secrets that are handed out once and recognised by their hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// What the database keeps of a token.
pub type TokenHash = [u8; 32];

/// 256 random bits as 43 characters fit for a URL and a cookie. Too many to guess, so a plain
/// SHA-256 protects the stored form; a slow hash would only slow each request.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    pub(crate) fn random() -> Self {
        Self::with_prefix("")
    }

    pub(crate) fn with_prefix(prefix: &str) -> Self {
        let secret = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        Self(format!("{prefix}{secret}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn hash(&self) -> TokenHash {
        token_hash(&self.0)
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The stored form of a token that somebody presents.
pub fn token_hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// A password for somebody who gave none: 18 random bytes, 24 characters.
pub fn random_password() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 18]>())
}
