//! The reference authorization server: RFC 6749, 6750, 7009, 7636, 7662, 8252, 8414, 8707 and 9207,
//! as strict as RFC 9700 asks, and wrong on demand.
//!
//! In: [`Settings`]. Out: an axum [`router`], or a [`Running`] server on a socket. It knows the
//! vocabulary of [`crate::oauth`] and nothing else of the crate: the judge and the judged must
//! not share a decision, or one misreading passes twice.
//!
//! Every endpoint is a list of steps in the order of its RFC. A [`Fault`] switches one step off or
//! bends it. An endpoint is synchronous: one `request::Incoming` in, one `reply::Reply` out. As the
//! other side of a load test it can also be slow on purpose: [`Latency`] and [`Stall`] say how,
//! `pace` holds the answers back.
//!
//! | path (under the issuer) | module | specification |
//! |---|---|---|
//! | `/authorize`, `/login`, `/consent` | `authorize` | RFC 6749 section 4.1, RFC 7636, RFC 9207 |
//! | `/token` | `token` | RFC 6749 sections 4.1.3, 4.4 and 6 |
//! | `/revoke` | `revoke` | RFC 7009 |
//! | `/introspect` | `introspect` | RFC 7662 |
//! | `/resource/read`, `/resource/write`, `/resource/open`, ... | `resource`, `audience` | RFC 6750, RFC 8707 |
//! | `/.well-known/oauth-authorization-server`, `/jwks` | `metadata`, `jwks` | RFC 8414 |
//! | `/userinfo` | `resource`, `identity` | OpenID Connect Core 1.0 section 5.3 |
//! | `/.well-known/oauth-protected-resource` | `resource_metadata` | RFC 9728 |
//! | `/register`, where the settings ask for it | `register` | RFC 7591 |

mod alarm;
mod audience;
mod authorize;
mod client_auth;
mod dialect;
mod duration;
mod fault;
mod form;
mod gap;
mod host;
mod identity;
mod introspect;
mod jwks;
mod kinship;
mod latency;
mod lateness;
mod metadata;
mod oauth_error;
mod pace;
mod pkce;
mod pressure;
mod register;
mod reply;
mod request;
mod resource;
mod resource_metadata;
mod revoke;
mod scopes;
mod secret;
mod server;
mod settings;
mod shelf;
mod stall;
mod store;
#[cfg(test)]
mod tests;
mod tls;
mod token;

pub use dialect::{Dialect, DialectError};
pub use duration::{DurationError, parse_duration};
pub use fault::{Fault, Faults};
pub use host::{Running, router, start};
pub use latency::{Latency, LatencyError};
pub use resource::{Key, Resource};
pub use settings::{Client, Settings};
pub use stall::{Stall, StallError};
