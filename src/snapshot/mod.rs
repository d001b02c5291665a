//! Snapshots: what a target answered once, held against what it answers now.
//!
//! In: a target and the built-in [`Probe`]s, which the runner's flow performs. Out: for each a
//! [`Fingerprint`] (everything in the answers that means something, nothing that is new each time,
//! no secret), its [`Difference`]s from the accepted one, and a [`Store`] of `.snap` files in
//! insta's format. It judges nothing by a specification and knows no report: whether the answers
//! are right is asked of scenarios, whether they are still the same is asked here.

mod body;
mod change;
mod difference;
mod file;
mod fingerprint;
mod header;
mod impact;
mod kind;
mod known;
mod marked;
mod page;
mod probe;
mod reading;
mod settle;
mod store;
mod wording;

pub use difference::{Difference, differences};
pub use file::{Snapshot, StoreError};
pub use fingerprint::Fingerprint;
pub use impact::Impact;
pub use probe::{Probe, probes};
pub use reading::Reading;
pub use store::Store;
