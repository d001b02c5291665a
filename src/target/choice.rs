//! Which of several resources and keys a scenario means.

use super::dialect::Key;
use super::model::{Resource, Target};

impl Target {
    /// Every word by which a scenario can choose a resource.
    pub const RESOURCE_SELECTORS: &[&str] = &["first", "test", "open"];

    /// Every word by which a scenario can choose a key.
    pub const KEY_SELECTORS: &[&str] = &["scoped", "narrow"];

    /// The resource that is meant: the `first` one that needs a token, the platform's `test` call,
    /// the first `open` one, or the one with that label.
    #[must_use]
    pub fn resource(&self, selector: &str) -> Option<&Resource> {
        let find = |is: &dyn Fn(&Resource) -> bool| self.resources.iter().find(|own| is(own));
        match selector {
            "first" => find(&|own| !own.open),
            "test" => find(&|own| own.test),
            "open" => find(&|own| own.open),
            label => find(&|own| own.label() == label),
        }
    }

    /// The key that is meant for a resource: `scoped` opens it, `narrow` does not.
    #[must_use]
    pub fn key(&self, selector: &str, resource: &Resource) -> Option<&Key> {
        let wanted = selector != "narrow";
        self.keys.iter().find(|own| own.opens(resource, &self.scopes) == wanted)
    }
}
