//! Names into addresses, with the forbidden ones left out before anything connects.

use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::allow::{AllowRule, may_connect};

/// The resolver of the HTTP client. It connects to the very addresses checked here: no second look-up
/// takes place that a name's owner could answer differently.
pub struct GuardedResolver {
    pub allow: Arc<[AllowRule]>,
}

/// A name that has only addresses that may not be connected to.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{address} is not a public address")]
pub struct ForbiddenAddress {
    /// Such as `127.0.0.1 (localhost)`.
    pub address: String,
}

impl Resolve for GuardedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let allow = Arc::clone(&self.allow);
        Box::pin(async move {
            let host = name.as_str();
            // Port 0 stands for the URL's own.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host, 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|address| may_connect(&allow, Some(host), address.ip()))
                .collect();
            match found.first() {
                Some(first) if allowed.is_empty() => Err(ForbiddenAddress {
                    address: format!("{} ({host})", first.ip()),
                }
                .into()),
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
