//! The answer of the authorization endpoint, where it is not the standard's.

use serde_json::json;

use crate::oauth::forms::{self, split_url};
use crate::reference::oauth_error::OAuthError;
use crate::reference::reply::Reply;
use crate::reference::server::Server;
use crate::reference::store::{Token, TokenKind, TokenState};

use super::file::Dialect;
use super::template::fill;

impl Dialect {
    /// Rewords a redirect that leads back to a client; everything else stays.
    pub(super) fn callback(&self, server: &Server, reply: Reply) -> Reply {
        let location = reply.headers.iter().find(|(name, _)| *name == "location");
        let Some((_, location)) = location.filter(|(_, url)| leads_to_client(server, url)) else {
            return reply;
        };
        let (base, query, _) = split_url(location);
        let query = query.unwrap_or_default();
        let sent = forms::parse(query);
        let error = forms::first(&sent, "error");
        if let Some(code) = error.filter(|code| self.callback.direct.iter().any(|own| own == code))
        {
            let description = forms::first(&sent, "error_description").unwrap_or_default();
            return self.error(server, at_once(server, code, description));
        }
        let context = json!({"state": raw(query, "state"), "error": error});
        let told = match (error, forms::first(&sent, "code")) {
            (Some("access_denied"), _) => {
                self.callback.refused.as_ref().map(|own| fill(server, own, context))
            }
            (None, Some(code)) => self.granted(server, code, context),
            _ => None,
        };
        let told = told.unwrap_or_else(|| self.with_state(query));
        let separator = if told.is_empty() { "" } else { "?" };
        let location = format!("{base}{separator}{told}");
        reply.without("location").with("location", &location)
    }

    fn granted(
        &self,
        server: &Server,
        code: &str,
        mut context: serde_json::Value,
    ) -> Option<String> {
        let template = self.callback.granted.as_ref()?;
        context["key"] = json!(self.key(server, code)?);
        Some(fill(server, template, context))
    }

    /// Turns a code into the key that this platform hands out instead.
    fn key(&self, server: &Server, code: &str) -> Option<String> {
        let mut store = server.store();
        let code = store.codes.remove(code)?;
        let own = match self.callback.key_kept {
            true => format!("{}-{}", code.client_id, code.owner),
            false => server.secrets.token(),
        };
        let value = format!("{}{own}", self.callback.key_prefix);
        let token = Token {
            kind: TokenKind::Access,
            client_id: code.client_id,
            owner: Some(code.owner),
            scope: code.scope,
            audience: code.audience,
            family: code.family,
            generation: 0,
            issued: server.now(),
            expires: i64::MAX,
            state: TokenState::Active,
            revoked: None,
        };
        store.add_token(&value, token);
        Some(value)
    }

    /// The standard's query, with what stands for a `state` that was not sent.
    fn with_state(&self, query: &str) -> String {
        match &self.callback.missing_state {
            Some(value) if raw(query, "state").is_none() => format!("{query}&state={value}"),
            _ => query.to_owned(),
        }
    }
}

fn leads_to_client(server: &Server, url: &str) -> bool {
    let uris = server.settings.clients.iter().flat_map(|client| &client.redirect_uris);
    uris.map(|uri| split_url(uri).0).any(|uri| uri == split_url(url).0)
}

/// A value as it stands in the query: `state` goes back to the octet.
fn raw<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

fn at_once(server: &Server, code: &str, description: &str) -> Reply {
    let known = ["invalid_scope", "invalid_request", "unauthorized_client", "access_denied"];
    let code = known.into_iter().find(|own| *own == code).unwrap_or("invalid_request");
    OAuthError::new(code, description).reply(server)
}
