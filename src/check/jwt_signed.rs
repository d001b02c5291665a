//! An access token is a JWT with a signature.
//!
//! Three parts with dots between them, the first of them a JSON object whose `alg` is not `none`
//! (RFC 7515 sections 3.1 and 4.1.1, RFC 7519 section 6). Whether the signature is right is not looked
//! at: the key is the resource servers' business.

use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "jwt-signed";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("algorithm", "what signs the token: `${<step>.alg}`")];

pub(super) fn judge(_: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let expected = "a JWT with a signature";
    match arguments.text("algorithm") {
        "" => vec![Mismatch::new(expected, "no JWT")],
        none if none.eq_ignore_ascii_case("none") => {
            vec![Mismatch::new(expected, "a JWT without one")]
        }
        _ => Vec::new(),
    }
}
