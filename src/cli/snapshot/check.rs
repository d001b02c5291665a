//! `assay snapshot check`.

use std::path::Path;

use miette::miette;

use super::asked::Asked;
use super::options::CheckOptions;
use super::page::{self, Drift, Told};
use crate::cli::{Exit, Failed, console};
use crate::snapshot::{Fingerprint, Impact, Probe, Reading, Snapshot, Store, differences};

/// Holds the target against its snapshots and tells what is different.
pub(super) async fn check(options: CheckOptions) -> Result<Exit, Failed> {
    let dir = &options.folder.dir;
    let mut store = Store::open(dir).map_err(Failed::usage)?;
    if store.accepted().is_empty() {
        return Err(no_snapshots(dir));
    }
    let asked = Asked::reach(&options.server).await?;
    asked.guard(&options.server, &store, dir)?;
    let mut told = Told::default();
    let mut now = Vec::new();
    for (done, probe) in asked.probes.iter().enumerate() {
        asked.tell(done);
        let reading = asked.once(probe).await;
        now.extend(compare(&store, &asked, probe, reading, &mut told));
    }
    asked.finish();
    now.extend(strangers(&store, &asked, &mut told));
    if !options.no_pending {
        keep(&mut store, now, &told)?;
    }
    console::out(&page::checked(&told, asked.name(), dir, !options.no_pending))?;
    Ok(exit(&told, options.fail_on.impact()))
}

fn no_snapshots(dir: &Path) -> Failed {
    Failed::usage(miette!(
        help = format!(
            "take the first ones while the server is right: assay snapshot accept --dir {} --target FILE",
            dir.display()
        ),
        "there are no snapshots in {}",
        dir.display()
    ))
}

/// What is to be said of one probe; its present snapshot, if there is one.
fn compare(
    store: &Store,
    asked: &Asked,
    probe: &Probe,
    reading: Reading,
    told: &mut Told,
) -> Option<Snapshot> {
    let accepted = store.accepted().get(&probe.name);
    let fingerprint = match (reading, accepted) {
        (Reading::NotEstablished(reason), _) => {
            told.open.push((probe.name.clone(), reason));
            return None;
        }
        (Reading::LeftOut(reason), None) => {
            told.left_out.push((probe.name.clone(), reason));
            return None;
        }
        (Reading::LeftOut(reason), Some(_)) => Fingerprint::gone(&reason),
        (Reading::Seen { fingerprint, .. }, None) => fingerprint,
        (Reading::Seen { fingerprint, .. }, Some(accepted)) => {
            fingerprint.marked_like(&accepted.fingerprint)
        }
    };
    let now = Snapshot::new(&probe.name, &probe.title, asked.name(), fingerprint);
    let found = match accepted {
        Some(accepted) => accepted.differences(&now),
        None => differences(None, &now.fingerprint),
    };
    if found.is_empty() {
        told.same += 1;
    } else {
        told.drifts.push(Drift { probe: probe.name.clone(), title: probe.title.clone(), found });
    }
    Some(now)
}

/// Accepted snapshots of probes that there are no more.
fn strangers(store: &Store, asked: &Asked, told: &mut Told) -> Vec<Snapshot> {
    let known = |name: &String| asked.probes.iter().any(|own| own.name == *name);
    let strangers = store.accepted().values().filter(|own| !known(&own.probe));
    let gone = strangers.map(|own| {
        let print = Fingerprint::gone(page::NO_SUCH_PROBE);
        let now = Snapshot::new(&own.probe, &own.title, &own.target, print);
        let found = own.differences(&now);
        told.drifts.push(Drift { probe: own.probe.clone(), title: own.title.clone(), found });
        now
    });
    gone.collect()
}

/// Leaves what drifted for a review; what an earlier check left of a probe that is right is dropped.
fn keep(store: &mut Store, now: Vec<Snapshot>, told: &Told) -> Result<(), Failed> {
    for snapshot in now {
        if told.drifts.iter().any(|own| own.probe == snapshot.probe) {
            store.hold(snapshot).map_err(Failed::usage)?;
        } else {
            store.reject(&snapshot.probe).map_err(Failed::usage)?;
        }
    }
    Ok(())
}

/// Drift counts before what was not established.
fn exit(told: &Told, fail_on: Impact) -> Exit {
    let worst = told.drifts.iter().flat_map(|own| &own.found).map(|own| own.impact).max();
    if worst.is_some_and(|worst| worst >= fail_on) {
        Exit::Violation
    } else if told.open.is_empty() {
        Exit::Conforms
    } else {
        Exit::NotEstablished
    }
}
