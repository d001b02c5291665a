//! Connections without anything between a request and its socket: for virtual users under load and
//! for those who race.
//!
//! In: where a URL leads, and requests that are ready to leave. Out: answers read to their end.
//! Connecting and the TLS handshake are timed apart.

mod address;
mod connection;
mod connector;

pub(crate) use address::Address;
pub(crate) use connection::{Answer, Connection, Io, NoAnswer};
pub(crate) use connector::{Connector, Established, Stream};
