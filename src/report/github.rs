//! Annotations for GitHub Actions: one workflow command a finding, the worst first, since a step
//! shows ten of a kind.

use super::headline::{area, headline};
use super::priority::{ranked, remedy};
use crate::exchange::tame;
use crate::spec::Grade;
use crate::verdict::{Run, ScenarioResult, Verdict};

/// The run as workflow commands, one a line.
pub(super) fn render(run: &Run) -> String {
    let head = headline(run);
    let words = format!("{}: {}", run.target.name, head.reason);
    let mut out = command("notice", &format!("assay: {}", head.word), &words);
    for own in ranked(run) {
        let kind = match own.finding.grade {
            Grade::Fail => "error",
            Grade::Warn => "warning",
            Grade::Info | Grade::Off => "notice",
        };
        let seen: Vec<&str> = own.results.iter().map(|own| own.id.as_str()).collect();
        let finding = own.finding;
        let title = format!("{} ({} {})", finding.requirement, finding.section, finding.level);
        let text = format!(
            "expected {}; actual {}\nseen in {}\n{}\n{}",
            tame(&finding.expected),
            tame(&finding.actual),
            seen.join(", "),
            remedy(finding),
            finding.url
        );
        out.push_str(&command(kind, &title, &text));
    }
    for (result, finding, known) in run.known() {
        let title = format!("known deviation: {} in {}", finding.requirement, result.id);
        out.push_str(&command("notice", &title, &known.in_words()));
    }
    for own in &run.stale {
        let title = format!("stale known deviation of {}", own.scenario);
        let text = format!("{}\n{}\nreason: {}", own.why, own.actual, own.reason);
        out.push_str(&command("error", &title, &text));
    }
    for result in run.results.iter().filter(|own| own.open() == Verdict::Inconclusive) {
        out.push_str(&open(result));
    }
    out
}

fn open(result: &ScenarioResult) -> String {
    let reason = tame(result.reason.as_deref().unwrap_or("nothing was established"));
    command("warning", &format!("{} is inconclusive ({})", result.id, area(&result.id)), &reason)
}

/// `::error title=...::...`: neither part can end the line or begin a command of its own.
fn command(kind: &str, title: &str, text: &str) -> String {
    let data = |text: &str| {
        let lines = text.split('\n').map(|own| tame(own).replace('%', "%25"));
        lines.collect::<Vec<_>>().join("%0A")
    };
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} title={}::{}\n", property(title), data(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_can_neither_end_the_line_nor_the_property() {
        assert_eq!(
            command("error", "a:b,c%", "x\r\n::set-env::y%0A"),
            "::error title=a%3Ab%2Cc%25::x\u{fffd}%0A::set-env::y%250A\n"
        );
    }
}
