//! Scenarios and suites: what is sent, which answers are right, and how hard a breach weighs.
//!
//! In: `scenarios/**.toml` and `suites/*.toml`. Out: a validated [`Catalog`], and, with a transcript,
//! a judgement. Sends nothing; all waiting belongs to the runner.

mod catalog;
mod coverage;
mod family;
mod file;
mod judge;
mod matching;
mod one_or_many;
mod outcome;
mod required;
mod step;
mod suite;
mod template;
mod validate;

pub use catalog::{Catalog, CatalogError, Scenario};
pub use coverage::{Account, Coverage, Totals};
pub use file::json_schema;
pub use judge::{Breach, Judge, Judgement};
pub use matching::{Match, in_words, match_step};
pub use one_or_many::{OneOrMany, Values};
pub use outcome::{CheckCall, Landing, Outcome, StatusPattern};
pub use step::{Action, Auth, AuthMethod, BodyKind, Change, Owner, Place, Step};
pub use suite::Suite;
pub use template::{Template, lookups};
pub use validate::steps as validate_steps;
