//! From a target file to its diagnosis.

use miette::miette;
use tokio::sync::mpsc;

use super::options::DoctorOptions;
use super::page;
use crate::cli::progress::Progress;
use crate::cli::target::{self, Aimed};
use crate::cli::{Exit, Failed, console, reports};
use crate::doctor::{Diagnosis, Examination, Round, State, unseen};
use crate::report::Format;
use crate::runner::{Context, Transport, probe};
use crate::target::Target;

/// Examines a target and tells what is wrong with its file.
pub(in crate::cli) async fn doctor(options: DoctorOptions) -> Result<Exit, Failed> {
    let wanted = reports::parse(&options.report, &[Format::Json])?;
    let server = &options.server;
    let seed = server.seed();
    // The server lives until the last line.
    let Aimed { target, server: _server } = target::aim(&server.chosen, server.rate, seed).await?;
    let diagnosis = Diagnosis {
        target: target.name.clone(),
        examinations: tokio::select! {
            // The signal handler must stand before the first request leaves.
            biased;
            () = target::interrupt() => return Err(Failed::not_established(miette!("interrupted"))),
            examined = examine(target, seed) => examined?,
        },
    };
    let text = page::render(&diagnosis, server.quiet);
    if reports::takes_standard_output(&wanted) {
        console::note(&text);
    } else {
        console::out(&text)?;
    }
    reports::write_all(&wanted, |_| {
        let json = serde_json::to_string_pretty(&diagnosis).map_err(|error| error.to_string())?;
        Ok(json + "\n")
    })?;
    Ok(match diagnosis.state() {
        State::Wrong => Exit::Usage,
        State::Unreachable | State::Server => Exit::NotEstablished,
        State::Right | State::LeftOut | State::Doubtful => Exit::Conforms,
    })
}

async fn examine(target: Target, seed: u64) -> Result<Vec<Examination>, Failed> {
    let transport = Transport::new(&target).map_err(Failed::usage)?;
    let given = target.endpoints.clone();
    let probed = match probe(target.clone(), &transport).await {
        Ok(probed) => probed,
        Err(error) => return Ok(vec![unseen(&target, &error)]),
    };
    let (events, mut heard) = mpsc::unbounded_channel();
    // Of all events only the URL for a person who logs in is of interest, and that is always shown.
    let mut progress = Progress::new(true);
    let watching = tokio::spawn(async move {
        while let Some(event) = heard.recv().await {
            progress.show(&event);
        }
    });
    let context = Context::new(probed.target, transport, seed, events);
    let examinations = Round::new(&context, given).all(probed.metadata.as_ref()).await;
    drop(context);
    // The display ends with its sender; it has nothing to return.
    let _ended = watching.await;
    Ok(examinations)
}
