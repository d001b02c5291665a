//! The doctor: what is wrong with a configuration, told before any verdict.
//!
//! In: a target, and what it answers to the few conforming steps of a [`Round`], the one part that
//! sends anything. Out: a [`Diagnosis`], whose every complaint names the key of the target file and a
//! cure. It judges the target file and not the server: what only the server can mend is told as such,
//! and no requirement is cited.

mod answer;
mod client;
mod diagnosis;
mod endpoint;
mod login;
mod resource;
mod round;
mod scope;
mod token;

pub use client::{credentials, issued};
pub use diagnosis::{Area, Diagnosis, Examination, State};
pub use endpoint::{endpoint, metadata, unseen};
pub use login::login;
pub use resource::{closed, open, unasked, unprotected};
pub use round::Round;
pub use scope::{allowed, asked_for_nothing};
pub use token::{introspected, revoked};
