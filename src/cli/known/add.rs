//! `assay known add`: entries for what failed, ready but for the reason, which a person gives.

use std::fmt::Write as _;
use std::path::Path;

use miette::miette;

use super::options::{KnownAddOptions, KnownCommand};
use crate::cli::{Exit, Failed, console, read_text, recorded};
use crate::spec::Grade;
use crate::target::load_known;
use crate::verdict::{Finding, Identity, Run, ScenarioResult};

const HEAD: &str = "\
# Known deviations: findings that are put up with for now. An entry covers the error that it names and no
# other failure of its scenario. Say why in `reason`: an entry without one is refused. `link` and
# `until = \"2027-01-31\"`, the last day on which it holds, may be added. An entry that no longer holds fails
# the run, so that the list stays short.
";

/// Writes what was asked for.
pub(in crate::cli) fn known(command: KnownCommand) -> Result<Exit, Failed> {
    match command {
        KnownCommand::Add(options) => add(&options),
    }
}

fn add(options: &KnownAddOptions) -> Result<Exit, Failed> {
    let run = recorded::run(&options.run)?;
    let mut there = match &options.to {
        Some(path) if path.exists() => listed(path)?,
        _ => Vec::new(),
    };
    let new = there.is_empty() && options.to.as_ref().is_none_or(|path| !path.exists());
    let mut page = if new { HEAD.to_owned() } else { String::new() };
    let mut count = 0;
    for (result, finding) in findings(&run, options.warnings) {
        let key = (result.id.clone(), finding.identity());
        if !there.contains(&key) {
            entry(&mut page, result, finding, options.flaky);
            there.push(key);
            count += 1;
        }
    }
    if count == 0 {
        console::note("nothing to add: nothing failed that the list does not have\n");
        return Ok(Exit::Conforms);
    }
    let Some(path) = &options.to else {
        return console::raw(&page);
    };
    append(path, &page)?;
    let shown = path.display();
    console::note(&format!("{count} entries added to {shown}; give each of them its reason\n"));
    Ok(Exit::Conforms)
}

/// Failures that are no known deviations already, and warnings if they are wanted.
fn findings(run: &Run, warnings: bool) -> impl Iterator<Item = (&ScenarioResult, &Finding)> {
    let all = run.results.iter().flat_map(|own| own.findings.iter().map(move |f| (own, f)));
    all.filter(move |(_, own)| {
        let weighs = own.grade == Grade::Fail || warnings && own.grade == Grade::Warn;
        weighs && own.known.is_none()
    })
}

fn entry(page: &mut String, result: &ScenarioResult, finding: &Finding, flaky: bool) {
    let identity = finding.identity();
    let table = if flaky && !result.id.starts_with("ambient/") { "flaky" } else { "known" };
    let title = result.title.replace(char::is_control, " ");
    let warns = (finding.grade == Grade::Warn).then_some(("verdict", "warn"));
    let members = [
        ("scenario", result.id.as_str()),
        ("requirement", &identity.requirement),
        ("check", &identity.check),
        ("actual", &identity.actual),
    ];
    // Writing to a String cannot fail.
    let _written = write!(page, "\n# {title}\n[[{table}]]\n");
    for (key, value) in members.into_iter().chain(warns).chain([("reason", "")]) {
        let quoted = toml::Value::String(value.to_owned());
        let _written = writeln!(page, "{key:<11} = {quoted}");
    }
}

/// What a list has already. Its reasons may still be missing, so that it is read as plain TOML.
fn listed(path: &Path) -> Result<Vec<(String, Identity)>, Failed> {
    let shown = path.display();
    // A device may never end.
    if !path.is_file() {
        let cure = "name a file of your own, or leave --to out for standard output";
        return Err(Failed::usage(miette!(help = cure, "{shown} is no ordinary file")));
    }
    if let Ok(list) = load_known(path) {
        return Ok(list.entries.into_iter().map(|own| (own.scenario, own.finding)).collect());
    }
    let text = read_text(path)?;
    let value: toml::Table = toml::from_str(&text)
        .map_err(|error| Failed::usage(miette!("{shown} is no list: {}", error.message())))?;
    let tables = ["known", "flaky"].into_iter().filter_map(|name| value.get(name)?.as_array());
    let word = |own: &toml::Value, name: &str| {
        own.get(name).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let keys = tables.flatten().map(|own| {
        let [requirement, check, actual] = ["requirement", "check", "actual"].map(|n| word(own, n));
        (word(own, "scenario"), Identity::new(&requirement, &check, &actual))
    });
    Ok(keys.collect())
}

fn append(path: &Path, page: &str) -> Result<(), Failed> {
    use std::io::Write as _;
    let file = std::fs::OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(page.as_bytes())).map_err(|error| {
        Failed::not_established(miette!("failed to write {}: {error}", path.display()))
    })
}
