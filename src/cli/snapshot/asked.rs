//! A target that is asked probe by probe.

use std::io::IsTerminal as _;
use std::path::Path;

use jiff::Timestamp;
use miette::miette;
use tokio::sync::mpsc;

use crate::cli::chosen::ServerOptions;
use crate::cli::{Failed, console, target};
use crate::exchange::tame;
use crate::reference::Running;
use crate::runner::Context;
use crate::snapshot::{Probe, Reading, Snapshot, Store, probes};
use crate::target::Capabilities;

/// The target with everything that is asked of it.
pub(super) struct Asked {
    pub(super) probes: Vec<Probe>,
    context: Context,
    capabilities: Capabilities,
    live: bool,
    /// The embedded server, which must outlive the questions.
    _server: Option<Running>,
}

impl Asked {
    /// Finds the target; nothing but discovery is sent.
    pub(super) async fn reach(options: &ServerOptions) -> Result<Self, Failed> {
        let registry = target::catalog(&[])?.registry;
        let probes = probes(&registry).map_err(|error| Failed::usage(*error))?;
        let seed = options.seed();
        let reached = target::reach(&options.chosen, options.rate, seed).await?;
        // Events are for runs with a person at the login page, whose probes are left out.
        let (events, _unheard) = mpsc::unbounded_channel();
        let capabilities = reached.probed.capabilities;
        let context = Context::new(reached.probed.target, reached.transport, seed, events);
        let live = !options.quiet && std::io::stderr().is_terminal();
        Ok(Self { probes, context, capabilities, live, _server: reached._server })
    }

    /// The name of the target.
    pub(super) fn name(&self) -> &str {
        &self.context.target.name
    }

    /// Asks once.
    pub(super) async fn once(&self, probe: &Probe) -> Reading {
        self.perform(probe, "").await
    }

    /// Asks until two performances took the same way, and keeps what they have in common.
    pub(super) async fn settled(&self, probe: &Probe) -> Reading {
        let first = self.perform(probe, "").await;
        let second = match &first {
            Reading::Seen { .. } => self.perform(probe, " again").await,
            _ => return first,
        };
        let (first, second) = match (&first, &second) {
            (Reading::Seen { fingerprint: one, .. }, Reading::Seen { fingerprint: other, .. })
                if !one.same_way(other) =>
            {
                // The first time was another: a consent that is remembered, a session that is new.
                let third = self.perform(probe, " once more").await;
                (second, third)
            }
            _ => (first, second),
        };
        match (first, second) {
            (
                Reading::Seen { fingerprint: one, unmet },
                Reading::Seen { fingerprint: other, unmet: later },
            ) => Reading::Seen { fingerprint: one.settled_with(&other), unmet: unmet.or(later) },
            // A limit of wrong secrets is reached the second time at the earliest.
            (first @ Reading::Seen { .. }, Reading::LeftOut(_)) => first,
            (_, other) => other,
        }
    }

    async fn perform(&self, probe: &Probe, time: &str) -> Reading {
        if let Some(reason) = probe.left_out(&self.context.target, &self.capabilities) {
            return Reading::LeftOut(reason);
        }
        let label = format!("snapshot/{}{time}", probe.name);
        let transcript = probe.perform(&self.context, &label).await;
        Reading::of(probe, &self.context.target, &transcript, Timestamp::now())
    }

    /// Shows how far it is, on a terminal.
    pub(super) fn tell(&self, done: usize) {
        if self.live {
            console::note(&format!("\r{done}/{} probes", self.probes.len()));
        }
    }

    /// Takes the line of the progress away.
    pub(super) fn finish(&self) {
        if self.live {
            console::note("\r                    \r");
        }
    }

    /// The embedded server stands in only for itself: snapshots of another server are neither
    /// overwritten nor held against it because a target was forgotten.
    pub(super) fn guard(
        &self,
        options: &ServerOptions,
        store: &Store,
        folder: &Path,
    ) -> Result<(), Failed> {
        let mut others = store.accepted().values().map(|own: &Snapshot| own.target.as_str());
        match others.find(|own| *own != self.name()).filter(|_| options.chosen.is_embedded()) {
            None => Ok(()),
            Some(other) => Err(Failed::usage(miette!(
                help = "name that server: --target FILE (or --issuer URL); or give the embedded server a folder of its own",
                "the snapshots in {} are of `{}`, and without --target the embedded server would be asked",
                folder.display(),
                tame(other)
            ))),
        }
    }
}
