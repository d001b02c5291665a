//! The vocabulary of OAuth 2.0: words, encodings and grammars.
//!
//! In: octets and strings off the wire. Out: the RFC's nouns as types. This module knows no
//! HTTP client, no server and no verdict. The judge and the reference server both speak these
//! words, so nothing here may *decide*: no comparison of a redirect URI, no granting of a scope.

pub mod challenge;
pub mod client_auth;
pub mod error_code;
pub mod forms;
pub mod grant_type;
pub mod jwt;
pub mod metadata;
pub mod pkce;
pub mod registration;
pub mod scope;

pub use challenge::Challenge;
pub use client_auth::ClientAuthMethod;
pub use error_code::ErrorCode;
pub use grant_type::GrantType;
pub use metadata::Metadata;
pub use pkce::{CodeChallengeMethod, code_challenge_s256};
pub use registration::{ClientInformation, ClientMetadata};
pub use scope::Scope;
