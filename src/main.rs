//! The `assay` binary; everything is in the library.

use std::process::ExitCode;

/// Under load every request is a handful of small allocations.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    assay::cli::main()
}
