//! Where a URL leads, taken apart once.

use hyper::http::uri::PathAndQuery;
use url::{Host, Url};

/// Scheme, host and port of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Whether TLS is spoken.
    pub(crate) tls: bool,
    /// Host name or IP address, without brackets.
    pub(crate) host: String,
    /// Port.
    pub(crate) port: u16,
    /// What the `Host` header field says (RFC 9110 section 7.2).
    pub(crate) authority: String,
}

impl Address {
    /// Takes a URL apart: where it leads, and what is asked for there.
    ///
    /// # Errors
    /// Text that is no http or https URL.
    pub(crate) fn of(text: &str) -> Result<(Self, PathAndQuery), String> {
        let wrong = |reason: &str| format!("{text}: {reason}");
        let url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        let tls = match url.scheme() {
            "http" => false,
            "https" => true,
            other => return Err(wrong(&format!("the URL scheme {other} is not allowed"))),
        };
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            None => return Err(wrong("it names no host")),
        };
        let port = url.port_or_known_default().ok_or_else(|| wrong("it names no port"))?;
        let name = url.host_str().unwrap_or_default();
        let authority = url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        let mut path = url.path().to_owned();
        if let Some(query) = url.query() {
            path = format!("{path}?{query}");
        }
        let path = path.parse().map_err(|_| wrong("its path cannot be sent"))?;
        Ok((Self { tls, host, port, authority }, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_taken_apart() {
        let (address, path) = Address::of("https://as.example/t?a=1").expect("a URL");
        assert_eq!((address.tls, address.port, &*address.authority), (true, 443, "as.example"));
        assert_eq!(path.as_str(), "/t?a=1");
        let (address, _) = Address::of("http://[::1]:81").expect("a URL");
        assert_eq!((&*address.host, &*address.authority), ("::1", "[::1]:81"));
        assert!(Address::of("ftp://as.example").is_err());
    }
}
