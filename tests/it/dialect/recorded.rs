//! One run of each platform's emulation, made once and looked at by every test.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use assay::report::read_run;
use assay::verdict::Run;

use crate::cli::{Said, command};

/// The platforms that are described and emulated.
pub(super) const PLATFORMS: [&str; 5] = ["booked55", "calish", "bookyflow", "bookeo", "scopes42"];

/// What a run left.
#[derive(Debug)]
pub(super) struct Recorded {
    /// The run.
    pub(super) run: Run,
    /// The platform's page.
    pub(super) page: String,
    /// The exit code.
    pub(super) code: Option<i32>,
    /// What the terminal showed.
    pub(super) shown: String,
}

type Slot = Arc<OnceLock<Arc<Recorded>>>;

/// The run of a platform against its emulation, as the target file has it.
pub(super) fn recorded(platform: &str) -> Arc<Recorded> {
    static RUNS: Mutex<BTreeMap<String, Slot>> = Mutex::new(BTreeMap::new());
    let slot = Slot::clone(RUNS.lock().expect("the runs").entry(platform.to_owned()).or_default());
    Arc::clone(slot.get_or_init(|| Arc::new(run(platform, &[]))))
}

/// Runs a platform's emulation with further arguments: variants, scenarios, another list.
pub(super) fn run(platform: &str, arguments: &[&str]) -> Recorded {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (json, page) = (path("run.json"), path("page.md"));
    let said = command(&["run", "--emulate", "--seed", "1", "--quiet"])
        .args(["--replays", &path("replays")])
        .args(["--target", &format!("fixtures/targets/{platform}.toml")])
        .args(["--report", &format!("json={json}"), "--report", &format!("platform={page}")])
        .args(arguments)
        .output();
    let Said { code, out, err } = Said::of(said.expect("assay runs"));
    let shown = out + &err;
    let text = std::fs::read_to_string(&json).unwrap_or_else(|_| panic!("no report: {shown}"));
    Recorded {
        run: read_run(&text).expect("a run"),
        page: std::fs::read_to_string(&page).expect("a page"),
        code: Some(code),
        shown,
    }
}
