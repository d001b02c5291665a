//! Advertised against enforced: what the metadata list is tried, and so is what they do not list.
//!
//! In: the metadata document. Out: for each standard value of one member whether it is served, and a
//! breach where that is not what the document says (RFC 8414 section 2). `area` knows the members
//! and how a value is tried, `tried` reads the answers, `trial` drives them.

mod area;
mod trial;
mod tried;

use crate::runner::Trials;
use area::Area;

/// One trial a member of the metadata.
pub(super) fn trials() -> Trials {
    Area::ALL.into_iter().map(|area| (area.id(), Box::new(area) as _)).collect()
}
