//! Connections of one's own, where it matters which request goes over which connection, and when.
//!
//! [`at_once`] holds several requests at their last octets and releases them together; [`OwnWire`]
//! keeps one connection for everything. Both keep the manners of the ordinary transport: its rate,
//! its header fields, its deadlines.

mod at_once;
mod dialler;
mod gate;
mod held;
mod own;
mod stream;

pub use at_once::{AtOnce, Contender, at_once};
pub use dialler::Dialler;
pub use own::OwnWire;
