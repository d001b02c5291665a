//! The authorization endpoint with its login and consent pages (RFC 6749 sections 3.1 and 4.1).
//!
//! In: an authorization request by way of the resource owner's browser. Out: pages, and in the
//! end a redirect with a code or an error. What cannot be trusted with a redirect stays a page.

mod consent;
mod endpoint;
mod login;
mod page;
mod redirect_uri;
mod respond;
mod session;
mod validate;

pub(crate) use consent::consent;
pub(crate) use endpoint::endpoint;
pub(crate) use login::login;
pub(crate) use page::bent;
pub(crate) use validate::AuthorizationRequest;
