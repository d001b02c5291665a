//! The resource owner against small scripted login flows: each module scripts one part of the way
//! from the authorization request to its answer.

mod before;
mod consent;
mod endings;
mod login;
mod manual;
pub(crate) mod stage;
mod way;
