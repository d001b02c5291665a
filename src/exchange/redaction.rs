//! Secrets leave this process only as pseudonyms.
//!
//! Each secret value becomes `redacted-<kind>-<n>`: the same value always gets the same name, so a
//! reader (and a check) still sees that the token revoked is the token introspected. The name is
//! made of characters that stand for themselves everywhere, so URLs, forms and JSON stay well formed.

use std::collections::BTreeMap;

use super::replacement::{Replacement, spellings};
use super::secrets::{ISSUED, SECRET_NAMES, oddity};
use super::strength::mark;
use super::transcript::Transcript;
use super::underway::Underway;

/// Knows all secrets met so far and replaces them.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    names: BTreeMap<String, String>,
    /// The values, in the order in which they became known.
    order: Vec<String>,
    /// Values that are no secret; a secret that contains one keeps it in its pseudonym, so that a
    /// disclosure stays visible.
    pub(super) open: Vec<String>,
    counts: BTreeMap<String, usize>,
    /// Further names of parameters, members and header fields, with the kind of their secrets.
    pub(super) others: BTreeMap<String, String>,
    /// What a step leaves behind is not known yet: short values are learnt by their names as well.
    pub(super) early: bool,
}

impl Redactor {
    /// Declares a secret of the target file: a client secret or a password.
    pub fn declare(&mut self, kind: &str, value: &str) {
        if value.is_empty() || self.names.contains_key(value) {
            return;
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let mut name = format!("redacted-{}-{count}", kind.replace('_', "-"));
        for open in self.open.iter().filter(|open| value != *open && value.contains(*open)) {
            name.push_str(&format!(".{open}"));
        }
        if ISSUED.contains(&kind) {
            name.push_str(&mark(value));
            name.push_str(oddity(value));
        }
        self.names.insert(value.to_owned(), name);
        self.order.push(value.to_owned());
    }

    /// A target may call a secret otherwise: `name` is a parameter, a JSON member or a header field
    /// with a secret of this kind.
    pub fn also(&mut self, kind: &str, name: &str) {
        if kind == "api_key" || SECRET_NAMES.contains(&kind) {
            self.others.insert(name.to_owned(), kind.to_owned());
        }
    }

    /// The kind of secret that goes by a name, if one does.
    pub(super) fn kind_of(&self, name: &str) -> Option<String> {
        let usual = SECRET_NAMES.contains(&name).then(|| name.to_owned());
        usual.or_else(|| self.others.get(name).cloned())
    }

    /// Adds every secret that the transcript shows, by name or by place, and makes the
    /// replacement ready.
    #[must_use]
    pub fn knowing(&self, transcript: &Transcript) -> Replacement {
        let mut own = self.clone();
        own.learn(transcript);
        Replacement::new(own.names.iter().flat_map(|(value, name)| spellings(value, name)))
    }
    /// The same for a transcript that is still growing.
    #[must_use]
    pub fn underway(&self) -> Underway {
        Underway::new(Self { early: true, ..self.clone() })
    }

    /// The secrets that became known behind the first `known` ones, with their pseudonyms.
    pub(super) fn since(&self, known: usize) -> impl Iterator<Item = (&str, &str)> {
        let behind = self.order.iter().skip(known);
        behind.filter_map(|value| Some((value.as_str(), self.names.get(value)?.as_str())))
    }

    /// How many are known.
    pub(super) const fn len(&self) -> usize {
        self.order.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{
        Ending, Endpoint, Exchange, Facts, Reply, Request, Response, StepRecord,
    };
    use crate::oauth::client_auth;

    fn transcript(request: Request, body: &str) -> Transcript {
        let response = Response {
            status: 200,
            headers: Vec::new(),
            body: body.to_owned(),
            cut: false,
            not_utf8: false,
        };
        let exchange = Exchange::new(Endpoint::Token, request, Reply::Response(response), 1);
        let step = StepRecord {
            name: "token".to_owned(),
            exchanges: vec![exchange],
            ending: Ending::Answered,
            facts: Facts::new(),
        };
        Transcript { steps: vec![step] }
    }

    #[test]
    fn a_secret_is_gone_in_every_spelling_and_keeps_its_identity() {
        let mut redactor = Redactor::default();
        redactor.declare("client_secret", "s%cret \"x\"/12");
        let mut request =
            Request::new("POST", "https://h/token?client_secret=s%25cret+%22x%22%2F12");
        let basic = client_auth::basic_credentials("id", "s%cret \"x\"/12");
        request.headers.push(("authorization".to_owned(), format!("Basic {basic}")));
        request
            .headers
            .push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
        request.body = Some("token=abcdefgh-12345".to_owned());
        let body = r#"{"access_token":"abcdefgh-12345","note":"s%cret \"x\"/12"}"#;
        let transcript = transcript(request, body);
        let redacted = redactor.knowing(&transcript).transcript(&transcript);
        let text = serde_json::to_string(&redacted).expect("JSON");
        for secret in ["abcdefgh", "s%cret", "s%25cret", basic.as_str()] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
        let exchange = &redacted.steps[0].exchanges[0];
        let sent = exchange.request.body.clone().unwrap_or_default();
        // That it is weak is no secret: checks ask for it.
        assert_eq!(sent, "token=redacted-token-1.short-14x6");
        assert!(
            exchange.response().is_some_and(|response| response.body.contains("redacted-token-1"))
        );
    }

    #[test]
    fn a_target_may_call_a_secret_otherwise_and_an_error_code_is_none() {
        let mut redactor = Redactor::default();
        redactor.also("access_token", "apiKey");
        redactor.also("api_key", "X-Key");
        redactor.also("client_id", "app");
        let mut request = Request::new("GET", "https://h/a?apiKey=secret-one&app=no-secret");
        request.headers.push(("x-key".to_owned(), "secret-two".to_owned()));
        let body = r#"{"error":{"code":"insufficient_scope"},"apiKey":"secret-three"}"#;
        let transcript = transcript(request, body);
        let redacted = redactor.knowing(&transcript).transcript(&transcript);
        let text = serde_json::to_string(&redacted).expect("JSON");
        assert!(!text.contains("secret-one") && !text.contains("secret-t"), "{text}");
        assert!(text.contains("app=no-secret") && text.contains("insufficient_scope"), "{text}");
    }
}
