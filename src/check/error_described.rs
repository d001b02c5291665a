//! The refusal tells the developer what is wrong.
//!
//! `error_description` holds one of the given words, or `error_uri` is there (RFC 7636 section
//! 4.4.1 asks for one of the two).

use super::subject::one_of;
use super::{Argument, Arguments, Mismatch, Subject};

pub(super) const ID: &str = "error-described";
pub(super) const ARGUMENTS: &[Argument] =
    &[Argument::required("mentions", "words of which one must occur, in lower case")];

pub(super) fn judge(subject: &Subject<'_>, arguments: &Arguments) -> Vec<Mismatch> {
    let words = arguments.list("mentions");
    let description = subject.error_member("error_description");
    let text = description.as_deref().unwrap_or_default().to_lowercase();
    if subject.error_member("error_uri").is_some() || words.iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let expected = format!("an error_description that mentions {}", one_of(words));
    let actual = description
        .map_or("no error_description".to_owned(), |own| format!("error_description {own:?}"));
    vec![Mismatch::new(expected, actual)]
}
