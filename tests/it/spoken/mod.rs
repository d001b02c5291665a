//! The dialect of a target file, spoken to a scripted server: what is sent, what is understood.

mod calls;
mod desk;
mod requests;
mod suites;
mod understood;
