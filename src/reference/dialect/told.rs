//! From the answer of the standard to the one of the dialect.

use serde_json::{Map, Value, json};

use crate::reference::reply::Reply;
use crate::reference::request::Incoming;
use crate::reference::resource::{self, Access, Problem, Resource};
use crate::reference::server::Server;

use super::file::{Dialect, Told};
use super::template::fill;
use super::understood::grant_type;

impl Dialect {
    /// The answer of an endpoint, by the path that it has in the reference server.
    pub(super) fn told(
        &self,
        server: &Server,
        inside: &str,
        asked: &Incoming,
        reply: Reply,
    ) -> Reply {
        match inside {
            "/authorize" => self.callback(server, reply),
            "/token" if reply.status < 300 => self.issued(server, asked, reply),
            _ if reply.status >= 400 => self.error(server, reply),
            _ => reply,
        }
    }

    fn issued(&self, server: &Server, asked: &Incoming, mut reply: Reply) -> Reply {
        for name in &self.token.without {
            reply = reply.without(name);
        }
        if let Some(template) = self.token.answer.get(&grant_type(asked)) {
            let members = serde_json::from_str(&reply.body).unwrap_or(Value::Null);
            reply.body = fill(server, template, members);
        }
        reply
    }

    /// An error of RFC 6749 section 5.2 in the platform's words.
    pub(super) fn error(&self, server: &Server, reply: Reply) -> Reply {
        let members: Map<String, Value> = serde_json::from_str(&reply.body).unwrap_or_default();
        let code = members.get("error").and_then(Value::as_str).unwrap_or_default();
        let Some(told) = self.error.get(code).or_else(|| self.error.get("any")) else {
            return reply;
        };
        let description = members.get("error_description").cloned().unwrap_or(Value::Null);
        let context = json!({"error": code, "description": description});
        in_words(server, told, reply, context)
    }

    /// The answer of a resource.
    pub(crate) fn resource(
        &self,
        server: &Server,
        resource: &Resource,
        access: Result<Access, Problem>,
    ) -> Reply {
        match access {
            Ok(access) => {
                let private = !self.credentials.cacheable;
                let reply = opened(server, resource, &access);
                if private { reply.with("cache-control", "private, no-store") } else { reply }
            }
            Err(problem) => self.refused(server, resource, &problem),
        }
    }

    fn refused(&self, server: &Server, resource: &Resource, problem: &Problem) -> Reply {
        let reply = resource::refusal(server, problem);
        let Some(told) = self.refusal.get(name(problem)) else {
            return reply;
        };
        let needed = resource.scopes.first().map(String::as_str).unwrap_or_default();
        let scope = match problem {
            Problem::InsufficientScope(scope) => scope.as_str(),
            _ => needed,
        };
        in_words(server, told, reply, json!({"scope": scope}))
    }

    /// Whether tokens are for the resources that a client names (RFC 8707).
    pub(crate) const fn knows_resources(&self) -> bool {
        self.token.for_resources
    }

    /// Whether resources say where their metadata are (RFC 9728 section 5.1).
    pub(crate) const fn announces_metadata(&self) -> bool {
        self.metadata.of_resources
    }

    /// The metadata document with the platform's own paths and members.
    pub(super) fn document(&self, server: &Server, mut reply: Reply) -> Reply {
        let Ok(mut members) = serde_json::from_str::<Map<String, Value>>(&reply.body) else {
            return reply;
        };
        for value in members.values_mut() {
            let url = value.as_str().unwrap_or_default();
            let own = self.paths.iter().find(|(_, inside)| url == server.url(inside));
            if let Some((path, _)) = own {
                *value = json!(server.url(path));
            }
        }
        for name in &self.metadata.drop {
            members.shift_remove(name);
        }
        members.extend(self.metadata.set.clone());
        reply.body = Value::Object(members).to_string();
        reply
    }
}

fn opened(server: &Server, resource: &Resource, access: &Access) -> Reply {
    let context = json!({
        "owner": access.owner,
        "client_id": access.client_id,
        "scope": access.scope.to_string(),
        "scopes": access.scope.tokens(),
        "is_key": access.is_key,
    });
    let template = resource.answer.as_deref().unwrap_or("{\"ok\":true}");
    let mut reply = Reply::empty(resource.status);
    if resource.status != 204 {
        reply.body = fill(server, template, context);
        reply = reply.with("content-type", "application/json");
    }
    reply
}

/// An answer with whatever the file states of it.
fn in_words(server: &Server, told: &Told, mut reply: Reply, context: Value) -> Reply {
    reply.status = told.status.unwrap_or(reply.status);
    if let Some(challenge) = &told.challenge {
        reply = reply.without("www-authenticate");
        if !challenge.is_empty() {
            reply = reply.with("www-authenticate", &fill(server, challenge, context.clone()));
        }
    }
    if let Some(body) = &told.body {
        reply.body = fill(server, body, context);
        reply = reply.without("content-type").with("content-type", "application/json");
    }
    reply
}

fn name(problem: &Problem) -> &str {
    match problem {
        Problem::NoToken | Problem::OtherScheme => "no-token",
        Problem::EmptyToken | Problem::Malformed(_) => "malformed",
        Problem::UnknownToken | Problem::DeadToken => "invalid-token",
        Problem::InsufficientScope(_) => "insufficient-scope",
        Problem::Own(name) => name,
    }
}
