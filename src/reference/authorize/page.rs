//! The pages of the authorization server: no script, no style, nothing from elsewhere
//! (RFC 9700 sections 4.2.4 and 4.16).

use crate::reference::fault::Fault;
use crate::reference::reply::Reply;
use crate::reference::server::Server;

/// There is no `form-action`: browsers apply it to the redirect that follows a form, and that one
/// leads to the client.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// A page; `body` is HTML.
pub(crate) fn page(status: u16, title: &str, head: &str, body: &str) -> Reply {
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <title>{title}</title>{head}</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    );
    let reply = Reply { body: html, ..Reply::empty(status) };
    guarded(reply.with("content-type", "text/html; charset=utf-8"))
}

/// A page as the faults would have it.
pub(crate) fn bent(server: &Server, mut reply: Reply) -> Reply {
    let faults = &server.faults;
    let is_redirect = reply.status == 303;
    for (fault, status) in [(Fault::LoginRedirect307, 307), (Fault::LoginRedirect302, 302)] {
        if is_redirect && faults.has(fault) {
            reply.status = status;
        }
    }
    for (fault, status) in [(Fault::ErrorPageStatus200, 200), (Fault::ErrorPageStatus401, 401)] {
        if reply.status == 400 && faults.has(fault) {
            reply.status = status;
        }
    }
    if faults.has(Fault::PageWithForeignImage) {
        let image = "<body>\n<img src=\"https://cdn.example/logo.png\" alt=\"\">";
        reply.body = reply.body.replace("<body>", image);
    }
    if faults.has(Fault::PagesUnguarded) {
        for name in ["referrer-policy", "x-frame-options", "content-security-policy"] {
            reply = reply.without(name);
        }
    }
    if faults.has(Fault::AuthorizeCors) {
        reply = reply.with("access-control-allow-origin", "*");
    }
    reply
}

/// A redirect that turns every method into GET, so that no password is sent on
/// (RFC 9700 section 4.12).
pub(crate) fn see_other(location: &str) -> Reply {
    guarded(Reply::empty(303).with("location", location))
}

fn guarded(reply: Reply) -> Reply {
    reply
        .uncached()
        .with("referrer-policy", "no-referrer")
        .with("x-frame-options", "DENY")
        .with("x-content-type-options", "nosniff")
        .with("content-security-policy", CONTENT_SECURITY_POLICY)
}

/// A page for an error that the resource owner must see (RFC 6749 section 4.1.2.1), with the
/// values of the request that it is about.
pub(crate) fn error(server: &Server, problem: &str, about: &[(&str, &str)]) -> Reply {
    error_with_head(server, problem, about, "")
}

/// The page about a redirect URI that cannot be used; it leads nowhere.
pub(crate) fn bad_redirect_uri(server: &Server, problem: &str, given: Option<&str>) -> Reply {
    if server.faults.has(Fault::RedirectUriMismatchBlank) {
        return guarded(Reply::empty(400));
    }
    let about: Vec<(&str, &str)> = given.map(|given| ("redirect_uri", given)).into_iter().collect();
    let refresh = given.filter(|_| server.faults.has(Fault::RedirectErrorByMetaRefresh));
    let head = refresh.map_or_else(String::new, |given| {
        format!("<meta http-equiv=\"refresh\" content=\"0;url={}\">", escape(given))
    });
    error_with_head(server, problem, &about, &head)
}

fn error_with_head(server: &Server, problem: &str, about: &[(&str, &str)], head: &str) -> Reply {
    let shown = |value: &str| {
        if server.faults.has(Fault::ErrorPageUnescaped) { value.to_owned() } else { escape(value) }
    };
    let items =
        about.iter().map(|(name, value)| format!("<p>{name}: <code>{}</code></p>", shown(value)));
    let body = format!("<p>The request cannot be answered: {}.</p>\n", escape(problem));
    page(400, "Authorization error", head, &(body + &items.collect::<String>()))
}

/// Makes text safe between tags and inside quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
