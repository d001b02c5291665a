//! Arguments; their help texts teach.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::FailOn;
use super::certificate::{CertifyOptions, VerifyOptions};
use super::diff::DiffOptions;
use super::known::KnownCommand;
use super::load::LoadOptions;
use super::serve::ServeLoadOptions;
use super::snapshot::SnapshotOptions;
use clap::{Args, Parser, Subcommand, ValueEnum};

const EXIT_CODES: &str = "\
Exit codes:
  0  the target conforms (warnings, known deviations and skipped scenarios do not change that)
  1  a requirement is breached, or an entry of the known deviations no longer holds
  2  the arguments, a file or the selection make no sense
  3  nothing was established: unreachable, inconclusive or interrupted";

const EXAMPLES: &str = "\
Examples:
  assay run                                     test the embedded reference server
  assay run --target my-server.toml             test a deployed server
  assay run pkce/ rfc6749/5.2 --target t.toml   only PKCE and the error answers
  assay plan --issuer https://as.example        what would run, what not, and why
  assay explain pkce/wrong-verifier             what a scenario does and why
  assay serve --fault pkce-not-enforced         a server with one planted fault
  assay load token-steady                       load, with every answer verified";

const LOAD_EXIT_CODES: &str = "\
Exit codes:
  0  every threshold holds, every verified answer was right
  1  a threshold is broken, an answer was wrong, or a figure is worse than in the baseline
  2  the arguments, a file or the selection make no sense, or load is not allowed there
  3  nothing was established: unreachable, interrupted, too few samples, or the generator was the limit";

const LOAD_EXAMPLES: &str = "\
Examples:
  assay load token-steady                                the embedded server, as the profile says
  assay load token-steady --target t.toml --rate 500 --duration 1m --threshold 'p99<50ms for token'
  assay load introspection-mix --target t.toml --report html=load.html --report json=load.json
  assay load token-steady --target t.toml --baseline load.json
  assay load token-steady --target t.toml --find-capacity --slo 'p99<100ms,error-rate<1%'";

/// Tells whether an OAuth 2.0 authorization server is right.
#[derive(Debug, Parser)]
#[command(name = "assay", version, about, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), max_term_width = 100)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Test a server and report what was found.
    #[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Run(RunOptions),
    /// Put load on a server and measure it, every answer verified.
    #[command(after_help = format!("{LOAD_EXAMPLES}\n\n{LOAD_EXIT_CODES}"))]
    Load(Box<LoadOptions>),
    #[command(after_help = "Example:\n  assay plan --target my-server.toml pkce/")]
    /// Show what would run and what would be skipped, and why; sends nothing but discovery.
    Plan(PlanOptions),
    /// List what there is.
    #[command(after_help = "Example:\n  assay list scenarios")]
    List(ListOptions),
    #[command(
        after_help = "Examples:\n  assay explain pkce/wrong-verifier\n  assay explain lookups   what scenario files can look up"
    )]
    /// Explain a scenario, check, requirement, fault, suite or load profile.
    Explain(ExplainOptions),
    /// Run the embedded reference server, right or with planted faults.
    #[command(
        after_help = "Examples:\n  assay serve\n  assay serve --listen 127.0.0.1:0 --fault code-reusable\n  assay serve --tls --ca-out ca.pem\n  assay serve --latency 20ms:99%,150ms:1% --stall 1s@10s --access-token-lifetime 60s\n\nfixtures/targets/embedded.toml is the target file for it."
    )]
    Serve(ServeOptions),
    #[command(after_help = EXIT_CODES)]
    /// Prove the scenarios: each passes on the right server and fails on each fault it names.
    Selftest(SelftestOptions),
    /// Keep what a server answers, and tell later what is different.
    Snapshot(SnapshotOptions),
    /// Render a recorded run: other formats, later, elsewhere.
    #[command(
        after_help = "Example:\n  assay report run.json --report html=run.html --report sarif=run.sarif\n\nWithout --report it prints what the terminal showed. The exit code says whether the reports were\nwritten, not what the run came to."
    )]
    Report(ReportOptions),
    /// Compare two recorded runs: what got worse, better, appeared, vanished.
    #[command(
        after_help = "Examples:\n  assay diff before.json after.json\n  assay diff before.json after.json --report markdown=comment.md --report json=diff.json\n\nA skipped scenario counts as absent. Known deviations are compared like everything else.\n\nExit codes:\n  0  nothing got worse\n  1  a verdict got worse, a failure or warning is new, or a scenario appeared and fails\n  2  the arguments or a file make no sense"
    )]
    Diff(DiffOptions),
    /// Keep the list of known deviations.
    #[command(subcommand)]
    Known(KnownCommand),
    /// Run a whole suite and seal what was found into a bundle that others can verify.
    #[command(
        after_help = format!("Examples:\n  assay certify --new-key --key signing.pem\n  assay certify --target t.toml --suite oauth20 --key signing.pem --out certificate\n  assay verify certificate --key signing.pem.pub\n\nThe bundle holds the run with its transcripts, without secrets, the configuration, the report, a\nmanifest (an in-toto statement) and its signature (DSSE, Ed25519). It is written whatever the run\ncame to: its first line says so.\n\n{EXIT_CODES}")
    )]
    Certify(CertifyOptions),
    /// Check a bundle without the server: hashes, signature, and every verdict judged anew.
    #[command(
        after_help = "Examples:\n  assay verify certificate --key signing.pem.pub\n  assay verify certificate      shows only that nothing was changed since it was signed\n\nExit codes:\n  0  everything agrees; what the run came to is told, and is no part of this\n  1  a file was changed, the signature is another's, or a verdict does not come out again\n  2  the arguments or a file make no sense"
    )]
    Verify(VerifyOptions),
    /// Judge a recorded transcript without a server.
    #[command(after_help = format!("Example:\n  assay run --report json=run.json && assay judge run.json\n\n{EXIT_CODES}"))]
    Judge(JudgeOptions),
    /// Print the JSON Schema of a file format.
    #[command(after_help = "Example:\n  assay schema target > target.schema.json")]
    Schema(SchemaOptions),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  assay completions bash > ~/.local/share/bash-completion/completions/assay"
    )]
    Completions(CompletionsOptions),
}

/// Which server, and which scenarios.
#[derive(Debug, Clone, Args)]
pub(super) struct PlanOptions {
    /// Scenario ids or their beginnings (`pkce/`), or sections (`rfc7636/4.6`); all if left out.
    #[arg(value_name = "SELECT")]
    pub(super) select: Vec<String>,
    /// Target file; without it and --issuer the embedded reference server is tested.
    #[arg(long, value_name = "FILE", conflicts_with = "issuer")]
    pub(super) target: Option<PathBuf>,
    /// Issuer of a server of which nothing else is known: only what needs no client can run.
    #[arg(long, value_name = "URL")]
    pub(super) issuer: Option<String>,
    /// Suite to hold the target to; may be repeated, the strictest grade counts.
    #[arg(long, value_name = "NAME", default_value = "oauth20")]
    pub(super) suite: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
}

/// `assay run`.
#[derive(Debug, Clone, Args)]
pub(super) struct RunOptions {
    #[command(flatten)]
    pub(super) plan: PlanOptions,
    /// Report to write, such as `html=run.html`; `-` is standard output. Formats: json, junit, text,
    /// html, sarif, markdown, github, har. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// Seed of every random value; drawn anew and printed if left out.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Scenarios at once.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) jobs: u16,
    /// Generated cases of each trial (properties, life-cycle model, races).
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(super) cases: u32,
    /// Cases that a trial may spend on finding a smaller one that fails as well.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = clap::value_parser!(u32).range(..=100_000))]
    pub(super) max_shrink: u32,
    /// Run one recorded case of a trial: a file that an earlier run wrote.
    #[arg(long, value_name = "FILE", conflicts_with = "select")]
    pub(super) replay: Option<PathBuf>,
    /// Where the failing cases of trials are written, one file a trial.
    #[arg(long, value_name = "DIR", default_value = "assay-replays")]
    pub(super) replays: PathBuf,
    /// Requests a second at the most; wins over the target file.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) rate: Option<u32>,
    /// List of known deviations, which are shown and fail nothing; replaces the target file's own
    /// list. `assay known add` writes one.
    #[arg(long, value_name = "FILE")]
    pub(super) known: Option<PathBuf>,
    /// What fails the run: breached requirements, or warnings as well.
    #[arg(long, value_enum, default_value = "must")]
    pub(super) fail_on: FailOn,
    /// Only findings and counts: no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// `assay list`.
#[derive(Debug, Args)]
pub(super) struct ListOptions {
    /// What to list.
    #[arg(value_enum)]
    pub(super) what: Listed,
    /// For requirements: how many are verified and excluded, and why.
    #[arg(long)]
    pub(super) coverage: bool,
    /// Write the coverage as FORMAT=PATH (json, markdown); `-` is standard output. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH", requires = "coverage")]
    pub(super) report: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Listed {
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
}

/// `assay explain`.
#[derive(Debug, Args)]
pub(super) struct ExplainOptions {
    /// `lookups`, a capability, or the id of a scenario, check, requirement, fault, suite or load
    /// profile.
    pub(super) id: String,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
}

/// `assay serve`.
#[derive(Debug, Args)]
pub(super) struct ServeOptions {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8414")]
    pub(super) listen: SocketAddr,
    /// Fault to plant; may be repeated. `assay list faults` names them.
    #[arg(long, value_name = "ID")]
    pub(super) fault: Vec<String>,
    /// Serve https with a certificate made for this run.
    #[arg(long)]
    pub(super) tls: bool,
    /// File to write the certificate of the https server's own authority to, for `ca_file`.
    #[arg(long, value_name = "FILE", requires = "tls")]
    pub(super) ca_out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) load: ServeLoadOptions,
}

/// `assay selftest`.
#[derive(Debug, Args)]
pub(super) struct SelftestOptions {
    /// Report to write: `json=PATH` or `json=-`.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
    /// Only the result: no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

/// `assay report`.
#[derive(Debug, Args)]
pub(super) struct ReportOptions {
    /// A run as JSON (`--report json=...`).
    pub(super) file: PathBuf,
    /// Report to write, such as `html=run.html`; `-` is standard output. Formats: json, junit, text,
    /// html, sarif, markdown, github, har. May be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
}

/// `assay judge`.
#[derive(Debug, Args)]
pub(super) struct JudgeOptions {
    /// A run as JSON (`--report json=...`), or one of its results.
    pub(super) file: PathBuf,
    /// Suite to hold it to; may be repeated.
    #[arg(long, value_name = "NAME", default_value = "oauth20")]
    pub(super) suite: Vec<String>,
    /// Folder with further scenarios/ and suites/; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
}

/// `assay schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaOptions {
    /// Which format.
    #[arg(value_enum)]
    pub(super) of: SchemaOf,
}

/// A file format with a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum SchemaOf {
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
pub(super) struct CompletionsOptions {
    /// Which shell.
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}
