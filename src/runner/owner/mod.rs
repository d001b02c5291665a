//! The resource owner: a person with a browser, who logs in and decides.
//!
//! In: an authorization request. Out: where the browser ended ([`crate::exchange::Ending`]). The
//! browser is never sent to the client's redirect URI: the `Location` that points there is kept as
//! it stands.

mod acting;
mod before;
mod browser;
mod callback;
mod elements;
mod forgery;
mod form;
mod leads;
mod manual;
mod page;
mod submission;
mod wording;

pub(super) use before::filled_in;
pub(super) use browser::Browser;
pub(super) use callback::Callback;
