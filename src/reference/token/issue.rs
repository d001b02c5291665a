//! Making tokens.

use std::time::Duration;

use serde_json::json;

use crate::oauth::{GrantType, Scope};
use crate::reference::audience::{self, Audience};
use crate::reference::fault::Fault;
use crate::reference::scopes;
use crate::reference::server::Server;
use crate::reference::settings::Client;
use crate::reference::store::{Store, Token, TokenKind, TokenState};

/// What a token answer is about (RFC 6749 section 5.1).
#[derive(Debug, Clone)]
pub(super) struct Issued {
    /// `access_token`.
    pub(super) access_token: String,
    /// `expires_in`.
    pub(super) lifetime: Duration,
    /// The scope that was granted.
    pub(super) scope: Scope,
    /// Whether the answer says so.
    pub(super) scope_reported: bool,
    /// `refresh_token`.
    pub(super) refresh_token: Option<String>,
    /// `id_token` (OpenID Connect Core 1.0 section 3.1.3.3).
    pub(super) id_token: Option<String>,
}

/// For whom a token is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder<'a> {
    /// The client that gets it.
    pub(super) client: &'a Client,
    /// The resource owner, unless the client acts for itself.
    pub(super) owner: Option<&'a str>,
    /// The resources that it is for.
    pub(super) audience: &'a Audience,
    /// The family it belongs to.
    pub(super) family: u64,
    /// How many refreshes lie between the code of the family and it.
    pub(super) generation: u32,
}

/// Makes an access token.
pub(super) fn access_token(
    server: &Server,
    store: &mut Store,
    holder: Holder<'_>,
    scope: (Scope, bool),
) -> Issued {
    let (scope, scope_reported) = scope;
    let lifetime = holder.client.access_token_lifetime;
    let lifetime = lifetime.unwrap_or(server.settings.access_token_lifetime);
    let mut value = server.secrets.token();
    if server.faults.has(Fault::AccessTokenWithQuotes) {
        value.insert(24, '"');
    }
    if server.faults.has(Fault::ShortCredentials) {
        value.truncate(8);
    }
    if server.faults.has(Fault::TokenUnsigned) {
        // {"alg":"none"}
        value = format!("eyJhbGciOiJub25lIn0.{value}.");
    }
    if let Some(dialect) = &server.settings.dialect {
        let issued = server.now() / 1000;
        let lives = i64::try_from(lifetime.as_secs()).unwrap_or_default();
        let claims = json!({
            "client_id": holder.client.id,
            "scope": scope.to_string(),
            "iat": issued,
            "exp": issued.saturating_add(lives),
        });
        value = dialect.access_token(&value, &claims);
    }
    let token = token(server, TokenKind::Access, holder, &scope, lifetime);
    store.add_token(&value, token);
    let (refresh_token, id_token) = (None, None);
    Issued { access_token: value, lifetime, scope, scope_reported, refresh_token, id_token }
}

/// Makes a refresh token, if the client may use one (RFC 6749 section 1.5).
pub(super) fn refresh_token(
    server: &Server,
    store: &mut Store,
    holder: Holder<'_>,
    scope: &Scope,
) -> Option<String> {
    if !holder.client.grants.contains(&GrantType::RefreshToken) {
        return None;
    }
    let mut value = server.secrets.token();
    if let Some(dialect) = &server.settings.dialect {
        value = dialect.refresh_token(&value);
    }
    let lifetime = server.settings.refresh_token_lifetime;
    store.add_token(&value, token(server, TokenKind::Refresh, holder, scope, lifetime));
    Some(value)
}

fn token(
    server: &Server,
    kind: TokenKind,
    holder: Holder<'_>,
    scope: &Scope,
    lifetime: Duration,
) -> Token {
    let issued = server.now();
    let lifetime = i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX);
    Token {
        kind,
        client_id: holder.client.id.clone(),
        owner: holder.owner.map(str::to_owned),
        scope: scopes::kept(server, scope),
        audience: match kind {
            TokenKind::Access => audience::of_token(server, holder.audience),
            TokenKind::Refresh => holder.audience.clone(),
        },
        family: holder.family,
        generation: holder.generation,
        issued,
        expires: issued.saturating_add(lifetime),
        state: TokenState::Active,
        revoked: None,
    }
}
