//! Holds the source to the layers of `src/lib.rs`: which module may use which, who prints, who
//! opens sockets, and how files are cut. Each rule is a function over text, so each is also shown
//! to fail on a planted one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::source::Source;

/// The layers, the lowest first; modules on one line never use each other.
const LAYERS: &[&[&str]] = &[
    &["document", "oauth"],
    &["exchange", "spec"],
    &["measurement", "verdict"],
    &["check", "target"],
    &["scenario"],
    &["certificate", "plan"],
    &["runner"],
    &["report", "reference", "load", "property", "snapshot", "doctor"],
    &["cli"],
];

/// Modules that may use less than what lies below them.
const ONLY: &[(&str, &[&str])] = &[
    ("exchange", &["oauth"]),
    ("spec", &["document"]),
    ("report", &["verdict", "measurement", "exchange", "spec", "oauth"]),
    ("reference", &["oauth"]),
];

const PRINTING: &[&str] =
    &["print!", "println!", "eprint!", "eprintln!", "dbg!", "stdout()", "stderr()"];
const SOCKETS: &[&str] =
    &["TcpListener", "TcpStream", "UdpSocket", "reqwest::", "hyper::", "axum::", "tokio_rustls::"];
const ASYNC: &[&str] = &["async fn", ".await"];

/// The one part of the doctor that sends: what an answer means is said beside it.
const ROUND: &str = "src/doctor/round/";

/// A `mod.rs` function longer than this, in lines of its body, is logic.
const FEW_LINES: usize = 12;

const JUNK_DRAWERS: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

#[test]
fn every_module_uses_only_what_lies_below_it() {
    let found: Vec<String> = sources().iter().flat_map(forbidden_edges).collect();
    assert!(found.is_empty(), "against the layers:\n{}", found.join("\n"));
}

#[test]
fn the_map_of_the_crate_names_every_module_in_the_order_of_its_layer() {
    let map = fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs");
    let modules = map.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    let layers: Vec<_> = modules.map(|own| (layer(own), own)).collect();
    let homeless: Vec<_> = layers.iter().filter(|(layer, _)| layer.is_none()).collect();
    assert!(homeless.is_empty(), "modules without a layer: {homeless:?}");
    assert_eq!(layers.len(), LAYERS.iter().flat_map(|own| own.iter()).count(), "{layers:?}");
    assert!(layers.is_sorted_by_key(|(layer, _)| *layer), "src/lib.rs is out of order: {layers:?}");
}

#[test]
fn only_the_command_line_prints() {
    assert_eq!(words_outside(PRINTING, &["cli"]), Vec::<String>::new());
}

#[test]
fn only_the_runner_the_load_and_the_reference_server_open_sockets() {
    assert_eq!(
        words_outside(SOCKETS, &["runner", "load", "property", "reference"]),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_neither_runner_nor_load_nor_server_nor_command_line_is_synchronous() {
    let mut found = words_outside(ASYNC, &["runner", "load", "property", "reference", "cli"]);
    let all = found.len();
    found.retain(|place| !place.starts_with(ROUND));
    assert_eq!(found, Vec::<String>::new());
    assert!(found.len() < all, "the exception for {ROUND} is needed no more");
}

#[test]
fn a_mod_file_holds_the_seam_and_no_logic() {
    let seams = sources().into_iter().filter(|own| own.name.ends_with("/mod.rs"));
    let long: Vec<String> = seams.flat_map(|own| own.long_functions(FEW_LINES)).collect();
    assert!(long.is_empty(), "longer than {FEW_LINES} lines:\n{}", long.join("\n"));
}

#[test]
fn no_file_stands_beside_a_folder_of_its_name_and_no_module_is_a_junk_drawer() {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches"] {
        for path in rust_files(&root().join(folder)) {
            if path.with_extension("").is_dir() {
                found.push(format!("{} stands beside its folder", path.display()));
            }
            let names = path.components().map(|part| part.as_os_str().to_string_lossy());
            for name in names.skip(root().components().count()) {
                if JUNK_DRAWERS.contains(&name.trim_end_matches(".rs")) {
                    found.push(format!("{}: `{name}` says nothing", path.display()));
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_scanner_sees_planted_violations_and_nothing_else() {
    let planted = r#"
//! Mentions [`crate::runner`] in a comment.
use crate::{oauth::Scope, cli};
use super::super::spec::Level;
const TEXT: &str = "crate::plan is text \" and crate::plan still is";
const QUOTE: char = '"';
mod inner {
    use super::super::super::runner::Engine;
    use super::sibling;
}
fn f<'a>(x: &'a crate::plan::Plan) { /* crate::cli */ }
"#;
    let check = Source::new("src/check/page.rs", planted);
    let seen = forbidden_edges(&check);
    let expected = ["3: check -> cli", "8: check -> runner", "11: check -> plan"];
    assert_eq!(seen, expected.map(|own| format!("src/check/page.rs:{own}")));
    let server = Source::new("src/reference/form.rs", "use crate::{check, oauth, exchange::Json};");
    assert_eq!(forbidden_edges(&server).len(), 2);
    let own_root = Source::new("src/plan/mod.rs", "use super::*;\nuse crate::nowhere::X;");
    assert_eq!(
        forbidden_edges(&own_root),
        ["src/plan/mod.rs:1: plan -> *", "src/plan/mod.rs:2: plan -> nowhere"]
    );
}

#[test]
fn the_scanner_sees_planted_words_and_long_functions() {
    let planted = "fn f() {\n    // println!\n    println!(\"x\");\n    not_println!(1);\n}\n";
    let source = Source::new("src/plan/mod.rs", planted);
    assert_eq!(source.words(PRINTING), ["src/plan/mod.rs:3: println!"]);
    let body = "    let a = '{';\n".repeat(FEW_LINES);
    let short = format!("pub(crate) fn short(\n    a: u8,\n) -> u8 {{\n{body}}}\n");
    assert_eq!(
        Source::new("src/plan/mod.rs", &short).long_functions(FEW_LINES),
        Vec::<String>::new()
    );
    let long = format!("impl X {{\n  async fn long() {{\n{body}    1;\n  }}\n}}\n");
    let long = Source::new("src/plan/mod.rs", &long).long_functions(FEW_LINES);
    assert_eq!(long, ["src/plan/mod.rs:2: `long` has 13 lines"]);
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn may_use(from: &str, to: &str) -> bool {
    let only = ONLY.iter().find(|(module, _)| *module == from);
    only.map_or(layer(to).is_some() && layer(to) < layer(from), |(_, list)| list.contains(&to))
}

/// Every path to a module that the source's own may not use.
fn forbidden_edges(source: &Source) -> Vec<String> {
    let from = source.top();
    let edges = source.edges().into_iter().filter(|(_, to)| !from.is_empty() && !may_use(from, to));
    edges.map(|(place, to)| format!("{place}: {from} -> {to}")).collect()
}

fn words_outside(words: &[&str], modules: &[&str]) -> Vec<String> {
    let others = sources().into_iter().filter(|own| !modules.contains(&own.top()));
    others.flat_map(|own| own.words(words)).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let mut all: Vec<_> =
        files.into_iter().filter(|path| path.extension().is_some_and(|own| own == "rs")).collect();
    all.extend(folders.iter().flat_map(|folder| rust_files(folder)));
    all.sort();
    all
}

fn sources() -> Vec<Source> {
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(root()).expect("below the root").display().to_string();
        Source::new(&name, &fs::read_to_string(path).expect("a source file"))
    };
    let all: Vec<Source> = rust_files(&root().join("src")).iter().map(read).collect();
    assert!(all.len() > 100, "the source is not where this test looks for it");
    all
}
