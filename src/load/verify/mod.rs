//! Verification under load: every answer is held to the same pure checks as in conformance.
//!
//! In: a step that was rehearsed at rest, and an answer to it under load. Out: an
//! [`Examined`]: the outcome and what the answer must not have said. Judging one answer in full
//! takes longer than sending it, so an answer is first brought down to its skeleton, where tokens
//! and times are replaced by what the checks can tell of them; two answers with one skeleton have
//! one judgement, which is made once.

mod examine;
mod identity;
mod memory;
mod skeleton;

pub(super) use examine::{Examined, Examiner, Fault};
pub(super) use identity::{Identity, is_same_scope};
pub(super) use memory::TokenMemory;
pub(super) use skeleton::{Member, Skeleton};
