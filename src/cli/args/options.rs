//! What each command can be told.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::conduct::Conduct;
use crate::cli::FailOn;
use crate::cli::chosen::ChosenTarget;
use crate::cli::serve::ServeLoadOptions;

/// Which server, and which scenarios.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct PlanOptions {
    /// Scenario ids or their beginnings (`pkce/`), or sections (`rfc7636/4.6`); all if left out.
    #[arg(value_name = "SELECT")]
    pub(in crate::cli) select: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) chosen: ChosenTarget,
    /// Suite to hold the target to; may be repeated, the strictest grade counts. If left out: what the
    /// target file says under `suites`, else oauth20.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) suite: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
}

/// `assay run`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct RunOptions {
    #[command(flatten)]
    pub(in crate::cli) plan: PlanOptions,
    /// Report to write, such as `html=run.html`; `-` is standard output. Formats: json, junit, text,
    /// html, sarif, markdown, github, har, platform. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) conduct: Conduct,
    /// Run one recorded case of a trial: a file that an earlier run wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "select")]
    pub(in crate::cli) replay: Option<PathBuf>,
    /// Where the failing cases of trials are written, one file a trial.
    #[arg(long, value_name = "DIR", default_value = "assay-replays")]
    pub(in crate::cli) replays: PathBuf,
    /// Where each exchange and each result is written as soon as it is there, for `assay report` should
    /// the run be killed; beside the first report that is a file if left out. Gone when the reports are
    /// written.
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) journal: Option<PathBuf>,
    /// What fails the run: breached requirements, or warnings as well.
    #[arg(long, value_enum, default_value = "must")]
    pub(in crate::cli) fail_on: FailOn,
}

/// `assay list`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ListOptions {
    /// What to list.
    #[arg(value_enum)]
    pub(in crate::cli) what: Listed,
    /// For requirements: how many are verified and excluded, and why.
    #[arg(long)]
    pub(in crate::cli) coverage: bool,
    /// Write the coverage as FORMAT=PATH (json, markdown); `-` is standard output. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH", requires = "coverage")]
    pub(in crate::cli) report: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Listed {
    /// Scenarios with their titles.
    Scenarios,
    /// Suites with their versions.
    Suites,
    /// Load profiles with their titles.
    LoadProfiles,
    /// Checks that scenarios can name, and ambient ones.
    Checks,
    /// Requirements with their levels and sections.
    Requirements,
    /// Faults of the reference server.
    Faults,
    /// Dialects that the reference server can speak, with their variants.
    Dialects,
}

/// `assay explain`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainOptions {
    /// `lookups`, a capability, or the id of a scenario, check, requirement, fault (or a dialect's
    /// variant, `dialect:variant`), suite or load profile.
    pub(in crate::cli) id: String,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
}

/// `assay serve`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ServeOptions {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8414")]
    pub(in crate::cli) listen: SocketAddr,
    /// Fault to plant; may be repeated. `assay list faults` names them.
    #[arg(long, value_name = "ID")]
    pub(in crate::cli) fault: Vec<String>,
    /// Speak as a platform does that is no textbook server; `assay list dialects` names them.
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) dialect: Option<String>,
    /// Variant of the dialect; may be repeated.
    #[arg(long, value_name = "NAME", requires = "dialect")]
    pub(in crate::cli) variant: Vec<String>,
    /// Serve https with a certificate made for this run.
    #[arg(long)]
    pub(in crate::cli) tls: bool,
    /// File to write the certificate of the https server's own authority to, for `ca_file`.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(in crate::cli) ca_out: Option<PathBuf>,
    /// Let clients register themselves (RFC 7591); the metadata then name the endpoint.
    #[arg(long)]
    pub(in crate::cli) registration: bool,
    #[command(flatten)]
    pub(in crate::cli) load: ServeLoadOptions,
}

/// `assay selftest`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SelftestOptions {
    /// Report to write: `json=PATH` or `json=-`.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
    /// Only the result: no progress.
    #[arg(long, short)]
    pub(in crate::cli) quiet: bool,
}

/// `assay report`.
#[derive(Debug, Args)]
pub(in crate::cli) struct ReportOptions {
    /// A run as JSON (`--report json=...`), or the journal of a run that was killed.
    pub(in crate::cli) file: PathBuf,
    /// Report to write, such as `html=run.html`; `-` is standard output. Formats: json, junit, text,
    /// html, sarif, markdown, github, har, platform. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(in crate::cli) report: Vec<String>,
}

/// `assay judge`.
#[derive(Debug, Args)]
pub(in crate::cli) struct JudgeOptions {
    /// A run as JSON (`--report json=...`), or one of its results.
    pub(in crate::cli) file: PathBuf,
    /// Suite to hold it to; may be repeated.
    #[arg(long, value_name = "NAME", default_value = "oauth20")]
    pub(in crate::cli) suite: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) catalog: Vec<PathBuf>,
}

/// `assay schema`.
#[derive(Debug, Args)]
pub(in crate::cli) struct SchemaOptions {
    /// Which format.
    #[arg(value_enum)]
    pub(in crate::cli) of: SchemaOf,
}

/// A file format with a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum SchemaOf {
    /// Target files.
    Target,
    /// Scenario files.
    Scenario,
    /// Lists of known deviations.
    Known,
    /// JSON reports.
    Run,
    /// Load profiles.
    LoadProfile,
    /// JSON reports of load runs.
    LoadRun,
}

/// `assay completions`.
#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsOptions {
    /// Which shell.
    #[arg(value_enum)]
    pub(in crate::cli) shell: clap_complete::Shell,
}
