//! The integration tests: one binary, one module a subject.

mod architecture;
mod catalog;
mod checks;
mod cli;
mod hostile;
mod load;
mod load_reports;
mod matrix;
mod owner;
mod plan;
mod reports;
mod request;
mod source;
