//! Connections under load: one of its own for each virtual user, kept alive, without anything
//! between the request and the socket.
//!
//! In: requests that are ready to leave. Out: answers read to their end. Connecting and the TLS
//! handshake are timed apart.

mod address;
mod connection;
mod connector;

pub(super) use address::Address;
pub(super) use connection::{Answer, Connection, NoAnswer};
pub(super) use connector::{Connector, Established};
