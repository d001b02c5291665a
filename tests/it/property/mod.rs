//! Trials against the reference server.

mod held;
mod lag;
mod lifecycle;
mod race;
mod scope;

use assay::cli::Embedded;
use assay::property::trials;
use assay::reference::Fault;
use assay::runner::{Budget, Conducted, Context, Field, Transport, probe};
use assay::scenario::Catalog;
use assay::target::Target;
use serde_json::Value;
use tokio::sync::mpsc;

/// Conducts one trial against the reference server with these faults.
async fn conducted(
    id: &str,
    faults: &[Fault],
    cases: u32,
    change: impl FnOnce(&mut Target),
) -> Conducted {
    staged(id, faults, cases, None, change).await
}

/// The same, perhaps with a recorded case.
async fn staged(
    id: &str,
    faults: &[Fault],
    cases: u32,
    replay: Option<&Value>,
    change: impl FnOnce(&mut Target),
) -> Conducted {
    let embedded = Embedded::start(faults, Some(1)).await.expect("a server");
    let mut target = embedded.target.clone();
    change(&mut target);
    let conducted = tried(id, target, cases, replay).await;
    embedded.server.stop().await;
    conducted
}

/// Conducts one trial against a target.
async fn tried(id: &str, target: Target, cases: u32, replay: Option<&Value>) -> Conducted {
    let transport = Transport::new(&target).expect("a transport");
    let probed = probe(target, &transport).await.expect("metadata");
    let catalog = Catalog::load(&[]).expect("the built-in catalog");
    let (events, _heard) = mpsc::unbounded_channel();
    let context = Context::new(probed.target, transport, 1, events);
    let field = Field {
        context: &context,
        capabilities: &probed.capabilities,
        scenario: &catalog.scenarios[id],
        budget: Budget { cases, ..Budget::default() },
        replay,
    };
    trials()[id].conduct(field).await
}

/// The value of a figure.
fn figure<'c>(own: &'c Conducted, name: &str) -> &'c str {
    let mut figures = own.experiment.figures.iter();
    let figure = figures.find(|figure| figure.name == name);
    figure.map_or_else(|| panic!("no {name} in {:?}", own.experiment), |own| own.value.as_str())
}

/// The requirements that were breached.
fn breached(own: &Conducted) -> Vec<&str> {
    let mut all: Vec<&str> = own.breaches.iter().map(|own| own.requirement.as_str()).collect();
    all.dedup();
    all
}
