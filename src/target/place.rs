//! Where a URL leads.

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
}
