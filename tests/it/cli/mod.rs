//! The built binary, as a person and a pipeline use it.

mod binary;
mod judging;
mod running;
mod serving;
mod words;

pub(crate) use binary::{Said, Served, assay, command};
