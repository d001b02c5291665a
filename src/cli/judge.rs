//! `assay judge`.

use miette::miette;
use serde_json::Value;

use super::args::JudgeOptions;
use super::{Exit, Failed, console, read_text, target};
use crate::exchange::tame;
use crate::plan::Selection;
use crate::scenario::{Catalog, Judge};
use crate::verdict::{Finding, Grading, ScenarioResult, Verdict};

/// Judges recorded transcripts anew, with the code that judged them first.
pub(super) fn judge(options: &JudgeOptions) -> Result<Exit, Failed> {
    let catalog = target::catalog(&options.catalog)?;
    let selection = Selection { selects: Vec::new(), suites: options.suite.clone() };
    let gradings: Vec<Grading> = selection
        .suites(&catalog)
        .map_err(Failed::usage)?
        .iter()
        .map(|suite| suite.grading.clone())
        .collect();
    let path = options.file.display();
    let text = read_text(&options.file)?;
    let recorded = read(&text).map_err(|reason| {
        Failed::usage(miette!(
            help = "give a report written by `assay run --report json=PATH`, or one of its results",
            "{path} is no recorded run: {reason}"
        ))
    })?;
    let judge = Judge { registry: &catalog.registry, gradings: &gradings };
    let mut worst = None;
    let mut page = String::new();
    for result in recorded
        .iter()
        .filter(|own| own.control.is_some() || !own.transcript.steps.is_empty())
        .filter(|own| !own.id.starts_with("ambient/"))
        // What a trial saw in many cases cannot be told from the one it recorded.
        .filter(|own| own.experiment.is_none())
        .filter(|own| !own.broke_off())
    {
        let (verdict, findings) = again(&catalog, judge, result).map_err(Failed::usage)?;
        page.push_str(&format!("{:<12} {}\n", verdict.as_str(), tame(&result.id)));
        if let Some(reason) = result.reason.as_ref().filter(|_| verdict == Verdict::Inconclusive) {
            page.push_str(&format!("             {}\n", tame(reason)));
        }
        for finding in findings {
            page.push_str(&format!(
                "             {} {}: expected {}; actual {}\n",
                finding.grade.as_str(),
                finding.requirement,
                tame(&finding.expected),
                tame(&finding.actual)
            ));
        }
        worst = worst.max(Some(verdict));
    }
    console::out(&page)?;
    Ok(match worst {
        Some(Verdict::Fail) => Exit::Violation,
        Some(Verdict::Inconclusive) | None => Exit::NotEstablished,
        Some(_) => Exit::Conforms,
    })
}

fn again(
    catalog: &Catalog,
    judge: Judge<'_>,
    result: &ScenarioResult,
) -> Result<(Verdict, Vec<Finding>), miette::Report> {
    let scenario = catalog.scenarios.get(&result.id);
    let scenario =
        scenario.ok_or_else(|| miette!("the catalog has no scenario `{}`", result.id))?;
    let judgement = judge.scenario(scenario, &result.transcript);
    // What brackets a scenario is no part of its own transcript; the run has said how that went.
    let unbracketed = result.verdict == Verdict::Inconclusive && judgement.reason.is_none();
    let verdict = if unbracketed { Verdict::Inconclusive } else { judgement.verdict };
    Ok((verdict, judgement.findings))
}

/// A run has `results`; anything else is taken for one result.
fn read(text: &str) -> Result<Vec<ScenarioResult>, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if value.get("results").is_some() {
        return crate::report::read_run(text).map(|run| run.results);
    }
    serde_json::from_value(value).map(|one| vec![one]).map_err(|error| error.to_string())
}
