//! Certificates: what a bundle holds, that every edit is seen, and that verdicts come out again.

mod bundle;
mod command;
mod edits;
mod faults;
