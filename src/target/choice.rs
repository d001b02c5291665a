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

    /// The key that is meant, and the resource that it is meant for: `scoped` opens the resource,
    /// `narrow` does not. Without a choice of the resource it is the first one that there is a key
    /// for.
    #[must_use]
    pub fn key(&self, selector: &str, resource: Option<&str>) -> Option<(&Key, &Resource)> {
        let wanted = selector != "narrow";
        let opens = |key: &Key, own: &Resource| key.opens(own, &self.scopes) == wanted;
        let find = |own| self.keys.iter().find(|key| opens(key, own)).map(|key| (key, own));
        match resource {
            Some(resource) => find(self.resource(resource)?),
            None => self.resources.iter().filter(|own| !own.open).find_map(find),
        }
    }
}
