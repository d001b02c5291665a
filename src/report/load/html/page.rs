//! Puts the page together; the order is that in which an engineer asks.

use crate::exchange::tame;
use crate::measurement::{Measurement, Outcome};
use crate::report::load::content::{self, Cell, Headline, Part, Section, Table, Tone};
use crate::report::load::figure::{count, endpoint, number, percentile, share, time};
use crate::report::load::plot;
use crate::report::markup::Markup;

/// A report is opened from mails and archives: whatever got into it may load nothing.
const HEAD: &str = r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
"#;

/// The measurement as an HTML page.
///
/// # Errors
/// A histogram that nobody can read.
pub(in crate::report::load) fn render(measurement: &Measurement) -> Result<String, String> {
    let environment = &measurement.environment;
    let name = tame(&format!("{} on {}", environment.profile, environment.target));
    let head = content::headline(measurement);
    let mut out = Markup::default();
    out.literal(HEAD);
    out.leaf("title", &[], &format!("{}: {name} (assay load)", head.word));
    out.literal("<style>\n");
    out.literal(include_str!("../../palette.css"));
    out.literal(include_str!("style.css"));
    out.literal("</style>\n</head>\n<body>\n<main>\n");
    header(&mut out, &head, &name);
    tiles(&mut out, measurement);
    for own in content::first(measurement) {
        section(&mut out, &own);
    }
    plots(&mut out, measurement)?;
    for own in content::rest(measurement) {
        section(&mut out, &own);
    }
    out.literal("</main>\n</body>\n</html>\n");
    Ok(out.finish())
}

fn header(out: &mut Markup, head: &Headline, name: &str) {
    out.open("header", &[("class", &of_tone(head.tone))]);
    out.open("h1", &[]);
    out.leaf("span", &[("class", &"verdict")], &head.word);
    out.text(name);
    out.close("h1");
    list(out, &head.reasons);
    out.close("header");
    if !head.limits.is_empty() {
        out.open("div", &[("class", &"alarm"), ("role", &"alert")]);
        let text = "The generator, not the server, was the limit: these figures are about the \
                    generator.";
        out.leaf("strong", &[], text);
        list(out, &head.limits);
        out.close("div");
    }
}

fn list(out: &mut Markup, texts: &[String]) {
    out.open("ul", &[]);
    texts.iter().for_each(|own| out.leaf("li", &[], &tame(own)));
    out.close("ul");
}

/// The few figures that people quote.
fn tiles(out: &mut Markup, measurement: &Measurement) {
    let counts = &measurement.counts;
    out.open("div", &[("class", &"tiles")]);
    tile(out, Tone::Plain, &number(counts.rate()), "requests a second");
    let good = measurement.series.iter().filter(|own| own.outcome == Outcome::Ok);
    for series in good.take(3) {
        let shown =
            series.latency.quantiles.iter().rfind(|own| own.supported && own.percent <= 99.0);
        if let Some(shown) = shown {
            let label = format!("{} {}", percentile(shown.percent), endpoint(series.endpoint));
            tile(out, Tone::Plain, &time(shown.us as f64), &label);
        }
    }
    let tone = |bad: bool| if bad { Tone::Bad } else { Tone::Plain };
    let errors = counts.error_rate();
    tile(out, tone(errors > 0.0), &share(errors), "errors");
    let semantic = measurement.semantic();
    tile(out, tone(semantic > 0), &count(semantic), "semantic violations");
    if counts.not_sent > 0 {
        tile(out, Tone::Doubt, &count(counts.not_sent), "not sent");
    }
    out.close("div");
}

fn tile(out: &mut Markup, tone: Tone, figure: &str, label: &str) {
    out.open("div", &[]);
    out.leaf("b", &[("class", &of_tone(tone))], figure);
    out.leaf("span", &[], label);
    out.close("div");
}

fn plots(out: &mut Markup, measurement: &Measurement) -> Result<(), String> {
    let charts = plot::charts(measurement)?;
    if !charts.is_empty() {
        out.open("section", &[("class", &"plots")]);
        charts.iter().for_each(|own| own.write(out));
        out.close("section");
    }
    Ok(())
}

fn section(out: &mut Markup, section: &Section) {
    out.open("section", &[]);
    out.leaf("h2", &[], section.title);
    for own in &section.parts {
        part(out, own);
    }
    out.close("section");
}

fn part(out: &mut Markup, part: &Part) {
    match part {
        Part::Facts(facts) => {
            out.open("dl", &[]);
            for (label, value) in facts {
                out.leaf("dt", &[], label);
                cell(out, "dd", value, "");
            }
            out.close("dl");
        }
        Part::Table(own) => table(out, own),
        Part::Heading(own) => cell(out, "h3", own, ""),
        Part::Note(text) => out.leaf("p", &[("class", &"faint")], &tame(text)),
        Part::Code(text) => out.leaf("pre", &[], text),
    }
}

fn table(out: &mut Markup, table: &Table) {
    let side = |figures: bool| if figures { " figure" } else { "" };
    out.open("div", &[("class", &"scroll")]);
    out.open("table", &[]);
    out.literal("<thead><tr>\n");
    for (name, figures) in &table.head {
        out.leaf("th", &[("scope", &"col"), ("class", &side(*figures).trim())], name);
    }
    out.literal("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        out.open("tr", &[]);
        for (own, (_, figures)) in row.iter().zip(&table.head) {
            cell(out, "td", own, side(*figures));
        }
        out.close("tr");
    }
    out.literal("</tbody>\n");
    out.close("table");
    out.close("div");
}

fn cell(out: &mut Markup, name: &'static str, own: &Cell, side: &str) {
    let class = format!("{}{side}", of_tone(own.tone));
    out.leaf(name, &[("class", &class.trim())], &tame(&own.text));
}

const fn of_tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Doubt => "doubt",
        Tone::Faint => "faint",
    }
}
