//! Filters and keys: drawn here, brought to life by the script, hidden without it.

use std::collections::BTreeSet;

use super::content::standing;
use crate::report::coverage::specification;
use crate::report::headline::area;
use crate::report::markup::Markup;
use crate::verdict::Run;

/// The bar of filters above the results.
pub(super) fn bar(out: &mut Markup, run: &Run) {
    out.open("div", &[("id", &"filters"), ("class", &"needs-script"), ("role", &"search")]);
    out.open("div", &[("class", &"chips"), ("role", &"group"), ("aria-label", &"Verdicts")]);
    for word in ["fail", "inconclusive", "warn", "known", "pass", "skipped"] {
        let count = run.results.iter().filter(|own| standing(own) == word).count();
        if count > 0 {
            chip(out, word, count);
        }
    }
    out.close("div");
    let areas: BTreeSet<&str> = run.results.iter().map(|own| area(&own.id)).collect();
    select(out, "area", "All areas", &areas);
    let required = run.results.iter().flat_map(|own| &own.requirements);
    let names: BTreeSet<&str> = required.map(|own| specification(&own.section)).collect();
    select(out, "specification", "All specifications", &names);
    out.literal(
        "<input id=\"words\" type=\"search\" placeholder=\"Words ( / )\" aria-label=\"Words that a \
         result holds\" autocomplete=\"off\" spellcheck=\"false\">\n\
         <button type=\"button\" id=\"reset\">Reset</button>\n\
         <button type=\"button\" id=\"help\" aria-label=\"Keys\">?</button>\n\
         <output id=\"shown\" aria-live=\"polite\"></output>\n",
    );
    out.close("div");
}

fn chip(out: &mut Markup, word: &str, count: usize) {
    let class = format!("chip {word}");
    let attributes: crate::report::markup::Attributes<'_> = &[
        ("type", &"button"),
        ("class", &class),
        ("data-verdict", &word),
        ("aria-pressed", &"true"),
    ];
    out.leaf("button", attributes, &format!("{count} {word}"));
}

fn select(out: &mut Markup, id: &str, all: &str, values: &BTreeSet<&str>) {
    out.open("select", &[("id", &id), ("aria-label", &id)]);
    out.leaf("option", &[("value", &"")], all);
    for value in values {
        out.leaf("option", &[("value", value)], value);
    }
    out.close("select");
}

/// The keys, shown on demand.
pub(super) fn keys(out: &mut Markup) {
    out.literal(
        "<dialog id=\"keys\" aria-labelledby=\"keys-title\">\n<h2 id=\"keys-title\">Keys</h2>\n<dl>\n\
         <dt><kbd>j</kbd> <kbd>k</kbd></dt><dd>next, previous result</dd>\n\
         <dt><kbd>Enter</kbd></dt><dd>open or close it</dd>\n\
         <dt><kbd>e</kbd> <kbd>c</kbd></dt><dd>open, close all that are shown</dd>\n\
         <dt><kbd>f</kbd></dt><dd>failures only, and back</dd>\n\
         <dt><kbd>/</kbd></dt><dd>search for words</dd>\n\
         <dt><kbd>Esc</kbd></dt><dd>reset the filters</dd>\n\
         <dt><kbd>?</kbd></dt><dd>these keys</dd>\n\
         </dl>\n<button type=\"button\" id=\"close\">Close</button>\n</dialog>\n",
    );
}
