//! `[policies]`: which of several lawful answers the server has chosen.
//!
//! The RFCs leave room: a refresh token may be replaced or stay, a revocation may take more along
//! than the token. What is declared here is what the target is held to; what is left out is found
//! out by observation, where it matters.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::{Document, DocumentError};

/// `[policies]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PoliciesTable {
    /// Whether a refresh answer brings a new refresh token, which ends the old one
    /// (RFC 6749 section 6, RFC 9700 section 4.14.2).
    pub refresh_rotation: Option<Rotation>,
    /// For how long a refresh token that was replaced may still be used, for clients that lost the
    /// answer: `10s`. Not at all if left out.
    pub refresh_grace: Option<String>,
    /// Whether the use of a replaced refresh token ends its successors (RFC 9700 section 4.14.2).
    pub refresh_reuse_revokes: Option<bool>,
    /// What falls with a revoked token (RFC 7009 section 2.1).
    pub revocation_cascade: Option<Cascade>,
    /// Whether a code that comes a second time ends the tokens that were issued for it
    /// (RFC 6749 section 4.1.2).
    pub code_replay_revokes: Option<bool>,
    /// Whether resource servers ask about access tokens, or read them.
    pub access_tokens: Option<AccessTokens>,
    /// How long access tokens live by the server's documents: `1h`.
    pub access_token_lifetime: Option<String>,
}

/// When a refresh answer brings a new refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Rotation {
    /// Every time.
    Always,
    /// Never: the refresh token stays the same.
    Never,
}

/// What falls with a revoked token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cascade {
    /// Nothing: it falls alone.
    None,
    /// With a refresh token the access tokens of its grant; an access token falls alone.
    AccessTokens,
    /// With either kind all tokens of its grant.
    Grant,
}

/// What kind access tokens are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccessTokens {
    /// Only the server knows what they are good for.
    Opaque,
    /// Resource servers read them, and may go on to take one that was revoked
    /// (RFC 7009 section 3).
    SelfContained,
}

/// What the target file declares of the server's choices.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policies {
    /// When refresh tokens are replaced.
    pub refresh_rotation: Option<Rotation>,
    /// For how long a replaced one may still be used.
    pub refresh_grace: Option<Duration>,
    /// Whether the use of a replaced one ends its successors.
    pub refresh_reuse_revokes: Option<bool>,
    /// What falls with a revoked token.
    pub revocation_cascade: Option<Cascade>,
    /// Whether a replayed code ends its tokens.
    pub code_replay_revokes: Option<bool>,
    /// What kind access tokens are.
    pub access_tokens: Option<AccessTokens>,
    /// How long they live.
    pub access_token_lifetime: Option<Duration>,
}

impl Policies {
    /// Reads the table.
    ///
    /// # Errors
    /// A duration that is none, or policies that exclude each other.
    pub(super) fn read(
        table: PoliciesTable,
        document: &Document,
    ) -> Result<Self, Box<DocumentError>> {
        if table.refresh_rotation == Some(Rotation::Never) {
            let needless = [
                ("refresh_grace", table.refresh_grace.is_some()),
                ("refresh_reuse_revokes", table.refresh_reuse_revokes.is_some()),
            ];
            if let Some((name, _)) = needless.iter().find(|(_, given)| *given) {
                let message = format!("`{name}` says nothing where refresh tokens never change");
                let cure = format!("leave out `{name}`, or say refresh_rotation = \"always\"");
                return Err(document.error_at(name, message, Some(cure)));
            }
        }
        let grace = table.refresh_grace.as_deref().map(|text| duration(text, document));
        let lifetime = table.access_token_lifetime.as_deref().map(|text| duration(text, document));
        Ok(Self {
            refresh_rotation: table.refresh_rotation,
            refresh_grace: grace.transpose()?,
            refresh_reuse_revokes: table.refresh_reuse_revokes,
            revocation_cascade: table.revocation_cascade,
            code_replay_revokes: table.code_replay_revokes,
            access_tokens: table.access_tokens,
            access_token_lifetime: lifetime.transpose()?,
        })
    }
}

fn duration(text: &str, document: &Document) -> Result<Duration, Box<DocumentError>> {
    let parsed = text.parse::<jiff::SignedDuration>().ok();
    parsed.and_then(|span| Duration::try_from(span).ok()).ok_or_else(|| {
        let message = format!("`{text}` is no duration");
        let cure = "write it as 500ms, 10s or 1m".to_owned();
        document.error_at(&format!("\"{text}\""), message, Some(cure))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::sample::sample;

    fn policies(table: &str) -> Result<Policies, String> {
        let text = format!("issuer = \"http://127.0.0.1:1\"\n[policies]\n{table}\n");
        sample(text).map(|own| own.policies).map_err(|error| format!("{error:?}"))
    }

    #[test]
    fn what_is_declared_is_read_and_the_rest_is_unknown() {
        assert_eq!(policies(""), Ok(Policies::default()));
        let all = "refresh_rotation = \"always\"\nrefresh_grace = \"10s\"\n\
                   refresh_reuse_revokes = true\nrevocation_cascade = \"access-tokens\"\n\
                   code_replay_revokes = false\naccess_tokens = \"self-contained\"\n\
                   access_token_lifetime = \"1h\"";
        let expected = Policies {
            refresh_rotation: Some(Rotation::Always),
            refresh_grace: Some(Duration::from_secs(10)),
            refresh_reuse_revokes: Some(true),
            revocation_cascade: Some(Cascade::AccessTokens),
            code_replay_revokes: Some(false),
            access_tokens: Some(AccessTokens::SelfContained),
            access_token_lifetime: Some(Duration::from_secs(3600)),
        };
        assert_eq!(policies(all), Ok(expected));
    }

    #[test]
    fn nonsense_is_refused_where_it_stands() {
        for (table, words) in [
            ("refresh_grace = \"soon\"", "is no duration"),
            ("refresh_rotation = \"never\"\nrefresh_grace = \"10s\"", "says nothing where"),
            ("refresh_rotation = \"never\"\nrefresh_reuse_revokes = true", "says nothing where"),
            ("refresh_rotation = \"sometimes\"", "sometimes"),
            ("refresh_rotations = \"always\"", "refresh_rotations"),
        ] {
            let error = policies(table).expect_err(table);
            assert!(error.contains(words), "{table}: {error}");
        }
    }
}
