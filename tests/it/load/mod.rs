//! `assay load` as a user runs it: goose can be stopped once in a process only, so each run is a
//! process of its own.
//!
//! Nothing here is about speed: the machine may be slow and busy. What is counted must add up, what
//! is wrong must be seen, and every run must end.

mod arrivals;
mod baseline;
mod binary;
mod capacity;
mod desk;
mod ending;
mod faults;
mod hostile;
mod pressure;
mod profiles;
mod protocols;
mod refusals;
mod scripted;
mod secrets;
mod thresholds;
