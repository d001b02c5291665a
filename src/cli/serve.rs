//! `assay serve`: the reference server on its own, and what makes it the other side of a load test.

use std::time::Duration;

use clap::Args;
use miette::miette;

use super::args::ServeOptions;
use super::dialect::{Spoken, target_file};
use super::{Exit, Failed, console};
use crate::document::did_you_mean;
use crate::reference::{self, Fault, Latency, Settings, Stall, parse_duration};

/// What makes `assay serve` the other side of a load test.
#[derive(Debug, Args)]
#[command(next_help_heading = "As the other side of a load test")]
pub(super) struct ServeLoadOptions {
    /// Hold answers back: delays with their shares, which add up to 100%, such as
    /// `20ms:60%,40ms:35%,80ms:4.5%,150ms:0.5%`.
    ///
    /// For the token, introspection, revocation and resource endpoints. Counted from when the head
    /// of a request was read; never shorter, and on an idle machine less than a tenth of a
    /// millisecond longer. Units: us, ms, s, m, h. The order is shuffled but repeats from run to
    /// run, and every share is exact once in a cycle (with the shares above, in every 200 answers).
    /// When the server ends it prints how long it really held answers back.
    #[arg(long, value_name = "RULE")]
    pub(super) latency: Option<Latency>,
    /// Stand still: `1s@10s` answers nothing for one second, 10 s after the first request; may be
    /// repeated.
    ///
    /// For the same endpoints. During a stall no delay runs down: what arrives in it is answered
    /// its whole --latency after the end, what would be due in it after the end by what was left
    /// of its --latency when the stall began.
    #[arg(long, value_name = "LENGTH@FROM")]
    pub(super) stall: Vec<Stall>,
    /// How long access tokens live, one second at least; an hour if left out.
    ///
    /// A token stays in memory for its life and one minute more, some 500 bytes: at 10,000 tokens
    /// a second an hour is 18 GB. Give a soak `60s`, or less. Clients with a lifetime of their own
    /// keep it.
    #[arg(long, value_name = "TIME", value_parser = lifetime)]
    pub(super) access_token_lifetime: Option<Duration>,
    /// How long refresh tokens live, one second at least; 30 days if left out.
    ///
    /// A refresh token stays in memory for its life and one minute more, even when it was used or
    /// revoked: its reuse must be found out.
    #[arg(long, value_name = "TIME", value_parser = lifetime)]
    pub(super) refresh_token_lifetime: Option<Duration>,
}

/// Runs the reference server until it is interrupted.
pub(super) async fn serve(options: ServeOptions) -> Result<Exit, Failed> {
    let faults: Vec<Fault> = options.fault.iter().map(|id| parse(id)).collect::<Result<_, _>>()?;
    if !options.listen.ip().is_loopback() {
        return Err(Failed::usage(miette!(
            help = "listen on 127.0.0.1 or [::1]: its accounts and secrets are published",
            "{} is no loopback address",
            options.listen
        )));
    }
    let spoken = options.dialect.as_deref().map(|name| Spoken::find(name, &options.variant));
    let spoken = spoken.transpose()?;
    let planted = faults.clone();
    let server = reference::start(options.listen, options.tls, |issuer| {
        let right = match spoken {
            Some(spoken) => spoken.settings(issuer),
            None => Settings::embedded(issuer),
        };
        let load = options.load;
        Settings {
            faults: right.faults.iter().chain(planted).collect(),
            access_token_lifetime: load
                .access_token_lifetime
                .unwrap_or(right.access_token_lifetime),
            refresh_token_lifetime: load
                .refresh_token_lifetime
                .unwrap_or(right.refresh_token_lifetime),
            latency: load.latency,
            stalls: load.stall,
            registration: options.registration,
            ..right
        }
    });
    let server = server.await.map_err(|error| {
        Failed::not_established(miette!("failed to listen on {}: {error}", options.listen))
    })?;
    if let (Some(path), Some(pem)) = (&options.ca_out, &server.ca_pem) {
        std::fs::write(path, pem).map_err(|error| {
            Failed::not_established(miette!("failed to write {}: {error}", path.display()))
        })?;
    }
    let planted: String = faults
        .iter()
        .map(|fault| format!("fault   {}: {}\n", fault.id(), fault.description()))
        .collect();
    // Heard from the first moment on: whoever reads `ready` may stop the server at once.
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    let early = futures::poll!(stop.as_mut());
    let file = options.dialect.as_deref().and_then(target_file);
    // The file lies beside the source; the binary alone has none.
    let file = file.filter(|own| std::path::Path::new(&own.name).is_file());
    let spoken_to = file.map_or_else(String::new, |own| {
        format!(
            "target  {file}, with issuer = \"{}\" in it\n        (assay run --target {file} \
             --emulate starts a server of its own)\n",
            server.issuer,
            file = own.name
        )
    });
    let ready = format!("{planted}{spoken_to}ready   {}\nCtrl-C stops it.\n", server.issuer);
    console::out(&ready)?;
    let stopped = match early {
        std::task::Poll::Ready(stopped) => stopped,
        std::task::Poll::Pending => stop.await,
    };
    stopped
        .map_err(|error| Failed::not_established(miette!("failed to wait for Ctrl-C: {error}")))?;
    if let Some(held) = server.held().filter(|held| !held.is_empty()) {
        let quantiles: String = [50.0, 90.0, 99.0, 99.9]
            .map(|percent| format!(", p{percent} {} us", held.value_at_percentile(percent)))
            .concat();
        console::out(&format!("held    {} answers{quantiles}\n", held.len()))?;
    }
    server.stop().await;
    Ok(Exit::Conforms)
}

fn parse(id: &str) -> Result<Fault, Failed> {
    Fault::parse(id).ok_or_else(|| {
        let known = Fault::ALL.iter().map(|fault| fault.id());
        let cure = did_you_mean(id, known)
            .unwrap_or_else(|| "`assay list faults` names them all".to_owned());
        Failed::usage(miette!(help = cure, "there is no fault `{id}`"))
    })
}

fn lifetime(text: &str) -> Result<Duration, String> {
    let lifetime = parse_duration(text).map_err(|error| error.to_string())?;
    // `expires_in` is told in seconds (RFC 6749 section 5.1): 0 would be a lie.
    if lifetime < Duration::from_secs(1) {
        return Err("a token lives one second at least".to_owned());
    }
    Ok(lifetime)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::args::{Arguments, Command};
    use super::*;

    fn load(arguments: &[&str]) -> Result<ServeLoadOptions, String> {
        let arguments = ["assay", "serve"].iter().chain(arguments);
        match Arguments::try_parse_from(arguments).map_err(|error| error.to_string())?.command {
            Command::Serve(options) => Ok(options.load),
            other => panic!("no serve: {other:?}"),
        }
    }

    #[test]
    fn nothing_is_slow_unless_it_is_asked_for() {
        let load = load(&[]).unwrap();
        assert!(load.latency.is_none() && load.stall.is_empty());
        assert!(load.access_token_lifetime.is_none() && load.refresh_token_lifetime.is_none());
    }

    #[test]
    fn stalls_may_be_repeated_and_lifetimes_have_units() {
        let arguments = ["--stall", "1s@10s", "--stall", "2s@1m", "--access-token-lifetime", "90s"];
        let load = load(&arguments).unwrap();
        assert_eq!(load.stall.len(), 2);
        assert_eq!(load.access_token_lifetime, Some(Duration::from_secs(90)));
    }

    #[test]
    fn a_wrong_rule_is_refused_with_what_is_wrong() {
        for (arguments, words) in [
            (["--latency", "20ms:60%,40ms:30%"], "the shares add up to 90%, not to 100%"),
            (["--latency", "20ms"], "`20ms` is no step"),
            (["--stall", "1s"], "`1s` is no stall"),
            (["--access-token-lifetime", "60"], "`60` is no duration"),
            (["--refresh-token-lifetime", "999ms"], "one second at least"),
        ] {
            let error = load(&arguments).unwrap_err();
            assert!(error.contains(words) && error.contains(arguments[0]), "{error}");
        }
    }
}
