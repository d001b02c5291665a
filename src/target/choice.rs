//! Which of several clients, resources and keys a scenario means.

use super::dialect::Key;
use super::file::Role;
use super::model::{Client, Resource, Target};
use crate::oauth::{ClientAuthMethod, GrantType};

impl Target {
    /// Every word that [`Target::client`] understands.
    pub const CLIENT_SELECTORS: &[&str] = &[
        "default",
        "confidential",
        "public",
        "second",
        "short-lived",
        "resource-server",
        "basic",
        "post",
        "not-entitled",
        "several-redirect-uris",
    ];

    /// Every word by which a scenario can choose a resource.
    pub const RESOURCE_SELECTORS: &[&str] = &["first", "test", "open", "mcp", "userinfo"];

    /// Every word by which a scenario can choose a key.
    pub const KEY_SELECTORS: &[&str] = &["scoped", "narrow"];

    /// The client that a scenario means: by role, by `basic` or `post` (how it authenticates), or
    /// by `default` (the confidential one, else the public one); for a grant only a client that is
    /// registered for it.
    #[must_use]
    pub fn client(&self, selector: &str, grant: Option<GrantType>) -> Option<&Client> {
        let entitled = |client: &&Client| grant.is_none_or(|grant| client.grants.contains(&grant));
        let find = |matches: &dyn Fn(&Client) -> bool| {
            self.clients.iter().filter(entitled).find(|own| matches(own))
        };
        match selector {
            "confidential" => find(&|own| own.role == Role::Confidential),
            "public" => find(&|own| own.role == Role::Public),
            "second" => find(&|own| own.role == Role::Second),
            "short-lived" => find(&|own| own.role == Role::ShortLived),
            "resource-server" => find(&|own| own.role == Role::ResourceServer),
            "basic" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretBasic)
            }
            "post" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretPost)
            }
            "several-redirect-uris" => {
                find(&|own| own.is_ordinary() && own.redirect_uris.len() > 1)
            }
            "not-entitled" => self.clients.iter().find(|own| {
                own.secret.is_some()
                    && matches!(own.role, Role::Confidential | Role::Second)
                    && !own.grants.contains(&GrantType::ClientCredentials)
            }),
            _ => self.client("confidential", grant).or_else(|| self.client("public", grant)),
        }
    }

    /// The resource that is meant: the `first` one that needs a token, the platform's `test` call,
    /// the first `open` one, the `mcp` server (the first one that needs a token if none says that it
    /// is), or the one with that label, such as `userinfo`.
    #[must_use]
    pub fn resource(&self, selector: &str) -> Option<&Resource> {
        let find = |is: &dyn Fn(&Resource) -> bool| self.resources.iter().find(|own| is(own));
        match selector {
            "first" => find(&|own| !own.open),
            "test" => find(&|own| own.test),
            "open" => find(&|own| own.open),
            "mcp" => find(&|own| own.mcp).or_else(|| self.resource("first")),
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

impl Client {
    /// A confidential client that is no special one.
    fn is_ordinary(&self) -> bool {
        matches!(self.role, Role::Confidential | Role::Second)
    }
}
