//! The runner: drives a plan against a target and records what happens.
//!
//! In: [`crate::plan::Plan`] and [`crate::target::Target`]. Out: [`crate::verdict::Event`]s and
//! results. It is the only network client of the conformance side. It decides nothing about right
//! and wrong: that is asked of [`crate::scenario::Judge`], on the recorded transcript.

mod bracket;
pub(crate) mod connect;
pub mod direct;
mod drive;
mod engine;
mod flow;
mod fresh;
mod journal;
mod lookup;
mod notes;
mod owner;
mod probe;
mod registration;
mod results;
mod session;
mod spoken;
mod step;
mod transport;
mod trial;
mod wire;

pub use engine::{Conclusion, Engine, Settings, Staging};
pub use flow::{Context, Flow};
pub use journal::Ledger;
pub use probe::{ProbeError, Probed, probe};
pub use registration::{RegistrationError, register};
pub use transport::{Transport, TransportError};
pub use trial::{Budget, Conducted, Field, Trial, Trials};
pub use wire::Wire;
