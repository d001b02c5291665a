//! Reads `[dialect]`, and refuses what cannot be spoken.

use std::collections::{BTreeMap, BTreeSet};

use super::callback::CallbackWords;
use super::credential::CredentialPlace;
use super::errors::{ErrorPlace, ErrorWords, is_code};
use super::file::{CallBeforeTable, CallbackTable, Codes, DialectTable, RefreshTokenPlace};
use super::model::{CallBefore, Dialect, Refreshing};
use crate::document::{DocumentError, did_you_mean};
use crate::oauth::error_code::{AUTHORIZATION, BEARER, TOKEN};
use crate::oauth::forms::Parameter;
use crate::oauth::{ClientAuthMethod, GrantType};
use crate::target::address::Host;
use crate::target::model::Client;
use crate::target::reader::Reader;
use crate::target::scope_model::ScopeModel;

type Read<T> = Result<T, Box<DocumentError>>;

/// Parameters that assay sends to authorization and token endpoints, by their standard names.
const STANDARD: &[&str] = &[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "state",
    "code_challenge",
    "code_challenge_method",
    "grant_type",
    "code",
    "code_verifier",
    "client_secret",
    "refresh_token",
    "resource",
    "username",
    "password",
];

/// Header fields that assay writes itself.
const OWN_HEADERS: &[&str] = &["authorization", "content-type", "content-length", "host", "cookie"];

impl Reader<'_> {
    /// The dialect of a target at `host` with the scope model `model`.
    pub(in crate::target) fn dialect(
        &self,
        table: DialectTable,
        host: &Host,
        model: &ScopeModel,
    ) -> Read<Dialect> {
        self.names(&table.parameters, &table.omit)?;
        for (name, value) in &table.headers {
            self.header(name, value)?;
        }
        let errors = self.errors(table.errors, table.error_codes)?;
        for place in table.credential.token.iter().chain(&table.credential.client_secret) {
            self.credential_place(place)?;
        }
        let token = table.credential.token.unwrap_or_default();
        if table.credential.client_secret.as_ref() == Some(&token) {
            let name = token.name().unwrap_or("client_secret");
            let message = "the client's secret would go where the token goes".to_owned();
            return self.wrong(name, message, "give each a place of its own");
        }
        let before = table.before.into_iter();
        let before = before.map(|own| self.call_before(own, host, model)).collect::<Read<_>>()?;
        Ok(Dialect {
            parameters: table.parameters,
            omitted: table.omit,
            body: table.body,
            headers: table.headers.into_iter().collect(),
            errors,
            needed_scope: table.needed_scope,
            refresh: Refreshing {
                url: self.address_of(table.refresh.url, host)?,
                token: table.refresh.token,
            },
            callback: table.callback.map(|own| self.callback(own)).transpose()?,
            token,
            client_secret: table.credential.client_secret,
            before,
        })
    }

    /// A refresh token in `Authorization` leaves no room for a client that authenticates there.
    pub(in crate::target) fn speaking(
        &self,
        clients: Vec<Client>,
        dialect: &Dialect,
    ) -> Read<Vec<Client>> {
        let two = |own: &&Client| {
            own.auth == ClientAuthMethod::ClientSecretBasic
                && own.grants.contains(&GrantType::RefreshToken)
        };
        let taken = dialect.refresh.token == RefreshTokenPlace::Authorization;
        match clients.iter().find(two).filter(|_| taken) {
            Some(own) => {
                let message = format!(
                    "the client `{}` and its refresh token would both go into Authorization",
                    own.id
                );
                self.wrong(&own.id, message, "give the client auth = \"client_secret_post\"")
            }
            None => Ok(clients),
        }
    }

    /// Standard names are spelt right, and names on the wire tell parameters apart.
    fn names(&self, renamed: &BTreeMap<String, String>, omitted: &[String]) -> Read<()> {
        for name in renamed.keys().chain(omitted) {
            if !STANDARD.contains(&name.as_str()) {
                let cure = did_you_mean(name, STANDARD.iter().copied())
                    .unwrap_or_else(|| format!("known are: {}", STANDARD.join(", ")));
                return self.wrong(name, format!("`{name}` is no standard parameter"), &cure);
            }
        }
        if let Some(name) = omitted.iter().find(|own| renamed.contains_key(*own)) {
            let message = format!("`{name}` is both omitted and renamed");
            return self.wrong(name, message, "keep one of the two");
        }
        let mut seen = BTreeSet::new();
        for (name, wire) in renamed {
            let taken = STANDARD.contains(&wire.as_str()) && !renamed.contains_key(wire);
            if wire.is_empty() || taken || !seen.insert(wire) {
                let message = format!("`{wire}`, for {name}, is no name of its own");
                return self.wrong(wire, message, "two parameters with one name cannot be told");
            }
        }
        Ok(())
    }

    fn header(&self, name: &str, value: &str) -> Read<()> {
        if !is_header_name(name) || !value.bytes().all(|b| (0x20..=0x7E).contains(&b)) {
            let message = format!("`{name}: {value}` is no header field");
            return self.wrong(value, message, "write its name and value in printable ASCII");
        }
        if OWN_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
            let message = format!("assay writes the header field {name} itself");
            let cure = "leave it out; a token has its place under [dialect.credential]";
            return self.wrong(value, message, cure);
        }
        Ok(())
    }

    pub(in crate::target) fn credential_place(&self, place: &CredentialPlace) -> Read<()> {
        match place {
            CredentialPlace::Query(name) if !name.is_empty() => Ok(()),
            CredentialPlace::Header(name) | CredentialPlace::Scheme(name)
                if is_header_name(name) =>
            {
                Ok(())
            }
            CredentialPlace::Query(name)
            | CredentialPlace::Header(name)
            | CredentialPlace::Scheme(name) => {
                let message = format!("`{name}` is no place for a credential");
                let cure = "name a query parameter, a header field or a scheme of Authorization";
                self.wrong(name, message, cure)
            }
        }
    }

    fn errors(
        &self,
        places: Option<Vec<String>>,
        codes: BTreeMap<String, Codes>,
    ) -> Read<ErrorWords> {
        let default = ErrorWords::default();
        let places = match places {
            None => default.places,
            Some(places) if places.is_empty() => {
                let message = "errors are said nowhere".to_owned();
                return self.wrong("errors", message, "leave `errors` out for the member `error`");
            }
            Some(places) => {
                places.iter().map(|own| self.error_place(own)).collect::<Read<Vec<_>>>()?
            }
        };
        for (word, Codes(codes)) in &codes {
            let odd = codes.iter().find(|code| !is_code(code));
            if word.is_empty() || codes.is_empty() || odd.is_some() {
                let odd = odd.map_or("", String::as_str);
                let known = || TOKEN.iter().chain(AUTHORIZATION).chain(BEARER).copied();
                let cure = did_you_mean(odd, known()).unwrap_or_else(|| {
                    "name what it stands for: invalid_grant, or a list of such codes".to_owned()
                });
                let message = format!("`{odd}`, for `{word}`, is no error code of OAuth");
                return self.wrong(odd, message, &cure);
            }
        }
        let codes = codes.into_iter().map(|(word, Codes(codes))| (word, codes)).collect();
        Ok(ErrorWords { places, codes })
    }

    fn error_place(&self, text: &str) -> Read<ErrorPlace> {
        match text.strip_prefix("header:") {
            Some(name) if is_header_name(name) => Ok(ErrorPlace::Header(name.to_ascii_lowercase())),
            None if text.split('.').all(|part| !part.is_empty()) => {
                Ok(ErrorPlace::Member(text.to_owned()))
            }
            _ => {
                let message = format!("`{text}` is no place of an error code");
                self.wrong(text, message, "write it as error, error.code or header:x-error")
            }
        }
    }

    fn callback(&self, table: CallbackTable) -> Read<CallbackWords> {
        let pair = |text: &Option<String>| text.as_deref().map(|own| self.pair(own)).transpose();
        let words = CallbackWords {
            granted: pair(&table.granted)?,
            refused: pair(&table.refused)?,
            token: table.token.filter(|own| !own.is_empty()),
        };
        if words.granted.is_none() && words.token.is_none() {
            let message = "[dialect.callback] does not say what grants".to_owned();
            let cure = "set `granted`, `token` or both, or leave it out";
            return self.wrong("[dialect.callback]", message, cure);
        }
        if words.granted.is_some() && words.granted == words.refused {
            let word = table.granted.unwrap_or_default();
            let message = format!("`{word}` both grants and refuses");
            return self.wrong(&word, message, "say what the two answers differ in");
        }
        Ok(words)
    }

    fn pair(&self, text: &str) -> Read<Parameter> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
            _ => {
                let message = format!("`{text}` is no parameter with its value");
                self.wrong(text, message, "write it as success=true")
            }
        }
    }

    fn call_before(
        &self,
        table: CallBeforeTable,
        host: &Host,
        model: &ScopeModel,
    ) -> Read<CallBefore> {
        self.json(table.json.as_deref())?;
        if let Some(scope) = table.scope.as_ref().filter(|own| !model.knows(own)) {
            let message = format!("the scope `{scope}` of the call {} is none", table.url);
            return self.wrong(scope, message, "list it under [scopes] allowed");
        }
        Ok(CallBefore {
            method: table.method.unwrap_or_else(|| "POST".to_owned()),
            url: self.address(table.url, host)?,
            scope: table.scope,
            json: table.json,
        })
    }
}

/// RFC 9110 section 5.6.2.
fn is_header_name(name: &str) -> bool {
    let tchar = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    !name.is_empty() && name.bytes().all(tchar)
}
