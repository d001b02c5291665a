//! Ed25519 keys (RFC 8032) in PEM: PKCS #8 for the private one, SubjectPublicKeyInfo (RFC 8410) for the
//! public one, which other tools read.

use std::fmt;

use pem::Pem;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// What stands in front of the 32 octets of an Ed25519 key in its SubjectPublicKeyInfo.
const SPKI_HEAD: [u8; 12] =
    [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
/// The same of a private key in PKCS #8, in the first version of that: other tools read no other.
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// Octets of a private key (RFC 8032 section 5.1.5).
const SEED: usize = 32;
const PRIVATE: &str = "PRIVATE KEY";
const PUBLIC: &str = "PUBLIC KEY";

/// Why a key cannot be used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The system gives no random numbers.
    #[error("the system has no random numbers for a key")]
    NoRandomness,
    /// The text is no key.
    #[error("it is no Ed25519 {0} in PEM")]
    NoKey(&'static str),
}

/// A key that signs. Its debug form shows nothing of it.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

impl SigningKey {
    /// Draws a new key; PEM text, for a file that only its owner can read.
    ///
    /// # Errors
    /// A system without random numbers.
    pub fn generate() -> Result<SecretString, KeyError> {
        let mut octets = PKCS8_HEAD.to_vec();
        octets.resize(PKCS8_HEAD.len() + SEED, 0);
        SystemRandom::new()
            .fill(&mut octets[PKCS8_HEAD.len()..])
            .map_err(|_| KeyError::NoRandomness)?;
        Ok(SecretString::from(encoded(PRIVATE, &octets)))
    }

    /// Reads a private key.
    ///
    /// # Errors
    /// A text that is none.
    pub fn from_pem(text: &SecretString) -> Result<Self, KeyError> {
        let octets = decoded(PRIVATE, text.expose_secret().as_bytes());
        // Without the public half, which this version of PKCS #8 has no place for.
        let pair = octets.and_then(|own| Ed25519KeyPair::from_pkcs8_maybe_unchecked(&own).ok());
        pair.map(|pair| Self { pair }).ok_or(KeyError::NoKey("private key"))
    }

    /// The key that checks its signatures.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey { octets: self.pair.public_key().as_ref().to_vec() }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }
}

/// A key that checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    octets: Vec<u8>,
}

impl PublicKey {
    /// Reads a public key.
    ///
    /// # Errors
    /// A text that is none.
    pub fn from_pem(text: &[u8]) -> Result<Self, KeyError> {
        let octets = decoded(PUBLIC, text);
        let octets = octets.and_then(|own| own.strip_prefix(&SPKI_HEAD).map(<[u8]>::to_vec));
        let octets = octets.filter(|own| own.len() == 32);
        octets.map(|octets| Self { octets }).ok_or(KeyError::NoKey("public key"))
    }

    /// The key as PEM text.
    #[must_use]
    pub fn to_pem(&self) -> String {
        encoded(PUBLIC, &self.spki())
    }

    /// SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> String {
        super::manifest::hex(&Sha256::digest(self.spki()))
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.octets).verify(message, signature).is_ok()
    }

    fn spki(&self) -> Vec<u8> {
        [SPKI_HEAD.as_slice(), &self.octets].concat()
    }
}

fn encoded(tag: &str, octets: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&Pem::new(tag, octets), config)
}

fn decoded(tag: &str, text: &[u8]) -> Option<Vec<u8>> {
    let pem = pem::parse(text).ok().filter(|own| own.tag() == tag)?;
    Some(pem.into_contents())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_signs_and_only_its_own_public_half_agrees() {
        let key = |_| SigningKey::from_pem(&SigningKey::generate().expect("a key")).expect("a key");
        let [one, other] = [0, 1].map(key);
        let signature = one.sign(b"message");
        assert!(one.public().verify(b"message", &signature));
        assert!(!one.public().verify(b"massage", &signature));
        assert!(!other.public().verify(b"message", &signature));
        assert_eq!(PublicKey::from_pem(one.public().to_pem().as_bytes()).ok(), Some(one.public()));
        assert_ne!(one.public().id(), other.public().id());
        assert_eq!(format!("{one:?}"), "SigningKey(..)");
    }

    #[test]
    fn the_example_of_rfc_8410_is_read() {
        // RFC 8410 section 10.1 and 10.3.
        let public = "-----BEGIN PUBLIC KEY-----\n\
                      MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n\
                      -----END PUBLIC KEY-----\n";
        let private = "-----BEGIN PRIVATE KEY-----\n\
                       MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                       -----END PRIVATE KEY-----\n";
        let signing = SigningKey::from_pem(&SecretString::from(private)).expect("a private key");
        let public = PublicKey::from_pem(public.as_bytes()).expect("a public key");
        assert_eq!(signing.public(), public);
        assert!(PublicKey::from_pem(private.as_bytes()).is_err());
    }
}
