//! `assay certify` and `assay verify`: bundles on disk, made and checked.
//!
//! In: arguments, a key, a folder. Out: the files of a bundle, or what is wrong with them. What a bundle
//! holds and how it is judged is [`crate::certificate`]'s.

mod certify;
mod options;
mod verify;

pub(super) use certify::certify;
pub(super) use options::{CertifyOptions, VerifyOptions};
pub(super) use verify::verify;
