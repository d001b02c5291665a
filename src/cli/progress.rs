//! Progress: a live count on a terminal, plain lines elsewhere, nothing when quiet.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console;
use crate::verdict::{Event, Verdict};

/// Shows events as they come.
#[derive(Debug)]
pub(super) enum Progress {
    Live(ProgressBar),
    Lines { done: usize, total: usize },
    Quiet,
}

impl Progress {
    /// Chooses by what standard error is.
    pub(super) fn new(quiet: bool) -> Self {
        if quiet {
            return Self::Quiet;
        }
        if !std::io::stderr().is_terminal() {
            return Self::Lines { done: 0, total: 0 };
        }
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} {pos}/{len} scenarios  {wide_msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(100));
        Self::Live(bar)
    }

    /// Shows one event.
    pub(super) fn show(&mut self, event: &Event) {
        if let Event::OwnerNeeded(url) = event {
            // Without this the run could not go on, so it is shown even when quiet.
            self.say(&format!("Open this URL in a browser and log in:\n  {url}\n"));
            return;
        }
        match (self, event) {
            (Self::Live(bar), Event::Planned { total, .. }) => bar.set_length(*total as u64),
            (Self::Live(bar), Event::Started(id)) => bar.set_message(id.clone()),
            (Self::Live(bar), Event::Case { id, number, total }) => {
                bar.set_message(format!("{id}  case {number} of {total}"));
            }
            (Self::Live(bar), Event::Finished { .. }) => bar.inc(1),
            (Self::Lines { total, .. }, Event::Planned { total: planned, .. }) => *total = *planned,
            (Self::Lines { done, total }, Event::Finished { id, verdict }) => {
                *done += 1;
                let word = match verdict {
                    Verdict::Pass => "pass".to_owned(),
                    other => other.as_str().to_uppercase(),
                };
                console::note(&format!(
                    "[{done:>3}/{total}] {word:<12} {id}
"
                ));
            }
            _ => {}
        }
    }

    /// Ends the display, so that what follows starts on a clean line.
    pub(super) fn finish(&self) {
        if let Self::Live(bar) = self {
            bar.finish_and_clear();
        }
    }

    fn say(&self, text: &str) {
        match self {
            Self::Live(bar) => bar.suspend(|| console::note(text)),
            _ => console::note(text),
        }
    }
}
