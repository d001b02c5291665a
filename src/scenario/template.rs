//! `${...}` in scenario files: looked up, never computed.

/// A text with lookups in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Lookup(String),
}

impl Template {
    /// Splits a text at its lookups.
    ///
    /// # Errors
    /// An opening `${` without its `}`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("${") {
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned()));
            }
            let Some(end) = rest[start..].find('}') else {
                return Err(format!("`{}` lacks its closing brace", &rest[start..]));
            };
            parts.push(Part::Lookup(rest[start + 2..start + end].to_owned()));
            rest = &rest[start + end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The paths that are looked up.
    pub fn lookups(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            Part::Lookup(path) => Some(path.as_str()),
            Part::Text(_) => None,
        })
    }

    /// The text with every lookup replaced.
    ///
    /// # Errors
    /// The first path that `look_up` does not know.
    pub fn resolve(
        &self,
        mut look_up: impl FnMut(&str) -> Option<String>,
    ) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(own) => text.push_str(own),
                Part::Lookup(path) => text.push_str(&look_up(path).ok_or_else(|| path.clone())?),
            }
        }
        Ok(text)
    }
}

/// What each lookup means, for `assay explain` and for validation. `<step>` stands for the name of an earlier
/// step, `<client>` for a client selector.
pub mod lookups {
    /// Path and meaning.
    pub const ALL: &[(&str, &str)] = &[
        ("target.issuer", "the issuer identifier"),
        ("target.scopes.first", "the first allowed scope; it opens the first protected resource"),
        ("target.scopes.second", "another allowed scope"),
        ("target.scopes.apart", "an allowed scope that does not open the first resource"),
        ("target.scopes.both", "the first two allowed scopes"),
        ("target.scopes.separator", "what stands between two scopes; a space, as a rule"),
        ("target.scopes.unused", "a scope that exists although nothing takes it"),
        ("target.callback.token", "the parameter of a redirect that holds a token"),
        ("target.needed_scope", "where the body of a 403 names the scope that is needed"),
        ("target.lifetime", "how long access tokens live by the target file, in seconds"),
        ("target.scopes.first_other_case", "the first allowed scope in other letter case"),
        ("target.endpoints.metadata", "URL of the metadata document"),
        ("target.endpoints.token", "URL of the token endpoint"),
        (
            "target.endpoints.refresh",
            "URL that refresh requests go to: the token endpoint, unless the target has another one",
        ),
        ("target.well_known.oauth", "the RFC 8414 URL of the issuer's metadata"),
        ("target.well_known.openid", "the OpenID Connect URL of the issuer's metadata"),
        ("target.well_known.openid_inserted", "the same with the string between host and path"),
        ("target.scopes.implying", "a scope that opens a resource by implication"),
        ("target.resource.url", "URL of the first protected resource"),
        ("key.value", "the key that the step chose, else the first one that opens a resource"),
        ("key.value_tampered", "the same with one character changed"),
        ("target.mcp.indicator", "resource indicator of the MCP server; its URL if none is given"),
        ("target.resource.well_known", "the RFC 9728 URL of the first resource's metadata"),
        ("target.mcp.scope", "the scope that it needs"),
        ("target.mcp.well_known", "the RFC 9728 URL of its metadata"),
        ("target.mcp.root_well_known", "the same for its whole host"),
        ("target.resource.implied", "URL of the resource that `target.scopes.implying` opens"),
        ("target.indicators.first", "the first resource indicator"),
        ("target.indicators.second", "another resource indicator"),
        ("client.id", "client_id of the acting client"),
        ("client.<client>.id", "client_id of another client"),
        ("client.<client>.redirect_uri", "its first registered redirect URI"),
        ("client.<client>.secret", "its client_secret; empty if it has none"),
        ("limited.alias", "the alias of which the acting client may have something"),
        ("limited.part", "the first scope of that alias that it may have"),
        ("limited.scopes", "all that it may have"),
        ("registered.redirect_uri", "the acting client's first registered redirect URI"),
        ("registered.scheme", "its scheme"),
        ("registered.authority", "its host and, if written, port"),
        ("registered.host", "its host"),
        ("registered.origin", "its scheme and authority"),
        ("registered.path", "its path"),
        ("registered.path_other_case", "its path in other letter case"),
        ("registered.path_encoded", "its path with one unreserved character percent-encoded"),
        ("registered.with_query", "the acting client's redirect URI that has a query"),
        ("registered.private_use", "its redirect URI of a private-use scheme"),
        ("registered.loopback_v6", "its redirect URI on [::1], with another port"),
        ("registered.https", "its https redirect URI"),
        ("fresh.code_verifier", "a verifier of 64 characters, new at every lookup"),
        ("fresh.code", "a well-formed code that was never issued"),
        ("fresh.token", "a well-formed token that was never issued"),
        ("fresh.scope", "a scope that no server knows"),
        ("fresh.client_id", "a client_id that was never registered"),
        ("fresh.secret", "a secret that is nobody's"),
        ("fresh.state", "a state of 32 characters"),
        ("fresh.long_state", "a state of 7000 characters"),
        ("fresh.long_token", "a well-formed token of 4000 characters that was never issued"),
        ("<step>.code", "the code it was given"),
        ("<step>.code_tampered", "the same with one character changed"),
        ("<step>.state", "the state it sent"),
        ("<step>.code_verifier", "the verifier behind its challenge"),
        ("<step>.code_challenge", "its challenge"),
        ("<step>.redirect_uri", "the redirect URI it sent"),
        ("<step>.iss", "the iss of its answer; empty if there was none"),
        ("<step>.scope", "the scope it requested, or was granted"),
        ("<step>.issuer", "the issuer in the metadata it got"),
        ("<step>.authorization_endpoint", "the authorization endpoint in the metadata it got"),
        ("<step>.token_endpoint", "the token endpoint in the metadata it got"),
        ("<step>.jwks_uri", "the jwks_uri in the metadata it got"),
        ("<step>.metadata_url", "where its challenge says the metadata of the resource are"),
        ("<step>.access_token", "the access token it was given"),
        ("<step>.access_token_tampered", "the same with one character changed"),
        ("<step>.refresh_token", "the refresh token it was given"),
        (
            "<step>.alg",
            "the algorithm of its access token, if it is a JWT, `none` if that has no signature; else empty",
        ),
        ("<step>.aud", "the audiences that its access token names, if it is a JWT; else empty"),
    ];

    /// Whether `path` is a lookup, given the names of the earlier steps and the client selectors.
    #[must_use]
    pub fn is_known(path: &str, steps: &[&str], clients: &[&str]) -> bool {
        ALL.iter().any(|(known, _)| {
            if let Some(member) = known.strip_prefix("<step>.") {
                path.rsplit_once('.')
                    .is_some_and(|(step, own)| own == member && steps.contains(&step))
            } else if let Some((head, tail)) = known.split_once("<client>") {
                let selector = path.strip_prefix(head).and_then(|rest| rest.strip_suffix(tail));
                selector.is_some_and(|own| clients.contains(&own))
            } else {
                *known == path
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookups_are_replaced_and_the_rest_stays() {
        let template = Template::parse("a ${x.y} b ${z}").expect("sound");
        assert_eq!(template.lookups().collect::<Vec<_>>(), ["x.y", "z"]);
        assert_eq!(template.resolve(|path| Some(path.to_uppercase())), Ok("a X.Y b Z".to_owned()));
        assert_eq!(template.resolve(|_| None), Err("x.y".to_owned()));
        assert!(Template::parse("a ${x").is_err());
    }

    #[test]
    fn only_earlier_steps_are_known() {
        assert!(lookups::is_known("first.code", &["first"], &[]));
        assert!(!lookups::is_known("later.code", &["first"], &[]));
        assert!(lookups::is_known("client.second.id", &[], &["second"]));
        assert!(!lookups::is_known("target.scope.first", &[], &[]));
    }
}
