//! The measurement as one HTML page: verdict, conditions, plots and tables.
//!
//! It needs no network, no script and no font from elsewhere, and its own policy forbids them.

mod page;

pub(super) use page::render;
