//! Clients, registered one after the other: what goes wrong with one keeps the others.

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::options::InitOptions;
use super::place::{Place, Readers};
use crate::cli::Failed;
use crate::oauth::{ClientInformation, Metadata};
use crate::runner::{RegistrationError, Transport, register};
use crate::target::{ProposedClient, ProposedSecret, Role, Wanted};

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Registered {
    pub(super) clients: Vec<ProposedClient>,
    /// The scopes of the first client, if the server says them.
    pub(super) scopes: Option<Vec<String>>,
    /// What a person should know, one line each.
    pub(super) told: Vec<String>,
    /// What went wrong, one line each.
    pub(super) problems: Vec<String>,
}

/// Where registrations go, and what they need on the way.
#[derive(Debug)]
pub(super) struct Desk<'d> {
    pub(super) options: &'d InitOptions,
    /// The target file.
    pub(super) file: &'d Path,
    pub(super) transport: &'d Transport,
    pub(super) metadata: &'d Metadata,
    /// The registration endpoint.
    pub(super) endpoint: &'d str,
    /// The initial access token.
    pub(super) initial: Option<&'d SecretString>,
}

impl Desk<'_> {
    /// Registers a client for each role that the server would have.
    pub(super) async fn register(&self) -> Registered {
        let mut all = Registered::default();
        for role in Wanted::ROLES {
            let wanted = self.wanted(role);
            if let Some(reason) = wanted.is_vain(self.metadata) {
                all.told.push(format!("no {} client: {reason}", role.as_str()));
                continue;
            }
            match self.one(wanted, &mut all.scopes).await {
                Ok(client) => all.clients.push(client),
                Err(why) => all.problems.push(format!("{}: {why}", role.as_str())),
            }
        }
        all
    }

    fn wanted(&self, role: Role) -> Wanted<'_> {
        let scope = self.options.scope.as_deref();
        Wanted { role, redirect_uris: &self.options.redirect_uri, scope }
    }

    async fn one(
        &self,
        wanted: Wanted<'_>,
        scopes: &mut Option<Vec<String>>,
    ) -> Result<ProposedClient, String> {
        let role = wanted.role;
        // The place first: a secret that cannot be kept must not be given out.
        let beside = role != Role::Public && !self.options.secrets_in_target;
        let place = beside.then(|| self.place(role, "secret")).transpose().map_err(said)?;
        let asked = wanted.client_metadata(self.metadata);
        let answer = register(self.transport, self.endpoint, self.initial, &asked).await;
        let answer = answer.map_err(|error| self.in_words(&error))?;
        let unusable = |why: String| format!("{:?} was registered, but {why}", answer.client_id);
        let mut client = ProposedClient::of(role, &answer).map_err(unusable)?;
        if let Some(secret) = answer.client_secret.as_ref().filter(|_| role != Role::Public) {
            client.secret = Some(keep(place, secret).map_err(unusable)?);
        }
        client.managed = self.managed(role, &answer).map_err(unusable)?;
        if scopes.is_none() {
            let listed = answer.metadata.scope.filter(|own| !own.is_empty());
            *scopes = listed.map(|own| own.split(' ').map(str::to_owned).collect());
        }
        Ok(client)
    }

    fn in_words(&self, error: &RegistrationError) -> String {
        let cure = match error {
            RegistrationError::Refused { status: 401 | 403, .. } if self.initial.is_none() => {
                " (it may want --initial-access-token-env)"
            }
            _ => "",
        };
        format!("{error}{cure}")
    }

    /// Where the registration can be taken back, with the file of the token for that.
    fn managed(
        &self,
        role: Role,
        answer: &ClientInformation,
    ) -> Result<Option<(String, Option<String>)>, String> {
        let Some(url) = &answer.registration_client_uri else { return Ok(None) };
        let Some(token) = &answer.registration_access_token else {
            return Ok(Some((url.clone(), None)));
        };
        let place = self.place(role, "registration").map_err(said)?;
        let name = file_name(place.path());
        place.fill(&format!("{token}\n")).map_err(said)?;
        Ok(Some((url.clone(), Some(name))))
    }

    /// A file beside the target file, for its owner alone.
    fn place(&self, role: Role, what: &str) -> Result<Place, Failed> {
        Place::take(&beside(self.file, role, what), Readers::Owner)
    }
}

/// The secret, kept in its file, or else as it is.
fn keep(place: Option<Place>, secret: &str) -> Result<ProposedSecret, String> {
    let Some(place) = place else { return Ok(ProposedSecret::Literal(secret.to_owned())) };
    let name = file_name(place.path());
    place.fill(&format!("{secret}\n")).map_err(said)?;
    Ok(ProposedSecret::File(name))
}

/// `target.toml.public.secret` beside `target.toml`.
fn beside(file: &Path, role: Role, what: &str) -> PathBuf {
    file.with_file_name(format!("{}.{}.{what}", file_name(file), role.as_str()))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn said(failed: Failed) -> String {
    failed.report.to_string()
}
