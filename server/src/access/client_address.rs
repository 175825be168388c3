//! The network address of who asks.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use app::viewer::ClientAddress;
use axum::extract::{ConnectInfo, Request};
use axum::http::HeaderMap;

/// The address as the outermost trusted proxy saw it; with no proxy, the connection's own. An IPv6
/// client owns its whole /64 and is known by that.
pub fn client_address(request: &Request, trusted_proxies: usize) -> ClientAddress {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip());
    let seen = forwarded_for(request.headers(), trusted_proxies).or(peer);
    ClientAddress(match seen {
        Some(address) => shown(address.to_canonical()),
        None => "unknown".to_owned(),
    })
}

/// Each proxy adds the address it was asked from at the end, so the N-th from the end was written by
/// the outermost of N trusted proxies; what stands before it, anybody may have written.
fn forwarded_for(headers: &HeaderMap, trusted_proxies: usize) -> Option<IpAddr> {
    let from_end = trusted_proxies.checked_sub(1)?;
    let seen: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(str::trim)
        .collect();
    seen.iter().rev().nth(from_end)?.parse().ok()
}

fn shown(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::extract::{ConnectInfo, Request};

    use super::{SocketAddr, client_address};

    fn asked(peer: &str, forwarded: Option<&str>, trusted_proxies: usize) -> String {
        let mut request = Request::builder();
        if let Some(list) = forwarded {
            request = request.header("x-forwarded-for", list);
        }
        let mut request = request.body(Body::empty()).unwrap();
        let peer: SocketAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        client_address(&request, trusted_proxies).0
    }

    #[test]
    fn without_trusted_proxies_the_header_is_not_believed() {
        assert_eq!(asked("192.0.2.1:5", Some("203.0.113.9"), 0), "192.0.2.1");
    }

    #[test]
    fn the_outermost_trusted_proxy_says_who_asked() {
        let list = Some("1.2.3.4, 203.0.113.9, 10.0.0.2");
        assert_eq!(asked("10.0.0.1:5", list, 1), "10.0.0.2");
        assert_eq!(asked("10.0.0.1:5", list, 2), "203.0.113.9");
        assert_eq!(asked("10.0.0.1:5", list, 9), "10.0.0.1");
        assert_eq!(asked("10.0.0.1:5", None, 1), "10.0.0.1");
    }

    #[test]
    fn an_ipv6_client_is_known_by_its_network() {
        assert_eq!(asked("[2001:db8:1:2:3::4]:5", None, 0), "2001:db8:1:2::/64");
        assert_eq!(asked("[::ffff:192.0.2.1]:5", None, 0), "192.0.2.1");
    }
}
