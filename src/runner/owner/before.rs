//! The call before the browser step, for servers whose login page is a script over a JSON API.

use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use super::browser::{Browser, parsed};
use crate::exchange::{Ending, Endpoint, Request};
use crate::oauth::forms;
use crate::target::{BeforeLogin, ResourceOwner};

impl Browser<'_, '_> {
    /// Makes a declared call, unless it goes elsewhere.
    pub(super) async fn call_before(
        &mut self,
        owner: &ResourceOwner,
        call: &BeforeLogin,
        authorize: &str,
    ) -> Result<(), Ending> {
        let base = parsed(authorize)?;
        let client_id = self.flow.client.map_or("", |client| client.id.as_str());
        let place = call.url.replace("${client_id}", &forms::encode_component(client_id));
        let url =
            base.join(&place).map_err(|error| Ending::DeadEnd(format!("{}: {error}", call.url)))?;
        if !self.is_allowed(&url) {
            let origin = url.origin().ascii_serialization();
            let reason =
                format!("the call before the login goes to {origin}, which is not the target's");
            return Err(Ending::DeadEnd(reason));
        }
        let request = request(owner, call, &url, client_id);
        let response = self.send(Endpoint::OwnerPage, request).await?;
        match response.status {
            ..400 => Ok(()),
            status => Err(Ending::DeadEnd(format!(
                "the call before the login, {}, was answered by {status}",
                call.url
            ))),
        }
    }
}

/// The request that the target file declares, its placeholders filled in.
fn request(owner: &ResourceOwner, call: &BeforeLogin, url: &Url, client_id: &str) -> Request {
    let mut request = Request::new(call.method.as_deref().unwrap_or("POST"), url.as_str());
    if let Some(origin) = &call.origin {
        request.headers.push(("origin".to_owned(), origin.clone()));
    }
    if let Some(json) = &call.json {
        request.body = Some(filled_in(json, owner).replace("${client_id}", &escaped(client_id)));
        request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    request
}

/// A JSON text with what it says of the resource owner.
pub(in crate::runner) fn filled_in(json: &str, owner: &ResourceOwner) -> String {
    let password = owner.password.as_ref().map(|own| own.expose_secret()).unwrap_or_default();
    json.replace("${username}", &escaped(&owner.username))
        .replace("${password}", &escaped(password))
}

/// A text as it stands between the quotes of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_a_password_stay_inside_its_string() {
        assert_eq!(escaped("a\"b\""), "a\\\"b\\\"");
    }
}
