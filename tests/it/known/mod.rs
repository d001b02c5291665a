//! Known deviations: what an entry covers, what it does not, and when it is stale.

mod command;
mod fixture;
mod flaky;
mod list;
mod page;
