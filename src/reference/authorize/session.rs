//! The browser's session, and the authorization requests that wait in it.

use axum::http::Method;

use crate::oauth::forms;
use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::secret::same_secret;
use crate::reference::server::Server;
use crate::reference::store::{Session, Waiting};

use super::page;
use super::validate::AuthorizationRequest;

const COOKIE: &str = "assay_session";

/// A visit to a page: its session and the request that it is about.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The cookie value.
    pub(crate) session_id: String,
    /// The session.
    pub(crate) session: Session,
    /// The identifier of the waiting request.
    pub(crate) transaction: String,
    /// The waiting request.
    pub(crate) request: AuthorizationRequest,
    /// The parameters of the page's form, or of the query.
    pub(crate) parameters: Parameters,
}

/// Lets a valid request wait in the browser's session and sends the browser to the next page.
pub(crate) fn begin(server: &Server, incoming: &Incoming, request: AuthorizationRequest) -> Reply {
    let mut store = server.store();
    let known = incoming.cookie(COOKIE).filter(|id| store.sessions.contains_key(id));
    let fresh = known.is_none();
    let session_id = known.unwrap_or_else(|| server.secrets.token());
    let session = store
        .sessions
        .entry(session_id.clone())
        .or_insert_with(|| Session { csrf: server.secrets.token(), owner: None });
    let next = if session.owner.is_some() { "/consent" } else { "/login" };
    let transaction = server.secrets.token();
    let reply = to_page(server, next, &transaction);
    store.waiting.insert(transaction, Waiting { session: session_id.clone(), request });
    if fresh { with_cookie(server, reply, &session_id) } else { reply }
}

/// Finds the session and the waiting request of a page. A form must carry the session's secret
/// (RFC 6749 section 10.12).
pub(crate) fn visit(server: &Server, incoming: &Incoming) -> Result<Visit, Reply> {
    let stale = || page::error(server, "this page is no longer valid", &[]);
    let parameters = match incoming.method {
        Method::GET => incoming.query_parameters(),
        Method::POST => form(incoming).ok_or_else(stale)?,
        _ => return Err(Reply::method_not_allowed("GET, POST")),
    };
    let session_id = incoming.cookie(COOKIE).ok_or_else(stale)?;
    let transaction = parameters.get("transaction").ok_or_else(stale)?.to_owned();
    let (session, waiting) = {
        let store = server.store();
        let session = store.sessions.get(&session_id).cloned();
        session.zip(store.waiting.get(&transaction).cloned()).ok_or_else(stale)?
    };
    let csrf = parameters.get("csrf").unwrap_or_default();
    let forged = incoming.method == Method::POST && !same_secret(csrf, &session.csrf);
    if waiting.session != session_id || forged {
        return Err(stale());
    }
    Ok(Visit { session_id, session, transaction, request: waiting.request, parameters })
}

/// Logs a resource owner in: under a new identifier, so that nobody who knew the old one is logged
/// in too. What waited goes on waiting.
pub(crate) fn log_in(server: &Server, visit: &Visit, owner: &str) -> Reply {
    let fresh = server.secrets.token();
    let mut store = server.store();
    store.sessions.remove(&visit.session_id);
    let session = Session { csrf: server.secrets.token(), owner: Some(owner.to_owned()) };
    store.sessions.insert(fresh.clone(), session);
    for waiting in store.waiting.values_mut().filter(|own| own.session == visit.session_id) {
        waiting.session.clone_from(&fresh);
    }
    with_cookie(server, to_page(server, "/consent", &visit.transaction), &fresh)
}

/// Sends the browser to a page of the waiting request.
pub(crate) fn to_page(server: &Server, path: &str, transaction: &str) -> Reply {
    page::see_other(&format!("{}{path}?transaction={transaction}", server.base_path()))
}

/// The parameters of a form-encoded body; `None` when it is something else.
pub(crate) fn form(incoming: &Incoming) -> Option<Parameters> {
    let (essence, _) = incoming.content_type()?;
    let is_form = essence == "application/x-www-form-urlencoded";
    is_form.then(|| Parameters(forms::parse(&incoming.text())))
}

fn with_cookie(server: &Server, reply: Reply, session_id: &str) -> Reply {
    let secure = if server.settings.issuer.starts_with("https:") { "; Secure" } else { "" };
    let path = match server.base_path() {
        "" => "/",
        path => path,
    };
    let cookie = format!("{COOKIE}={session_id}; Path={path}; HttpOnly; SameSite=Lax{secure}");
    reply.with("set-cookie", &cookie)
}
