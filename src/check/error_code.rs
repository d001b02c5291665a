//! The refusal names the right error.
//!
//! `error` of the JSON body (RFC 6749 section 5.2), or of the redirect for an authorization request
//! (section 4.1.2.1), is one of the given codes; where the target file says what the words of the
//! platform stand for (`[dialect]`), that counts. A wrong code beside a right refusal weighs less in
//! most suites; a missing one weighs in full.

use super::subject::one_of;
use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "error-code";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("one_of", "the codes that are right")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let right = arguments.list("one_of");
    let expected = format!("error {}", one_of(right));
    let codes = subject.error_codes();
    if codes.is_empty() {
        return vec![Mismatch::new(expected, "no error code")];
    }
    if codes.iter().any(|code| right.contains(code)) {
        return Vec::new();
    }
    vec![Mismatch::new(expected, format!("error {}", one_of(&codes))).wrong_code()]
}
