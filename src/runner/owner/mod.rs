//! The resource owner: a person with a browser, who logs in and decides.
//!
//! In: an authorization request. Out: where the browser ended ([`crate::exchange::Ending`]). The
//! browser is never sent to the client's redirect URI: the `Location` that points there is kept as
//! it stands.

mod browser;
mod callback;
mod form;
mod manual;
mod page;

pub(super) use browser::Browser;
pub(super) use callback::Callback;
