//! The protected resources and the keys, as data.

use serde_json::Value;

use crate::reference::identity;

/// A protected resource, or one way to use it.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The methods that it answers.
    pub methods: Vec<String>,
    /// Its path under the issuer; `{id}` stands for one segment of any text.
    pub path: String,
    /// Members of a JSON body, by JSON Pointer (RFC 6901), that tell it from others at its path.
    pub when: Vec<(String, Value)>,
    /// The scopes of which a token needs one; none if any token will do.
    pub scopes: Vec<String>,
    /// Whether no token is needed at all.
    pub open: bool,
    /// Whether keys open it too.
    pub keys: bool,
    /// What belongs to somebody else: no token opens it.
    pub foreign: bool,
    /// What it answers with, a template; a few words about the token if there is none.
    pub answer: Option<String>,
    /// The status of its answer.
    pub status: u16,
}

/// A key that was made by hand, not issued: an API key or a personal access token.
#[derive(Debug, Clone)]
pub struct Key {
    /// The key itself.
    pub value: String,
    /// What it allows.
    pub scopes: Vec<String>,
}

impl Resource {
    /// The resources of the embedded server.
    pub(crate) fn embedded() -> Vec<Self> {
        let resource = |methods: &[&str], path: &str, scope: Option<&str>| Self {
            methods: methods.iter().map(|own| (*own).to_owned()).collect(),
            path: path.to_owned(),
            when: Vec::new(),
            scopes: scope.map(str::to_owned).into_iter().collect(),
            open: false,
            keys: true,
            foreign: false,
            answer: None,
            status: 200,
        };
        vec![
            resource(&["GET", "HEAD"], "/resource/read", Some("read")),
            resource(&["GET", "HEAD", "POST"], "/resource/write", Some("write")),
            resource(&["GET", "HEAD"], "/resource/open", None),
            Self { open: true, ..resource(&["GET", "HEAD"], "/resource/status", None) },
            Self { keys: false, ..resource(&["GET", "HEAD"], "/resource/mcp", Some("read")) },
            resource(&["GET", "HEAD", "POST"], identity::USERINFO, Some("openid")),
        ]
    }

    /// Whether it lives at a path.
    pub(super) fn is_at(&self, path: &str) -> bool {
        let (mut own, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (own.next(), given.next()) {
                (None, None) => return true,
                (Some(own), Some(given)) if own == given => {}
                (Some(own), Some(given)) if own.starts_with('{') && !given.is_empty() => {}
                _ => return false,
            }
        }
    }

    /// Whether a request with that method and body is for it.
    pub(super) fn takes(&self, method: &str, body: &Value) -> bool {
        self.methods.iter().any(|own| own == method)
            && self.when.iter().all(|(pointer, value)| body.pointer(pointer) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_one_segment() {
        let mut resource = Resource::embedded().remove(0);
        resource.path = "/v1/bookings/{uid}/cancel".to_owned();
        assert!(resource.is_at("/v1/bookings/7/cancel"));
        for other in ["/v1/bookings//cancel", "/v1/bookings/7", "/v1/bookings/7/8/cancel"] {
            assert!(!resource.is_at(other), "{other}");
        }
    }
}
