//! The integration tests: one binary, one module a subject.

mod architecture;
mod catalog;
mod certificate;
mod checks;
mod cli;
mod coverage;
mod dialect;
mod diff;
mod doctor;
mod hostile;
mod init;
mod known;
mod lab;
mod load;
mod load_reports;
mod matrix;
mod owner;
mod plan;
mod property;
mod report_formats;
mod reports;
mod request;
mod sarif;
mod snapshot;
mod source;
mod spoken;
