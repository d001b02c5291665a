//! Snapshots: the fingerprint of a target, its drift, and the commands that keep it.

mod commands;
mod desk;
mod embedded;
mod faults;
mod folder;
mod secrets;
mod steadiness;
