//! What an engineer reads after a load run: the verdict first, then figures in aligned columns.
//!
//! The text carries ANSI styles; whoever prints it strips them where there is no terminal.

use anstyle::{AnsiColor, Style};

use super::content::{self, Cell, Part, Section, Table, Tone};
use crate::exchange::{tame, tame_lines};
use crate::measurement::Measurement;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const LOUD: Style =
    Style::new().bold().invert().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// The measurement as text with ANSI styles.
#[must_use]
pub fn render_load_terminal(measurement: &Measurement) -> String {
    let mut out = String::new();
    let head = content::headline(measurement);
    let style = of_tone(head.tone).bold();
    for (number, reason) in head.reasons.iter().enumerate() {
        let word = if number == 0 { head.word.as_str() } else { "" };
        line(
            &mut out,
            &format!("{style}{word:<width$}{style:#}  {}", tame(reason), width = head.word.len()),
        );
    }
    alarm(&mut out, &head.limits);
    let (first, rest) = (content::first(measurement), content::rest(measurement));
    first.iter().chain(&rest).for_each(|own| section(&mut out, own));
    out
}

/// The same without styles.
pub(super) fn render_plain(measurement: &Measurement) -> String {
    let plain = anstream::adapter::strip_str(&render_load_terminal(measurement)).to_string();
    plain.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// Loud, since the figures are about something else than a reader thinks.
fn alarm(out: &mut String, limits: &[String]) {
    if limits.is_empty() {
        return;
    }
    out.push('\n');
    line(
        out,
        &format!(
            "{LOUD} WARNING {LOUD:#} {BOLD}the generator, not the server, was the limit: these \
             figures are about the generator{BOLD:#}"
        ),
    );
    limits.iter().for_each(|own| line(out, &format!("          {}", tame(own))));
}

fn section(out: &mut String, section: &Section) {
    out.push('\n');
    line(out, &format!("{BOLD}{}{BOLD:#}", section.title));
    // What follows a heading belongs to it.
    let mut indent = "  ";
    for own in &section.parts {
        part(out, own, indent);
        if matches!(own, Part::Heading(_)) {
            indent = "    ";
        }
    }
}

fn part(out: &mut String, part: &Part, indent: &str) {
    match part {
        Part::Facts(facts) => {
            let labels = facts.iter().map(|(label, _)| label.chars().count());
            let width = labels.max().unwrap_or_default();
            for (label, value) in facts {
                let value = styled(value, None);
                line(out, &format!("{indent}{DIM}{label:<width$}{DIM:#}  {value}"));
            }
        }
        Part::Table(own) => table(out, own),
        Part::Heading(own) => line(out, &format!("  {BOLD}{}{BOLD:#}", styled(own, None))),
        Part::Note(text) => line(out, &format!("{indent}{DIM}{}{DIM:#}", tame(text))),
        Part::Code(text) => {
            for own in tame_lines(text).lines() {
                line(out, &format!("{indent}{DIM}{own}{DIM:#}"));
            }
        }
    }
}

fn table(out: &mut String, table: &Table) {
    let width = |(column, (name, _)): (usize, &(String, bool))| {
        let cells = table.rows.iter().filter_map(|row| row.get(column));
        let widest = cells.map(|own| tame(&own.text).chars().count()).max().unwrap_or_default();
        widest.max(name.chars().count())
    };
    let widths: Vec<usize> = table.head.iter().enumerate().map(width).collect();
    let head = table.head.iter().map(|(name, _)| Cell { text: name.clone(), tone: Tone::Faint });
    let head: Vec<Cell> = head.collect();
    for row in std::iter::once(&head).chain(&table.rows) {
        let columns = row.iter().zip(&table.head).zip(&widths);
        let cells: Vec<_> = columns
            .map(|((own, (_, figures)), width)| styled(own, Some((*width, *figures))))
            .collect();
        line(out, &format!("  {}", cells.join("  ")));
    }
}

/// A cell with its style, which must not count into the width.
fn styled(cell: &Cell, fit: Option<(usize, bool)>) -> String {
    let style = of_tone(cell.tone);
    let text = tame(&cell.text);
    let text = match fit {
        Some((width, true)) => format!("{text:>width$}"),
        Some((width, false)) => format!("{text:<width$}"),
        None => text,
    };
    format!("{style}{text}{style:#}")
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

fn of_tone(tone: Tone) -> Style {
    let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
    match tone {
        Tone::Plain => Style::new(),
        Tone::Good => color(AnsiColor::Green),
        Tone::Bad => color(AnsiColor::Red),
        Tone::Doubt => color(AnsiColor::Yellow),
        Tone::Faint => DIM,
    }
}
