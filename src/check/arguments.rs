//! What a scenario hands to a check.

use std::collections::BTreeMap;

/// An argument that a check takes.
#[derive(Debug)]
pub struct Argument {
    /// Its key in `with`.
    pub name: &'static str,
    /// Whether it may be left out.
    pub required: bool,
    /// What it means.
    pub meaning: &'static str,
}

impl Argument {
    /// An argument that must be there.
    #[must_use]
    pub const fn required(name: &'static str, meaning: &'static str) -> Self {
        Self { name, required: true, meaning }
    }
}

/// The values, with every `${...}` looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments(BTreeMap<String, Vec<String>>);

impl Arguments {
    /// Takes names with their values; a single value is a list of one.
    pub fn new(values: impl IntoIterator<Item = (String, Vec<String>)>) -> Self {
        Self(values.into_iter().collect())
    }

    /// The single value of an argument; empty if it was not given.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.list(name).first().map_or("", String::as_str)
    }

    /// All values of an argument.
    #[must_use]
    pub fn list(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }
}
