//! The target: what a target file says about a deployed authorization server, and what follows
//! from it.
//!
//! In: a target file and, later, the metadata document. Out: [`Target`] and its [`Capabilities`].
//! Opens no connection and knows no scenario.

mod address;
mod capabilities;
mod choice;
mod dialect;
mod documented;
mod file;
mod known;
mod load;
mod model;
mod place;
mod policies;
mod portrait;
mod proposal;
mod reader;
mod resources;
#[cfg(test)]
mod sample;
mod scope_model;
mod scopes;
mod secret;
mod timing;

pub use capabilities::{Capabilities, capability_meaning, is_capability, known_capabilities};
pub use choice::Limit;
pub use dialect::{
    CallBefore, CallbackWords, CredentialPlace, Dialect, ErrorPlace, ErrorWords, Key, KeyChange,
    RefreshTokenPlace, Refreshing, Returned, TokenBody,
};
pub use documented::Documented;
pub use file::{BeforeLogin, Login, OwnerFields, Role, TargetFile, json_schema, known_json_schema};
pub use known::{
    Deviation, Expectation, KnownDeviations, KnownFile, Suspect, load_known, mark, read_known,
    settle, suspects,
};
pub use load::{LoadError, Source, load, load_at, read, stand_in, suites_of};
pub use model::{Client, Endpoints, Manners, Resource, ResourceOwner, Target};
pub use place::is_loopback;
pub use policies::{AccessTokens, Cascade, Policies, Rotation};
pub use proposal::{Proposal, ProposedClient, ProposedSecret, Wanted};
pub use scope_model::ScopeModel;
pub use timing::{Addresses, LagSettings, RACERS, RaceSettings};
