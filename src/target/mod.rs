//! The target: what a target file says about a deployed authorization server, and what follows
//! from it.
//!
//! In: a target file and, later, the metadata document. Out: [`Target`] and its [`Capabilities`].
//! Opens no connection and knows no scenario.

mod capabilities;
mod file;
mod load;
mod model;
mod place;
mod reader;
mod secret;

pub use capabilities::{Capabilities, capability_meaning, is_capability};
pub use file::{BeforeLogin, Login, OwnerFields, Role, TargetFile, json_schema};
pub use load::{LoadError, Source, load, read};
pub use model::{Client, Endpoints, Manners, Resource, ResourceOwner, ScopeModel, Target};
pub use place::is_loopback;
