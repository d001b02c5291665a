//! `assay init`: a target file, proposed from what a server shows of itself.

mod clients;
mod options;
mod place;
mod propose;

pub(super) use options::InitOptions;
pub(super) use propose::init;
