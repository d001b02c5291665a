//! Dialects: the five platforms, spoken to and emulated.

mod booked55;
mod bookeo;
mod bookyflow;
mod calish;
mod claims;
mod emulation;
mod kept;
mod pages;
mod recorded;
mod scopes42;
