//! How the acting client authenticates, and how a scenario bends that.

use crate::exchange::Request;
use crate::oauth::ClientAuthMethod;
use crate::oauth::client_auth::basic_credentials;
use crate::oauth::forms::Parameter;
use crate::runner::flow::Flow;
use crate::runner::lookup::secret_of;
use crate::scenario::{AuthMethod, Step};
use crate::target::Client;

/// Adds the client's credentials to the request or its parameters; what belongs into the query is
/// returned.
pub(super) fn add(
    flow: &mut Flow<'_>,
    step: &Step,
    client: &Client,
    request: &mut Request,
    parameters: &mut Vec<Parameter>,
) -> Result<Vec<Parameter>, String> {
    let bent = step.auth.as_ref();
    let own_secret = secret_of(client);
    let id = match bent.and_then(|auth| auth.id.as_deref()) {
        Some(text) => flow.resolve(text)?,
        None => client.id.clone(),
    };
    let secret = match bent.and_then(|auth| auth.secret.as_deref()) {
        Some(text) => flow.resolve(text)?,
        None => own_secret.clone(),
    };
    // An unknown client has nothing to lock.
    if secret != own_secret && !secret.is_empty() && id == client.id {
        flow.context.count_wrong_secret(client)?;
    }
    let pair = |id: &str, secret: &str| {
        vec![
            ("client_id".to_owned(), id.to_owned()),
            ("client_secret".to_owned(), secret.to_owned()),
        ]
    };
    let own_method = match client.auth {
        ClientAuthMethod::ClientSecretBasic => AuthMethod::ClientSecretBasic,
        ClientAuthMethod::ClientSecretPost => AuthMethod::ClientSecretPost,
        ClientAuthMethod::None => AuthMethod::ClientId,
    };
    match bent.and_then(|auth| auth.method).unwrap_or(own_method) {
        AuthMethod::None => {}
        AuthMethod::ClientId => parameters.push(("client_id".to_owned(), id)),
        AuthMethod::ClientSecretBasic => {
            let scheme = bent.and_then(|auth| auth.scheme.as_deref()).unwrap_or("Basic");
            request.headers.push((
                "authorization".to_owned(),
                format!("{scheme} {}", basic_credentials(&id, &secret)),
            ));
        }
        AuthMethod::ClientSecretPost => parameters.extend(pair(&id, &secret)),
        AuthMethod::Both => {
            let credentials = basic_credentials(&client.id, &own_secret);
            request.headers.push(("authorization".to_owned(), format!("Basic {credentials}")));
            parameters.extend(pair(&id, &secret));
        }
        AuthMethod::Query => return Ok(pair(&id, &secret)),
    }
    Ok(Vec::new())
}
