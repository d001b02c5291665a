//! The browser: follows redirects and pages from the authorization request to its end.

use secrecy::ExposeSecret as _;
use url::Url;

use super::super::flow::Flow;
use super::callback::Callback;
use super::elements::Form;
use super::form::{Move, Person, Stage, choose, untick};
use super::page::Page;
use super::{before, forgery, manual, submission};
use crate::exchange::{Ending, Endpoint, Request, Response};
use crate::oauth::forms;
use crate::scenario::Owner;
use crate::target::{BeforeLogin, Login, ResourceOwner};

/// How many requests one authorization may take: three pages with redirects in between use ten.
const MOST_REQUESTS: usize = 24;

/// A browser on its way through one authorization.
pub(crate) struct Browser<'f, 'a> {
    flow: &'f mut Flow<'a>,
    callback: Callback,
    owner: Option<&'a ResourceOwner>,
    conduct: Owner,
    usernames: usize,
    passwords: usize,
    consents: usize,
    /// Boxes of the consent page that stay empty, by value or name, and how many did.
    leaves: Vec<String>,
    left_out: usize,
    /// The next request is one that another site brings about.
    from_elsewhere: bool,
}

impl<'f, 'a> Browser<'f, 'a> {
    pub(crate) fn new(flow: &'f mut Flow<'a>, callback: Callback, conduct: Owner) -> Self {
        let owner = flow.context.target.owners.first();
        Self {
            flow,
            callback,
            owner,
            conduct,
            usernames: 0,
            passwords: 0,
            consents: 0,
            leaves: Vec::new(),
            left_out: 0,
            from_elsewhere: false,
        }
    }

    /// The same with a resource owner who leaves boxes of the consent page empty.
    pub(crate) fn leaving(self, leaves: Vec<String>) -> Self {
        Self { leaves, ..self }
    }

    /// Sends the authorization request and goes on until it is answered.
    pub(crate) async fn authorize(mut self, request: Request) -> Ending {
        let mut url = request.url.clone();
        if let Some(owner) = self.owner.filter(|_| self.conduct != Owner::Absent) {
            if owner.login == Login::Manual && self.conduct == Owner::Forged {
                return Ending::Impossible(forgery::NOTHING_TO_FORGE.to_owned());
            }
            if owner.login == Login::Manual {
                return manual::authorize(self.flow, &self.callback, &url).await;
            }
            for call in &owner.before {
                if let Err(ending) = self.call_before(owner, call, &url).await {
                    return ending;
                }
            }
            for parameter in &owner.authorize_with {
                url = forms::append_query(&url, parameter);
            }
        }
        self.go(Endpoint::Authorization, Request { url, ..request }).await
    }

    /// Goes on at a page on which an earlier step was left.
    pub(crate) async fn resume(self, page: &str) -> Ending {
        self.go(Endpoint::OwnerPage, Request::new("GET", page)).await
    }

    async fn go(mut self, endpoint: Endpoint, request: Request) -> Ending {
        let mut next = (endpoint, request);
        for _ in 0..MOST_REQUESTS {
            match self.visit(next.0, next.1).await {
                Ok(request) => next = (Endpoint::OwnerPage, request),
                // A server that remembers an earlier consent asks nobody, so nobody could refuse.
                Err(Ending::Code(_)) if self.conduct == Owner::Denies && self.consents == 0 => {
                    return Ending::Impossible(
                        "no consent was asked for, so nothing could be refused".to_owned(),
                    );
                }
                Err(Ending::Code(_)) if self.conduct == Owner::Forged => {
                    return Ending::Impossible(forgery::NOTHING_TO_FORGE.to_owned());
                }
                Err(Ending::Code(_)) if self.left_out < self.leaves.len() => {
                    return Ending::Impossible(format!(
                        "no consent page had a box for {}, so it could not be left out",
                        self.leaves.join(", ")
                    ));
                }
                Err(ending) => return ending,
            }
        }
        Ending::DeadEnd(format!("{MOST_REQUESTS} requests led to no answer: a redirect loop"))
    }

    /// Makes one request; either the next one follows, or the end is reached.
    async fn visit(&mut self, endpoint: Endpoint, request: Request) -> Result<Request, Ending> {
        let url = request.url.clone();
        let sent = request.clone();
        let response = self.send(endpoint, request).await?;
        if (300..400).contains(&response.status)
            && let Some(location) = response.header("location")
        {
            let next = self.follow(&url, location, "redirect")?;
            // RFC 9110 sections 15.4.8 and 15.4.9: these two repeat the request as it was.
            let repeats = matches!(response.status, 307 | 308);
            return Ok(if repeats { Request { url: next.url, ..repeated(sent) } } else { next });
        }
        if !response.is_html() {
            return Err(match response.status {
                400.. => Ending::Page,
                _ => Ending::DeadEnd(format!(
                    "{} answered {} without a page",
                    shown(&url),
                    response.status
                )),
            });
        }
        self.on_page(&url, &response)
    }

    async fn send(&mut self, endpoint: Endpoint, mut request: Request) -> Result<Response, Ending> {
        let session = &self.flow.session;
        let cookies = if std::mem::take(&mut self.from_elsewhere) {
            session.foreign_cookie_header(&request.url, &request.method)
        } else {
            session.cookie_header(&request.url)
        };
        if let Some(cookies) = cookies {
            request.headers.push(("cookie".to_owned(), cookies));
        }
        let url = request.url.clone();
        let exchange = self.flow.context.wire.send(endpoint, request, self.flow.label).await;
        let response = exchange.response().cloned();
        let summary = exchange.summary();
        self.flow.keep(exchange);
        let response = response
            .ok_or_else(|| Ending::DeadEnd(format!("{} did not answer: {summary}", shown(&url))))?;
        self.flow.session.take(&url, &response);
        Ok(response)
    }

    /// Where a `Location`, or its like in a page, leads.
    fn follow(&self, from: &str, location: &str, via: &str) -> Result<Request, Ending> {
        if let Some(ending) = self.callback.ending(location, via) {
            return Err(ending);
        }
        let Ok(next) = Url::parse(from).and_then(|base| base.join(location)) else {
            return Err(Ending::DeadEnd(format!(
                "{} redirects to {location:?}, which is no URL",
                shown(from)
            )));
        };
        if let Some(ending) = self.callback.ending(next.as_str(), via) {
            return Err(ending);
        }
        if self.is_allowed(&next) {
            return Ok(Request::new("GET", next));
        }
        let parameters = forms::parse(next.query().unwrap_or_default());
        // An error page of the server's own may live elsewhere; an answer goes where a redirect URI
        // points (RFC 6749 section 3.1.2.4 is about that URI alone).
        let has = |name: &str| forms::first(&parameters, name).is_some();
        let is_answer = has("code")
            || has("access_token")
            || self.callback.brings_token(&parameters)
            || has("error") && next.host_str().is_some_and(|host| self.callback.is_host(host));
        Err(if is_answer {
            Ending::Foreign { to: location.to_owned(), via: via.to_owned() }
        } else {
            let origin = next.origin().ascii_serialization();
            Ending::DeadEnd(format!(
                "{} leads to {origin}, which is not the target's; list it under [[resource_owner]] origins",
                shown(from)
            ))
        })
    }

    fn on_page(&mut self, url: &str, response: &Response) -> Result<Request, Ending> {
        let fields = self.owner.map(|owner| owner.fields.clone()).unwrap_or_default();
        let page = Page::parse(&response.body, &fields);
        if let Some(ending) = self.lured(&page) {
            return Err(ending);
        }
        let can_act = page.forms.iter().any(Form::can_act);
        if response.status >= 400 && !page.forms.iter().any(|form| form.has_password()) {
            return Err(Ending::Page);
        }
        if !can_act {
            if let Some(target) = &page.refresh {
                return self.follow(&page.base(url), target, "meta refresh");
            }
            // A few words beside a script are a page that would be drawn by the script.
            let drawn_by_script = page.has_scripts && page.text.split_whitespace().count() <= 3;
            return Err(if drawn_by_script {
                Ending::DeadEnd(format!(
                    "the page \"{}\" at {} needs JavaScript; see `before` in the target file",
                    page.name(),
                    shown(url)
                ))
            } else {
                Ending::Page
            });
        }
        let Some(owner) = self.owner.filter(|_| self.conduct != Owner::Absent) else {
            return Err(Ending::Login);
        };
        self.act(url, &page, owner)
    }

    fn act(&mut self, url: &str, page: &Page, owner: &ResourceOwner) -> Result<Request, Ending> {
        let password = owner.password.as_ref().map(|own| own.expose_secret()).unwrap_or_default();
        let person =
            Person { username: &owner.username, password, denies: self.conduct == Owner::Denies };
        let dead_end = |reason: String| {
            Ending::DeadEnd(format!("the page \"{}\" at {} {reason}", page.name(), shown(url)))
        };
        match choose(page, &person) {
            Move::Stuck(reason) => Err(dead_end(reason)),
            Move::Follow(href) => {
                self.consents += 1;
                self.follow(&page.base(url), &href, "link")
            }
            Move::Submit { action, method, parameters, stage: Stage::Consent }
                if self.conduct == Owner::Forged =>
            {
                // Nobody is there any more: what follows is the answer.
                self.conduct = Owner::Absent;
                self.from_elsewhere = true;
                let base = parsed(&page.base(url))?;
                let to = if action.is_empty() {
                    parsed(url)?
                } else {
                    base.join(&action).unwrap_or(base)
                };
                if !self.is_allowed(&to) {
                    return Err(dead_end("would be submitted to another server".to_owned()));
                }
                Ok(forgery::request(page, &to, &method, parameters))
            }
            Move::Submit { action, method, mut parameters, stage } => {
                self.left_out += untick(page, &mut parameters, &self.leaves);
                if stage == Stage::Password && page.decides() {
                    self.consents += 1;
                }
                let (count, most) = match stage {
                    Stage::Consent => (&mut self.consents, 2),
                    Stage::Username => (&mut self.usernames, 1),
                    // Once: servers lock accounts after a few wrong passwords.
                    Stage::Password => (&mut self.passwords, 1),
                };
                *count += 1;
                if *count > most {
                    let reason = match stage {
                        Stage::Consent => "comes back after it was answered",
                        Stage::Username | Stage::Password => {
                            "comes back after the login: are username and password right?"
                        }
                    };
                    return Err(dead_end(reason.to_owned()));
                }
                self.submission(url, &page.base(url), (&action, &method), &parameters)
            }
        }
    }

    /// A page that sends the browser to an unregistered URI without a redirect.
    fn lured(&self, page: &Page) -> Option<Ending> {
        let foreign = self.callback.unregistered().filter(|uri| uri.contains("://"))?;
        let points = |target: &str| target.starts_with(foreign);
        let via = if page.refresh.as_deref().is_some_and(points) {
            "meta refresh"
        } else if page.forms.iter().any(|form| points(&form.action)) {
            "form"
        } else if page.scripts.contains("location") && page.scripts.contains(foreign) {
            "script"
        } else {
            return None;
        };
        Some(Ending::Foreign { to: foreign.to_owned(), via: via.to_owned() })
    }

    /// Makes a declared call, unless it goes elsewhere.
    async fn call_before(
        &mut self,
        owner: &ResourceOwner,
        call: &BeforeLogin,
        authorize: &str,
    ) -> Result<(), Ending> {
        let base = parsed(authorize)?;
        let client_id = self.flow.client.map_or("", |client| client.id.as_str());
        let place = call.url.replace("${client_id}", &forms::encode_component(client_id));
        let url =
            base.join(&place).map_err(|error| Ending::DeadEnd(format!("{}: {error}", call.url)))?;
        if !self.is_allowed(&url) {
            let origin = url.origin().ascii_serialization();
            let reason =
                format!("the call before the login goes to {origin}, which is not the target's");
            return Err(Ending::DeadEnd(reason));
        }
        let request = before::request(owner, call, &url, client_id);
        let response = self.send(Endpoint::OwnerPage, request).await?;
        match response.status {
            ..400 => Ok(()),
            status => Err(Ending::DeadEnd(format!(
                "the call before the login, {}, was answered by {status}",
                call.url
            ))),
        }
    }

    fn submission(
        &self,
        url: &str,
        base: &str,
        (action, method): (&str, &str),
        parameters: &[(String, String)],
    ) -> Result<Request, Ending> {
        let from = parsed(url)?;
        let base = parsed(base)?;
        let to = if action.is_empty() {
            from.clone()
        } else {
            base.join(action).unwrap_or_else(|_| from.clone())
        };
        if self.is_allowed(&to) {
            return Ok(submission::request(&from, &to, method, parameters));
        }
        let origin = to.origin().ascii_serialization();
        Err(Ending::DeadEnd(format!(
            "a form at {} would send the login to {origin}; list it under [[resource_owner]] origins",
            shown(url)
        )))
    }

    /// Credentials go to the target's own origins only.
    fn is_allowed(&self, url: &Url) -> bool {
        let target = &self.flow.context.target;
        let endpoints = [&target.issuer, &target.endpoints.authorization, &target.endpoints.token];
        let own = endpoints.into_iter().flatten();
        let listed = self.owner.into_iter().flat_map(|owner| &owner.origins);
        let mut known = own.chain(listed).filter_map(|own| Url::parse(own).ok());
        known.any(|own| own.origin() == url.origin())
    }
}

/// The request without what every sending adds anew.
fn repeated(mut request: Request) -> Request {
    request.headers.retain(|(name, _)| name != "cookie");
    request
}

fn parsed(url: &str) -> Result<Url, Ending> {
    Url::parse(url).map_err(|_| Ending::DeadEnd(format!("{url} is no URL")))
}

/// A URL for messages, without its query.
fn shown(url: &str) -> &str {
    forms::split_url(url).0
}
