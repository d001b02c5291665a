//! Arguments of `assay load`; their help texts teach.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::load::parse_duration;
use crate::measurement::{Slo, Threshold};

/// `assay load`.
#[derive(Debug, Clone, Args)]
pub(in crate::cli) struct LoadOptions {
    /// Load profile; `assay list load-profiles` names them all.
    #[arg(value_name = "PROFILE")]
    pub(super) profile: String,
    /// Target file; without it the embedded reference server is loaded, in a process of its own.
    #[arg(long, value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// Speak HTTP/2 instead of HTTP/1.1 (over plain HTTP without asking first).
    #[arg(long)]
    pub(super) http2: bool,
    /// Threads that generate the load.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) workers: u16,
    /// Seed of every random value; drawn anew and printed if left out.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Folder with further suites/load/ profiles; may be repeated.
    #[arg(long, value_name = "DIR")]
    pub(super) catalog: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) shape: ShapeOptions,
    #[command(flatten)]
    pub(super) judgement: JudgementOptions,
    #[command(flatten)]
    pub(super) capacity: CapacityOptions,
    #[command(flatten)]
    pub(super) output: OutputOptions,
}

/// How much load, and for how long; each wins over the profile.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Load")]
pub(super) struct ShapeOptions {
    /// Journeys a second, by the clock (open model); latency counts from the intended start.
    #[arg(long, value_name = "N", conflicts_with = "users")]
    pub(super) rate: Option<f64>,
    /// Virtual users who wait for their answers (closed model).
    #[arg(long, value_name = "N")]
    pub(super) users: Option<usize>,
    /// Connections at the most (open model).
    #[arg(long, value_name = "N")]
    pub(super) connections: Option<usize>,
    /// Space arrivals at random, independently of each other, instead of evenly (open model).
    #[arg(long)]
    pub(super) poisson: bool,
    /// Length of the measured part, such as 30s or 10m.
    #[arg(long, value_name = "T", value_parser = parse_duration)]
    pub(super) duration: Option<Duration>,
    /// Time from nothing to the whole load.
    #[arg(long, value_name = "T", value_parser = parse_duration)]
    pub(super) ramp: Option<Duration>,
    /// Share of answers that is verified, 0 to 1.
    #[arg(long, value_name = "SHARE")]
    pub(super) verify: Option<f64>,
}

/// What must hold.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Judgement")]
pub(super) struct JudgementOptions {
    /// Rule such as `p99<50ms for token`, `error-rate<0.1%`, `semantic=0` or `rate>=500`, beside
    /// those of the profile; may be repeated.
    #[arg(long, value_name = "RULE", value_parser = Threshold::parse)]
    pub(super) threshold: Vec<Threshold>,
    /// Earlier run (`--report json=...`) to compare with; a regression fails.
    #[arg(long, value_name = "RUN.json", conflicts_with = "find_capacity")]
    pub(super) baseline: Option<PathBuf>,
    /// Suite by which answers are judged.
    #[arg(long, value_name = "NAME", default_value = "oauth20")]
    pub(super) suite: Vec<String>,
}

/// The search for the highest rate.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Capacity")]
pub(super) struct CapacityOptions {
    /// Search for the highest rate that holds --slo.
    #[arg(long, requires = "slo")]
    pub(super) find_capacity: bool,
    /// What must hold at that rate, such as "p99<100ms,error-rate<1%".
    #[arg(long, value_name = "RULES", value_parser = Slo::parse)]
    pub(super) slo: Option<Slo>,
    /// Search no higher than this, in journeys a second.
    #[arg(long, value_name = "N", default_value_t = 20_000.0)]
    pub(super) max_rate: f64,
    /// Measured part of each probe.
    #[arg(long, value_name = "T", default_value = "10s", value_parser = parse_duration)]
    pub(super) probe: Duration,
    /// Probes that must hold at the rate that is found.
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(super) repeats: usize,
}

/// What is shown and written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputOptions {
    /// Report to write: json, html, junit, csv (time series), prometheus or text, such as
    /// `html=load.html` or `json=-`; may be repeated.
    #[arg(long, value_name = "FORMAT=PATH")]
    pub(super) report: Vec<String>,
    /// Report of goose's own; the ending decides the format (html, json, md). May be repeated.
    #[arg(long, value_name = "PATH")]
    pub(super) goose_report: Vec<PathBuf>,
    /// Serve goose's live dashboard, on 127.0.0.1:5117 unless an address is given.
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = "127.0.0.1:5117")]
    pub(super) dashboard: Option<SocketAddr>,
    /// Note for the record, such as the release under test; may be repeated.
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Vec<String>,
    /// Only the result: no progress.
    #[arg(long, short)]
    pub(super) quiet: bool,
}
