//! `assay doctor`: what is wrong with a target file, told before any verdict.

mod examine;
mod options;
mod page;

pub(super) use examine::doctor;
pub(super) use options::DoctorOptions;
