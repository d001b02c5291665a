//! `/consent`: the resource owner decides what the client may do (RFC 6749 sections 3.3 and 4.1).

use axum::http::Method;

use crate::oauth::Scope;
use crate::reference::fault::Fault;
use crate::reference::gap::gap;
use crate::reference::kinship;
use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::server::Server;

use super::page::{self, escape};
use super::respond;
use super::session::{self, Visit};

/// Shows the consent form, or takes the decision.
pub(crate) fn consent(server: &Server, incoming: &Incoming) -> Reply {
    let visit = match session::visit(server, incoming) {
        Ok(visit) => visit,
        Err(reply) => return reply,
    };
    let Some(owner) = visit.session.owner.clone() else {
        return session::to_page(server, "/login", &visit.transaction);
    };
    if incoming.method == Method::GET {
        return form(server, &visit, &owner);
    }
    decide(server, &visit, &owner)
}

fn decide(server: &Server, visit: &Visit, owner: &str) -> Reply {
    let ticked = Scope::from_tokens(visit.parameters.all("scope"));
    let requested = visit.request.scope.tokens().iter();
    let narrows = server.settings.consent_narrows;
    let granted = requested.filter(|token| !narrows || ticked.contains(token));
    let consented = Scope::from_tokens(granted.cloned());
    let allowed = match visit.parameters.get("decision") {
        // Who ticks nothing allows nothing.
        Some("allow") if kinship::bears_a_grudge(server, &visit.request.address.client_id) => false,
        Some("allow") => !consented.is_empty(),
        Some("deny") => false,
        _ => return page::error(server, "the decision is missing", &[]),
    };
    // One decision ends the request: a form sent twice must not issue two codes.
    if server.store().waiting.remove(&visit.transaction).is_none() {
        return page::error(server, "this page is no longer valid", &[]);
    }
    if server.faults.has(Fault::ConsentsMixedUpAtOnce) && allowed {
        let mut store = server.store();
        store.latest_consent = Some(visit.request.clone());
        let latest = gap(server, store, &[Fault::ConsentsMixedUpAtOnce]).latest_consent.clone();
        return respond::code(server, &latest.unwrap_or(visit.request.clone()), owner, consented);
    }
    if allowed {
        respond::code(server, &visit.request, owner, consented)
    } else {
        respond::denial(server, &visit.request, owner)
    }
}

fn form(server: &Server, visit: &Visit, owner: &str) -> Reply {
    let boxes = visit.request.scope.tokens().iter().map(|token| {
        let token = escape(token);
        format!(
            "<li><label><input type=\"checkbox\" name=\"scope\" value=\"{token}\" checked> \
             {token}</label></li>\n"
        )
    });
    let body = format!(
        "<p><strong>{}</strong> asks for access to the account of <strong>{}</strong>:</p>\n\
         <form method=\"post\" action=\"{}/consent\">\n\
         <input type=\"hidden\" name=\"csrf\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"transaction\" value=\"{}\">\n\
         <ul>\n{}</ul>\n\
         <p><button type=\"submit\" name=\"decision\" value=\"allow\">Allow</button>\n\
         <button type=\"submit\" name=\"decision\" value=\"deny\">Deny</button></p>\n</form>",
        escape(&visit.request.address.client_id),
        escape(owner),
        escape(server.base_path()),
        escape(&visit.session.csrf),
        escape(&visit.transaction),
        boxes.collect::<String>(),
    );
    page::page(200, "Allow access", "", &body)
}
