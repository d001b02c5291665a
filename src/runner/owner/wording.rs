//! What the words on a button mean.

use super::elements::{Button, Decision};

const APPROVING: &[&str] = &[
    "allow",
    "approve",
    "authorize",
    "authorise",
    "accept",
    "grant",
    "agree",
    "confirm",
    "consent",
    "continue",
    "yes",
    "ok",
    "permit",
    "submit",
];
const DENYING: &[&str] = &[
    "deny", "denied", "cancel", "decline", "reject", "refuse", "no", "abort", "disallow", "not",
    "disagree",
];

/// What a button does, by the words on it, else by its name and value.
pub(super) fn decision(button: &Button) -> Option<Decision> {
    button
        .named
        .or_else(|| by_words(&button.text))
        .or_else(|| by_words(&button.value))
        .or_else(|| by_words(&button.name))
}

fn by_words(text: &str) -> Option<Decision> {
    if says(text, DENYING) {
        Some(Decision::Deny)
    } else {
        says(text, APPROVING).then_some(Decision::Approve)
    }
}

fn says(text: &str, words: &[&str]) -> bool {
    let text = text.to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).any(|word| words.contains(&word))
}

/// Whether a text refuses.
pub(super) fn refuses(text: &str) -> bool {
    says(text, DENYING)
}
