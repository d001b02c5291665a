//! Standard output and standard error, in one place: colours only where a terminal shows them.

use std::io::{ErrorKind, Write as _};

use miette::{MietteHandlerOpts, Report};

use super::{Exit, Failed};

/// Problems are printed without wrapping: a URL or path that is broken over lines cannot be copied.
pub(super) fn prepare() {
    let options =
        || MietteHandlerOpts::new().wrap_lines(false).break_words(false).terminal_links(false);
    // Fails only when another hook is there already, which then serves.
    let _already_there = miette::set_hook(Box::new(move |_| Box::new(options().build())));
}

/// Writes to standard output.
///
/// # Errors
/// A full disk or another write error. A reader that went away is no error.
pub(super) fn out(text: &str) -> Result<Exit, Failed> {
    written(anstream::stdout().lock(), text)
}

/// Writes to standard output as it is: a report is data, not for a terminal.
///
/// # Errors
/// As for [`out`].
pub(super) fn raw(text: &str) -> Result<Exit, Failed> {
    written(std::io::stdout().lock(), text)
}

fn written(mut stream: impl std::io::Write, text: &str) -> Result<Exit, Failed> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Ok(()) => Ok(Exit::Conforms),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Exit::Conforms),
        Err(error) => Err(Failed::not_established(miette::miette!(
            "failed to write to standard output: {error}"
        ))),
    }
}

/// Writes to standard error; if even that fails there is nobody left to tell.
pub(super) fn note(text: &str) {
    let mut stream = anstream::stderr().lock();
    let _nobody = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}

/// Shows a problem with its place and cure.
pub(super) fn problem(report: &Report) {
    note(&format!("{report:?}\n"));
}
