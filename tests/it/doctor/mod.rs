//! `assay doctor`: each mistake in a target file is found, and blamed on its key.

mod desk;
mod dialects;
mod mistakes;
mod server;
