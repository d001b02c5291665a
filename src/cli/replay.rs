//! Failing cases of trials, in files that `assay run --replay` takes.

use std::path::Path;

use miette::miette;

use super::{Failed, console, read_text};
use crate::verdict::{Replay, Run, Verdict};

/// Version of the format of these files.
const VERSION: &str = "1.0.0";

/// Reads a recorded case.
pub(super) fn read(path: &Path) -> Result<Replay, Failed> {
    let shown = path.display();
    let text = read_text(path)?;
    let replay: Replay = serde_json::from_str(&text).map_err(|error| {
        Failed::usage(miette!(
            help = "give a file that `assay run` wrote under --replays when a trial failed",
            "{shown} is no recorded case: {error}"
        ))
    })?;
    if replay.schema_version != VERSION {
        return Err(Failed::usage(miette!(
            "{shown} has version {}, this assay reads {VERSION}",
            replay.schema_version
        )));
    }
    Ok(replay)
}

/// Writes one file for each trial that failed or warned, and says how to run it again.
pub(super) fn write(run: &Run, folder: &Path) -> Result<(), Failed> {
    for result in
        run.results.iter().filter(|own| matches!(own.verdict, Verdict::Warn | Verdict::Fail))
    {
        let Some((experiment, case)) =
            result.experiment.as_ref().and_then(|own| Some((own, own.case.clone()?)))
        else {
            continue;
        };
        let replay = Replay {
            schema_version: VERSION.to_owned(),
            id: result.id.clone(),
            seed: run.seed,
            story: experiment.story.clone(),
            case,
        };
        let path = folder.join(format!("{}.json", result.id.replace('/', "-")));
        let failed = |error: &dyn std::fmt::Display| {
            Failed::not_established(miette!("failed to write {}: {error}", path.display()))
        };
        std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        let text = serde_json::to_string_pretty(&replay).map_err(|error| failed(&error))?;
        std::fs::write(&path, text + "\n").map_err(|error| failed(&error))?;
        console::note(&format!(
            "{} failed; the smallest case again: assay run --replay {} with the same target\n",
            result.id,
            path.display()
        ));
    }
    Ok(())
}
