//! From a request in the dialect to the one of the standard.

use axum::http::{HeaderValue, Method};

use crate::oauth::forms::{self, Parameter};
use crate::reference::metadata;
use crate::reference::reply::Reply;
use crate::reference::request::{Incoming, Parameters};
use crate::reference::resource;
use crate::reference::resource_metadata;
use crate::reference::server::Server;

use super::file::{Dialect, RefreshPlace, RefreshTable};

/// A grant type that no server has.
const NO_GRANT: &str = "not-here";

const FORM: &str = "application/x-www-form-urlencoded";

impl Dialect {
    /// Answers a request of the platform.
    pub(crate) fn answer(&self, server: &Server, request: &Incoming) -> Reply {
        let path = request.path.as_str();
        if path.starts_with(metadata::WELL_KNOWN) && self.metadata.published {
            return self.document(server, server.standard(request));
        }
        if path.starts_with(resource_metadata::WELL_KNOWN) && self.metadata.of_resources {
            return server.standard(request);
        }
        if let Some(inside) = self.inside(path) {
            let asked = self.understood(server, request, inside);
            return self.told(server, inside, &asked, server.standard(&asked));
        }
        if let Some(told) = self.administered(server, request) {
            return told;
        }
        match path.strip_prefix(server.base_path()) {
            Some("/login" | "/consent") => self.callback(server, server.standard(request)),
            Some(own) if resource::exists(server, own) => server.standard(request),
            _ => Reply::text(404, "not found\n"),
        }
    }

    /// Whether scopes that a client may ask for are compared before aliases are expanded.
    pub(crate) const fn takes_scopes_literally(&self) -> bool {
        self.scopes.literal
    }

    /// Whether every client may ask for every alias.
    pub(crate) const fn opens_aliases_to_all(&self) -> bool {
        self.scopes.aliases_for_all
    }

    /// The path that an endpoint has in the reference server.
    fn inside(&self, path: &str) -> Option<&str> {
        let refresh = self.request.refresh.as_ref().filter(|own| own.path == path);
        refresh.map(|_| "/token").or_else(|| self.paths.get(path).map(String::as_str))
    }

    fn understood(&self, server: &Server, request: &Incoming, inside: &str) -> Incoming {
        let path = format!("{}{inside}", server.base_path());
        let mut asked = Incoming { path, ..request.clone() };
        if inside == "/authorize" {
            asked.query = self.reworded(&request.query);
            if asked.method == Method::POST {
                asked.body = self.reworded(&request.text()).into();
            }
            return asked;
        }
        if self.request.json && inside == "/token" {
            asked = from_json(asked);
        }
        if self.request.no_basic && scheme(&asked).is_some_and(|own| own == "basic") {
            asked.headers.remove("authorization");
        }
        if asked.content_type().is_some_and(|(essence, _)| essence == FORM) {
            asked.body = self.reworded(&asked.text()).into();
            if inside == "/token" {
                self.place_refresh(server, request, &mut asked);
            }
        }
        asked
    }

    /// Parameters by their standard names, without those that nobody reads. A text that needs
    /// neither stays as it is, to the octet.
    fn reworded(&self, text: &str) -> String {
        let own = &self.request;
        if own.names.is_empty() && own.ignore.is_empty() && self.scopes.separator.is_none() {
            return text.to_owned();
        }
        let standard = |(name, value): Parameter| {
            let name = own.names.get(&name).cloned().unwrap_or(name);
            let value = if name == "scope" { self.spaced(&value) } else { value };
            (name, value)
        };
        let all = forms::parse(text).into_iter().map(standard);
        let kept = all.filter(|(name, _)| !own.ignore.contains(name));
        forms::encode(&kept.collect::<Vec<_>>())
    }

    /// A list of scopes as the standard writes it. A space is no separator where another is.
    fn spaced(&self, value: &str) -> String {
        match self.scopes.separator.as_deref() {
            None | Some(" ") => value.to_owned(),
            Some(separator) if self.scopes.space_too => value.replace(separator, " "),
            Some(separator) => value.replace(' ', "\u{1}").replace(separator, " "),
        }
    }

    /// Puts the refresh token where the standard has it, if the request came to the right place.
    fn place_refresh(&self, server: &Server, request: &Incoming, asked: &mut Incoming) {
        let Some(refresh) = &self.request.refresh else {
            return;
        };
        let mut form = forms::parse(&asked.text());
        let refreshes = forms::first(&form, "grant_type") == Some("refresh_token");
        let at_its_place = request.path == refresh.path;
        if at_its_place != refreshes && !(refreshes && refresh.at_token_endpoint) {
            form.retain(|(name, _)| name != "grant_type");
            form.push(("grant_type".to_owned(), NO_GRANT.to_owned()));
        } else if at_its_place {
            bring_token(server, refresh, asked, &mut form);
        }
        asked.body = forms::encode(&form).into();
    }
}

fn bring_token(
    server: &Server,
    refresh: &RefreshTable,
    asked: &mut Incoming,
    form: &mut Vec<Parameter>,
) {
    let token = match refresh.token {
        RefreshPlace::Body => return,
        RefreshPlace::Authorization => bearer_of(asked),
        RefreshPlace::Absent => {
            let client = forms::first(form, "client_id").unwrap_or_default();
            server.store().latest_refresh_token(client)
        }
    };
    asked.headers.remove("authorization");
    form.retain(|(name, _)| name != "refresh_token");
    form.extend(token.map(|token| ("refresh_token".to_owned(), token)));
}

fn scheme(request: &Incoming) -> Option<String> {
    let fields = request.header("authorization");
    fields.first()?.split(' ').next().map(str::to_ascii_lowercase)
}

fn bearer_of(request: &Incoming) -> Option<String> {
    let fields = request.header("authorization");
    let (scheme, token) = fields.first()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

/// A JSON object as the form that the endpoints read. Whatever else comes is no form here.
fn from_json(mut request: Incoming) -> Incoming {
    let is_json = request.content_type().is_some_and(|(essence, _)| essence == "application/json");
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_slice(&request.body).ok();
    let Some(object) = object.filter(|_| is_json) else {
        request.headers.insert("content-type", HeaderValue::from_static("text/plain"));
        return request;
    };
    let texts = object.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?)));
    let form: Vec<Parameter> = texts.map(|(name, value)| (name, value.to_owned())).collect();
    request.headers.insert("content-type", HeaderValue::from_static(FORM));
    request.body = forms::encode(&form).into();
    request
}

/// The grant type of a request, as the endpoints read it.
pub(super) fn grant_type(asked: &Incoming) -> String {
    let form = Parameters(forms::parse(&asked.text()));
    form.get("grant_type").unwrap_or_default().to_owned()
}
