//! How long a revocation takes to be known.
//!
//! In: a [`crate::runner::Field`]. Out: the time from the 200 of a revocation to the last place
//! that still takes the token for a live one. `watch` polls over several connections, `measure`
//! turns polls into spans and is pure, `trial` runs the rounds and judges by the threshold of the
//! target file.

mod measure;
mod report;
mod round;
mod trial;
mod view;
mod watch;

use crate::runner::Trial;
use trial::Revocation;

/// Every measurement by its id.
pub(super) fn trials() -> [(&'static str, Box<dyn Trial>); 2] {
    [
        ("lag/access-token-revocation", Box::new(Revocation::AccessToken)),
        ("lag/refresh-token-revocation", Box::new(Revocation::RefreshToken)),
    ]
}
