//! Remembers the tokens that were issued, so that one that is issued twice is seen.
//!
//! Memory is bounded: the table holds about a million tokens and forgets older ones by chance, so a
//! token is recognised among the last million, not for ever. Hashes are of 64 random-seeded bits: a
//! false alarm would take two tokens of one hash.

use std::hash::BuildHasher as _;

use foldhash::fast::RandomState;

/// Entries of the table; a power of two.
const ENTRIES: usize = 1 << 20;

/// The tokens issued of late.
#[derive(Debug)]
pub(in crate::load) struct TokenMemory {
    hashes: Vec<u64>,
    holders: Vec<u32>,
    state: RandomState,
}

/// A token that was issued before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::load) struct Repeated {
    /// To whom: the number of a virtual user.
    pub(in crate::load) to: u32,
}

impl Default for TokenMemory {
    fn default() -> Self {
        Self { hashes: vec![0; ENTRIES], holders: vec![0; ENTRIES], state: RandomState::default() }
    }
}

impl TokenMemory {
    /// Remembers that `token` was issued to `holder`; tells if it had been issued before.
    pub(in crate::load) fn issued(&mut self, token: &str, holder: u32) -> Option<Repeated> {
        let hash = self.state.hash_one(token).max(1);
        let place = (hash as usize) & (ENTRIES - 1);
        if self.hashes[place] == hash {
            return Some(Repeated { to: self.holders[place] });
        }
        self.hashes[place] = hash;
        self.holders[place] = holder;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_issued_twice_is_seen_and_a_new_one_is_not() {
        let mut memory = TokenMemory::default();
        for number in 0..200_000 {
            assert_eq!(memory.issued(&format!("token-{number}"), number), None);
        }
        assert_eq!(memory.issued("token-199999", 7), Some(Repeated { to: 199_999 }));
    }
}
