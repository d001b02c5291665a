//! Which redirect URI a request means, and whether the client registered it
//! (RFC 6749 section 3.1.2, RFC 8252 section 7.3, RFC 9700 section 4.1.3).
//!
//! Everything works on the text as it was sent: a URL library would normalise, and then the
//! comparison is no longer the exact one.

use crate::oauth::forms::{decode_component, split_url};
use crate::reference::fault::{Fault, Faults};
use crate::reference::request::Parameters;
use crate::reference::server::Server;
use crate::reference::settings::Client;

/// The redirect URI of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chosen {
    /// Where the answer goes.
    pub(crate) uri: String,
    /// Whether the request named it.
    pub(crate) sent: bool,
}

/// The redirect URI that the request means, or what is wrong with it.
pub(crate) fn choose(
    server: &Server,
    client: &Client,
    parameters: &Parameters,
) -> Result<Chosen, &'static str> {
    let faults = &server.faults;
    let (checked, used) =
        match (parameters.all("redirect_uri").as_slice(), client.redirect_uris.as_slice()) {
            // RFC 6749 section 3.1.2.3: it may be left out only when there is exactly one.
            ([], [only]) => {
                return Ok(Chosen { uri: only.clone(), sent: false });
            }
            ([], [first, ..]) if faults.has(Fault::RedirectUriFirstAssumed) => {
                return Ok(Chosen { uri: first.clone(), sent: false });
            }
            ([], _) => return Err("redirect_uri is missing"),
            ([given], _) => (*given, *given),
            ([first, .., last], _) if faults.has(Fault::RedirectUriLastWins) => (*first, *last),
            ([first, ..], _) if faults.has(Fault::AuthorizeRepeatedParameterAccepted) => {
                (*first, *first)
            }
            _ => return Err("redirect_uri is there more than once"),
        };
    if !is_registered(server, client, checked) {
        return Err("redirect_uri is not registered for this client");
    }
    Ok(Chosen { uri: used.to_owned(), sent: true })
}

fn is_registered(server: &Server, client: &Client, given: &str) -> bool {
    let faults = &server.faults;
    if faults.has(Fault::RedirectUriNotChecked)
        || client.is_public() && faults.has(Fault::RedirectUriNotCheckedForPublicClients)
    {
        return true;
    }
    let private_use = !given.starts_with("http:") && !given.starts_with("https:");
    if private_use && faults.has(Fault::PrivateUseSchemeRefused)
        || client.is_public()
            && given.starts_with("https:")
            && faults.has(Fault::PublicHttpsRefused)
    {
        return false;
    }
    let own = client.redirect_uris.iter();
    let mut candidates: Vec<&String> = own.collect();
    if faults.has(Fault::RedirectUriOfAnyClient) {
        candidates = server.settings.clients.iter().flat_map(|any| &any.redirect_uris).collect();
    }
    candidates.into_iter().any(|registered| {
        registered == given
            || client.native && is_same_loopback(faults, registered, given)
            || is_same_by_fault(faults, registered, given)
    })
}

/// RFC 8252 section 7.3: on the loopback interface any port MUST be allowed; everything else is
/// compared exactly.
fn is_same_loopback(faults: &Faults, registered: &str, given: &str) -> bool {
    if faults.has(Fault::LoopbackPortPinned) {
        return false;
    }
    ["http://127.0.0.1", "http://[::1]"].into_iter().any(|origin| {
        let registered = registered.strip_prefix(origin).and_then(after_port);
        let given = given.strip_prefix(origin).and_then(after_port);
        registered.is_some()
            && (registered == given || given.is_some() && faults.has(Fault::LoopbackPathIgnored))
    })
}

/// What follows an optional port; `None` when the authority goes on in another way.
fn after_port(rest: &str) -> Option<&str> {
    let after = match rest.strip_prefix(':') {
        Some(port) => {
            let end = port.find(|c: char| !c.is_ascii_digit()).unwrap_or(port.len());
            port[..end].parse::<u16>().ok()?;
            &port[end..]
        }
        None => rest,
    };
    (after.is_empty() || after.starts_with(['/', '?', '#'])).then_some(after)
}

/// The comparisons that RFC 9700 section 4.1 warns of, each behind its fault.
fn is_same_by_fault(faults: &Faults, registered: &str, given: &str) -> bool {
    let bent = |fault: Fault, same: &dyn Fn() -> bool| faults.has(fault) && same();
    bent(Fault::RedirectUriPrefixMatched, &|| given.starts_with(registered))
        || bent(Fault::RedirectUriQueryIgnored, &|| {
            let (base, _, fragment) = split_url(given);
            base == registered && fragment.is_none()
        })
        || bent(Fault::RedirectUriFragmentIgnored, &|| given.split('#').next() == Some(registered))
        || bent(Fault::RedirectUriCaseIgnored, &|| given.eq_ignore_ascii_case(registered))
        || bent(Fault::RedirectUriPortIgnored, &|| without_port(given) == without_port(registered))
        || bent(Fault::RedirectUriNormalised, &|| resolved(given) == resolved(registered))
        || bent(Fault::RedirectUriPercentDecoded, &|| decode_component(given) == registered)
        || bent(Fault::RedirectUriTrailingSlashIgnored, &|| {
            given.trim_end_matches('/') == registered.trim_end_matches('/')
        })
        || bent(Fault::RedirectUriSchemeIgnored, &|| {
            given.split_once("://").map(|(_, rest)| rest)
                == registered.split_once("://").map(|(_, rest)| rest)
        })
        || bent(Fault::RedirectUriHostSuffixMatched, &|| {
            let ((scheme, host, path), own) = (parts(given), parts(registered));
            (scheme, path) == (own.0, own.2) && host.ends_with(&format!(".{}", own.1))
        })
        || bent(Fault::RedirectUriHostPrefixMatched, &|| {
            let ((scheme, host, path), own) = (parts(given), parts(registered));
            (scheme, path) == (own.0, own.2) && host.starts_with(own.1)
        })
        || bent(Fault::RedirectUriRelativeAccepted, &|| {
            !given.contains("://") && !given.is_empty() && registered.ends_with(given)
        })
}

/// Scheme, authority, and everything behind it.
fn parts(uri: &str) -> (&str, &str, &str) {
    let (scheme, rest) = uri.split_once("://").unwrap_or(("", uri));
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    (scheme, authority, path)
}

fn without_port(uri: &str) -> (&str, &str, &str) {
    let (scheme, authority, path) = parts(uri);
    let host = authority.trim_end_matches(|c: char| c.is_ascii_digit());
    (scheme, host.strip_suffix(':').unwrap_or(authority), path)
}

/// Dot segments resolved as RFC 3986 section 5.2.4 says, but nothing else touched.
fn resolved(uri: &str) -> Option<(&str, &str, String)> {
    let (scheme, authority, _) = parts(uri);
    let path = url::Url::parse(uri).ok()?.path().to_owned();
    Some((scheme, authority, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_port_of_a_loopback_address_is_free() {
        let same =
            |given| is_same_loopback(&Faults::default(), "http://127.0.0.1:9999/callback", given);
        assert!(same("http://127.0.0.1:1/callback") && same("http://127.0.0.1/callback"));
        for wrong in [
            "http://127.0.0.1:1/other",
            "http://127.0.0.1:1/callback/",
            "http://127.0.0.1:1/callback?a=b",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:+1/callback",
            "http://localhost:9999/callback",
            "http://[::1]:9999/callback",
            "https://127.0.0.1:9999/callback",
            "http://127.0.0.1:9999",
        ] {
            assert!(!same(wrong), "{wrong}");
        }
    }

    #[test]
    fn each_bent_comparison_lets_its_own_neighbour_in() {
        let registered = "https://client.example/callback";
        for (fault, given) in [
            (Fault::RedirectUriPrefixMatched, "https://client.example/callback/more"),
            (Fault::RedirectUriQueryIgnored, "https://client.example/callback?a=b"),
            (Fault::RedirectUriFragmentIgnored, "https://client.example/callback#a"),
            (Fault::RedirectUriCaseIgnored, "https://client.example/Callback"),
            (Fault::RedirectUriPortIgnored, "https://client.example:8443/callback"),
            (Fault::RedirectUriNormalised, "https://client.example/x/../callback"),
            (Fault::RedirectUriPercentDecoded, "https://client.example/%63allback"),
            (Fault::RedirectUriTrailingSlashIgnored, "https://client.example/callback/"),
            (Fault::RedirectUriSchemeIgnored, "http://client.example/callback"),
            (Fault::RedirectUriHostSuffixMatched, "https://evil.client.example/callback"),
            (Fault::RedirectUriHostPrefixMatched, "https://client.example.a.example/callback"),
            (Fault::RedirectUriHostPrefixMatched, "https://client.example@a.example/callback"),
            (Fault::RedirectUriRelativeAccepted, "/callback"),
        ] {
            assert!(!is_same_by_fault(&Faults::default(), registered, given), "{given}");
            assert!(is_same_by_fault(&[fault].into_iter().collect(), registered, given), "{given}");
        }
    }
}
