//! The reference server against its specifications, and the faults against the table.

mod at_once;
mod authorization;
mod browser;
mod effect;
mod faults;
mod host;
mod memory;
mod pressure;
mod probes;
mod protected;
mod protocols;
mod timing;
mod tokens;
