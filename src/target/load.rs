//! From the target file to the [`Target`]: files are read, variables looked up, defaults filled in.

use std::path::{Path, PathBuf};
use std::time::Duration;

use miette::Diagnostic;
use secrecy::SecretString;
use thiserror::Error;

use super::capabilities::{is_capability, known_capabilities};
use super::file::{ClientTable, ResourceOwnerTable, Role, TargetFile};
use super::model::{Client, Endpoints, Manners, Resource, ResourceOwner, ScopeModel, Target};
use super::secret::SecretSource;
use crate::document::{Document, DocumentError, did_you_mean};
use crate::oauth::{ClientAuthMethod, Scope};

/// Why a target file cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum LoadError {
    /// The file itself cannot be read.
    #[error("failed to read the target file {path}: {source}")]
    #[diagnostic(help("give the path of a target file; `assay schema target` prints its format"))]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The text is no target file, or says something impossible.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] Box<DocumentError>),
}

/// Where a target file lies and how it sees the environment.
pub struct Source<'a> {
    /// The folder that relative files resolve from.
    pub folder: &'a Path,
    /// The environment.
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// Loads a target file from disk.
///
/// # Errors
/// An unreadable file, a text that is no target file, a secret that cannot be had.
pub fn load(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Target, LoadError> {
    let text = std::fs::read_to_string(path).map_err(|source| LoadError::Unreadable {
        path: path.to_owned(),
        source,
    })?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let document = Document::new(path.display().to_string(), text);
    let mut target = read(&document, &Source { folder, env })?;
    if target.name.is_empty() {
        target.name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
    }
    Ok(target)
}

/// Reads the text of a target file.
///
/// # Errors
/// A text that is no target file, a secret that cannot be had.
pub fn read(document: &Document, source: &Source<'_>) -> Result<Target, Box<DocumentError>> {
    let file: TargetFile = document.read()?;
    let reader = Reader { document, source };
    reader.target(file)
}

struct Reader<'a> {
    document: &'a Document,
    source: &'a Source<'a>,
}

impl Reader<'_> {
    fn target(&self, file: TargetFile) -> Result<Target, Box<DocumentError>> {
        if file.issuer.is_none()
            && file.endpoints.token.is_none()
            && file.endpoints.authorization.is_none()
        {
            let cure = "set `issuer` for discovery, or `[endpoints]` by hand".to_owned();
            return Err(self.document.error_at(
                "",
                "neither issuer nor endpoints are given",
                Some(cure),
            ));
        }
        for url in [
            &file.issuer,
            &file.endpoints.authorization,
            &file.endpoints.token,
            &file.endpoints.revocation,
            &file.endpoints.introspection,
        ]
        .into_iter()
        .flatten()
        {
            self.absolute(url)?;
        }
        for name in file
            .capabilities
            .declare
            .iter()
            .chain(&file.capabilities.deny)
        {
            if !is_capability(name) {
                let cure = did_you_mean(name, known_capabilities()).unwrap_or_else(|| {
                    format!(
                        "known are: {}",
                        known_capabilities().collect::<Vec<_>>().join(", ")
                    )
                });
                let message = format!("`{name}` is no capability");
                return Err(self
                    .document
                    .error_at(&format!("\"{name}\""), message, Some(cure)));
            }
        }
        let origin = file.issuer.as_deref().map(origin).unwrap_or_default();
        let mut resources = Vec::new();
        for table in file.resource {
            let url = if table.url.starts_with('/') {
                format!("{origin}{}", table.url)
            } else {
                table.url
            };
            self.absolute(&url)?;
            let method = table.method.unwrap_or_else(|| "GET".to_owned());
            resources.push(Resource {
                method,
                url,
                scope: table.scope,
            });
        }
        let scopes = scope_model(
            file.scopes,
            resources.first().and_then(|own| own.scope.as_deref()),
        );
        let clients: Result<_, _> = file
            .client
            .into_iter()
            .map(|table| self.client(table))
            .collect();
        let owners: Result<_, _> = file
            .resource_owner
            .into_iter()
            .map(|table| self.owner(table))
            .collect();
        Ok(Target {
            name: file.name.unwrap_or_default(),
            ca_pem: file.ca_file.map(|path| self.file(&path)).transpose()?,
            issuer: file.issuer,
            endpoints: Endpoints {
                authorization: file.endpoints.authorization,
                token: file.endpoints.token,
                revocation: file.endpoints.revocation,
                introspection: file.endpoints.introspection,
                metadata: None,
            },
            clients: clients?,
            owners: owners?,
            scopes,
            resources,
            declared: file.capabilities.declare,
            denied: file.capabilities.deny,
            manners: manners(&file.manners),
        })
    }

    fn client(&self, table: ClientTable) -> Result<Client, Box<DocumentError>> {
        let secret = table
            .secret
            .as_ref()
            .map(|source| self.secret(source))
            .transpose()?;
        let auth = table.auth.unwrap_or(match secret {
            Some(_) => ClientAuthMethod::ClientSecretBasic,
            None => ClientAuthMethod::None,
        });
        let needle = format!("\"{}\"", table.id);
        if secret.is_none() && auth != ClientAuthMethod::None {
            let message = format!(
                "the client `{}` authenticates by {} but has no secret",
                table.id,
                auth.as_str()
            );
            let cure = "give it `secret`, or `auth = \"none\"`".to_owned();
            return Err(self.document.error_at(&needle, message, Some(cure)));
        }
        if table.role == Role::Public && secret.is_some() {
            let message = format!("the public client `{}` has a secret", table.id);
            let cure = "leave `secret` out, or make its role `confidential`".to_owned();
            return Err(self.document.error_at(&needle, message, Some(cure)));
        }
        for uri in &table.redirect_uris {
            self.absolute(uri)?;
        }
        Ok(Client {
            role: table.role,
            id: table.id,
            secret,
            auth,
            grants: table.grants,
            redirect_uris: table.redirect_uris,
            native: table.native,
            access_token_lifetime: table.access_token_lifetime.map(Duration::from_secs),
        })
    }

    fn owner(&self, table: ResourceOwnerTable) -> Result<ResourceOwner, Box<DocumentError>> {
        for selector in [
            &table.fields.username,
            &table.fields.password,
            &table.fields.approve,
            &table.fields.deny,
        ]
        .into_iter()
        .flatten()
        {
            if scraper::Selector::parse(selector).is_err() {
                let message = format!("`{selector}` is no CSS selector");
                return Err(self.document.error_at(selector, message, None));
            }
        }
        Ok(ResourceOwner {
            password: table
                .password
                .as_ref()
                .map(|source| self.secret(source))
                .transpose()?,
            username: table.username,
            login: table.login,
            fields: table.fields,
            before: table.before,
            authorize_with: table.authorize_with,
            origins: table.origins,
        })
    }

    fn secret(&self, source: &SecretSource) -> Result<SecretString, Box<DocumentError>> {
        match source {
            SecretSource::Literal(value) => Ok(SecretString::from(value.clone())),
            SecretSource::Env(name) => {
                (self.source.env)(name)
                    .map(SecretString::from)
                    .ok_or_else(|| {
                        let cure = format!("set it before the run, for example: export {name}=...");
                        self.document.error_at(
                            &format!("\"{name}\""),
                            format!("the environment variable {name} is not set"),
                            Some(cure),
                        )
                    })
            }
            SecretSource::File(path) => {
                let text = self.file(path)?;
                Ok(SecretString::from(
                    text.trim_end_matches(['\r', '\n']).to_owned(),
                ))
            }
        }
    }

    fn file(&self, path: &str) -> Result<String, Box<DocumentError>> {
        let full = self.source.folder.join(path);
        std::fs::read_to_string(&full).map_err(|error| {
            let message = format!("failed to read {}: {error}", full.display());
            let cure = "relative files resolve from the target file's folder".to_owned();
            self.document
                .error_at(&format!("\"{path}\""), message, Some(cure))
        })
    }

    fn absolute(&self, url: &str) -> Result<(), Box<DocumentError>> {
        match url::Url::parse(url) {
            Ok(_) => Ok(()),
            Err(error) => {
                let cure = "write it in full: https://host/path".to_owned();
                Err(self.document.error_at(
                    &format!("\"{url}\""),
                    format!("`{url}` is no absolute URL: {error}"),
                    Some(cure),
                ))
            }
        }
    }
}

/// The first resource's scope goes first, so that `${target.scopes.first}` opens that resource.
fn scope_model(table: super::file::ScopesTable, first: Option<&str>) -> ScopeModel {
    let mut allowed = table.allowed;
    if let Some(first) = first {
        allowed.retain(|scope| scope != first);
        allowed.insert(0, first.to_owned());
    }
    ScopeModel {
        allowed,
        default: table.default.map(Scope::from_tokens),
        separator: table.separator.unwrap_or_else(|| " ".to_owned()),
    }
}

fn manners(table: &super::file::MannersTable) -> Manners {
    let default = Manners::default();
    let seconds = |given: Option<u64>, own: Duration| given.map_or(own, Duration::from_secs);
    Manners {
        rate: table.rate,
        wrong_secrets: table.wrong_secrets.unwrap_or(default.wrong_secrets),
        correlation_header: table
            .correlation_header
            .unwrap_or(default.correlation_header),
        connect_timeout: seconds(table.connect_timeout, default.connect_timeout),
        first_byte_timeout: seconds(table.first_byte_timeout, default.first_byte_timeout),
        timeout: seconds(table.timeout, default.timeout),
    }
}

fn origin(issuer: &str) -> String {
    url::Url::parse(issuer)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn read_text(text: &str) -> Result<Target, Box<DocumentError>> {
        let env = |name: &str| (name == "SECRET").then(|| "from-env".to_owned());
        read(
            &Document::new("t.toml", text),
            &Source {
                folder: Path::new("."),
                env: &env,
            },
        )
    }

    const CLIENT: &str =
        "issuer = \"https://h\"\n[[client]]\nrole = \"confidential\"\nid = \"c\"\n";

    #[test]
    fn a_secret_comes_from_the_environment() {
        let target = read_text(&format!("{CLIENT}secret = {{ env = \"SECRET\" }}")).expect("sound");
        let secret = target.clients[0]
            .secret
            .as_ref()
            .map(|own| own.expose_secret());
        assert_eq!(secret, Some("from-env"));
        assert_eq!(target.clients[0].auth, ClientAuthMethod::ClientSecretBasic);
    }

    #[test]
    fn bad_files_are_told_what_is_wrong() {
        for (text, message) in [
            (
                format!("{CLIENT}secret = {{ env = \"ABSENT\" }}"),
                "the environment variable ABSENT is not set",
            ),
            (
                format!("{CLIENT}secret = {{ file = \"no-such-file\" }}"),
                "failed to read",
            ),
            (format!("{CLIENT}secret = 3"), "invalid type"),
            (
                format!("{CLIENT}auth = \"client_secret_post\""),
                "has no secret",
            ),
            ("name = \"x\"".to_owned(), "neither issuer nor endpoints"),
            ("issuer = \"h\"".to_owned(), "no absolute URL"),
            (
                "issuer = \"https://h\"\nisuer = 1".to_owned(),
                "unknown field `isuer`",
            ),
            (
                "issuer = \"https://h\"\n[capabilities]\ndeclare = [\"pkce:s256\"]".to_owned(),
                "no capability",
            ),
        ] {
            let error = read_text(&text).expect_err(&text);
            assert!(error.message().contains(message), "{error} lacks {message}");
        }
    }
}
