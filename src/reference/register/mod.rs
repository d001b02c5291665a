//! Dynamic client registration (RFC 7591), open to everybody, where the settings ask for it.
//!
//! In: client metadata in JSON. Out: a client that the other endpoints know like a configured one.

mod endpoint;
mod registered;
mod wanted;

pub(crate) use endpoint::endpoint;
pub(crate) use registered::Registered;

/// Where the endpoint is, under the issuer.
pub(crate) const PATH: &str = "/register";
