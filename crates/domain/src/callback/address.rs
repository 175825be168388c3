//! Where a callback goes.

use std::fmt;
use std::str::FromStr;

use crate::annotations::MAX_URL_BYTES;
use crate::record::cut;

/// An address that a task or a team names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// By POST; the URL as it is spelled.
    Web(String),
    /// By e-mail to `name@host`.
    Mail(String),
}

/// A text that is neither; its beginning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no address for callbacks; give one that begins with https://, or one of e-mail, of up to \
     {max} bytes",
    max = MAX_URL_BYTES
)]
pub struct InvalidAddress(String);

impl FromStr for Address {
    type Err = InvalidAddress;

    /// `https://…`, `http://…`, `mailto:name@host` or `name@host`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let invalid = || InvalidAddress(cut(text));
        if text.len() > MAX_URL_BYTES || text.contains(char::is_control) {
            return Err(invalid());
        }
        let scheme = text
            .split_once(':')
            .map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
        match scheme {
            Some((scheme, rest))
                if matches!(&*scheme, "http" | "https")
                    && rest.strip_prefix("//").is_some_and(has_host) =>
            {
                Some(Self::Web(text.to_owned()))
            }
            Some((scheme, rest)) if scheme == "mailto" => {
                mail(rest.split('?').next().unwrap_or_default())
            }
            _ => mail(text),
        }
        .ok_or_else(invalid)
    }
}

fn has_host(rest: &str) -> bool {
    !rest.starts_with(['/', '?', '#']) && !rest.is_empty() && !rest.contains(char::is_whitespace)
}

fn mail(text: &str) -> Option<Address> {
    let is_mail = text
        .rsplit_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(|sign: char| {
            sign.is_whitespace() || matches!(sign, ':' | '/' | ',' | ';' | '<' | '>')
        });
    is_mail.then(|| Address::Mail(text.to_owned()))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Web(url) => f.write_str(url),
            Self::Mail(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_web_and_of_mail_are_told_apart() {
        let web = |text: &str| Ok(Address::Web(text.to_owned()));
        assert_eq!(
            "https://a.example/x?y".parse(),
            web("https://a.example/x?y")
        );
        assert_eq!("HTTP://a@b.example".parse(), web("HTTP://a@b.example"));
        let mail = Ok(Address::Mail("ops@example.com".to_owned()));
        assert_eq!("ops@example.com".parse(), mail);
        assert_eq!("mailto:ops@example.com?subject=x".parse(), mail);
        for text in [
            "",
            "here",
            "https://",
            "https:///x",
            "ftp://a@b.example",
            "a b@c",
            "@",
            "a@b,c@d",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_no_receiver_can_have_is_refused_in_a_few_words() {
        for text in [
            "https://a.example/\0",
            "https://a.example/\u{1b}[2J",
            "a\u{7f}@b.example",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text:?}");
        }
        let of_length = |bytes: usize| format!("https://a.example/{}", "x".repeat(bytes - 18));
        assert!(of_length(MAX_URL_BYTES).parse::<Address>().is_ok());
        let error = of_length(MAX_URL_BYTES + 1).parse::<Address>().unwrap_err();
        let words = error.to_string();
        assert!(words.len() < 200 && words.contains("2000 bytes"), "{words}");
    }
}
