//! What may be connected to.

use std::net::IpAddr;
use std::sync::Arc;

use reqwest::{Client, ClientBuilder, redirect};
use url::{Host, Url};

use crate::allow::{AllowRule, may_connect};
use crate::resolver::{ForbiddenAddress, GuardedResolver};

/// Public addresses, and those inside that an operator allows. Clones share all.
#[derive(Debug, Clone)]
pub struct Guard {
    allow: Arc<[AllowRule]>,
}

impl Guard {
    pub fn new(allow: &[AllowRule]) -> Self {
        Self {
            allow: allow.into(),
        }
    }

    /// A client that checks names when they are resolved. An address that stands in the URL itself
    /// needs [`Guard::check`] before.
    pub fn client(&self) -> ClientBuilder {
        let resolver = GuardedResolver {
            allow: Arc::clone(&self.allow),
        };
        Client::builder()
            .user_agent(concat!("tasklens/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            // A proxy would do the look-up and the connecting, out of reach of the guard.
            .no_proxy()
            .dns_resolver(Arc::new(resolver))
    }

    /// Checks an address that stands in the URL itself.
    pub fn check(&self, url: &Url) -> Result<(), ForbiddenAddress> {
        let address: IpAddr = match url.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        let host = url.host_str().unwrap_or_default();
        if may_connect(&self.allow, None, address) {
            return Ok(());
        }
        Err(ForbiddenAddress::new(host, address))
    }
}
