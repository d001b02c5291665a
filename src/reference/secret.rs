//! Random values and the comparison of secrets.

use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::{RngCore, SeedableRng};
use rand_chacha::ChaCha20Rng;
use sha2::{Digest, Sha256};

/// The source of codes, tokens and session identifiers.
#[derive(Debug)]
pub(crate) struct Secrets(Mutex<ChaCha20Rng>);

impl Secrets {
    /// A repeatable source with a seed, one that nobody can guess without.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let rng = seed.map_or_else(ChaCha20Rng::from_os_rng, ChaCha20Rng::seed_from_u64);
        Self(Mutex::new(rng))
    }

    /// 256 random bits in base64url: the probability of guessing one stays far below the 2^-160
    /// that RFC 6749 section 10.10 recommends.
    pub(crate) fn token(&self) -> String {
        let mut octets = [0; 32];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut octets);
        URL_SAFE_NO_PAD.encode(octets)
    }
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub(crate) fn same_secret(left: &str, right: &str) -> bool {
    let (left, right) = (Sha256::digest(left.as_bytes()), Sha256::digest(right.as_bytes()));
    left.iter().zip(right.iter()).fold(0, |differing, (l, r)| differing | (l ^ r)) == 0
}
