//! DSSE version 1: a payload with its signature, in JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::key::{PublicKey, SigningKey};

/// The media type of in-toto statements.
const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signature {
    keyid: String,
    sig: String,
}

/// The payload, signed.
pub(super) fn seal(payload: &[u8], key: &SigningKey) -> String {
    let signature = key.sign(&authenticated(PAYLOAD_TYPE, payload));
    let envelope = Envelope {
        payload_type: PAYLOAD_TYPE.to_owned(),
        payload: STANDARD.encode(payload),
        signatures: vec![Signature { keyid: key.public().id(), sig: STANDARD.encode(signature) }],
    };
    written(&envelope)
}

/// The payload of an envelope that the key signed.
///
/// # Errors
/// What is wrong with it.
pub(super) fn open(text: &[u8], key: &PublicKey) -> Result<Vec<u8>, String> {
    let envelope: Envelope = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    // One signature and one spelling: what is beside them would stand there unsigned.
    if written(&envelope).as_bytes() != text {
        return Err("it is not spelt as assay writes it".to_owned());
    }
    let [signature] = envelope.signatures.as_slice() else {
        return Err("it has not exactly one signature".to_owned());
    };
    if envelope.payload_type != PAYLOAD_TYPE {
        return Err(format!("its payload is no {PAYLOAD_TYPE}"));
    }
    if signature.keyid != key.id() {
        return Err(format!("it names another key than {}", key.id()));
    }
    let decoded = |text: &str| STANDARD.decode(text).map_err(|error| error.to_string());
    let (payload, signed) = (decoded(&envelope.payload)?, decoded(&signature.sig)?);
    if key.verify(&authenticated(&envelope.payload_type, &payload), &signed) {
        return Ok(payload);
    }
    Err(format!("the key {} did not sign it", key.id()))
}

fn written(envelope: &Envelope) -> String {
    // Strings alone are always JSON.
    serde_json::to_string(envelope).unwrap_or_default() + "\n"
}

/// What is signed: type and payload with their lengths, so that neither can lend from the other.
fn authenticated(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_has_the_form_of_the_specification() {
        // The example of the DSSE protocol document.
        let message = authenticated("http://example.com/HelloWorld", b"hello world");
        assert_eq!(message, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn every_changed_octet_breaks_the_seal() {
        let key = SigningKey::from_pem(&SigningKey::generate().expect("a key")).expect("a key");
        let sealed = seal(b"{\"a\":1}", &key);
        let public = key.public();
        assert_eq!(open(sealed.as_bytes(), &public).as_deref(), Ok(b"{\"a\":1}".as_slice()));
        for at in 0..sealed.len() {
            let mut bent = sealed.clone().into_bytes();
            bent[at] ^= 1;
            assert!(open(&bent, &public).is_err(), "octet {at}");
        }
        assert!(open(sealed.trim_end().as_bytes(), &public).is_err());
    }
}
