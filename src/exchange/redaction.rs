//! Secrets leave this process only as pseudonyms.
//!
//! Each secret value becomes `redacted-<kind>-<n>`: the same value always gets the same name, so a
//! reader (and a check) still sees that the token revoked is the token introspected. The name is
//! made of characters that stand for themselves everywhere, so URLs, forms and JSON stay well formed.

use std::collections::{BTreeMap, BTreeSet};

use super::hidden_field;
use super::message::{Endpoint, Reply};
use super::replacement::{Replacement, spellings};
use super::secrets::{ISSUED, SECRET_NAMES, is_cookie_attribute, oddity, string_literal};
use super::strength::mark;
use super::transcript::Transcript;
use crate::oauth::{client_auth, forms};

/// Shorter values are not learnt from the wire: they are made-up words of a scenario, and replacing
/// them everywhere would garble the report.
const SHORTEST_LEARNT: usize = 8;

/// Knows all secrets met so far and replaces them.
#[derive(Debug, Clone, Default)]
pub struct Redactor {
    names: BTreeMap<String, String>,
    /// Values that are no secret; a secret that contains one keeps it in its pseudonym, so that a
    /// disclosure stays visible.
    open: Vec<String>,
    counts: BTreeMap<String, usize>,
    /// Further names of parameters, members and header fields, with the kind of their secrets.
    others: BTreeMap<String, String>,
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
    }

    /// A target may call a secret otherwise: `name` is a parameter, a JSON member or a header field
    /// with a secret of this kind.
    pub fn also(&mut self, kind: &str, name: &str) {
        if kind == "api_key" || SECRET_NAMES.contains(&kind) {
            self.others.insert(name.to_owned(), kind.to_owned());
        }
    }

    /// The kind of secret that goes by a name, if one does.
    fn kind_of(&self, name: &str) -> Option<String> {
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

    /// Collects the secrets that a transcript shows by their names.
    fn learn(&mut self, transcript: &Transcript) {
        let facts = transcript.steps.iter().flat_map(|step| &step.facts);
        let open =
            facts.filter(|(name, value)| name.ends_with(".code_challenge") && !value.is_empty());
        self.open = open.map(|(_, value)| value.clone()).collect();
        self.open.sort();
        self.open.dedup();
        let public = hidden_field::sent_openly(transcript);
        for (_, step, exchange) in transcript.exchanges() {
            for (name, value) in &step.facts {
                let kind = name.rsplit('.').next().unwrap_or(name);
                let kind = kind.strip_suffix("_tampered").unwrap_or(kind);
                if SECRET_NAMES.contains(&kind) {
                    self.declare(kind, value);
                }
            }
            self.learn_url(&exchange.request.url);
            self.learn_parameters(exchange.request.form());
            if let Some(body) = exchange.request.body.as_deref().filter(|own| own.starts_with('{'))
            {
                self.learn_text(body);
            }
            self.learn_headers(&exchange.request.headers);
            if let Reply::Response(response) = &exchange.reply {
                self.learn_headers(&response.headers);
                self.learn_text(&response.body);
                let page =
                    matches!(exchange.endpoint, Endpoint::Authorization | Endpoint::OwnerPage);
                if page && response.is_html() {
                    self.learn_guards(&response.body, &public);
                }
            }
        }
    }

    /// Hidden fields that guard a form, but for what the client itself has sent.
    fn learn_guards(&mut self, page: &str, public: &BTreeSet<String>) {
        for value in hidden_field::guards(page) {
            if !public.contains(&value) {
                self.declare("hidden_field", &value);
            }
        }
    }

    fn learn_url(&mut self, url: &str) {
        let (_, query, fragment) = forms::split_url(url);
        self.learn_parameters(forms::parse(query.unwrap_or_default()));
        self.learn_parameters(forms::parse(fragment.unwrap_or_default()));
    }

    fn learn_parameters(&mut self, parameters: Vec<forms::Parameter>) {
        for (name, value) in parameters {
            if let Some(kind) = self.kind_of(&name).filter(|_| value.len() >= SHORTEST_LEARNT) {
                self.declare(&kind, &value);
            }
        }
    }

    fn learn_headers(&mut self, headers: &[(String, String)]) {
        for (name, value) in headers {
            match name.as_str() {
                "location" => self.learn_url(value),
                "authorization" => self.learn_authorization(value),
                "set-cookie" | "cookie" => {
                    for pair in value.split(';').filter_map(|pair| pair.trim().split_once('=')) {
                        if pair.1.len() >= SHORTEST_LEARNT && !is_cookie_attribute(pair.0) {
                            self.declare("cookie", pair.1);
                        }
                    }
                }
                _ => self.learn_header(name, value),
            }
        }
    }

    /// A header field that holds nothing but a secret.
    fn learn_header(&mut self, name: &str, value: &str) {
        let mut others = self.others.iter();
        let kind = others.find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, kind)| kind);
        if let Some(kind) = kind.filter(|_| value.len() >= SHORTEST_LEARNT).cloned() {
            self.declare(&kind, value);
        }
    }

    fn learn_authorization(&mut self, value: &str) {
        let Some((scheme, credentials)) = value.split_once(' ') else {
            return;
        };
        let credentials = credentials.trim();
        if credentials.len() < SHORTEST_LEARNT {
            return;
        }
        if scheme.eq_ignore_ascii_case("basic") {
            if let Some((_, secret)) = client_auth::parse_basic_credentials(credentials) {
                self.declare("client_secret", &secret);
            }
            self.declare("basic_credentials", credentials);
        } else {
            self.declare("access_token", credentials);
        }
    }

    /// Secrets in a body, whatever it is: JSON, broken or repeating itself, or a form. Members are
    /// looked for in the text, since a parser would drop the first of two with one name.
    fn learn_text(&mut self, body: &str) {
        let others = self.others.clone();
        let others = others.iter().map(|(name, kind)| (name.as_str(), kind.as_str()));
        for (name, kind) in SECRET_NAMES.iter().map(|name| (*name, *name)).chain(others) {
            let quoted = format!("\"{name}\"");
            for (at, _) in body.match_indices(&quoted) {
                let rest = body[at + quoted.len()..].trim_start();
                let value = rest.strip_prefix(':').map_or("", str::trim_start);
                self.learn_literals(kind, value);
            }
            for spelling in
                [format!("name={name}"), format!("name=\"{name}\""), format!("name='{name}'")]
            {
                for (at, _) in body.match_indices(&spelling) {
                    let element = body[at..].split('>').next().unwrap_or_default();
                    let value = element.split_once("value=").map_or("", |(_, value)| value);
                    let end = |c: char| c.is_whitespace() || c == '"' || c == '\'' || c == '/';
                    let value = value.trim_start_matches(['"', '\'']).split(end).next();
                    self.learn_value(kind, value.unwrap_or_default());
                }
            }
        }
        if !body.trim_start().starts_with(['{', '[', '<']) {
            self.learn_parameters(forms::parse(body.trim()));
        }
    }

    /// A string, or each string of a list.
    fn learn_literals(&mut self, name: &str, text: &str) {
        let list = text.strip_prefix('[').map(|rest| rest.split(']').next().unwrap_or_default());
        let items = list.map_or_else(|| vec![text], |list| list.split(',').collect());
        for item in items {
            if let Some(value) = string_literal(item.trim_start()) {
                self.learn_value(name, &value);
            }
        }
    }

    fn learn_value(&mut self, name: &str, value: &str) {
        // Many an error object has a member `code`, and what it says is what is judged.
        let error = name == "code" && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if value.len() >= SHORTEST_LEARNT && !error {
            self.declare(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Ending, Endpoint, Exchange, Facts, Request, Response, StepRecord};

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
