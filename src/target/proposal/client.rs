//! A registered client on its way into the file.

use crate::oauth::{ClientAuthMethod, ClientInformation, GrantType};
use crate::target::Role;

/// Where the file finds a secret.
#[derive(Clone, PartialEq, Eq)]
pub enum ProposedSecret {
    /// In a file beside it.
    File(String),
    /// In itself.
    Literal(String),
}

impl std::fmt::Debug for ProposedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(path) => write!(f, "File({path})"),
            Self::Literal(_) => f.write_str("Literal(..)"),
        }
    }
}

/// A client that the server has registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedClient {
    /// What it is there for.
    pub role: Role,
    /// `client_id`.
    pub id: String,
    /// `client_secret`.
    pub secret: Option<ProposedSecret>,
    /// How it authenticates.
    pub auth: ClientAuthMethod,
    /// The grants that the server gave it, of those that assay drives.
    pub grants: Vec<GrantType>,
    /// Its redirect URIs.
    pub redirect_uris: Vec<String>,
    /// Where its registration can be changed or taken back (RFC 7592), and the file with the token
    /// for that.
    pub managed: Option<(String, Option<String>)>,
}

impl ProposedClient {
    /// The client as the server has registered it; its secret and the way back are for the caller to
    /// add.
    ///
    /// # Errors
    /// Why assay cannot use it in this role.
    pub fn of(role: Role, information: &ClientInformation) -> Result<Self, String> {
        let own = &information.metadata;
        let default = ClientAuthMethod::ClientSecretBasic.as_str();
        let method = own.token_endpoint_auth_method.as_deref().unwrap_or(default);
        let methods = [
            ClientAuthMethod::ClientSecretBasic,
            ClientAuthMethod::ClientSecretPost,
            ClientAuthMethod::None,
        ];
        let auth = methods.into_iter().find(|known| known.as_str() == method);
        let auth = auth.ok_or_else(|| {
            format!("it was registered with token_endpoint_auth_method {method:?}, which assay does not speak")
        })?;
        match (role == Role::Public, auth, &information.client_secret) {
            (true, ClientAuthMethod::None, _) => {}
            (true, ..) => return Err("it was registered as a client with a secret".to_owned()),
            (false, ClientAuthMethod::None, _) => {
                return Err("it was registered as a client without a secret".to_owned());
            }
            (false, _, None) => return Err("the answer holds no client_secret".to_owned()),
            (false, _, Some(_)) => {}
        }
        Ok(Self {
            role,
            id: information.client_id.clone(),
            secret: None,
            auth,
            grants: own.grant_types.iter().filter_map(|own| GrantType::parse(own)).collect(),
            redirect_uris: own.redirect_uris.clone(),
            managed: None,
        })
    }
}
