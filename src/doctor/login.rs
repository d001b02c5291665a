//! The login: does the authorization request of a client lead to a code?

use super::answer::answered;
use super::client::key;
use super::diagnosis::{Area, Examination, OWNER, State};
use crate::exchange::{Ending, Endpoint, StepRecord, tame};
use crate::oauth::forms;
use crate::target::Client;

/// Where the authorization of a client ended.
#[must_use]
pub fn login(client: &Client, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Login, &client.id);
    if let Ending::Impossible(reason) = &record.ending {
        return own.came(State::LeftOut, reason);
    }
    let own = match record.answer().map(|exchange| answered(own.clone(), exchange)) {
        Some(Ok((own, _))) => own,
        Some(Err(own)) => return *own,
        // A person logged in: what passed is not seen.
        None => own,
    };
    match &record.ending {
        Ending::Code(_) if record.facts.contains_key("authorize.access_token") => {
            own.right("login and consent lead to a token")
        }
        Ending::Code(_) => own.right("login and consent lead to a code"),
        Ending::Error(url) => refused(own, client, url),
        Ending::Page if logged_in(record) => credentials(own, "a page without a way on"),
        Ending::Page => {
            let uri = client.redirect_uris.first().map_or("", String::as_str);
            let cure = format!(
                "register {uri:?} at the server for this client, or write one that is registered, \
                 letter by letter; check the id as well"
            );
            let seen = "the authorization request leads to an error page, and no login";
            own.wrong(seen).cured(key(client, "redirect_uris"), cure)
        }
        Ending::Login => {
            let cure = "say who logs in: username and password";
            own.wrong("the server asks for a login, and nobody is there").cured(OWNER, cure)
        }
        Ending::DeadEnd(reason) if reason.contains(Ending::LOGIN_COMES_BACK) => {
            credentials(own, reason)
        }
        Ending::DeadEnd(reason) => {
            let cure = "name the parts of the page under [resource_owner.fields], list other hosts \
                        under origins, or let a person log in: login = \"manual\"";
            own.wrong(tame(reason)).cured(OWNER, cure)
        }
        Ending::Foreign { to, via } => {
            let seen = format!("a {via} leads to {}, which is not registered", tame(to));
            own.came(State::Server, seen)
        }
        Ending::Answered | Ending::Impossible(_) => own.came(State::Server, "no page and no code"),
    }
}

fn credentials(own: Examination, seen: &str) -> Examination {
    let cure =
        "check both by logging in with a browser; the server may also have locked the account";
    let seen = format!("the login leads nowhere: {}", tame(seen));
    own.wrong(seen).cured(format!("{OWNER}: username, password"), cure)
}

/// A form was sent off before the page came.
fn logged_in(record: &StepRecord) -> bool {
    let mut pages = record.exchanges.iter().filter(|own| own.endpoint == Endpoint::OwnerPage);
    pages.any(|own| own.request.method == "POST")
}

/// An error at the redirect URI (RFC 6749 section 4.1.2.1).
fn refused(own: Examination, client: &Client, url: &str) -> Examination {
    let query = forms::parse(forms::split_url(url).1.unwrap_or_default());
    let word = |name: &str| forms::first(&query, name).unwrap_or_default().to_owned();
    let (error, description) = (word("error"), word("error_description"));
    let seen = tame(&format!("the authorization is refused: {error} {description}"));
    let own = own.wrong(seen.trim_end());
    match error.as_str() {
        "unauthorized_client" | "unsupported_response_type" => {
            let cure = "take authorization_code out, or have the server allow it to this client";
            own.cured(key(client, "grants"), cure)
        }
        "invalid_scope" => own.cured(
            "[scopes] allowed",
            "name scopes that this client may ask for, a known one first",
        ),
        "access_denied" => own.cured(OWNER, "name somebody who may grant what is asked for"),
        _ => Examination { state: State::Server, ..own },
    }
}
