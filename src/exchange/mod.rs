//! What went over the wire, as data.
//!
//! In: what the transport sent and received. Out: [`Exchange`] and [`Transcript`], which checks
//! judge and reports print. Knows no requirement and no verdict.

mod curl;
mod drawn;
mod hidden_field;
mod json;
mod learning;
mod message;
mod redaction;
mod replacement;
mod secrets;
mod strength;
mod tame;
mod transcript;
mod underway;

pub use curl::curl_line;
pub use hidden_field::password_fields;
pub use json::{Json, parse_json};
pub use message::{Endpoint, Exchange, Failure, FailureKind, Reply, Request, Response};
pub use redaction::Redactor;
pub use replacement::Replacement;
pub use strength::Strength;
pub use tame::{tame, tame_lines};
pub use transcript::{Ending, Facts, StepRecord, Transcript};
pub use underway::Underway;
