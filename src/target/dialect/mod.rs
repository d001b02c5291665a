//! The dialect of a platform: where it says otherwise what the standards say.
//!
//! In: `[dialect]` and `[[key]]` of a target file. Out: [`Dialect`] and [`Key`], plain data with pure
//! readings. Without `[dialect]` everything is said as the RFCs say it. Knows no platform: what one
//! does differently stands in its target file.

mod callback;
mod credential;
mod errors;
mod file;
mod keys;
mod model;
mod read;
#[cfg(test)]
mod tests;

pub use callback::{CallbackWords, Returned};
pub use credential::CredentialPlace;
pub use errors::{ErrorPlace, ErrorWords};
pub(super) use file::{DialectTable, KeyTable};
pub use file::{RefreshTokenPlace, TokenBody};
pub use keys::{Key, KeyChange};
pub use model::{CallBefore, Dialect, Refreshing};
