//! The browser's session, and the authorization requests that wait in it.

use axum::http::Method;

use crate::oauth::forms;
use crate::reference::fault::Fault;
use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::secret::same_secret;
use crate::reference::server::Server;
use crate::reference::store::{Session, Waiting};

use super::validate::AuthorizationRequest;
use super::{page, respond};

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
    let mut guard = server.store();
    let store = &mut *guard;
    let now = server.now();
    let known = incoming.cookie(COOKIE).filter(|id| store.sessions.get(id).is_some());
    let fresh = known.is_none();
    let session_id = known.unwrap_or_else(|| server.secrets.token());
    if fresh {
        let (number, csrf) = (store.number(), server.secrets.token());
        let session = Session { number, visited: now, csrf, owner: None };
        store.sessions.insert(now, session_id.as_str().into(), session);
    }
    let session = store.sessions.get(&session_id);
    let logged_in = session.is_some_and(|session| session.owner.is_some());
    let number = session.map_or(0, |session| session.number);
    let owner = session.and_then(|session| session.owner.clone());
    let next = if logged_in { "/consent" } else { "/login" };
    if let Some(owner) = owner.filter(|_| server.faults.has(Fault::PublicClientAutoApproved)) {
        drop(guard);
        return respond::code(server, &request, &owner, request.scope.clone());
    }
    let transaction = server.secrets.token();
    let reply = to_page(server, next, &transaction);
    let waiting = Waiting { session: number, visited: now, request };
    store.waiting.insert(now, transaction.into(), waiting);
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
    let named = parameters.get("transaction").map(str::to_owned);
    let transaction = named.or_else(|| only_one(server, &session_id)).ok_or_else(stale)?;
    let (session, waiting) = visited(server, &session_id, &transaction).ok_or_else(stale)?;
    let csrf = parameters.get("csrf").unwrap_or_default();
    let unguarded = server.faults.has(Fault::ConsentFormUnguarded);
    let forged = incoming.method == Method::POST && !same_secret(csrf, &session.csrf) && !unguarded;
    if waiting.session != session.number || forged {
        return Err(stale());
    }
    Ok(Visit { session_id, session, transaction, request: waiting.request, parameters })
}

/// The request that waits in a session, for a server that goes by the cookie alone.
fn only_one(server: &Server, session_id: &str) -> Option<String> {
    if !server.faults.has(Fault::ConsentFormUnguarded) {
        return None;
    }
    let store = server.store();
    let number = store.sessions.get(session_id)?.number;
    let own = store.waiting.iter().filter(|(_, waiting)| waiting.session == number);
    own.max_by_key(|(_, waiting)| waiting.visited).map(|(value, _)| value.to_owned())
}

/// The session and the waiting request, which both go on living.
fn visited(server: &Server, session_id: &str, transaction: &str) -> Option<(Session, Waiting)> {
    let mut guard = server.store();
    let store = &mut *guard;
    let session = store.sessions.get_mut(session_id)?;
    let waiting = store.waiting.get_mut(transaction)?;
    session.visited = server.now();
    waiting.visited = session.visited;
    Some((session.clone(), waiting.clone()))
}

/// Logs a resource owner in: under a new identifier, so that nobody who knew the old one is logged
/// in too. What waited goes on waiting.
pub(crate) fn log_in(server: &Server, visit: &Visit, owner: &str) -> Reply {
    let fresh = server.secrets.token();
    let mut store = server.store();
    store.sessions.remove(&visit.session_id);
    let session = Session {
        visited: server.now(),
        csrf: server.secrets.token(),
        owner: Some(owner.to_owned()),
        ..visit.session
    };
    store.sessions.insert(session.visited, fresh.as_str().into(), session);
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
    let unguarded = server.faults.has(Fault::ConsentFormUnguarded);
    let site = if unguarded { "" } else { "; SameSite=Lax" };
    let cookie = format!("{COOKIE}={session_id}; Path={path}; HttpOnly{site}{secure}");
    reply.with("set-cookie", &cookie)
}
