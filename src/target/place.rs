//! Where a URL leads.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whether a URL leads to this machine. A name that only begins like a loopback address does not.
#[must_use]
pub fn is_loopback(url: &str) -> bool {
    let parsed = Url::parse(url);
    parsed.ok().as_ref().and_then(Url::host).is_some_and(|host| match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    })
}

/// Whether a redirect URI is one of a native app on this machine, whose port the app may choose anew
/// each time (RFC 8252 section 7.3): http on a loopback address, and no name such as `localhost`.
#[must_use]
pub(super) fn is_loopback_redirect(uri: &str) -> bool {
    let Ok(parsed) = Url::parse(uri) else { return false };
    let is_address = match parsed.host() {
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        Some(Host::Domain(_)) | None => false,
    };
    parsed.scheme() == "http" && is_address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for own in
            ["http://127.0.0.1:1/t", "https://localhost", "http://[::1]:81", "http://127.9.9.9/"]
        {
            assert!(is_loopback(own), "{own}");
        }
        for other in
            ["http://127.0.0.1.as.example/", "http://0.0.0.0/", "http://as.example", "no URL"]
        {
            assert!(!is_loopback(other), "{other}");
        }
    }

    #[test]
    fn a_native_app_listens_at_a_loopback_address_and_at_nothing_that_begins_like_one() {
        for own in ["http://127.0.0.1/cb", "http://127.0.0.1:51004/cb", "http://[::1]:9/"] {
            assert!(is_loopback_redirect(own), "{own}");
        }
        for other in [
            "http://127.0.0.1.evil/cb",
            "http://127.0.0.1@evil/cb",
            "http://localhost/cb",
            "https://127.0.0.1/cb",
            "com.example.app:/cb",
        ] {
            assert!(!is_loopback_redirect(other), "{other}");
        }
    }
}
