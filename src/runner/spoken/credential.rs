//! Calls of a protected resource.

use crate::exchange::Request;
use crate::runner::flow::Flow;
use crate::runner::lookup::secret_of;
use crate::scenario::{AuthMethod, Step};
use crate::target::CredentialPlace;

/// Adds the header fields that go along with each call.
pub(in crate::runner) fn sent_along(flow: &Flow<'_>, step: &Step, request: &mut Request) {
    if step.plain {
        return;
    }
    for (name, value) in &flow.context.target.dialect.headers {
        request.headers.push((name.to_ascii_lowercase(), value.clone()));
    }
}

/// Moves the credential of a call from `Authorization: Bearer` to its place, and adds the client's
/// secret where that goes along. What the scenario made of the field stays where it is.
pub(in crate::runner) fn with_credentials(
    flow: &mut Flow<'_>,
    step: &Step,
    request: &mut Request,
) -> Result<(), String> {
    if step.plain {
        return Ok(());
    }
    let dialect = &flow.context.target.dialect;
    let place = flow.key.map_or(&dialect.token, |key| &key.place);
    move_to(place, request);
    let Some(place) = &dialect.client_secret else { return Ok(()) };
    if step.auth.as_ref().is_some_and(|own| own.method == Some(AuthMethod::None)) {
        return Ok(());
    }
    let bent = step.auth.as_ref().and_then(|own| own.secret.as_deref());
    let acting = flow.client.filter(|own| own.secret.is_some());
    let client = acting.or_else(|| flow.target().client("confidential", None));
    let own = client.map(secret_of).unwrap_or_default();
    let secret = match bent {
        Some(text) => flow.resolve(text)?,
        None => own.clone(),
    };
    if let Some(client) = client.filter(|_| secret != own) {
        flow.context.count_wrong_secret(client)?;
    }
    place.put(request, &secret);
    Ok(())
}

fn move_to(place: &CredentialPlace, request: &mut Request) {
    if place.is_bearer() {
        return;
    }
    let (fields, others) =
        std::mem::take(&mut request.headers).into_iter().partition(|own| bearer(own).is_some());
    request.headers = others;
    let fields: Vec<(String, String)> = fields;
    for credential in fields.iter().filter_map(bearer) {
        place.put(request, credential);
    }
}

/// The credential of a field as RFC 6750 section 2.1 writes it.
fn bearer((name, value): &(String, String)) -> Option<&str> {
    let credential = value.strip_prefix("Bearer ").filter(|_| name == "authorization")?;
    (!credential.is_empty() && !credential.contains(' ')).then_some(credential)
}
