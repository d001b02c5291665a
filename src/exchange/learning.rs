//! Which values of an exchange are secrets: by the names that they go by, and by their places.

use std::collections::BTreeSet;

use super::hidden_field;
use super::message::{Endpoint, Exchange, Reply};
use super::redaction::Redactor;
use super::replacement::SHORTEST_REPLACED;
use super::secrets::{SECRET_NAMES, is_cookie_attribute, string_literal};
use super::transcript::{Facts, Transcript};
use crate::oauth::{client_auth, forms};

/// Shorter values are not learnt from the wire: they are made-up words of a scenario, and replacing
/// them everywhere would garble the report.
const SHORTEST_LEARNT: usize = 8;

impl Redactor {
    /// Collects the secrets that a transcript shows by their names.
    pub(super) fn learn(&mut self, transcript: &Transcript) {
        self.open.clear();
        for step in &transcript.steps {
            self.learn_open(&step.facts);
        }
        let public = transcript.exchanges().flat_map(|(.., own)| hidden_field::sent_openly(own));
        let public = public.collect();
        for (_, step, exchange) in transcript.exchanges() {
            self.learn_facts(&step.facts);
            self.learn_exchange(exchange, &public);
        }
    }

    /// Challenges are no secret.
    pub(super) fn learn_open(&mut self, facts: &Facts) {
        let open =
            facts.iter().filter(|(name, own)| name.ends_with(".code_challenge") && !own.is_empty());
        self.open.extend(open.map(|(_, value)| value.clone()));
        self.open.sort();
        self.open.dedup();
    }

    /// What the steps left behind, by its names.
    pub(super) fn learn_facts(&mut self, facts: &Facts) {
        for (name, value) in facts {
            let kind = name.rsplit('.').next().unwrap_or(name);
            let kind = kind.strip_suffix("_tampered").unwrap_or(kind);
            if SECRET_NAMES.contains(&kind) {
                self.declare(kind, value);
            }
        }
    }

    /// What an exchange shows; `public` is what guards no form.
    pub(super) fn learn_exchange(&mut self, exchange: &Exchange, public: &BTreeSet<String>) {
        self.learn_url(&exchange.request.url);
        self.learn_parameters(exchange.request.form());
        if let Some(body) = exchange.request.body.as_deref().filter(|own| own.starts_with('{')) {
            self.learn_text(body);
        }
        self.learn_headers(&exchange.request.headers);
        if let Reply::Response(response) = &exchange.reply {
            self.learn_headers(&response.headers);
            self.learn_text(&response.body);
            let page = matches!(exchange.endpoint, Endpoint::Authorization | Endpoint::OwnerPage);
            if page && response.is_html() {
                self.learn_guards(&response.body, public);
            }
        }
    }

    /// A value with a name of a secret must have so many octets.
    const fn shortest(&self) -> usize {
        if self.early { SHORTEST_REPLACED } else { SHORTEST_LEARNT }
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
            if let Some(kind) = self.kind_of(&name).filter(|_| value.len() >= self.shortest()) {
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
        if value.len() >= self.shortest() && !error {
            self.declare(name, value);
        }
    }
}
