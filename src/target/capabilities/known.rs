//! Every capability by name.

/// Every capability with its meaning, which is also what is said when it is missing.
pub(super) const KNOWN: &[(&str, &str)] = &[
    (
        "grant:authorization_code",
        "an authorization and a token endpoint (or a token under [dialect.callback]) and a client \
         registered for the code grant",
    ),
    ("token-endpoint", "a token endpoint"),
    (
        "grant:client_credentials",
        "a token endpoint and a confidential client registered for client_credentials",
    ),
    ("grant:refresh_token", "a client registered for refresh tokens"),
    (OBTAINABLE, "grant:client_credentials, or grant:authorization_code and a [[resource_owner]]"),
    ("tokens:visible", "an introspection endpoint or a [[resource]]"),
    ("resource-owner", "a [[resource_owner]] who can log in"),
    ("client", "a [[client]]"),
    ("client:confidential", "a client with the role confidential"),
    ("client:public", "a client with the role public"),
    ("client:second", "a client with the role second"),
    ("client:short-lived", "a client with the role short-lived"),
    ("client:resource-server", "a client with the role resource-server"),
    ("client:basic", "a client that authenticates by client_secret_basic"),
    ("client:post", "a client that authenticates by client_secret_post"),
    (
        "client-auth:basic-owed",
        "capabilities.declare: no client has chosen how it authenticates, so that HTTP Basic has to \
         work for each that has a secret",
    ),
    (
        "redirect-uri:parameter",
        "authorization requests with a redirect_uri (not omitted under [dialect])",
    ),
    ("client:not-entitled", "a confidential client that is not registered for client_credentials"),
    (
        "client:limited-to-part",
        "a client with the role limited whose scopes are a part of what an alias stands for",
    ),
    (
        "client:limited-to-alias",
        "a client with the role limited that has an alias among its scopes",
    ),
    (
        "client:several-redirect-uris",
        "a confidential client with two redirect URIs or more, the role confidential or second",
    ),
    (
        "redirect-uri:of-second",
        "a client with the role second whose redirect URI the confidential one does not have",
    ),
    ("redirect-uri:omitted", "redirect_uri under omit in [dialect]"),
    (
        "redirect-uri:query",
        "a confidential client with two redirect URIs or more, and a query in one of them",
    ),
    ("redirect-uri:private-use", "a public client with a redirect URI of a private-use scheme"),
    ("redirect-uri:loopback-v6", "a native public client with a redirect URI on http://[::1]"),
    ("redirect-uri:claimed-https", "a native public client with an https redirect URI"),
    ("client:native", "a public client with native = true and a loopback redirect URI"),
    (
        "redirect-uri:https",
        "a confidential client whose first redirect URI is https and no loopback",
    ),
    ("redirect-uri:path", "a first redirect URI with letters in its path"),
    ("pkce:S256", "metadata that list S256 (or capabilities.declare)"),
    (
        "refresh:at-once",
        "refresh tokens that end when they are rotated (no refresh_grace under [policies])",
    ),
    (
        "access-tokens:looked-up",
        "access tokens that resources look up (no access_tokens = \"self-contained\" under [policies])",
    ),
    (
        "redirect-uri:unclaimed",
        "a public client whose first redirect URI other apps could take too: no https, or loopback",
    ),
    ("scopes:one", "one allowed scope"),
    ("scopes:two", "two allowed scopes"),
    (
        "scopes:apart",
        "an allowed scope that neither comes to the first one nor opens the first [[resource]]",
    ),
    ("scopes:spaced", "a space as the separator in [scopes]"),
    ("scopes:aliases", "a scope under [scopes.aliases]"),
    ("scopes:implied", "[scopes.implies], and a [[resource]] that needs an implied scope"),
    ("scopes:reserved", "a scope under reserved in [scopes]"),
    ("scopes:unused", "a scope under unused in [scopes]"),
    ("openid", "capabilities.declare: the scope openid means OpenID Connect"),
    ("userinfo", "a [[resource]] with the name userinfo, which answers in JSON"),
    (
        "scopes:reported",
        "an introspection endpoint or a [[resource]] with reports_scope (or capabilities.declare, \
         where access tokens are JWTs with a claim scope)",
    ),
    ("protected-resource", "a [[resource]] that is not open"),
    (
        "consent:boxes",
        "capabilities.declare: the consent page has a box for each scope, and heeds it",
    ),
    ("resource:test", "a [[resource]] with test = true"),
    ("resource:open", "a [[resource]] with open = true"),
    ("resources:scoped", "two scopes that different [[resource]]s need"),
    ("api-key", "a [[key]] that opens a [[resource]]"),
    ("api-key:narrow", "a [[key]] that does not open every [[resource]]"),
    ("api-key:changing", "a [[key]] with [key.change] that loses a [[resource]] by it"),
    ("api-key:confirmed", "such a key, and unconfirmed under [key.change]"),
    ("credential:bearer", "access tokens that go into Authorization: Bearer"),
    ("credential:client-secret", "client_secret under [dialect.credential]"),
    ("dialect:needed-scope", "needed_scope under [dialect]"),
    ("dialect:refresh-url", "a url under [dialect.refresh]"),
    ("dialect:callback-token", "a token under [dialect.callback]"),
    ("protected-resource:scope", "a first [[resource]] that needs a scope"),
    (
        "protected-resource:jwks",
        "capabilities.declare: the metadata of the first [[resource]] name a jwks_uri",
    ),
    ("resource-indicators", "a [[resource]] with an indicator"),
    (
        "resource-indicators:two",
        "a first [[resource]] with an indicator, and another one with an indicator of its own",
    ),
    ("issuer", "an issuer in the target file"),
    ("mcp:scope", "an MCP server among the [[resource]]s that needs a scope"),
    (
        "mcp",
        "capabilities.declare: a [[resource]] is an MCP server (the first one, or the one with mcp = true)",
    ),
    ("introspection", "an introspection endpoint, and a client with a secret"),
    ("revocation", "a revocation endpoint"),
    ("metadata", "a metadata document"),
    ("metadata:scopes", "a metadata document with scopes_supported, one of them an allowed scope"),
    ("metadata:jwks", "a metadata document with jwks_uri"),
    (
        "protected-resource:metadata",
        "capabilities.declare: the first [[resource]] publishes metadata by RFC 9728",
    ),
    ("tokens:jwt", "capabilities.declare: access tokens are JWTs"),
    (
        "tokens:lifetime",
        "access_token_lifetime under [policies], and a new token each time (no tokens:repeat)",
    ),
    (
        "tokens:repeat",
        "capabilities.declare: the server hands out an access token again while it lives",
    ),
    ("iss", "metadata with authorization_response_iss_parameter_supported"),
];

/// Tokens can be had by a grant that assay drives; it follows from others.
pub(super) const OBTAINABLE: &str = "tokens:obtainable";

/// What a capability takes, for those who look it up.
#[must_use]
pub fn capability_meaning(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(own, _)| *own == name).map(|(_, meaning)| *meaning)
}

/// Whether a name is a capability at all.
#[must_use]
pub fn is_capability(name: &str) -> bool {
    known_capabilities().any(|own| own == name)
}

/// The names of all capabilities.
pub fn known_capabilities<'n>() -> impl Iterator<Item = &'n str> {
    KNOWN.iter().map(|(name, _)| *name)
}
