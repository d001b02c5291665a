//! What the target can do, as far as the target file and the metadata show.
//!
//! In: a [`super::Target`] and, if there is one, its metadata document. Out: [`Capabilities`], by which
//! a plan chooses scenarios. A new one is a line of `known.rs` and, unless it is only ever declared, an
//! arm of `shown.rs`.

mod known;
mod model;
mod shown;

pub use known::{capability_meaning, is_capability, known_capabilities};
pub use model::Capabilities;
