//! From arguments to an exit code.

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use super::args::{Arguments, Command, SchemaOf};
use super::{
    Exit, Failed, certificate, console, diff, doctor, explain, init, judge, known, list, load,
    plan, report, run, selftest, serve, snapshot,
};

/// Runs assay with the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    console::prepare();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // clap prints help and version to standard output, mistakes to standard error.
            let failed = error.print().is_err() || error.use_stderr();
            return if failed { Exit::Usage } else { Exit::Conforms }.into();
        }
    };
    match execute(arguments.command) {
        Ok(exit) => exit.into(),
        Err(Failed { exit, report }) => {
            console::problem(&report);
            exit.into()
        }
    }
}

fn execute(command: Command) -> Result<Exit, Failed> {
    match command {
        Command::Run(options) => wait_for(run::run(options)),
        Command::Load(options) => {
            let runtime = load::runtime(&options);
            wait_on(runtime, load::load(*options))
        }
        Command::Init(options) => wait_for(init::init(options)),
        Command::Doctor(options) => wait_for(doctor::doctor(options)),
        Command::Plan(options) => wait_for(plan::plan(options)),
        Command::List(options) => list::list(&options),
        Command::Explain(options) => explain::explain(&options),
        Command::Serve(options) => wait_for(serve::serve(options)),
        Command::Selftest(options) => wait_for(selftest::selftest(options)),
        Command::Snapshot(options) => wait_for(snapshot::snapshot(options)),
        Command::Report(options) => report::report(&options),
        Command::Certify(options) => wait_for(certificate::certify(options)),
        Command::Verify(options) => certificate::verify(&options),
        Command::Diff(options) => diff::diff(&options),
        Command::Known(command) => known::known(command),
        Command::Judge(options) => judge::judge(&options),
        Command::Schema(options) => {
            let schema = match options.of {
                SchemaOf::Target => crate::target::json_schema(),
                SchemaOf::Scenario => crate::scenario::json_schema(),
                SchemaOf::Known => crate::target::known_json_schema(),
                SchemaOf::Run => crate::report::json_schema(),
                SchemaOf::LoadProfile => crate::load::json_schema(),
                SchemaOf::LoadRun => crate::report::load_json_schema(),
            };
            let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
            console::out(&format!("{text}\n"))
        }
        Command::Completions(options) => {
            let mut script = Vec::new();
            clap_complete::generate(options.shell, &mut Arguments::command(), "assay", &mut script);
            console::out(&String::from_utf8_lossy(&script))
        }
    }
}

fn wait_for(work: impl Future<Output = Result<Exit, Failed>>) -> Result<Exit, Failed> {
    wait_on(tokio::runtime::Builder::new_multi_thread(), work)
}

fn wait_on(
    mut runtime: tokio::runtime::Builder,
    work: impl Future<Output = Result<Exit, Failed>>,
) -> Result<Exit, Failed> {
    let runtime = runtime.enable_all().build().map_err(|error| {
        Failed::not_established(miette::miette!("failed to start the runtime: {error}"))
    })?;
    runtime.block_on(work)
}
