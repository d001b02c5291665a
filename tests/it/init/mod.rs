//! `assay init`: a file that loads, from whatever a server shows; and clients, registered.

mod clients;
mod desk;
mod endpoint;
mod file;
