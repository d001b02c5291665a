//! `/login`: the resource owner proves who it is (RFC 6749 section 3.1).

use axum::http::Method;

use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::secret::same_secret;
use crate::reference::server::Server;

use super::page::{escape, page};
use super::session::{self, Visit};

/// Shows the login form, or takes what was typed into it.
pub(crate) fn login(server: &Server, incoming: &Incoming) -> Reply {
    let visit = match session::visit(server, incoming) {
        Ok(visit) => visit,
        Err(reply) => return reply,
    };
    if incoming.method == Method::GET {
        return form(server, &visit, 200, "");
    }
    match owner(server, &visit.parameters) {
        Some(owner) => session::log_in(server, &visit, owner),
        None => form(server, &visit, 403, "<p>Wrong username or password.</p>\n"),
    }
}

fn owner<'a>(server: &'a Server, typed: &Parameters) -> Option<&'a str> {
    let username = typed.get("username")?;
    let password = typed.get("password")?;
    let mut owners = server.settings.owners.iter();
    let (name, own) = owners.find(|(name, _)| name == username)?;
    same_secret(own, password).then_some(name)
}

fn form(server: &Server, visit: &Visit, status: u16, notice: &str) -> Reply {
    let body = format!(
        "{notice}<form method=\"post\" action=\"{}/login\">\n\
         <input type=\"hidden\" name=\"csrf\" value=\"{}\">\n\
         <input type=\"hidden\" name=\"transaction\" value=\"{}\">\n\
         <p><label>Username <input type=\"text\" name=\"username\" autocomplete=\"username\">\
         </label></p>\n\
         <p><label>Password <input type=\"password\" name=\"password\" \
         autocomplete=\"current-password\"></label></p>\n\
         <p><button type=\"submit\">Log in</button></p>\n</form>",
        escape(server.base_path()),
        escape(&visit.session.csrf),
        escape(&visit.transaction),
    );
    page(status, "Log in", "", &body)
}
