//! The commands, each with its help text.

use clap::{Parser, Subcommand};

use super::options::{
    CompletionsOptions, ExplainOptions, JudgeOptions, ListOptions, PlanOptions, ReportOptions,
    RunOptions, SchemaOptions, SelftestOptions, ServeOptions,
};
use super::words::{
    DOCTOR_EXAMPLES, EXAMPLES, EXIT_CODES, INIT_EXAMPLES, LOAD_EXAMPLES, LOAD_EXIT_CODES,
};
use crate::cli::certificate::{CertifyOptions, VerifyOptions};
use crate::cli::diff::DiffOptions;
use crate::cli::doctor::DoctorOptions;
use crate::cli::init::InitOptions;
use crate::cli::known::KnownCommand;
use crate::cli::load::LoadOptions;
use crate::cli::snapshot::SnapshotOptions;

/// Tells whether an OAuth 2.0 authorization server is right.
#[derive(Debug, Parser)]
#[command(name = "assay", version, about, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), max_term_width = 100)]
pub(in crate::cli) struct Arguments {
    #[command(subcommand)]
    pub(in crate::cli) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Test a server and report what was found.
    #[command(after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"))]
    Run(RunOptions),
    /// Put load on a server and measure it, every answer verified.
    #[command(after_help = format!("{LOAD_EXAMPLES}\n\n{LOAD_EXIT_CODES}"))]
    Load(Box<LoadOptions>),
    /// Propose a target file from what a server shows of itself; register clients if asked.
    #[command(after_help = INIT_EXAMPLES)]
    Init(InitOptions),
    /// Tell what is wrong with a target file, before any verdict.
    #[command(after_help = DOCTOR_EXAMPLES)]
    Doctor(DoctorOptions),
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
    #[command(subcommand, after_help = "Example:\n  assay known add run.json --to known.toml")]
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
