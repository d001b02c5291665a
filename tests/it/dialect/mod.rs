//! Dialects: the five platforms, spoken to and emulated.

mod pages;
mod recorded;
