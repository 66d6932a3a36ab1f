//! Whose request it is behind a proxy: the address that a trusted proxy wrote down, and never what a stranger claims to be.

use axum::http::HeaderMap;
use serde::Deserialize;
use std::net::{IpAddr, SocketAddr};

/// The header in which proxies write down whom they speak for, the nearest last.
const FORWARDED_FOR: &str = "x-forwarded-for";
/// Addresses of that header that are looked at, from its end: nobody has so many proxies.
const HOPS_MAX: usize = 16;

/// Addresses that begin alike: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Prefix {
    first: IpAddr,
    bits: u8,
}

/// No address and no prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no address; write it as 10.0.0.7 or 10.0.0.0/8")]
pub struct BadPrefix(String);

impl TryFrom<String> for Prefix {
    type Error = BadPrefix;

    fn try_from(text: String) -> Result<Self, BadPrefix> {
        text.parse().map_err(|()| BadPrefix(text))
    }
}

impl std::str::FromStr for Prefix {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let first: IpAddr = address.parse().map_err(|_| ())?;
        let width = width(first);
        let bits = bits.map_or(Ok(width), |bits| bits.parse().map_err(|_| ()))?;
        if bits > width { Err(()) } else { Ok(Self { first, bits }) }
    }
}

impl Prefix {
    /// Whether an address begins so. One that is written as IPv6 and means IPv4 is IPv4.
    pub fn holds(&self, address: IpAddr) -> bool {
        let (first, address) = (self.first.to_canonical(), address.to_canonical());
        // what stands before an IPv4 address in the other form is no part of its own bits
        let bits = self.bits.saturating_sub(width(self.first) - width(first));
        if width(first) != width(address) {
            return false;
        }
        let left_out = u32::from(width(first) - bits);
        let kept = |address: IpAddr| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)).checked_shr(left_out).unwrap_or(0),
            IpAddr::V6(address) => u128::from(address).checked_shr(left_out).unwrap_or(0),
        };
        kept(first) == kept(address)
    }
}

fn width(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

/// Whose request it is: the peer, or where the peer is a trusted proxy, whoever that one names, and so on from the end of the header to the
/// first address that is not trusted. What stands before that one anybody may have written.
pub fn client(peer: SocketAddr, headers: &HeaderMap, trusted: &[Prefix]) -> SocketAddr {
    let trusts = |address: IpAddr| trusted.iter().any(|prefix| prefix.holds(address));
    let mut client = peer;
    if !trusts(client.ip()) {
        return client;
    }
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok()).collect::<Vec<_>>();
    for named in lines.iter().rev().flat_map(|line| line.rsplit(',')).take(HOPS_MAX) {
        // a word that is no address names nobody: the proxy that wrote it is all that is known
        let Some(address) = address(named.trim()) else { return client };
        client = address;
        if !trusts(client.ip()) {
            return client;
        }
    }
    client
}

/// `10.0.0.7`, `10.0.0.7:51234`, `fd00::7`, `[fd00::7]`, `[fd00::7]:51234`.
fn address(named: &str) -> Option<SocketAddr> {
    let bare = named.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(named);
    let of_ip = || bare.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 0));
    named.parse().ok().or_else(of_ip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn prefix(text: &str) -> Prefix {
        text.parse().unwrap_or_else(|()| panic!("{text}"))
    }

    fn of(peer: &str, lines: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_static(line));
        }
        let trusted: Vec<Prefix> = trusted.iter().map(|text| prefix(text)).collect();
        let peer = SocketAddr::new(peer.parse().expect("an address"), 4711);
        client(peer, &headers, &trusted).ip().to_string()
    }

    #[test]
    fn a_header_of_somebody_who_is_not_trusted_says_nothing() {
        assert_eq!(of("192.0.2.9", &["203.0.113.5"], &[]), "192.0.2.9");
        assert_eq!(of("192.0.2.9", &["203.0.113.5"], &["127.0.0.1"]), "192.0.2.9");
        assert_eq!(of("127.0.0.1", &["203.0.113.5"], &[]), "127.0.0.1");
    }

    #[test]
    fn a_trusted_proxy_names_its_client_and_what_that_one_wrote_itself_is_passed_over() {
        assert_eq!(of("127.0.0.1", &["203.0.113.5"], &["127.0.0.1"]), "203.0.113.5");
        assert_eq!(of("127.0.0.1", &["10.9.9.9, 203.0.113.5"], &["127.0.0.1"]), "203.0.113.5");
        assert_eq!(of("127.0.0.1", &["10.9.9.9", "203.0.113.5"], &["127.0.0.1"]), "203.0.113.5", "over two lines");
        assert_eq!(of("::ffff:127.0.0.1", &["203.0.113.5"], &["127.0.0.0/8"]), "203.0.113.5", "IPv4 in the other form");
    }

    #[test]
    fn through_several_trusted_proxies_the_last_stranger_counts() {
        let trusted = ["127.0.0.1", "10.0.0.0/8", "fd00::/8"];
        assert_eq!(of("127.0.0.1", &["9.9.9.9, 203.0.113.5:52000, 10.1.2.3, [fd00::3]:80"], &trusted), "203.0.113.5");
        assert_eq!(of("127.0.0.1", &["10.1.2.3, 10.4.5.6"], &trusted), "10.1.2.3", "all of them trusted: the farthest");
        assert_eq!(of("127.0.0.1", &["2001:db8::7, fd00::3"], &trusted), "2001:db8::7");
    }

    #[test]
    fn a_word_that_is_no_address_leaves_the_proxy_as_all_that_is_known() {
        for line in ["unknown", "", "203.0.113.5, <script>", "203.0.113.5, 999.1.1.1"] {
            assert_eq!(of("127.0.0.1", &[line], &["127.0.0.1"]), "127.0.0.1", "{line:?}");
        }
        assert_eq!(of("127.0.0.1", &[], &["127.0.0.1"]), "127.0.0.1");
        let many: &'static str = Box::leak(vec!["127.0.0.1"; 40].join(",").into_boxed_str());
        assert_eq!(of("127.0.0.1", &[many], &["127.0.0.1"]), "127.0.0.1");
    }

    #[test]
    fn prefixes_hold_what_begins_like_them() {
        assert!(prefix("10.0.0.0/8").holds("10.255.1.2".parse().expect("an address")));
        assert!(!prefix("10.0.0.0/8").holds("11.0.0.0".parse().expect("an address")));
        assert!(prefix("0.0.0.0/0").holds("203.0.113.5".parse().expect("an address")));
        assert!(prefix("::/0").holds("2001:db8::1".parse().expect("an address")));
        assert!(!prefix("::/0").holds("203.0.113.5".parse().expect("an address")), "another kind");
        assert!(prefix("::ffff:10.0.0.0/104").holds("10.3.2.1".parse().expect("an address")));
        for wrong in ["", "10.0.0.0/33", "fd00::/129", "10.0.0.0/x", "10.0.0/8", "hall.example", "10.0.0.1/-1"] {
            assert!(wrong.parse::<Prefix>().is_err(), "{wrong}");
        }
    }
}
