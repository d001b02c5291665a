//! Which of several clients, resources and keys a scenario means.

use super::dialect::Key;
use super::file::Role;
use super::model::{Client, Resource, Target};
use super::scope_model::ScopeModel;
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
        "limited-to-part",
        "limited-to-alias",
    ];

    /// Every word by which a scenario can choose a resource.
    pub const RESOURCE_SELECTORS: &[&str] = &["first", "test", "open", "mcp", "userinfo"];

    /// Every word by which a scenario can choose a key.
    pub const KEY_SELECTORS: &[&str] = &["scoped", "narrow", "changing"];

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
            // Whichever it is, for who goes from client to client.
            "limited" => find(&|own| own.role == Role::Limited),
            "basic" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretBasic)
            }
            "post" => {
                find(&|own| own.is_ordinary() && own.auth == ClientAuthMethod::ClientSecretPost)
            }
            "several-redirect-uris" => {
                find(&|own| own.is_ordinary() && own.redirect_uris.len() > 1)
            }
            "limited-to-part" => {
                find(&|own| own.limit(&self.scopes).is_some_and(|own| !own.by_name && !own.whole))
            }
            "limited-to-alias" => {
                find(&|own| own.limit(&self.scopes).is_some_and(|own| own.by_name))
            }
            "not-entitled" => self.clients.iter().find(|own| {
                own.secret.is_some()
                    && matches!(own.role, Role::Confidential | Role::Second)
                    && !own.grants.contains(&GrantType::ClientCredentials)
            }),
            _ => self.client("confidential", grant).or_else(|| self.client("public", grant)),
        }
    }

    /// The scope that a client asks for where nothing else is said: the first one that it may.
    #[must_use]
    pub fn scope_for<'a>(&'a self, client: &'a Client) -> Option<&'a String> {
        client.scopes.first().or(self.scopes.allowed.first())
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
    /// `narrow` does not, and `changing` can be made to open it no more; no other choice is a key
    /// that changes. Without a choice of the resource it is the first one that there is a key for.
    #[must_use]
    pub fn key(&self, selector: &str, resource: Option<&str>) -> Option<(&Key, &Resource)> {
        let model = &self.scopes;
        let fits = |key: &Key, own: &Resource| match selector {
            "changing" => key.loses(own, model),
            _ if key.change.is_some() => false,
            _ => key.opens(own, model) == (selector != "narrow"),
        };
        let find = |own| self.keys.iter().find(|key| fits(key, own)).map(|key| (key, own));
        match resource {
            Some(resource) => find(self.resource(resource)?),
            None => self.resources.iter().filter(|own| !own.open).find_map(find),
        }
    }
}

/// What a limited client may have of an alias.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit<'a> {
    /// The alias.
    pub alias: &'a str,
    /// The first scope that it stands for and the client may have.
    pub part: &'a str,
    /// Whether the alias itself is listed.
    pub by_name: bool,
    /// Whether all that it stands for is listed.
    pub whole: bool,
}

impl Client {
    /// The first alias of which the client, if it is limited, may have something.
    #[must_use]
    pub fn limit<'a>(&self, model: &'a ScopeModel) -> Option<Limit<'a>> {
        model.aliases.iter().find_map(|(alias, parts)| {
            let lists = |scope: &&String| self.scopes.contains(scope);
            let by_name = self.scopes.contains(alias);
            let part = parts.iter().find(|own| by_name || lists(own))?;
            Some(Limit { alias, part, by_name, whole: parts.iter().all(|own| lists(&own)) })
        })
    }

    /// A confidential client that is no special one.
    fn is_ordinary(&self) -> bool {
        matches!(self.role, Role::Confidential | Role::Second)
    }
}
