//! Certificates: a recorded run as a bundle of files that anybody can check later, without the server.
//!
//! In: a run, its controls and the target, or the files of a bundle. Out: the files, or what is wrong
//! with them. The manifest is an in-toto statement with the hash of every file, signed as a DSSE
//! envelope with Ed25519. Nothing is read or written here; [`rejudge`] judges every transcript anew with
//! the code that judged it first.

mod bundle;
mod configuration;
mod envelope;
mod headline;
mod key;
mod manifest;
mod rejudge;
mod verify;

pub use bundle::{Bundle, Control, Names, Sealed};
pub use configuration::{Circumstances, Configuration};
pub use headline::headline;
pub use key::{KeyError, PublicKey, SigningKey};
pub use rejudge::{Rejudged, rejudge};
pub use verify::{Opened, open};

/// The hash of the source that this binary was built from: SHA-256, in hexadecimal digits.
pub const SOURCE_HASH: &str = env!("ASSAY_SOURCE_HASH");
