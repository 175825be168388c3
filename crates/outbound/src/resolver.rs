//! Names into addresses, with the forbidden ones left out before anything connects.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::allow::{AllowRule, may_connect};

/// The resolver of the HTTP client. It connects to the very addresses checked here: no second look-up
/// takes place that a name's owner could answer differently.
pub struct GuardedResolver {
    pub allow: Arc<[AllowRule]>,
}

/// A host that has only addresses that may not be connected to. Which those are is logged and told
/// nobody else: names of the network inside would be mapped by it.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{host}` has no public address")]
pub struct ForbiddenAddress {
    /// As the URL has it.
    pub host: String,
}

impl ForbiddenAddress {
    /// Logs the address.
    pub(crate) fn new(host: &str, address: IpAddr) -> Self {
        tracing::info!(host, %address, "a forbidden address was not connected to");
        Self {
            host: host.to_owned(),
        }
    }
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
                Some(first) if allowed.is_empty() => {
                    Err(ForbiddenAddress::new(host, first.ip()).into())
                }
                _ => Ok(Box::new(allowed.into_iter()) as Addrs),
            }
        })
    }
}
