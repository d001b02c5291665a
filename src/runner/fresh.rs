//! Random values, all of them from one seed.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};

const ALPHANUMERIC: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The random values of one scenario: they depend on the run's seed and the scenario's id alone, so
/// neither the order of scenarios nor their number at once changes them.
#[derive(Debug)]
pub(super) struct Fresh {
    rng: ChaCha8Rng,
}

impl Fresh {
    pub(super) fn new(seed: u64, scenario: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(seed.to_be_bytes());
        hash.update(scenario.as_bytes());
        Self { rng: ChaCha8Rng::from_seed(hash.finalize().into()) }
    }

    /// A state of 32 letters and digits, about 190 bits.
    pub(super) fn state(&mut self) -> String {
        self.text(ALPHANUMERIC, 32)
    }

    /// A verifier of 64 letters and digits: well within the grammar of RFC 7636 section 4.1, whose
    /// edges are the business of scenarios.
    pub(super) fn code_verifier(&mut self) -> String {
        self.text(ALPHANUMERIC, 64)
    }

    /// What `${fresh.<what>}` means.
    pub(super) fn named(&mut self, what: &str) -> Option<String> {
        Some(match what {
            "code_verifier" => self.code_verifier(),
            "state" => self.state(),
            "code" | "token" | "secret" => self.text(ALPHANUMERIC, 43),
            "long_state" => self.text(ALPHANUMERIC, 7000),
            "long_token" => self.text(ALPHANUMERIC, 4000),
            // Digits between letters show whoever compares two answers that this was drawn.
            "scope" => format!("no-such-scope-{}", self.mixed(8).to_lowercase()),
            "client_id" => format!("no-such-client-{}", self.mixed(12)),
            _ => return None,
        })
    }

    /// Letters and digits in turn.
    fn mixed(&mut self, length: usize) -> String {
        let (letters, digits) = ALPHANUMERIC.split_at(52);
        (0..length).map(|at| self.text(if at % 2 == 0 { letters } else { digits }, 1)).collect()
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length)
            .map(|_| char::from(alphabet[self.rng.random_range(0..alphabet.len())]))
            .collect()
    }
}

/// The value with one character in its middle changed: not the last one, whose low bits may be
/// unused in base64url.
pub(super) fn tampered(value: &str) -> String {
    let middle = value.len() / 2;
    let at = value.char_indices().map(|(at, _)| at).find(|at| *at >= middle).unwrap_or(0);
    let old = value[at..].chars().next();
    // Not merely in other letter case: some stores compare without it.
    let new = if old.is_some_and(|c| c.eq_ignore_ascii_case(&'A')) { 'B' } else { 'A' };
    let tail = old.map_or(at, |old| at + old.len_utf8());
    format!("{}{new}{}", &value[..at], &value[tail..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_depend_on_seed_and_scenario_alone() {
        let state = |seed, id| Fresh::new(seed, id).state();
        assert_eq!(state(1, "a"), state(1, "a"));
        assert_ne!(state(1, "a"), state(2, "a"));
        assert_ne!(state(1, "a"), state(1, "b"));
    }

    #[test]
    fn tampering_changes_one_character_in_the_middle() {
        assert_eq!(tampered("abcdef"), "abcAef");
        assert_eq!(tampered("abcAef"), "abcBef");
    }
}
