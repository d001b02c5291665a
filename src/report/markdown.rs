//! Markdown for a job summary or a merge request: the verdict, what to mend first, every finding.

use std::fmt::Write as _;

use super::coverage::{self, State, Strength};
use super::headline::{duration, headline, suites};
use super::priority::{Fix, Priority, first, ranked, remedy};
use crate::exchange::tame;
use crate::verdict::{Run, Verdict};

/// The run as Markdown, in the dialect of GitHub.
pub(super) fn render(run: &Run) -> String {
    let head = headline(run);
    let mut out = format!("# {}: {}\n\n", head.word, plain(&run.target.name));
    let held = plain(&suites(run));
    let time = duration(run.elapsed_ms);
    line(&mut out, &format!("{}. Held to {held}, in {time}, seed {}.", head.reason, run.seed));
    if run.interrupted {
        line(&mut out, "\n**Interrupted:** this is what was recorded until then.");
    }
    mend(&mut out, run);
    findings(&mut out, run);
    reasons(&mut out, run, Verdict::Inconclusive, "Not established");
    known(&mut out, run);
    figures(&mut out, run);
    specifications(&mut out, run);
    reasons(&mut out, run, Verdict::Skipped, "Skipped");
    out
}

fn mend(out: &mut String, run: &Run) {
    let first = first(run);
    if first.is_empty() {
        return;
    }
    line(out, "\n## Fix this first\n");
    for (at, own) in first.iter().enumerate() {
        let exposed = own
            .threat
            .map_or(String::new(), |threat| format!(" ({threat}, RFC 9700 {})", threat.section()));
        let head = plain(&own.headline());
        line(out, &format!("{}. **{head}**{}", at + 1, plain(&exposed)));
        line(out, &format!("   {}", plain(own.remedy)));
        let breached: Vec<String> = own.breached.iter().take(4).map(requirement).collect();
        let more = own.breached.len() - breached.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        line(out, &format!("   Breached: {}{more}. {}", breached.join(", "), seen(own)));
    }
}

fn findings(out: &mut String, run: &Run) {
    let all = ranked(run);
    if all.is_empty() {
        return;
    }
    line(out, "\n## Findings\n");
    line(out, "| weight | requirement | expected | actual | to do | seen in |");
    line(out, "|---|---|---|---|---|---|");
    for own in &all {
        let finding = own.finding;
        let ids: Vec<String> = own.results.iter().map(|own| plain(&own.id)).collect();
        let cells = [
            finding.grade.as_str().to_owned(),
            requirement(own),
            plain(&finding.expected),
            plain(&finding.actual),
            plain(remedy(finding)),
            ids.join("<br>"),
        ];
        line(out, &format!("| {} |", cells.join(" | ")));
    }
}

/// Results without a verdict of their own, those with one reason together.
fn reasons(out: &mut String, run: &Run, verdict: Verdict, title: &str) {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for result in run.results.iter().filter(|own| own.verdict == verdict) {
        let reason = result.reason.as_deref().unwrap_or("no reason is recorded");
        match groups.iter_mut().find(|(own, _)| *own == reason) {
            Some((_, ids)) => ids.push(&result.id),
            None => groups.push((reason, vec![&result.id])),
        }
    }
    if groups.is_empty() {
        return;
    }
    line(out, &format!("\n## {title}\n"));
    for (reason, ids) in groups {
        line(out, &format!("- {}: {}", plain(reason), plain(&ids.join(", "))));
    }
}

/// What is put up with, and entries of that list that no longer hold.
fn known(out: &mut String, run: &Run) {
    let stale = run.stale.iter().map(|own| {
        format!("**stale**: {}, {}: {}", plain(&own.scenario), plain(&own.actual), plain(&own.why))
    });
    let known = run.known().map(|(result, finding, known)| {
        let (id, actual) = (plain(&result.id), plain(&finding.actual));
        format!("{id}, `{}`, {actual}: {}", finding.requirement, plain(&known.in_words()))
    });
    let lines: Vec<String> = stale.chain(known).collect();
    if !lines.is_empty() {
        line(out, "\n## Known deviations\n");
        lines.iter().for_each(|own| line(out, &format!("- {own}")));
    }
}

fn figures(out: &mut String, run: &Run) {
    let told = run.results.iter().filter_map(|own| Some((own, own.experiment.as_ref()?)));
    let told: Vec<_> = told.filter(|(_, own)| !own.figures.is_empty()).collect();
    if told.is_empty() {
        return;
    }
    line(out, "\n## Measured\n");
    for (result, own) in told {
        let figures = own.figures.iter().map(|own| plain(&format!("{} {}", own.name, own.value)));
        let figures: Vec<_> = figures.collect();
        line(out, &format!("- {}: {}", plain(&result.id), figures.join(", ")));
    }
}

fn specifications(out: &mut String, run: &Run) {
    let rows = coverage::rows(run);
    if rows.is_empty() {
        return;
    }
    line(out, "\n## Coverage\n");
    let states = State::ALL.map(State::as_str).join(" | ");
    line(out, &format!("| specification | keyword | {states} |"));
    line(out, "|---|---|---:|---:|---:|---:|---:|");
    for row in &rows {
        for (strength, tally) in Strength::ALL.into_iter().zip(&row.tallies) {
            if tally.total() > 0 {
                let counts = State::ALL.map(|state| tally.of(state).to_string()).join(" | ");
                let name = plain(row.specification);
                line(out, &format!("| {name} | {} | {counts} |", strength.as_str()));
            }
        }
    }
}

/// The id with its place, linked where the address is one of the web.
fn requirement(own: &Priority<'_>) -> String {
    let finding = own.finding;
    let place = plain(&format!("{} {}", finding.section, finding.level));
    let linked = finding.url.starts_with("https://") && finding.url.chars().all(in_address);
    let place = if linked { format!("[{place}]({})", finding.url) } else { place };
    format!("{} {place}", plain(&finding.requirement))
}

fn in_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#=&%+".contains(c)
}

fn seen(own: &Fix<'_>) -> String {
    match own.seen_in().as_slice() {
        [one] => format!("Seen in {}.", plain(one)),
        [one, others @ ..] => format!("Seen in {} and {} more.", plain(one), others.len()),
        [] => String::new(),
    }
}

pub(super) fn line(out: &mut String, text: &str) {
    // Writing into memory does not fail.
    let _written = writeln!(out, "{text}");
}

/// Text that stays text: what Markdown, HTML or GitHub would act on becomes a reference, which
/// CommonMark (section 6.2) never takes for structure.
pub(super) fn plain(text: &str) -> String {
    let tamed = tame(text);
    let mut out = String::with_capacity(tamed.len());
    let mut before = ' ';
    let mut rest = tamed.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = |c: &char| c.is_alphanumeric();
        // GitHub gives no meaning to an underscore within a word, and ids are full of them.
        let within = c == '_' && inside(&before) && rest.peek().is_some_and(inside);
        let address = c == ':' && rest.peek() == Some(&'/');
        if address || (!within && "&<>|`*_[]#@\\~$".contains(c)) {
            let _written = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
        before = c;
    }
    // GitHub makes a link of this even without a scheme.
    out.replace("www.", "www&#46;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_target_says_is_neither_markup_nor_link_nor_mention() {
        let hostile = "<b>|`x`|[a](https://x) @all **b** www.x\n# h &lt;";
        let seen = plain(hostile);
        let structure = |c: char| "<>|`*[]@\n".contains(c);
        assert_eq!(seen.find(structure), None, "{seen}");
        assert!(!seen.contains("://") && !seen.contains("www.") && seen.contains("&#38;lt;"));
        assert_eq!(plain("redirect_uri (MUST): _x_"), "redirect_uri (MUST): &#95;x&#95;");
    }
}
