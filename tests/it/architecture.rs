//! Holds the source to the layers of `src/lib.rs`: which module may use which, who prints, who
//! opens sockets, and how files are cut. Each rule is a function over text, so each is also shown
//! to fail on a planted one.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, the lowest first; modules on one line never use each other.
const LAYERS: &[&[&str]] = &[
    &["document", "oauth"],
    &["exchange", "spec"],
    &["verdict"],
    &["check", "target"],
    &["scenario"],
    &["plan"],
    &["runner"],
    &["report", "reference"],
    &["cli"],
];

/// Modules that may use less than what lies below them.
const ONLY: &[(&str, &[&str])] = &[
    ("exchange", &["oauth"]),
    ("spec", &["document"]),
    ("report", &["verdict", "exchange", "spec", "oauth"]),
    ("reference", &["oauth"]),
];

const PRINTING: &[&str] =
    &["print!", "println!", "eprint!", "eprintln!", "dbg!", "stdout()", "stderr()"];
const SOCKETS: &[&str] =
    &["TcpListener", "TcpStream", "UdpSocket", "reqwest::", "hyper::", "axum::", "tokio_rustls::"];
const ASYNC: &[&str] = &["async fn", ".await"];

/// A `mod.rs` function longer than this, in lines of its body, is logic.
const FEW_LINES: usize = 12;

const JUNK_DRAWERS: &[&str] =
    &["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

#[test]
fn every_module_uses_only_what_lies_below_it() {
    let found: Vec<String> = sources().iter().flat_map(|own| own.forbidden_edges()).collect();
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
fn only_the_runner_and_the_reference_server_open_sockets() {
    assert_eq!(words_outside(SOCKETS, &["runner", "reference"]), Vec::<String>::new());
}

#[test]
fn what_is_neither_runner_nor_server_nor_command_line_is_synchronous() {
    assert_eq!(words_outside(ASYNC, &["runner", "reference", "cli"]), Vec::<String>::new());
}

#[test]
fn a_mod_file_holds_the_seam_and_no_logic() {
    let seams = sources().into_iter().filter(|own| own.name.ends_with("/mod.rs"));
    let long: Vec<String> = seams.flat_map(|own| own.long_functions()).collect();
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
    let seen = check.forbidden_edges();
    let expected = ["3: check -> cli", "8: check -> runner", "11: check -> plan"];
    assert_eq!(seen, expected.map(|own| format!("src/check/page.rs:{own}")));
    let server = Source::new("src/reference/form.rs", "use crate::{check, oauth, exchange::Json};");
    assert_eq!(server.forbidden_edges().len(), 2);
    let own_root = Source::new("src/plan/mod.rs", "use super::*;\nuse crate::nowhere::X;");
    assert_eq!(
        own_root.forbidden_edges(),
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
    assert_eq!(Source::new("src/plan/mod.rs", &short).long_functions(), Vec::<String>::new());
    let long = format!("impl X {{\n  async fn long() {{\n{body}    1;\n  }}\n}}\n");
    let long = Source::new("src/plan/mod.rs", &long).long_functions();
    assert_eq!(long, ["src/plan/mod.rs:2: `long` has 13 lines"]);
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn may_use(from: &str, to: &str) -> bool {
    let only = ONLY.iter().find(|(module, _)| *module == from);
    only.map_or(layer(to).is_some() && layer(to) < layer(from), |(_, list)| list.contains(&to))
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

/// A source file without its comments and literals; places in it are those of the file.
struct Source {
    name: String,
    module: Vec<String>,
    code: String,
}

impl Source {
    fn new(name: &str, text: &str) -> Self {
        let path = name.trim_start_matches("src/").trim_end_matches(".rs").replace("/mod", "");
        let crate_root = matches!(path.as_str(), "lib" | "main");
        let module = path.split('/').filter(|_| !crate_root).map(str::to_owned).collect();
        Self { name: name.to_owned(), module, code: without_comments_and_literals(text) }
    }

    fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.name, self.code[..at].matches('\n').count() + 1)
    }

    /// Every place where one of the words stands by itself.
    fn words(&self, words: &[&str]) -> Vec<String> {
        let starts =
            |at: usize| !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let each = words.iter().flat_map(|word| self.code.match_indices(*word));
        let each = each.filter(|(at, word)| word.starts_with('.') || starts(*at));
        each.map(|(at, word)| format!("{}: {word}", self.place(at))).collect()
    }

    /// Every path to a module of the crate that this one may not use.
    fn forbidden_edges(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        let mut inline: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(c) = self.code[at..].chars().next() {
            let rest = &self.code[at..];
            let fresh =
                !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
            let mut step = c.len_utf8();
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    inline.retain(|own| *own < depth);
                }
                'm' if fresh && rest.starts_with("mod ") => {
                    let opens =
                        rest.find(['{', ';']).is_some_and(|end| rest[end..].starts_with('{'));
                    inline.extend(opens.then_some(depth));
                }
                'c' if fresh && rest.starts_with("crate::") => {
                    found
                        .extend(heads(&rest["crate::".len()..]).into_iter().map(|head| (at, head)));
                }
                's' if fresh && rest.starts_with("super::") => {
                    let tail = rest.trim_start_matches("super::");
                    step = rest.len() - tail.len();
                    if step / "super::".len() == self.module.len() + inline.len() {
                        found.extend(heads(tail).into_iter().map(|head| (at, head)));
                    }
                }
                _ => {}
            }
            at += step;
        }
        let top = self.top();
        let bad =
            found.into_iter().filter(|(_, to)| !top.is_empty() && to != top && !may_use(top, to));
        bad.map(|(at, to)| format!("{}: {top} -> {to}", self.place(at))).collect()
    }

    fn long_functions(&self) -> Vec<String> {
        let lines: Vec<&str> = self.code.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let mut found = Vec::new();
        for (first, line) in lines.iter().enumerate() {
            let Some((head, tail)) = line.split_once("fn ") else { continue };
            if !head.trim().split(' ').all(|word| {
                ["", "pub", "async", "const"].contains(&word) || word.starts_with("pub(")
            }) {
                continue;
            }
            let rest = &lines[first..];
            let opens =
                rest.iter().position(|own| own.trim_end().ends_with('{')).unwrap_or_default();
            let end = rest
                .iter()
                .skip(1)
                .position(|own| own.trim() == "}" && indent(own) == indent(line));
            let body = end.map_or(0, |end| end.saturating_sub(opens));
            if body > FEW_LINES {
                let name = tail.split(['(', '<']).next().unwrap_or_default();
                found.push(format!("{}:{}: `{name}` has {body} lines", self.name, first + 1));
            }
        }
        found
    }
}

/// What a path names first: one word, or one for each member of a group.
fn heads(path: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        let text = text.trim_start();
        let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() { text.chars().take(1).collect() } else { name }
    };
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut depth, mut members) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => members.push(String::new()),
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                members.last_mut().expect("never empty").push(c);
            }
        }
    }
    members.iter().filter(|own| !own.trim().is_empty()).map(|own| word(own)).collect()
}

/// Blanks out comments, strings and characters; lines and columns stay.
fn without_comments_and_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest, '"'),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => raw(rest),
            // A lifetime has no second quote.
            '\'' if rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'') => {
                quoted(rest, '\'')
            }
            _ => 0,
        };
        if end == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.extend(rest[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[end..];
        }
    }
    out
}

/// The length of a literal in quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            c if c == quote && !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The length of a raw string, or nothing when there is none.
fn raw(text: &str) -> usize {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let Some(body) = text[1 + hashes..].strip_prefix('"') else { return 0 };
    body.find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len())
}
