//! `--report FORMAT=PATH`: checked before anything runs, written when it is over.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use miette::miette;

use super::{Failed, console};
use crate::report::{Format, LoadFormat};

/// How a report is asked for.
const FORM: &str = "write it as FORMAT=PATH, or FORMAT=- for standard output";

/// A format that has a word on the command line.
pub(super) trait Named: Copy + PartialEq {
    /// The word.
    fn word(self) -> &'static str;
    /// Reads it.
    fn read(word: &str) -> Option<Self>;
}

impl Named for Format {
    fn word(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

impl Named for LoadFormat {
    fn word(self) -> &'static str {
        self.as_str()
    }

    fn read(word: &str) -> Option<Self> {
        Self::parse(word)
    }
}

/// Where a report goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sink {
    Standard,
    File(PathBuf),
}

/// One report that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted<F> {
    pub(super) format: F,
    pub(super) sink: Sink,
}

/// Reads `--report` values; a folder that does not exist is found now, not after the run.
pub(super) fn parse<F: Named>(values: &[String], allowed: &[F]) -> Result<Vec<Wanted<F>>, Failed> {
    let known = || allowed.iter().map(|format| format.word()).collect::<Vec<_>>().join(", ");
    let parse = |value: &String| {
        let usage = |message: String| Failed::usage(miette!(help = FORM, "{message}"));
        let (word, path) =
            value.split_once('=').ok_or_else(|| usage(format!("`{value}` is no report")))?;
        let format = F::read(word).filter(|format| allowed.contains(format));
        let format = format.ok_or_else(|| {
            usage(format!("there is no report format `{word}` here; known are: {}", known()))
        })?;
        if path == "-" {
            return Ok(Wanted { format, sink: Sink::Standard });
        }
        let path = PathBuf::from(path);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        if path.as_os_str().is_empty() {
            return Err(usage(format!("the report `{value}` cannot be written: it has no path")));
        }
        if folder.is_some_and(|folder| !folder.is_dir()) {
            return Err(unwritable(&path, &"its folder does not exist", "make the folder first"));
        }
        let cure = "name a file that can be written";
        writable(&path).map_err(|error| unwritable(&path, &error, cure))?;
        Ok(Wanted { format, sink: Sink::File(path) })
    };
    let wanted: Vec<Wanted<F>> = values.iter().map(parse).collect::<Result<_, _>>()?;
    if wanted.iter().filter(|own| own.sink == Sink::Standard).count() > 1 {
        return Err(Failed::usage(miette!("only one report can go to standard output")));
    }
    Ok(wanted)
}

fn unwritable(path: &Path, why: &dyn Display, cure: &str) -> Failed {
    let shown = path.display();
    Failed::usage(miette!(help = cure, "the report {shown} cannot be written: {why}"))
}

/// Tries the file without leaving a trace: what stands there stays, a new one is taken away again.
fn writable(path: &Path) -> std::io::Result<()> {
    let existed = path.exists();
    std::fs::OpenOptions::new().append(true).create(true).open(path)?;
    if existed { Ok(()) } else { std::fs::remove_file(path) }
}

/// Whether standard output belongs to a report, so that the rest must go elsewhere.
pub(super) fn takes_standard_output<F>(wanted: &[Wanted<F>]) -> bool {
    wanted.iter().any(|own| own.sink == Sink::Standard)
}

/// Renders and writes every report; one that fails does not keep the others back.
pub(super) fn write_all<F: Named>(
    wanted: &[Wanted<F>],
    render: impl Fn(F) -> Result<String, String>,
) -> Result<(), Failed> {
    let mut problem = None;
    for report in wanted {
        let rendered = render(report.format).map_err(|reason| {
            let word = report.format.word();
            Failed::not_established(miette!("failed to render the {word} report: {reason}"))
        });
        if let Err(failed) = rendered.and_then(|text| write(&report.sink, &text)) {
            problem.get_or_insert(failed);
        }
    }
    problem.map_or(Ok(()), Err)
}

/// Writes one report.
pub(super) fn write(sink: &Sink, text: &str) -> Result<(), Failed> {
    match sink {
        Sink::Standard => console::raw(text).map(|_| ()),
        Sink::File(path) => std::fs::write(path, text).map_err(|error| {
            Failed::not_established(miette!(
                "failed to write the report {}: {error}",
                path.display()
            ))
        }),
    }
}
