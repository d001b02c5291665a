//! The capabilities of one target: what shows, what is declared, and what is denied.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{KNOWN, OBTAINABLE};
use super::shown::shown;
use crate::oauth::Metadata;
use crate::target::Target;

/// The capabilities of one target.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    names: BTreeSet<String>,
    denied: BTreeSet<String>,
}

impl Capabilities {
    /// Concludes from the target file and the metadata, then applies what the file declares and
    /// denies by hand.
    #[must_use]
    pub fn of(target: &Target, metadata: Option<&Metadata>) -> Self {
        let mut names: BTreeSet<String> = KNOWN
            .iter()
            .filter(|(name, _)| shown(target, metadata, name) == Some(true))
            .map(|(name, _)| (*name).to_owned())
            .collect();
        names.extend(target.declared.iter().cloned());
        names.retain(|name| !target.denied.contains(name));
        if (target.can_authorize() || names.contains("grant:client_credentials"))
            && !target.denied.iter().any(|own| own == OBTAINABLE)
        {
            names.insert(OBTAINABLE.to_owned());
        }
        Self { names, denied: target.denied.iter().cloned().collect() }
    }

    /// Whether the target has it.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Their names in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Why a capability is missing, in words that fit after "skipped: ".
    #[must_use]
    pub fn why_missing(&self, name: &str) -> String {
        if self.denied.contains(name) {
            return format!("the target file denies {name}");
        }
        let meanings: BTreeMap<&str, &str> = KNOWN.iter().copied().collect();
        format!(
            "no {name}: it takes {}",
            meanings.get(name).unwrap_or(&"a declaration in the target file")
        )
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::document::Document;
    use crate::target::{Source, read};

    #[test]
    fn what_can_be_obtained_is_what_a_step_can_obtain() {
        let text = "issuer = \"https://h\"\n\
                    [endpoints]\nauthorization = \"/a\"\ntoken = \"/t\"\n\
                    [[client]]\nid = \"p\"\nrole = \"public\"\ngrants = [\"authorization_code\"]\n\
                    redirect_uris = [\"http://127.0.0.1/cb\"]\n\
                    [[resource_owner]]\nusername = \"u\"\n";
        let source = Source { folder: Path::new("."), env: &|_| None };
        let mut target = read(&Document::new("t.toml", text), &source).expect("a target file");
        let obtains = |target: &Target| {
            let by_code = Capabilities::of(target, None).has(OBTAINABLE);
            assert_eq!(by_code, target.can_authorize());
            by_code
        };
        assert!(obtains(&target));
        target.denied = vec!["resource-owner".to_owned()];
        assert!(!obtains(&target));
        target.denied.clear();
        target.clients[0].redirect_uris.clear();
        assert!(!obtains(&target), "nothing leads back from a login");
    }

    #[test]
    fn declared_and_denied_win_over_what_shows() {
        let mut target = Target::of_issuer("https://h");
        target.scopes.allowed = vec!["a".to_owned(), "b".to_owned()];
        target.declared = vec!["pkce:S256".to_owned()];
        target.denied = vec!["scopes:two".to_owned()];
        let own = Capabilities::of(&target, None);
        assert!(own.has("pkce:S256") && own.has("scopes:one") && !own.has("scopes:two"));
        assert_eq!(own.why_missing("scopes:two"), "the target file denies scopes:two");
    }
}
