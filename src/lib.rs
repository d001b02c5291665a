//! assay tells whether an OAuth 2.0 authorization server is right.
//!
//! A *target* declares *capabilities*; they decide a *plan*; running it records *exchanges*;
//! *checks* are pure functions over exchanges that yield *findings*; findings fold into *verdicts*;
//! *reports* see only the recorded *run*.
//!
//! ```text
//!  target.toml --load--> Target --probe--> Capabilities --+
//!  scenarios/, suites/ --load+validate--> Catalog --------+--plan--> Plan --run--> Event* --collect--> Run --render--> reports
//!                                                                     |              ^
//!                                         requirements registry ------|   Exchange --check--> Finding --fold--> Verdict
//!                                                                     +--> property (generated inputs) --> Finding
//!                                                                     +--> load (goose over the same steps) --> Measurement --> reports
//!                                                                     +--> snapshot (a fingerprint of the answers) --> drift
//!                                         Run + transcripts, sealed --> certificate --verified without the server
//!  reference server (+ named faults, + dialects) plays the target: in `assay serve`, as the embedded default, in our own tests
//! ```
//!
//! The modules below stand in the order of their layers: each uses only what stands above it here
//! (`tests/it/architecture.rs` holds them to that).

pub mod document;
pub mod oauth;

pub mod exchange;
pub mod spec;

pub mod measurement;
pub mod verdict;

pub mod check;
pub mod target;

pub mod scenario;

pub mod certificate;
pub mod plan;

pub mod runner;

pub mod doctor;
pub mod load;
pub mod property;
pub mod report;
pub mod snapshot;

pub mod reference;

pub mod cli;
