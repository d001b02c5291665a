//! Exchanges made free of secrets one by one, while their transcript is still growing.
//!
//! In: an exchange as soon as it is over, and what its scenario knows by then. Out: the same as a line of
//! a journal may hold it. The recorded run replaces what any exchange of a transcript shows to be a
//! secret; here the exchange that will show it may still be to come: a page carries a code along before
//! a redirect names it. So whatever the server made up gets a pseudonym as well, if it looks drawn; and
//! bodies are cut.

use std::collections::BTreeSet;

use super::drawn::drawn;
use super::hidden_field::sent_openly;
use super::message::{Endpoint, Exchange, Reply, Request, Response};
use super::redaction::Redactor;
use super::replacement::{Replacement, spellings};
use super::transcript::Facts;

/// What is kept of a body, in octets: answers of OAuth fit, pages need not.
const BODY: usize = 8 << 10;

/// A body with more drawn values than this is a program or noise; it is left out.
const MOST_DRAWN: usize = 64;

/// What is known of a transcript so far.
#[derive(Debug)]
pub struct Underway {
    redactor: Redactor,
    known: Replacement,
    /// How many secrets of the redactor `known` has.
    caught_up: usize,
    /// Values that guard no form.
    public: BTreeSet<String>,
    /// What looks drawn and is no secret: the client itself sent it openly.
    open: BTreeSet<String>,
}

impl Underway {
    pub(super) fn new(redactor: Redactor) -> Self {
        let known = Replacement::new(std::iter::empty());
        let (public, open) = (BTreeSet::new(), BTreeSet::new());
        let mut own = Self { redactor, known, caught_up: 0, public, open };
        own.catch_up();
        own
    }

    /// The next exchange without secrets; `facts` are what its scenario knows when it is over.
    pub fn exchange(&mut self, facts: &Facts, exchange: &Exchange) -> Exchange {
        self.redactor.learn_open(facts);
        self.redactor.learn_facts(facts);
        self.public.extend(sent_openly(exchange));
        self.redactor.learn_exchange(exchange, &self.public);
        self.catch_up();
        let mut own = exchange.clone();
        self.known.in_exchange(&mut own);
        if let Reply::Response(response) = &mut own.reply {
            shorten(response);
        }
        // What a browser sends on may come from the server; all else is of the client's own making,
        // or has a name.
        let sends_on = own.endpoint == Endpoint::OwnerPage;
        if !sends_on {
            self.open.extend(texts_of(&own.request).flat_map(drawn).map(str::to_owned));
        }
        for value in self.suspects(&mut own, sends_on) {
            self.redactor.declare("value", &value);
        }
        self.catch_up().in_exchange(&mut own);
        own
    }

    /// Drawn values that the server may have made up; a body with too many of them is left out.
    fn suspects(&self, exchange: &mut Exchange, sends_on: bool) -> Vec<String> {
        let strange = |text: &str| {
            let all = drawn(text).filter(|own| !self.open.contains(*own));
            all.map(str::to_owned).collect::<BTreeSet<_>>()
        };
        let mut found = BTreeSet::new();
        if sends_on {
            found.extend(texts_of(&exchange.request).flat_map(strange));
        }
        match &mut exchange.reply {
            Reply::Failure(failure) => found.extend(strange(&failure.detail)),
            Reply::Response(response) => {
                found.extend(response.headers.iter().flat_map(|(_, value)| strange(value)));
                let own = strange(&response.body);
                if own.len() > MOST_DRAWN {
                    (response.body, response.cut) = (String::new(), true);
                } else {
                    found.extend(own);
                }
            }
        }
        found.into_iter().collect()
    }

    /// Lets `known` know what the redactor has learnt; that alone comes back.
    fn catch_up(&mut self) -> Replacement {
        let latest = self.redactor.since(self.caught_up);
        let mut pairs = Vec::new();
        for (value, name) in latest {
            // A pseudonym tells the strength of its value, and that looks drawn.
            self.open.extend(drawn(name).map(str::to_owned));
            pairs.extend(spellings(value, name));
        }
        self.caught_up = self.redactor.len();
        self.known.extend(pairs.iter().cloned());
        Replacement::new(pairs.into_iter())
    }
}

fn texts_of(request: &Request) -> impl Iterator<Item = &str> {
    let headers = request.headers.iter().map(|(_, value)| value.as_str());
    headers.chain([request.url.as_str()]).chain(request.body.as_deref())
}

/// Cuts a body, and not in the middle of a value.
fn shorten(response: &mut Response) {
    if response.body.len() <= BODY {
        return;
    }
    let end = (0..=BODY).rev().find(|at| response.body.is_char_boundary(*at)).unwrap_or(0);
    let gap = response.body[..end].rfind(|c: char| c.is_ascii_whitespace() || c == '>');
    response.body.truncate(gap.unwrap_or(0));
    response.cut = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::{Failure, FailureKind};

    fn underway() -> Underway {
        let mut redactor = Redactor::default();
        redactor.declare("password", "wonderland-1");
        redactor.underway()
    }

    fn response(headers: &[(&str, &str)], body: &str) -> Reply {
        let headers =
            headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let body = body.to_owned();
        Reply::Response(Response { status: 200, headers, body, cut: false, not_utf8: false })
    }

    fn told(own: &mut Underway, facts: &Facts, exchange: &Exchange) -> String {
        serde_json::to_string(&own.exchange(facts, exchange)).expect("JSON")
    }

    #[test]
    fn what_only_a_later_exchange_names_is_not_told_by_an_earlier_one() {
        let mut own = underway();
        let code = "SplxlOBeZQQYbYS6WxSbIA";
        let asked = "https://as/authorize?state=xyz0Af9ZkQ2LmN4p&response_type=code";
        let page = format!(
            "<html><script>go('{code}')</script><p>xyz0Af9ZkQ2LmN4p</p><i>wonderland-1</i></html>"
        );
        let html = [("content-type", "text/html"), ("x-trace", "8d0a4c55b2f1")];
        let request = Request::new("GET", asked);
        let first = Exchange::new(Endpoint::Authorization, request, response(&html, &page), 1);
        let first = told(&mut own, &Facts::new(), &first);
        for secret in [code, "8d0a4c55b2f1", "wonderland-1"] {
            assert!(!first.contains(secret), "{secret} in {first}");
        }
        assert_eq!(first.matches("xyz0Af9ZkQ2LmN4p").count(), 2, "the state is the client's own");

        let location = format!("https://client/cb?code={code}");
        let request = Request::new("POST", format!("https://as/consent/{code}/c29tZXRoaW5nMQ"));
        let found = response(&[("location", &location)], "");
        let second = Exchange::new(Endpoint::OwnerPage, request, found, 1);
        let second = told(&mut own, &Facts::new(), &second);
        assert!(!second.contains(code) && !second.contains("c29tZXRoaW5nMQ"), "{second}");
        let name = first.split("go('").nth(1).and_then(|own| own.split('\'').next());
        let name = name.expect("the place of the code");
        assert!(name.starts_with("redacted-value-"), "{first}");
        assert_eq!(second.matches(name).count(), 2, "it keeps its pseudonym: {second}");
    }

    #[test]
    fn facts_and_short_values_are_secrets_by_their_names() {
        let mut own = underway();
        let facts = Facts::from([("authorize.code_verifier".to_owned(), "plain words".to_owned())]);
        let request = Request::new("GET", "https://as/authorize?code_challenge=plain+words");
        let answer = response(&[("location", "https://client/cb?code=aBcDe")], "plain words");
        let exchange = Exchange::new(Endpoint::Authorization, request, answer, 1);
        let told = told(&mut own, &facts, &exchange);
        for secret in ["plain words", "plain+words", "aBcDe"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }

    #[test]
    fn bodies_are_cut_between_values_and_noise_is_left_out() {
        let mut own = underway();
        let filler = "some words of a page ".repeat(BODY / 21);
        let long = format!("{filler}c29tZXRoaW5nMQc29tZXRoaW5nMQc29tZXRoaW5nMQ and more");
        let request = || Request::new("GET", "https://as/login");
        let exchange = Exchange::new(Endpoint::OwnerPage, request(), response(&[], &long), 1);
        let cut = own.exchange(&Facts::new(), &exchange);
        let shown = cut.response().expect("a response");
        assert!(shown.cut && shown.body.ends_with("of a page"), "{}", shown.body.len());
        let noise: Vec<String> = (0..=MOST_DRAWN).map(|own| format!("a{own:08}z")).collect();
        let noise = response(&[], &noise.join(" "));
        let left =
            own.exchange(&Facts::new(), &Exchange::new(Endpoint::Resource, request(), noise, 1));
        assert!(left.response().is_some_and(|own| own.cut && own.body.is_empty()), "{left:?}");
        let detail = "refused: c29tZXRoaW5nMg".to_owned();
        let failure = Reply::Failure(Failure { kind: FailureKind::Malformed, detail });
        let failed = Exchange::new(Endpoint::Token, request(), failure, 1);
        let failed = own.exchange(&Facts::new(), &failed);
        assert!(failed.summary().starts_with("refused: redacted-value-"), "{failed:?}");
    }
}
