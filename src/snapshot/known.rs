//! What is known of one performance: what was sent, what was received, who the target is.
//!
//! A value that the flow itself sent or received is named by what it is; a secret of the target
//! file gives way in every spelling; what is left is told by [`super::kind`].

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::kind;
use super::marked::Marked;
use crate::exchange::{Exchange, Replacement, Transcript, tame};
use crate::oauth::{client_auth, forms};
use crate::target::Target;

/// Members and parameters whose values are new in each answer, whatever they look like.
const FRESH: [&str; 10] = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "code",
    "device_code",
    "user_code",
    "client_secret",
    "client_assertion",
    "password",
];

/// Facts and parameters that the runner draws anew for each performance.
const DRAWN: [&str; 9] = [
    "state",
    "code",
    "code_verifier",
    "code_challenge",
    "token",
    "access_token",
    "refresh_token",
    "client_id",
    "client_secret",
];

/// Shorter names of clients and people cannot be told from ordinary words.
const SHORTEST_NAME: usize = 3;

/// Percent-decoding of what was encoded several times ends here.
const DEEPEST: usize = 3;

/// Everything that values are held against.
#[derive(Debug)]
pub(super) struct Known {
    exact: BTreeMap<String, String>,
    places: Vec<(String, &'static str)>,
    /// Secrets of the target file alone.
    declared: Replacement,
    /// Secrets of the target file and of the transcript.
    secrets: Replacement,
    pub(super) now: Timestamp,
}

impl Known {
    /// Collects what is known of a target and of one performance.
    pub(super) fn of(target: &Target, transcript: &Transcript, now: Timestamp) -> Self {
        let redactor = target.redactor();
        let mut own = Self {
            exact: BTreeMap::new(),
            places: places(target),
            declared: redactor.knowing(&Transcript::default()),
            secrets: redactor.knowing(transcript),
            now,
        };
        own.learn_target(target);
        for step in &transcript.steps {
            for (name, value) in &step.facts {
                let member = name.rsplit('.').next().unwrap_or(name);
                own.learn_drawn(member.trim_end_matches("_tampered"), value, "");
            }
        }
        for (_, _, exchange) in transcript.exchanges() {
            own.learn_sent(exchange, &target.scopes.allowed);
        }
        own
    }

    fn learn_target(&mut self, target: &Target) {
        for (at, client) in target.clients.iter().enumerate() {
            self.learn_name(&client.id, format!("client id {}", at + 1), target);
            for uri in &client.redirect_uris {
                self.learn(uri, "redirect uri".to_owned());
            }
        }
        for (at, owner) in target.owners.iter().enumerate() {
            self.learn_name(&owner.username, format!("username {}", at + 1), target);
        }
    }

    fn learn_name(&mut self, value: &str, kind: String, target: &Target) {
        if value.len() >= SHORTEST_NAME && !target.scopes.allowed.iter().any(|own| own == value) {
            self.learn(value, kind);
        }
    }

    fn learn_sent(&mut self, exchange: &Exchange, scopes: &[String]) {
        let query = forms::split_url(&exchange.request.url).1.unwrap_or_default();
        for (name, value) in forms::parse(query).into_iter().chain(exchange.request.form()) {
            self.learn_drawn(&name, &value, "sent ");
            if name == "scope" {
                let foreign = value.split(' ').filter(|own| !scopes.iter().any(|s| s == own));
                // A scope that is merely out of order or case is a word; a drawn one has digits.
                for token in foreign.filter(|own| own.contains(|c: char| c.is_ascii_digit())) {
                    self.learn(token, "sent scope".to_owned());
                }
            }
        }
        let basic = exchange.request.header("authorization").and_then(|own| own.split_once(' '));
        let pair = basic.and_then(|(_, own)| client_auth::parse_basic_credentials(own));
        if let Some((id, secret)) = pair {
            self.learn_drawn("client_id", &id, "sent ");
            self.learn_drawn("client_secret", &secret, "sent ");
        }
    }

    fn learn_drawn(&mut self, name: &str, value: &str, prefix: &str) {
        if DRAWN.contains(&name) {
            self.learn(value, format!("{prefix}{}", name.replace('_', " ")));
        }
    }

    /// The first name counts: what the flow received is more telling than that it was sent on.
    fn learn(&mut self, value: &str, kind: String) {
        if value.len() >= SHORTEST_NAME {
            self.exact.entry(value.to_owned()).or_insert(kind);
        }
    }

    /// A parameter or member of that name, with everything volatile and secret in it named.
    pub(super) fn named(&self, name: &str, text: &str) -> String {
        if name == "scope" {
            let mut tokens: Vec<String> = text.split(' ').map(|own| self.text(own)).collect();
            tokens.sort();
            return tokens.join(" ");
        }
        // `code` is also what many servers call the word for an error.
        let word = name == "code" && self.is_plain_word(text);
        if FRESH.contains(&name) && !text.is_empty() && !word {
            return format!("<{}: {}>", name.replace('_', " "), kind::form(text));
        }
        self.text(text)
    }

    /// Whether this member's value is a secret by its name.
    pub(super) fn is_fresh(name: &str) -> bool {
        FRESH.contains(&name)
    }

    /// A text with everything volatile and secret in it named.
    pub(super) fn text(&self, text: &str) -> String {
        if let Some(kind) = self.exact.get(text) {
            return format!("<{kind}>");
        }
        if let Some(kind) = kind::of_time(text, self.now) {
            return format!("<{kind}>");
        }
        if self.is_plain_word(text) {
            return tame(text);
        }
        let mut marked = Marked::new(&tame(&self.secrets.text(text)));
        marked.pseudonyms();
        for (value, name) in &self.places {
            marked.replace(value, name);
        }
        let text = marked.text.clone();
        marked.text = self.pieces(&text, &mut marked, 0);
        marked.expanded()
    }

    /// Words are no secrets, unless they are one of the target file or came as one.
    fn is_plain_word(&self, text: &str) -> bool {
        kind::is_word(text) && !self.exact.contains_key(text) && self.declared.text(text) == text
    }

    fn pieces(&self, text: &str, marked: &mut Marked, depth: usize) -> String {
        let mut out = String::new();
        for part in text.split_inclusive(is_delimiter) {
            let end = part.find(is_delimiter).unwrap_or(part.len());
            out.push_str(&self.piece(&part[..end], marked, depth));
            out.push_str(&part[end..]);
        }
        out
    }

    fn piece(&self, piece: &str, marked: &mut Marked, depth: usize) -> String {
        if let Some(kind) = self.kind_of(piece) {
            return marked.mark(&kind);
        }
        let decoded = if piece.contains('%') { decoded(piece) } else { piece.to_owned() };
        if decoded != piece && depth < DEEPEST {
            return self.pieces(&decoded, marked, depth + 1);
        }
        let mut out = String::new();
        for part in piece.split_inclusive(is_joint) {
            let end = part.find(is_joint).unwrap_or(part.len());
            match self.kind_of(&part[..end]) {
                Some(kind) => out.push_str(&marked.mark(&kind)),
                None => out.push_str(&part[..end]),
            }
            out.push_str(&part[end..]);
        }
        out
    }

    fn kind_of(&self, piece: &str) -> Option<String> {
        let exact = self.exact.get(piece).cloned();
        exact.or_else(|| kind::of_piece(piece, self.now))
    }
}

/// The target's own addresses, the longest first.
fn places(target: &Target) -> Vec<(String, &'static str)> {
    let own = &target.endpoints;
    let issuer = target.issuer.as_deref().map(|own| own.trim_end_matches('/').to_owned());
    let base = [issuer.as_ref(), own.token.as_ref(), own.authorization.as_ref()];
    let url = base.into_iter().flatten().next().and_then(|own| url::Url::parse(own).ok());
    let mut places: Vec<(String, &'static str)> = Vec::new();
    places.extend(issuer.map(|own| (own, "issuer")));
    if let Some(url) = url {
        let origin = url.origin().ascii_serialization();
        let host = origin.split_once("://").map(|(_, host)| host.to_owned());
        // An issuer without a path is its own origin.
        places.push((origin, if target.issuer.is_some() { "origin" } else { "issuer" }));
        // A host of one word may stand in other words.
        places.extend(host.filter(|own| own.contains(['.', ':'])).map(|own| (own, "host")));
    }
    let encoded: Vec<_> =
        places.iter().map(|(own, name)| (forms::encode_component(own), *name)).collect();
    places.extend(encoded);
    places
}

/// Percent-encoding undone; a plus sign stays one.
fn decoded(text: &str) -> String {
    forms::decode_component(&text.replace('+', "%2B"))
}

fn is_delimiter(c: char) -> bool {
    c.is_whitespace() || "\"'`<>(),;=&?#{}[]|\\^".contains(c) || Marked::is_mark(c)
}

fn is_joint(c: char) -> bool {
    "/:.+~@!*$%".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let mut target = Target::of_issuer("http://127.0.0.1:4242/");
        target.scopes.allowed = vec!["read".to_owned()];
        let now = "2026-11-22T09:00:00Z".parse().expect("a time");
        let mut known = Known::of(&target, &Transcript::default(), now);
        known.learn("xyz-state", "state".to_owned());
        known
    }

    #[test]
    fn volatile_pieces_of_a_text_are_named_and_its_words_stay() {
        for (text, expected) in [
            ("invalid_grant", "invalid_grant"),
            ("trace 550e8400-e29b-41d4-a716-446655440000.", "trace <uuid>."),
            ("http://127.0.0.1:4242/token", "<issuer>/token"),
            ("host 127.0.0.1:4242", "host <host>"),
            ("/login?to=%2Fauthorize%3Fstate%3Dxyz-state", "/login?to=/authorize?state=<state>"),
            ("Sun, 22 Nov 2026 08:49:37 GMT", "<date>"),
            ("at 2026-11-22 08:49:37Z", "at <date> <date>"),
            ("nginx/1.25.3 (Ubuntu)", "nginx/1.25.3 (Ubuntu)"),
            ("a\u{1b}[2Jb", "a\u{fffd}[2Jb"),
        ] {
            assert_eq!(known().text(text), expected, "{text}");
        }
    }

    #[test]
    fn the_name_of_a_member_tells_a_token_and_not_a_word() {
        let known = known();
        assert_eq!(known.named("access_token", "abc"), "<access token: opaque>");
        assert_eq!(known.named("access_token", ""), "");
        assert_eq!(known.named("code", "invalid_grant"), "invalid_grant");
        assert_eq!(known.named("code", "aB3-x"), "<code: opaque>");
        assert_eq!(known.named("scope", "write read"), "read write");
    }
}
