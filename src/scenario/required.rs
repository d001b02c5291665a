//! Which capabilities the steps of a scenario take.

use super::step::{Action, Change, Owner, Step};
use crate::oauth::GrantType;
use crate::target::Target;

/// The capabilities that steps imply.
pub(super) fn required(steps: &[Step]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut need = |name: &str| {
        if !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    };
    for step in steps {
        match step.action {
            Action::Authorize => {
                need("grant:authorization_code");
                let named = |own: &String| own == "redirect_uri";
                if step.set.keys().chain(step.repeat.keys()).any(named) {
                    need("redirect-uri:parameter");
                }
                if step.owner != Some(Owner::Absent) {
                    need("resource-owner");
                }
            }
            Action::Token if step.grant() == Some(GrantType::ClientCredentials) => {
                need("grant:client_credentials")
            }
            Action::Token => need("token-endpoint"),
            Action::Obtain => need("tokens:obtainable"),
            Action::Refresh => need("grant:refresh_token"),
            Action::Revoke => {
                need("revocation");
                need("client");
            }
            Action::Introspect => need("introspection"),
            Action::Resource => match step.resource() {
                "test" => need("resource:test"),
                "open" => need("resource:open"),
                _ => need("protected-resource"),
            },
            // At a URL of its own it looks for a document that need not be there.
            Action::Metadata if step.url.is_none() => need("metadata"),
            Action::Metadata | Action::Wait => {}
            Action::Change => match step.to {
                Some(Change::Unconfirmed) => need("api-key:confirmed"),
                _ => need("api-key:changing"),
            },
        }
        match step.key.as_deref() {
            Some("narrow") => need("api-key:narrow"),
            Some("changing") => need("api-key:changing"),
            Some(_) => need("api-key"),
            None => {}
        }
        if step.action == Action::Resource && is_about_bearer(step) {
            need("credential:bearer");
        }
        if step.with_token {
            need("tokens:obtainable");
        }
        if !step.untick.is_empty() {
            need("consent:boxes");
        }
        let texts = step.set.values().chain(step.header.values().flat_map(|own| own.as_slice()));
        if texts.into_iter().any(|text| text.contains(".refresh_token}")) {
            need("grant:refresh_token");
        }
        if let Some(client) = step.client.as_deref().filter(|own| is_choosy(own)) {
            need(&format!("client:{client}"));
        }
    }
    names
}

/// Whether only one kind of client will do.
fn is_choosy(client: &str) -> bool {
    client != "default" && Target::CLIENT_SELECTORS.contains(&client)
}

/// Whether a call is about the way in which RFC 6750 section 2 sends a token, and so says nothing
/// where tokens go another way.
fn is_about_bearer(step: &Step) -> bool {
    let field = step.header.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let unusual = |values: &[String]| match values {
        [one] => !one.starts_with("Bearer ${") || one.matches(' ').count() != 1,
        _ => true,
    };
    field.is_some_and(|(_, values)| unusual(values.as_slice()))
        || step.set.contains_key("access_token")
}
