//! Where an authorization may end: the client's redirect URIs, compared as text.

use url::Url;

use crate::exchange::Ending;
use crate::oauth::forms;
use crate::target::{CallbackWords, Client, Returned};

/// What counts as "back at the client".
#[derive(Debug, Clone)]
pub(crate) struct Callback {
    registered: Vec<String>,
    requested: Option<String>,
    /// How the answer is said, where it is no code.
    words: Option<CallbackWords>,
}

impl Callback {
    pub(crate) fn new(client: &Client, requested: Option<String>) -> Self {
        let mut registered: Vec<String> =
            client.redirect_uris.iter().map(|uri| base(uri).to_owned()).collect();
        // RFC 8252 section 7.3: the port of a native app's loopback URI is free.
        if let Some(own) = requested.as_deref().filter(|_| client.native).map(base)
            && registered
                .iter()
                .any(|uri| without_port(uri).is_some() && without_port(uri) == without_port(own))
        {
            registered.push(own.to_owned());
        }
        Self { registered, requested, words: None }
    }

    /// The same for a target whose answers are said otherwise.
    pub(crate) fn in_words(self, words: Option<&CallbackWords>) -> Self {
        Self { words: words.cloned(), ..self }
    }

    /// Where the answer is expected: the URI that was asked for, else the first registered one.
    pub(crate) fn expected(&self) -> Option<&str> {
        self.requested.as_ref().or(self.registered.first()).map(String::as_str)
    }

    /// Whether parameters hold a token where the target returns one.
    pub(crate) fn brings_token(&self, parameters: &[forms::Parameter]) -> bool {
        let name = self.words.as_ref().and_then(|own| own.token.as_deref());
        name.is_some_and(|name| forms::first(parameters, name).is_some())
    }

    /// What a redirect to `url` means for the authorization; `None` when it is a step on the way.
    pub(crate) fn ending(&self, url: &str, via: &str) -> Option<Ending> {
        let own = base(url);
        if self.registered.iter().any(|uri| uri == own) {
            match self.words.as_ref().and_then(|words| words.read(url)) {
                Some(Returned::Granted) => return Some(Ending::Code(url.to_owned())),
                Some(Returned::Refused) => return Some(Ending::Error(url.to_owned())),
                None => {}
            }
            let (_, query, fragment) = forms::split_url(url);
            let has_code = |part: Option<&str>| {
                forms::first(&forms::parse(part.unwrap_or_default()), "code").is_some()
            };
            let error = forms::first(&forms::parse(query.unwrap_or_default()), "error").is_some();
            let code = (has_code(query) || has_code(fragment)) && !error;
            return Some(if code {
                Ending::Code(url.to_owned())
            } else {
                Ending::Error(url.to_owned())
            });
        }
        let requested = self.requested.as_deref().map(base).filter(|uri| !uri.is_empty());
        (requested == Some(own))
            .then(|| Ending::Foreign { to: url.to_owned(), via: via.to_owned() })
    }

    /// Whether a redirect URI, registered or asked for, has this host.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        let uris = self.registered.iter().chain(&self.requested);
        let mut hosts = uris.filter_map(|uri| Url::parse(uri).ok());
        hosts.any(|uri| uri.host_str() == Some(host))
    }

    /// The URI that was asked for, when it is not a registered one.
    pub(crate) fn unregistered(&self) -> Option<&str> {
        let requested = self.requested.as_deref()?;
        (!self.registered.iter().any(|uri| uri == base(requested))).then_some(requested)
    }
}

fn base(url: &str) -> &str {
    forms::split_url(url).0
}

/// A loopback URI without its port.
fn without_port(uri: &str) -> Option<String> {
    for host in ["http://127.0.0.1", "http://[::1]"] {
        if let Some(rest) = uri.strip_prefix(host) {
            let path = rest.find('/').map_or("", |at| &rest[at..]);
            let port = &rest[..rest.len() - path.len()];
            return (port.is_empty() || port.starts_with(':')).then(|| format!("{host}{path}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::ClientAuthMethod;
    use crate::target::Role;

    fn client(native: bool, uri: &str) -> Client {
        Client {
            role: Role::Public,
            id: "c".to_owned(),
            secret: None,
            auth: ClientAuthMethod::None,
            grants: Vec::new(),
            redirect_uris: vec![uri.to_owned()],
            native,
            access_token_lifetime: None,
            scopes: Vec::new(),
        }
    }

    #[test]
    fn a_registered_uri_ends_with_code_or_error() {
        let callback = Callback::new(&client(false, "https://c/cb"), None);
        assert!(matches!(
            callback.ending("https://c/cb?code=1&state=2", "redirect"),
            Some(Ending::Code(_))
        ));
        assert!(matches!(
            callback.ending("https://c/cb?error=x&code=1", "redirect"),
            Some(Ending::Error(_))
        ));
        assert_eq!(callback.ending("https://as/login", "redirect"), None);
    }

    #[test]
    fn only_the_port_of_a_native_loopback_uri_is_free() {
        let asked = |native, uri: &str| {
            let callback =
                Callback::new(&client(native, "http://127.0.0.1:1/cb"), Some(uri.to_owned()));
            callback.ending(&format!("{uri}?code=1"), "redirect")
        };
        assert!(matches!(asked(true, "http://127.0.0.1:2/cb"), Some(Ending::Code(_))));
        assert!(matches!(asked(false, "http://127.0.0.1:2/cb"), Some(Ending::Foreign { .. })));
        assert!(matches!(asked(true, "http://127.0.0.1:2/other"), Some(Ending::Foreign { .. })));
        assert!(matches!(
            asked(true, "http://127.0.0.1.evil.example/cb"),
            Some(Ending::Foreign { .. })
        ));
    }
}
