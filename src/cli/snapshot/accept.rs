//! `assay snapshot accept`.

use super::asked::Asked;
use super::options::AcceptOptions;
use super::page::{self, Told};
use super::pending;
use crate::cli::{Exit, Failed, console};
use crate::snapshot::{Fingerprint, Reading, Snapshot, Store};

/// Takes the target's present state, or what is pending, as right.
pub(super) async fn accept(options: AcceptOptions) -> Result<Exit, Failed> {
    let mut store = Store::make(&options.dir).map_err(Failed::usage)?;
    if options.server.chosen.is_embedded() && !store.pending().is_empty() {
        return pending::promote(&mut store, &options.dir);
    }
    let asked = Asked::reach(&options.server).await?;
    asked.guard(&options.server, &store, &options.dir)?;
    let mut told = Told::default();
    for (done, probe) in asked.probes.iter().enumerate() {
        asked.tell(done);
        let own =
            |print: Fingerprint| Snapshot::new(&probe.name, &probe.title, asked.name(), print);
        match asked.settled(probe).await {
            Reading::Seen { unmet: Some(reason), .. } | Reading::NotEstablished(reason) => {
                told.open.push((probe.name.clone(), reason));
            }
            Reading::Seen { fingerprint, unmet: None } => {
                store.accept(own(fingerprint)).map_err(Failed::usage)?;
                told.same += 1;
            }
            Reading::LeftOut(reason) => {
                store.accept(own(Fingerprint::gone(&reason))).map_err(Failed::usage)?;
                told.left_out.push((probe.name.clone(), reason));
            }
        }
    }
    asked.finish();
    forget_strangers(&mut store, &asked)?;
    console::out(&page::accepted(&told, asked.name(), &options.dir))?;
    Ok(if told.open.is_empty() && told.same > 0 { Exit::Conforms } else { Exit::NotEstablished })
}

/// Snapshots of probes that there are no more go with the rest of the past.
fn forget_strangers(store: &mut Store, asked: &Asked) -> Result<(), Failed> {
    let known = |name: &String| asked.probes.iter().any(|own| own.name == *name);
    let strangers = store.accepted().values().filter(|own| !known(&own.probe));
    let strangers: Vec<Snapshot> = strangers.cloned().collect();
    for stranger in strangers {
        let gone = Fingerprint::gone(page::NO_SUCH_PROBE);
        let gone = Snapshot::new(&stranger.probe, &stranger.title, &stranger.target, gone);
        store.accept(gone).map_err(Failed::usage)?;
    }
    Ok(())
}
