//! The browser: follows redirects and pages from the authorization request to its end.

use url::Url;

use super::super::flow::Flow;
use super::callback::Callback;
use super::elements::Form;
use super::page::Page;
use super::{forgery, manual};
use crate::exchange::{Ending, Endpoint, Request, Response};
use crate::oauth::forms;
use crate::scenario::Owner;
use crate::target::{Login, ResourceOwner};

/// How many requests one authorization may take: three pages with redirects in between use ten.
const MOST_REQUESTS: usize = 24;

/// A browser on its way through one authorization.
pub(crate) struct Browser<'f, 'a> {
    pub(super) flow: &'f mut Flow<'a>,
    pub(super) callback: Callback,
    pub(super) owner: Option<&'a ResourceOwner>,
    pub(super) conduct: Owner,
    pub(super) usernames: usize,
    pub(super) passwords: usize,
    pub(super) consents: usize,
    /// Boxes of the consent page that stay empty, by value or name, and how many did.
    pub(super) leaves: Vec<String>,
    pub(super) left_out: usize,
    /// The next request is one that another site brings about.
    pub(super) from_elsewhere: bool,
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

    pub(super) async fn send(
        &mut self,
        endpoint: Endpoint,
        mut request: Request,
    ) -> Result<Response, Ending> {
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
}

/// The request without what every sending adds anew.
fn repeated(mut request: Request) -> Request {
    request.headers.retain(|(name, _)| name != "cookie");
    request
}

pub(super) fn parsed(url: &str) -> Result<Url, Ending> {
    Url::parse(url).map_err(|_| Ending::DeadEnd(format!("{url} is no URL")))
}

/// A URL for messages, without its query.
pub(super) fn shown(url: &str) -> &str {
    forms::split_url(url).0
}
