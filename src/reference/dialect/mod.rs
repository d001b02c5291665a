//! Dialects: platforms that do the work of an authorization server and put it in words of their
//! own.
//!
//! In: a dialect file, data alone. Out: the [`Settings`](super::Settings) of a server that speaks
//! it. A request comes in the dialect, is `understood` as the standard one, answered by the
//! endpoints that all servers share, and `told` in the dialect. What a platform gets wrong is a
//! [`Fault`](super::Fault) where one fits, and else the answer that its file states. A *variant*
//! of a dialect changes its file where the platform's documents are silent, or say two things.

mod administration;
mod callback;
mod channel;
mod credentials;
mod file;
mod jwt;
mod make;
mod table;
mod template;
mod told;
mod understood;

pub(crate) use administration::ChangedKeys;
pub(crate) use channel::Channels;
pub use file::Dialect;
pub use make::DialectError;
