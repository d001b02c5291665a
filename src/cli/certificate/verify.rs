//! `assay verify`: a bundle, checked without the server.

use std::path::Path;

use miette::miette;

use super::options::VerifyOptions;
use crate::certificate::{
    Opened, PublicKey, Rejudged, SOURCE_HASH, Sealed, headline, open, rejudge,
};
use crate::cli::{Exit, Failed, console, target};
use crate::exchange::tame;

/// Checks hashes and signature, judges every transcript anew and compares.
pub(in crate::cli) fn verify(options: &VerifyOptions) -> Result<Exit, Failed> {
    let files = read(&options.folder)?;
    let trusted = options.key.as_deref().map(public_key).transpose()?;
    let opened = match open(&files, trusted.as_ref()) {
        Ok(opened) => opened,
        Err(wrong) => return refuse(wrong.iter().map(String::as_str)),
    };
    let catalog = target::catalog(&options.catalog)?;
    let rejudged = rejudge(&catalog, &opened.run, &opened.controls);
    if !rejudged.differing.is_empty() {
        if opened.configuration.source_hash != SOURCE_HASH {
            console::note(&format!(
                "the bundle was made by assay {} from another source than this assay\n",
                tame(&opened.run.tool_version)
            ));
        }
        return refuse(rejudged.differing.iter().map(String::as_str));
    }
    console::out(&page(&opened, &rejudged, trusted.is_some()))
}

fn refuse<'w>(wrong: impl Iterator<Item = &'w str>) -> Result<Exit, Failed> {
    let lines: String = wrong.map(|why| format!("  {}\n", tame(why))).collect();
    console::out(&format!("NOT VERIFIED\n{lines}"))?;
    Ok(Exit::Violation)
}

fn page(opened: &Opened, rejudged: &Rejudged, trusted: bool) -> String {
    let Rejudged { judged, skipped, unestablished, trusted: trials, .. } = rejudged;
    let id = opened.key.id();
    let mut page = format!("VERIFIED, and it says: {}\n\n", headline(&opened.run));
    let mut line = |name: &str, value: String| page.push_str(&format!("{name:<10} {value}\n"));
    line("target", tame(&opened.run.target.name));
    line("hashes", "every file is as it was signed".to_owned());
    line(
        "signature",
        if trusted {
            format!("by the key that was asked for, {id}")
        } else {
            format!("by {id}; whose key that is, the bundle cannot say: give --key")
        },
    );
    line("judged", format!("{judged} results anew, with the same verdicts and findings"));
    line("skipped", format!("{skipped}, as the recorded capabilities ask for"));
    if *unestablished > 0 {
        line("silent", format!("{unestablished} that claim nothing: the conforming flow failed"));
    }
    line("on trust", format!("{} trials, whose cases one transcript cannot show", trials.len()));
    trials.iter().for_each(|id| line("", id.clone()));
    let source = &opened.configuration.source_hash;
    let same = if source == SOURCE_HASH {
        "the same as this assay's"
    } else {
        "another than this assay's"
    };
    line("source", format!("{} ({same})", tame(source)));
    page
}

/// Every file of the folder.
fn read(folder: &Path) -> Result<Sealed, Failed> {
    let failed = |error: std::io::Error| {
        Failed::usage(miette!(
            help = "give a folder that `assay certify --out` has written",
            "failed to read {}: {error}",
            folder.display()
        ))
    };
    let mut files = Sealed::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // A folder within is as foreign as a file that nothing names.
        let foreign = entry.file_type().map_err(failed)?.is_dir();
        let octets =
            if foreign { Vec::new() } else { std::fs::read(entry.path()).map_err(failed)? };
        files.insert(name, octets);
    }
    Ok(files)
}

fn public_key(path: &Path) -> Result<PublicKey, Failed> {
    let shown = path.display();
    let cure = "give the public key: `assay certify --new-key` writes it beside the private one";
    let failed = |error: &dyn std::fmt::Display| {
        Failed::usage(miette!(help = cure, "failed to read the key {shown}: {error}"))
    };
    let text = std::fs::read(path).map_err(|error| failed(&error))?;
    PublicKey::from_pem(&text).map_err(|error| failed(&error))
}
