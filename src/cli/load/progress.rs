//! How a load run goes on: one live line on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio::sync::watch;

use crate::cli::console;
use crate::load::Live;

/// Seconds between two lines, where nothing is live.
const LINE_EVERY: u64 = 5;

/// Shows the run until its sender is gone.
pub(super) async fn show(mut live: watch::Receiver<Live>, quiet: bool) {
    if quiet {
        return;
    }
    let bar = std::io::stderr().is_terminal().then(bar);
    let mut told = 0;
    while live.changed().await.is_ok() {
        let now = *live.borrow_and_update();
        match &bar {
            Some(bar) => draw(bar, &now),
            None => {
                let seconds = now.at.map_or(0, |at| at.as_secs());
                if seconds < told {
                    told = 0;
                }
                if seconds >= told + LINE_EVERY {
                    told = seconds - seconds % LINE_EVERY;
                    console::note(&format!("[{seconds:>4} s] {}\n", words(&now)));
                }
            }
        }
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} [{bar:24}] {wide_msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn draw(bar: &ProgressBar, live: &Live) {
    let Some(at) = live.at else {
        bar.set_message("preparing: tokens, and each journey once at rest");
        return;
    };
    let millis = |span: Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
    bar.set_length(millis(live.length));
    bar.set_position(millis(at.min(live.length)));
    bar.set_message(words(live));
}

fn words(live: &Live) -> String {
    let glance = &live.glance;
    let at = live.at.unwrap_or_default().as_secs_f64();
    let mut text = format!(
        "{at:.0}/{:.0} s  {:.0}/s  p50 {}  p99 {}  errors {}  violations {}",
        live.length.as_secs_f64(),
        glance.rate,
        span(glance.p50_us),
        span(glance.p99_us),
        glance.errors,
        live.semantic,
    );
    if glance.not_sent > 0 {
        text.push_str(&format!("  not sent {}", glance.not_sent));
    }
    text
}

fn span(us: u64) -> String {
    match us {
        0..1_000 => format!("{us} us"),
        1_000..100_000 => format!("{:.1} ms", us as f64 / 1e3),
        _ => format!("{:.2} s", us as f64 / 1e6),
    }
}
