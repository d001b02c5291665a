//! An emulation in this process, asked step by step.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use assay::exchange::{Response, StepRecord};
use assay::reference::{self, Dialect, Running};
use assay::runner::{Context, Flow, Transport};
use assay::scenario::{Action, Step};
use assay::target::{Target, load_at};
use tokio::sync::mpsc;

/// A running emulation, and what steps against it need.
pub(super) struct Emulation {
    _server: Running,
    context: Context,
}

impl Emulation {
    /// The emulation of a platform with the target file of the platform.
    pub(super) async fn start(platform: &str, variants: &[&str]) -> Self {
        Self::acting(platform, variants, &[]).await
    }

    /// The same with other words in the target file, such as another client.
    pub(super) async fn acting(
        platform: &str,
        variants: &[&str],
        words: &[(&str, String)],
    ) -> Self {
        let variants: Vec<String> = variants.iter().map(|own| (*own).to_owned()).collect();
        let text = fixture("dialects", platform);
        let dialect = Dialect::read(&text, &variants).expect("a dialect");
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let server = reference::start(any, false, |issuer| dialect.settings(issuer).expect("one"));
        let server = server.await.expect("a server");
        let target = target(platform, words, &server.issuer);
        let transport = Transport::new(&target).expect("a transport");
        let probed = assay::runner::probe(target, &transport).await.expect("a target");
        let (events, _unheard) = mpsc::unbounded_channel();
        let context = Context::new(probed.target, transport, 1, events);
        Self { _server: server, context }
    }

    /// Steps one after the other, as one scenario has them.
    pub(super) fn flow(&self) -> Flow<'_> {
        Flow::new(&self.context, "emulation")
    }
}

/// A conforming step with a scope, if there is one to ask for.
pub(super) fn step(action: Action, scope: Option<&str>) -> Step {
    let mut step = Step::conforming(action);
    step.set.extend(scope.map(|scope| ("scope".to_owned(), scope.to_owned())));
    step
}

/// Asks for a scope and gets tokens.
pub(super) async fn tokens(flow: &mut Flow<'_>, scope: &str) -> StepRecord {
    flow.step(&step(Action::Authorize, Some(scope))).await;
    flow.step(&step(Action::Token, None)).await
}

/// A call of the resource of that name.
pub(super) fn call(resource: &str) -> Step {
    Step { resource: Some(resource.to_owned()), ..Step::conforming(Action::Resource) }
}

/// The last answer of a step.
pub(super) fn answer(record: &StepRecord) -> &Response {
    let exchange = record.answer().unwrap_or_else(|| panic!("nothing was sent: {record:?}"));
    exchange.response().unwrap_or_else(|| panic!("no answer: {exchange:?}"))
}

fn fixture(folder: &str, platform: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(root.join("fixtures").join(folder).join(format!("{platform}.toml")))
        .expect("a fixture")
}

fn target(platform: &str, words: &[(&str, String)], issuer: &str) -> Target {
    let mut text = fixture("targets", platform);
    for (own, other) in words {
        assert!(text.contains(own), "the target file lacks {own}");
        text = text.replace(own, other);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("target.toml");
    std::fs::write(&path, text).expect("a file");
    load_at(&path, Some(issuer), &|_| None).expect("a target")
}
