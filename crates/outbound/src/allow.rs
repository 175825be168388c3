//! Hosts and networks of the house that may be connected to.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use crate::addresses::is_public;

/// An entry of the allow-list: `minio.internal`, `*.corp.example`, `10.1.0.0/16` or `10.1.2.3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AllowRule {
    /// A name, whatever address it has.
    Host(String),
    /// Every name below this one.
    Below(String),
    /// Every address in this network, whatever its name.
    Network(IpNet),
}

/// A text that names neither a host nor a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no host or network; write one such as minio.internal, *.corp.example, 10.1.0.0/16 or \
     10.1.2.3, without scheme, port or path"
)]
pub struct InvalidAllowRule(pub String);

impl FromStr for AllowRule {
    type Err = InvalidAllowRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Ok(network) = text.parse::<IpNet>() {
            return Ok(Self::Network(network));
        }
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self::Network(address.into()));
        }
        let (below, name) = match text.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, text),
        };
        match url::Host::parse(name) {
            Ok(url::Host::Domain(name)) if name.contains('*') => {
                Err(InvalidAllowRule(text.to_owned()))
            }
            Ok(url::Host::Domain(name)) if below => Ok(Self::Below(name)),
            Ok(url::Host::Domain(name)) => Ok(Self::Host(name)),
            _ => Err(InvalidAllowRule(text.to_owned())),
        }
    }
}

impl fmt::Display for AllowRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(name) => f.write_str(name),
            Self::Below(name) => write!(f, "*.{name}"),
            Self::Network(network) => write!(f, "{network}"),
        }
    }
}

impl AllowRule {
    fn allows(&self, host: Option<&str>, address: IpAddr) -> bool {
        let named = |test: &dyn Fn(&str) -> bool| {
            host.is_some_and(|host| test(host.strip_suffix('.').unwrap_or(host)))
        };
        match self {
            Self::Host(name) => named(&|host| host.eq_ignore_ascii_case(name)),
            Self::Below(name) => named(&|host| {
                let host = host.to_ascii_lowercase();
                host.strip_suffix(name.as_str())
                    .is_some_and(|front| front.len() > 1 && front.ends_with('.'))
            }),
            Self::Network(network) => network.contains(&address.to_canonical()),
        }
    }
}

/// Whether an address may be connected to. `host` is the name it was found by, none where the URL
/// has the address itself.
pub fn may_connect(rules: &[AllowRule], host: Option<&str>, address: IpAddr) -> bool {
    is_public(address) || rules.iter().any(|rule| rule.allows(host, address))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSIDE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 1, 2, 3));

    fn allows(rule: &str, host: &str) -> bool {
        may_connect(&[rule.parse().unwrap()], Some(host), INSIDE)
    }

    #[test]
    fn a_rule_allows_its_host_or_network_and_no_other() {
        assert!(allows("minio.internal", "minio.internal"));
        assert!(allows("minio.internal", "MinIO.internal."));
        assert!(!allows("minio.internal", "x.minio.internal"));
        assert!(allows("*.corp.example", "a.b.corp.example"));
        assert!(!allows("*.corp.example", "corp.example"));
        assert!(!allows("*.corp.example", "evilcorp.example"));
        assert!(allows("10.1.0.0/16", "any.name"));
        assert!(!allows("10.2.0.0/16", "any.name"));
        assert!(allows("10.1.2.3", "any.name"));
    }

    #[test]
    fn a_mapped_address_is_the_address_it_maps() {
        let rules = ["10.1.0.0/16".parse().unwrap()];
        assert!(may_connect(
            &rules,
            None,
            "::ffff:10.1.2.3".parse().unwrap()
        ));
        assert!(!may_connect(
            &rules,
            None,
            "::ffff:10.2.2.3".parse().unwrap()
        ));
    }

    #[test]
    fn a_rule_reads_back_as_it_was_written() {
        for text in [
            "minio.internal",
            "*.corp.example",
            "10.1.0.0/16",
            "fd00::/8",
        ] {
            assert_eq!(text.parse::<AllowRule>().unwrap().to_string(), text);
        }
        for text in ["", "*", "http://minio", "minio:9000", "10.0.0.0/40", "a b"] {
            assert!(text.parse::<AllowRule>().is_err(), "{text}");
        }
    }
}
