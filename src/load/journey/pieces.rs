//! Text with holes where tokens stood.

use bytes::{Bytes, BytesMut};

use crate::exchange::Facts;
use crate::load::profile::POOLS;
use crate::oauth::forms::encode_component;

/// Which value stands in a hole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::load) enum Slot {
    /// A token of the pool, by its kind.
    Pool(&'static str),
    /// A value that an earlier step left, `latest.access_token`.
    Held(String),
}

/// Text with holes; without any it is copied by reference.
#[derive(Debug, Clone)]
pub(super) struct Pieces(Cut);

#[derive(Debug, Clone)]
enum Cut {
    Whole(Bytes),
    Parts(Vec<Piece>),
}

#[derive(Debug, Clone)]
enum Piece {
    Text(Bytes),
    /// A hole; the value is form-encoded or put as it is.
    Hole {
        slot: Slot,
        encoded: bool,
    },
}

/// The tokens that are known, each with the slot it stands for: those of the pool, then the latest
/// ones, then those of named steps.
pub(super) fn holes(facts: &Facts) -> Vec<(String, Slot)> {
    let tokens = facts.iter().filter(|(path, value)| {
        !value.is_empty() && (path.ends_with(".access_token") || path.ends_with(".refresh_token"))
    });
    let mut holes: Vec<(u8, String, Slot)> = tokens
        .map(|(path, value)| {
            let owner = path.split('.').next().unwrap_or_default();
            match POOLS.into_iter().find(|kind| *kind == owner) {
                Some(kind) => (0, value.clone(), Slot::Pool(kind)),
                None => (1 + u8::from(owner != "latest"), value.clone(), Slot::Held(path.clone())),
            }
        })
        .collect();
    holes.sort_by_key(|(rank, ..)| *rank);
    holes.into_iter().map(|(_, value, slot)| (value, slot)).collect()
}

impl Pieces {
    /// Cuts a text where it holds one of the values.
    pub(super) fn cut(text: &str, holes: &[(String, Slot)], encoded: bool) -> Self {
        let mut parts = Vec::new();
        cut(text, holes, encoded, &mut parts);
        Self(match parts.iter().any(|part| matches!(part, Piece::Hole { .. })) {
            true => Cut::Parts(parts),
            false => Cut::Whole(Bytes::copy_from_slice(text.as_bytes())),
        })
    }

    /// The text, if it has no holes.
    pub(super) fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Cut::Whole(text) => Some(text),
            Cut::Parts(_) => None,
        }
    }

    /// The text with every hole filled.
    pub(super) fn fill<'v>(
        &self,
        value: impl Fn(&Slot) -> Option<&'v str>,
    ) -> Result<Bytes, String> {
        let parts = match &self.0 {
            Cut::Whole(text) => return Ok(text.clone()),
            Cut::Parts(parts) => parts,
        };
        let mut text = BytesMut::with_capacity(256);
        for part in parts {
            match part {
                Piece::Text(own) => text.extend_from_slice(own),
                Piece::Hole { slot, encoded } => {
                    let value = value(slot).ok_or_else(|| match slot {
                        Slot::Pool(kind) => format!("no {kind} token is left"),
                        Slot::Held(path) => format!("no answer has left {path}"),
                    })?;
                    if *encoded && !value.bytes().all(is_unreserved) {
                        text.extend_from_slice(encode_component(value).as_bytes());
                    } else {
                        text.extend_from_slice(value.as_bytes());
                    }
                }
            }
        }
        Ok(text.freeze())
    }

    /// Its holes.
    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        let parts = match &self.0 {
            Cut::Whole(_) => &[],
            Cut::Parts(parts) => parts.as_slice(),
        };
        parts.iter().filter_map(|part| match part {
            Piece::Hole { slot, .. } => Some(slot),
            Piece::Text(_) => None,
        })
    }
}

fn cut(text: &str, holes: &[(String, Slot)], encoded: bool, parts: &mut Vec<Piece>) {
    for (value, slot) in holes {
        let wanted = if encoded { encode_component(value) } else { value.clone() };
        if let Some(at) = text.find(&wanted) {
            cut(&text[..at], holes, encoded, parts);
            parts.push(Piece::Hole { slot: slot.clone(), encoded });
            return cut(&text[at + wanted.len()..], holes, encoded, parts);
        }
    }
    if !text.is_empty() {
        parts.push(Piece::Text(Bytes::copy_from_slice(text.as_bytes())));
    }
}

const fn is_unreserved(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.' | b'_' | b'~')
}
