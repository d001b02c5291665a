//! A login flow as a script: a function from what the browser asks for to what it gets.

use std::path::Path;

use assay::document::Document;
use assay::exchange::{Ending, StepRecord};
use assay::runner::{Context, Flow, Transport};
use assay::scenario::{Action, Owner, Step};
use assay::target::{self, Source, Target};
use tokio::sync::mpsc;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Where a scripted flow sends the browser when all is done.
pub(crate) const BACK: &str = "https://client.example/callback?code=stage-code&state=kept";

/// Where it sends the browser when the resource owner refused.
pub(crate) const REFUSED: &str = "https://client.example/callback?error=access_denied&state=kept";

/// The password on stage, with characters that every encoding treats in its own way.
pub(crate) const PASSWORD: &str = "won der+land&1=\u{fc}";

/// One request of the browser.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The query as it was sent.
    pub(crate) query: String,
    /// The body as it was sent.
    pub(crate) body: String,
    headers: Vec<(String, String)>,
}

impl Ask {
    fn of(request: &Request) -> Self {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        let headers = request.headers.iter();
        Self {
            method: request.method.to_string(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            body: text(&request.body),
            headers: headers
                .map(|(name, value)| (name.to_string(), text(value.as_bytes())))
                .collect(),
        }
    }

    /// `POST /login`.
    pub(crate) fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A header field, or nothing.
    pub(crate) fn header(&self, name: &str) -> String {
        let found = self.headers.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// The form in the body, decoded, in order.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        pairs(&self.body)
    }

    /// The query, decoded, in order.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    /// Whether the form holds this pair.
    pub(crate) fn sent(&self, name: &str, value: &str) -> bool {
        self.form().contains(&(name.to_owned(), value.to_owned()))
    }

    /// Whether the form is a right login, by the usual names of the fields.
    pub(crate) fn logs_in(&self) -> bool {
        self.sent("username", "alice") && self.sent("password", PASSWORD)
    }
}

fn pairs(text: &str) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// Pairs as [`Ask::form`] gives them.
pub(crate) fn form(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// An HTML page.
pub(crate) fn page(html: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(html.as_bytes(), "text/html; charset=utf-8")
}

/// A redirect by 302.
pub(crate) fn to(location: &str) -> ResponseTemplate {
    ResponseTemplate::new(302).insert_header("location", location)
}

/// A plain login page that posts to `/login`.
pub(crate) fn login_page() -> ResponseTemplate {
    page(
        "<title>Sign in</title><form method=post action=/login><input name=username>\
         <input type=password name=password><button>Sign in</button></form>",
    )
}

/// What a script answers when the browser left it.
pub(crate) fn lost(ask: &Ask) -> ResponseTemplate {
    ResponseTemplate::new(400).set_body_raw(format!("<title>Lost</title>{ask:?}"), "text/html")
}

/// A server that plays a script.
pub(crate) struct Stage {
    server: MockServer,
}

impl Stage {
    /// Starts a server on a free loopback port.
    pub(crate) async fn start(
        script: impl Fn(&Ask) -> ResponseTemplate + Send + Sync + 'static,
    ) -> Self {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(move |request: &Request| script(&Ask::of(request)))
            .mount(&server)
            .await;
        Self { server }
    }

    /// Its origin.
    pub(crate) fn origin(&self) -> String {
        self.server.uri()
    }

    /// Everything that was asked, in order.
    pub(crate) async fn asked(&self) -> Vec<Ask> {
        let requests = self.server.received_requests().await;
        requests.unwrap_or_default().iter().map(Ask::of).collect()
    }

    /// Method and path of everything that was asked.
    pub(crate) async fn lines(&self) -> Vec<String> {
        self.asked().await.iter().map(Ask::line).collect()
    }

    /// The one request with this method and path.
    pub(crate) async fn only(&self, line: &str) -> Ask {
        let asked = self.asked().await;
        let mut found: Vec<Ask> = asked.into_iter().filter(|ask| ask.line() == line).collect();
        assert_eq!(found.len(), 1, "{line} was asked {} times", found.len());
        found.remove(0)
    }

    /// The body of the last request with this method and path.
    pub(crate) async fn last_body(&self, line: &str) -> String {
        let asked = self.asked().await;
        let last = asked.iter().rev().find(|ask| ask.line() == line);
        last.map(|ask| ask.body.clone()).unwrap_or_default()
    }

    /// A target file for it; `more` continues the table of the resource owner.
    pub(crate) fn target(&self, more: &str) -> Target {
        let origin = self.origin();
        read(&format!(
            r#"
            [endpoints]
            authorization = "{origin}/authorize"
            token         = "{origin}/token"

            [[client]]
            role   = "confidential"
            id     = "web"
            secret = "web-secret"
            grants = ["authorization_code"]
            redirect_uris = ["https://client.example/callback"]

            [scopes]
            allowed = ["read"]

            [[resource_owner]]
            username = "alice"
            password = "{PASSWORD}"
            {more}
            "#
        ))
    }

    /// Sends the resource owner through the flow, granting.
    pub(crate) async fn grant(&self) -> StepRecord {
        walk(self.target(""), authorize(Owner::Grants)).await
    }

    /// Sends the resource owner through the flow, refusing.
    pub(crate) async fn deny(&self) -> StepRecord {
        walk(self.target(""), authorize(Owner::Denies)).await
    }

    /// Sends the resource owner through the flow, granting, with more in the target file.
    pub(crate) async fn grant_with(&self, more: &str) -> StepRecord {
        walk(self.target(more), authorize(Owner::Grants)).await
    }
}

/// A conforming authorization step.
pub(crate) fn authorize(owner: Owner) -> Step {
    let mut step = Step::conforming(Action::Authorize);
    step.owner = Some(owner);
    step
}

/// Reads the text of a target file.
pub(crate) fn read(text: &str) -> Target {
    let source = Source { folder: Path::new("."), env: &|_| None };
    target::read(&Document::new("stage.toml", text), &source).expect("a sound target file")
}

/// Performs one step against a target.
pub(crate) async fn walk(target: Target, step: Step) -> StepRecord {
    let transport = Transport::new(&target).expect("a transport");
    let (events, _heard) = mpsc::unbounded_channel();
    let context = Context::new(target, transport, 7, events);
    let mut transcript = Flow::new(&context, "owner/on-stage").run(&[step]).await;
    assert_eq!(transcript.steps.len(), 1);
    transcript.steps.remove(0)
}

/// The reason of a dead end; anything else is a failure of the test.
pub(crate) fn dead_end(record: &StepRecord) -> &str {
    match &record.ending {
        Ending::DeadEnd(reason) => reason,
        other => panic!("no dead end but {other:?}"),
    }
}

/// The ending of a flow that went well.
pub(crate) fn granted() -> Ending {
    Ending::Code(BACK.to_owned())
}
