//! What a client of each role asks to be registered as (RFC 7591 section 2).

use crate::oauth::{ClientAuthMethod, ClientMetadata, GrantType, Metadata};
use crate::target::Role;

/// A client that is to be registered.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'w> {
    /// What it will be there for.
    pub role: Role,
    /// Its redirect URIs instead of the usual ones.
    pub redirect_uris: &'w [String],
    /// The scopes that it wants; the server's choice if left out.
    pub scope: Option<&'w str>,
}

impl Wanted<'_> {
    /// The roles that a registration gives: the others take what no client can ask for.
    pub const ROLES: [Role; 3] = [Role::Confidential, Role::Second, Role::Public];

    /// Why the server would not have such a client, as far as its metadata show.
    #[must_use]
    pub fn is_vain(&self, metadata: &Metadata) -> Option<&'static str> {
        if self.role != Role::Public {
            return None;
        }
        let methods = metadata.token_endpoint_auth_methods_supported.as_ref();
        if methods.is_some_and(|all| all.iter().all(|own| own != "none")) {
            return Some("the metadata list no clients without a secret");
        }
        let by_code = grants(self.role, Some(metadata)).contains(&CODE);
        (!by_code).then_some("the metadata list no grant that a client without a secret may use")
    }

    /// The metadata of the client.
    #[must_use]
    pub fn client_metadata(&self, metadata: &Metadata) -> ClientMetadata {
        let public = self.role == Role::Public;
        let grants: Vec<&str> = match &metadata.grant_types_supported {
            Some(_) => grants(self.role, Some(metadata)),
            // RFC 8414 section 2: what is left out stands for the code grant (and for one that RFC
            // 9700 section 2.1.2 advises against).
            None => vec![CODE, REFRESH],
        };
        let by_code = grants.contains(&CODE);
        let auth = if public { ClientAuthMethod::None } else { usual_auth(Some(metadata)) };
        let owned = |own: &[&str]| own.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
        let usual = [usual_redirect_uri(self.role)];
        let uris =
            if self.redirect_uris.is_empty() { owned(&usual) } else { self.redirect_uris.to_vec() };
        ClientMetadata {
            client_name: Some(format!("assay {}", self.role.as_str())),
            redirect_uris: if by_code { uris } else { Vec::new() },
            response_types: if by_code { owned(&["code"]) } else { Vec::new() },
            grant_types: owned(&grants),
            token_endpoint_auth_method: Some(auth.as_str().to_owned()),
            scope: self.scope.map(str::to_owned),
            application_type: public.then(|| "native".to_owned()),
        }
    }
}

const CODE: &str = GrantType::AuthorizationCode.as_str();
const REFRESH: &str = GrantType::RefreshToken.as_str();

const fn usual_redirect_uri(role: Role) -> &'static str {
    match role {
        Role::Public => "http://127.0.0.1:9999/callback",
        Role::Second => "https://second.example/callback",
        _ => "https://client.example/callback",
    }
}

/// The grants that assay drives and the metadata list, as far as a client of that role may use them;
/// all of them where none are listed.
pub(super) fn grants(role: Role, metadata: Option<&Metadata>) -> Vec<&'static str> {
    let listed = metadata.and_then(|own| own.grant_types_supported.as_ref());
    let is_listed = |own: &&str| listed.is_none_or(|all| all.iter().any(|listed| listed == own));
    // RFC 6749 section 4.4: client_credentials is for confidential clients only.
    let may = |own: &&str| role != Role::Public || *own != GrantType::ClientCredentials.as_str();
    GrantType::ALL.into_iter().map(GrantType::as_str).filter(is_listed).filter(may).collect()
}

/// How a client with a secret would authenticate: by HTTP Basic, the default of RFC 8414 section 2,
/// unless only the other way is listed.
pub(super) fn usual_auth(metadata: Option<&Metadata>) -> ClientAuthMethod {
    let listed = metadata.and_then(|own| own.token_endpoint_auth_methods_supported.as_ref());
    let lists = |method: ClientAuthMethod| {
        listed.is_none_or(|all| all.iter().any(|own| own == method.as_str()))
    };
    let (basic, post) = (ClientAuthMethod::ClientSecretBasic, ClientAuthMethod::ClientSecretPost);
    if lists(basic) || !lists(post) { basic } else { post }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(grants: Option<&[&str]>, methods: &[&str]) -> Metadata {
        let owned = |own: &[&str]| own.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
        Metadata {
            grant_types_supported: grants.map(owned),
            token_endpoint_auth_methods_supported: Some(owned(methods)),
            ..Metadata::default()
        }
    }

    fn wanted(role: Role) -> Wanted<'static> {
        Wanted { role, redirect_uris: &[], scope: None }
    }

    #[test]
    fn a_client_asks_for_what_the_server_lists_and_assay_drives() {
        let listed = ["authorization_code", "client_credentials", "password"];
        let server = metadata(Some(&listed), &["client_secret_post", "none"]);
        let own = wanted(Role::Confidential).client_metadata(&server);
        assert_eq!(own.grant_types, ["authorization_code", "client_credentials"]);
        assert_eq!(own.token_endpoint_auth_method.as_deref(), Some("client_secret_post"));
        let own = wanted(Role::Public).client_metadata(&server);
        assert_eq!(own.grant_types, ["authorization_code"]);
        assert_eq!(own.redirect_uris, ["http://127.0.0.1:9999/callback"]);
        assert_eq!(own.application_type.as_deref(), Some("native"));
    }

    #[test]
    fn where_no_grants_are_listed_the_code_grant_is_asked_for() {
        let own = wanted(Role::Second).client_metadata(&metadata(None, &[]));
        assert_eq!(own.grant_types, ["authorization_code", "refresh_token"]);
    }

    #[test]
    fn a_public_client_is_not_asked_for_in_vain() {
        let vain = |own: &Metadata| wanted(Role::Public).is_vain(own).is_some();
        assert!(vain(&metadata(None, &["client_secret_basic"])));
        assert!(vain(&metadata(Some(&["client_credentials"]), &["none"])));
        assert!(!vain(&metadata(None, &["none"])));
    }
}
