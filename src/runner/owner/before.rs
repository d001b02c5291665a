//! The call before the browser step, for servers whose login page is a script over a JSON API.

use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Url;

use crate::exchange::Request;
use crate::target::{BeforeLogin, ResourceOwner};

/// The request that the target file declares, its placeholders filled in.
pub(super) fn request(
    owner: &ResourceOwner,
    call: &BeforeLogin,
    url: &Url,
    client_id: &str,
) -> Request {
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
