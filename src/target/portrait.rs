//! What a run records of the target beside its results: its dialect in words.

use super::address::path_of;
use super::dialect::{Dialect, RefreshTokenPlace, TokenBody};
use super::model::Target;
use crate::verdict::Trait;

impl Target {
    /// How it speaks, where that is not the standards' way.
    #[must_use]
    pub fn traits(&self) -> Vec<Trait> {
        let mut traits = Vec::new();
        let mut tell = |what: &str, how: String| {
            if !how.is_empty() {
                traits.push(Trait { what: what.to_owned(), how });
            }
        };
        let own = &self.dialect;
        tell("names of parameters", pairs(&own.parameters, "is"));
        tell("parameters that do not exist", own.omitted.join(", "));
        if own.body == TokenBody::Json {
            tell("token requests", "JSON".to_owned());
        }
        tell("refresh requests", refreshing(own));
        tell("answer to an authorization", callback(own));
        if !own.token.is_bearer() || own.client_secret.is_some() {
            tell("credentials of a call", credentials(own));
        }
        let headers = own.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        tell("header fields of a call", headers.join(", "));
        let before = own.before.iter().map(|call| call.method.clone() + " " + path_of(&call.url));
        tell("calls that come first", before.collect::<Vec<_>>().join(", "));
        if self.scopes.separator != " " {
            tell("scope separator", format!("`{}`", self.scopes.separator));
        }
        tell("scope aliases", lists(&self.scopes.aliases, "stands for"));
        tell("scope implications", lists(&self.scopes.implies, "includes"));
        let keys = self.keys.iter().map(|key| key.name.as_str()).collect::<Vec<_>>();
        tell("keys beside OAuth", keys.join(", "));
        traits
    }
}

fn refreshing(dialect: &Dialect) -> String {
    let url = dialect.refresh.url.as_deref().map(|url| format!("at {}", path_of(url)));
    let token = match dialect.refresh.token {
        RefreshTokenPlace::Body => None,
        RefreshTokenPlace::Authorization => Some("the refresh token as Authorization: Bearer"),
        RefreshTokenPlace::Absent => Some("without the refresh token"),
    };
    url.into_iter().chain(token.map(str::to_owned)).collect::<Vec<_>>().join(", ")
}

fn callback(dialect: &Dialect) -> String {
    let Some(own) = &dialect.callback else {
        return String::new();
    };
    let pair = |(name, value): &(String, String)| format!("{name}={value}");
    let granted = own.granted.as_ref().map(|own| format!("granted by {}", pair(own)));
    let refused = own.refused.as_ref().map(|own| format!("refused by {}", pair(own)));
    let token = own.token.as_ref().map(|name| format!("the token itself as {name}"));
    [granted, refused, token].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn credentials(dialect: &Dialect) -> String {
    let token = format!("the token in {}", dialect.token);
    let secret = dialect.client_secret.as_ref().map(|own| format!("the client's secret in {own}"));
    std::iter::once(token).chain(secret).collect::<Vec<_>>().join(", ")
}

fn pairs(map: &std::collections::BTreeMap<String, String>, verb: &str) -> String {
    map.iter().map(|(one, other)| format!("{one} {verb} {other}")).collect::<Vec<_>>().join(", ")
}

fn lists(map: &std::collections::BTreeMap<String, Vec<String>>, verb: &str) -> String {
    let one = |(name, own): (&String, &Vec<String>)| format!("{name} {verb} {}", own.join(" "));
    map.iter().map(one).collect::<Vec<_>>().join(", ")
}
