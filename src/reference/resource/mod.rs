//! `/resource/...`: protected resources that take bearer tokens (RFC 6750).
//!
//! In: a request with a token in its `Authorization` header. Out: the resource, or a challenge.

mod bearer;
mod challenge;
mod endpoint;
mod served;

pub(crate) use challenge::{Problem, reply as refusal};
pub(crate) use endpoint::{Access, endpoint, exists};
pub use served::{Key, Resource};
