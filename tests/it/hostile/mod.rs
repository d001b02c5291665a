//! Hostile and broken servers against the runner, and bad input against the command line.
//!
//! wiremock plays what can be said in whole HTTP answers, `raw` the rest. Each test asserts what a
//! user sees: exit code, message, verdict.

mod answers;
mod arguments;
mod binary;
mod bodies;
mod browser;
mod catalog;
mod death;
mod discovery;
mod escapes;
mod everything;
mod full_disk;
mod input;
mod interrupt;
mod killed;
mod proxy;
mod raw;
mod secrets;
mod tls;
mod wire;
