//! The round of a doctor: a few conforming requests, each only where the ones before make sense.
//!
//! In: the context of a target that was probed. Out: an [`super::Examination`] for each thing that was
//! asked. It sends and does not judge: what an answer means is said by the functions beside it.

mod request;
mod use_of_tokens;
mod walk;

pub use walk::Round;
