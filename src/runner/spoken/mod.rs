//! The dialect of the target, spoken: the last thing that happens to a request.
//!
//! In: a request as the RFCs have it, with the deviation of its scenario. Out: the same as the target
//! wants it. So scenarios know of no dialect; a step with `plain = true` stays as it is. A target
//! without `[dialect]` is spoken to plainly.

mod announced;
mod credential;
mod request;

pub(super) use announced::announce;
pub(super) use credential::{sent_along, with_credentials};
pub(super) use request::{body, facts, omit, refresh, refresh_url, rename};
