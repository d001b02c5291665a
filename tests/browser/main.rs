//! The HTML report in a real browser: filters, keys, links, silence on the network, and a hostile
//! target that does not get its script run.
//!
//! Takes Chromium, found as `CHROMIUM` or on the path. Where there is none the tests are reported as
//! ignored, and loudly; `ASSAY_BROWSER=required` makes that a failure, `ASSAY_INSTALL_CHROMIUM=1`
//! has apt fetch it. `ASSAY_SCREENSHOTS=DIR` keeps pictures of what was seen.

mod chromium;
mod hostile;
mod looks;
mod report;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

/// What is done in a browser of its own.
type Test = fn(&mut chromium::Chromium);

const TESTS: [(&str, Test); 8] = [
    ("filters_show_what_fits_and_count_it", report::filters),
    ("keys_move_filter_and_search", report::keys),
    ("a_view_can_be_sent_as_an_address", report::addresses),
    ("links_open_what_they_lead_to", report::links),
    ("no_page_asks_the_network_or_complains", report::silence),
    ("a_hostile_target_runs_no_script", hostile::no_script),
    ("light_dark_narrow_and_printed", looks::looks),
    ("a_long_run_stays_quick_to_filter", report::long),
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let program = if arguments.list { None } else { browser() };
    let trials = TESTS.map(|(name, test)| {
        let program = program.clone();
        Trial::ignorable_test(name, move || run(program, test))
    });
    libtest_mimic::run(&arguments, trials.into()).exit_code()
}

fn run(program: Option<PathBuf>, test: Test) -> Result<Completion, Failed> {
    match program {
        Some(program) => {
            test(&mut chromium::Chromium::start(&program));
            Ok(Completion::Completed)
        }
        None if std::env::var_os("ASSAY_BROWSER").is_some_and(|own| own == "required") => {
            Err("no Chromium was found, and ASSAY_BROWSER=required".into())
        }
        None => Ok(Completion::ignored_with("no Chromium")),
    }
}

fn browser() -> Option<PathBuf> {
    let found = chromium::find();
    let found = found.or_else(|| if chromium::install() { chromium::find() } else { None });
    if found.is_none() {
        let words = "\n*** NOT TESTED: the HTML report in a browser, since no Chromium was found.\n\
             *** Install it (apt-get install chromium), name it (CHROMIUM=/path), or let this test\n\
             *** fetch it (ASSAY_INSTALL_CHROMIUM=1).\n\n";
        // The test is reported as ignored even if nobody can be told why.
        let _told = std::io::stderr().write_all(words.as_bytes());
    }
    found
}
