//! From an issuer to its target file.

use std::path::Path;

use miette::miette;
use secrecy::SecretString;

use super::clients::{Desk, Registered};
use super::options::InitOptions;
use super::place::{Place, Readers};
use crate::cli::{Exit, Failed, console, read_text, target};
use crate::exchange::tame;
use crate::oauth::Metadata;
use crate::runner::{ProbeError, Transport, probe};
use crate::target::{Proposal, Target};

/// Reads the metadata, registers clients if that is wanted, and writes the file.
pub(in crate::cli) async fn init(options: InitOptions) -> Result<Exit, Failed> {
    if options.register && options.file().is_none() {
        let cure = "give the target file a place: --out FILE";
        let message = "the secrets of registered clients are never printed";
        return Err(Failed::usage(miette!(help = cure, "{message}")));
    }
    let target = aim(&options)?;
    let initial = initial_access_token(&options)?;
    // Taken now: once clients are registered it would be too late to find it taken.
    let readers = if options.secrets_in_target { Readers::Owner } else { Readers::Usual };
    let place = options.file().map(|path| Place::take(path, readers)).transpose()?;
    let transport = Transport::new(&target).map_err(Failed::usage)?;
    let seen = look(target, &transport).await?;
    let registered = match (&seen, options.file().filter(|_| options.register)) {
        (Ok((metadata, _)), Some(file)) => {
            register(&options, file, metadata, &transport, initial.as_ref()).await
        }
        (Err(_), Some(_)) => refused("without metadata there is no registration endpoint"),
        (_, None) => Registered::default(),
    };
    let shown = options.file().map_or_else(|| "FILE".into(), |own| own.to_string_lossy());
    let ca_file = options.ca_file.as_deref().map(absolute).transpose()?;
    let proposal = Proposal {
        issuer: &options.issuer,
        path: &shown,
        metadata: seen.as_ref().ok().map(|(metadata, url)| (metadata, url.as_str())),
        ca_file: ca_file.as_deref(),
        clients: &registered.clients,
        scopes: registered.scopes.as_deref(),
    };
    let text = proposal.render();
    let told = told(&options, &seen, &registered);
    match place {
        Some(place) => place.fill(&text).and_then(|()| console::out(&told))?,
        None => {
            console::note(&told);
            console::raw(&text)?
        }
    };
    outcome(&registered)
}

/// The metadata with their URL, or what stands where they should be.
type Seen = Result<(Metadata, String), String>;

async fn look(target: Target, transport: &Transport) -> Result<Seen, Failed> {
    match probe(target, transport).await {
        Ok(probed) => {
            let url = probed.target.endpoints.metadata.unwrap_or_default();
            Ok(probed.metadata.map(|own| (own, url)).ok_or_else(String::new))
        }
        Err(ProbeError::NoMetadata { seen }) => Ok(Err(seen)),
        Err(error) => Err(Failed::not_established(error)),
    }
}

/// What is asked: the issuer, with the certificates to trust.
fn aim(options: &InitOptions) -> Result<Target, Failed> {
    let mut target = target::of_issuer(&options.issuer)?;
    if options.issuer.contains("/.well-known/") {
        let cure = "give the issuer itself: what stands before /.well-known/, as a rule";
        let message = "this is the URL of the metadata";
        return Err(Failed::usage(miette!(help = cure, "{message}")));
    }
    if let Some(path) = &options.ca_file {
        target.ca_pem = Some(read_text(path)?);
    }
    Ok(target)
}

fn initial_access_token(options: &InitOptions) -> Result<Option<SecretString>, Failed> {
    let Some(name) = &options.initial_access_token_env else { return Ok(None) };
    match target::environment(name).filter(|own| !own.is_empty()) {
        Some(token) => Ok(Some(SecretString::from(token))),
        None => {
            let cure = format!("set it before, for example: export {name}=...");
            Err(Failed::usage(miette!(help = cure, "the environment variable {name} is not set")))
        }
    }
}

async fn register(
    options: &InitOptions,
    file: &Path,
    metadata: &Metadata,
    transport: &Transport,
    initial: Option<&SecretString>,
) -> Registered {
    let Some(endpoint) = metadata.registration_endpoint.as_deref() else {
        return refused("the metadata name no registration_endpoint");
    };
    // RFC 7591 section 5: registration takes TLS. A server without any is a lab.
    if options.issuer.starts_with("https:") && !endpoint.starts_with("https:") {
        return refused("the registration endpoint is not https, although the issuer is");
    }
    Desk { options, file, transport, metadata, endpoint, initial }.register().await
}

fn refused(why: &str) -> Registered {
    Registered { problems: vec![why.to_owned()], ..Registered::default() }
}

/// Relative files resolve from the folder of the target file, which need not be this one.
fn absolute(path: &Path) -> Result<String, Failed> {
    let full = path.canonicalize();
    let full =
        full.map_err(|error| Failed::usage(miette!("failed to read {}: {error}", path.display())))?;
    Ok(full.to_string_lossy().into_owned())
}

/// What was done, and what comes next.
fn told(options: &InitOptions, seen: &Seen, registered: &Registered) -> String {
    let mut lines = Vec::new();
    let file = options.file().map(|own| own.display().to_string());
    let what = file.as_deref().unwrap_or("the target file");
    match seen {
        Ok((_, url)) => lines.push(format!("{what} is made from the metadata at {}", tame(url))),
        Err(seen) => lines.push(format!("{what} is a skeleton: {}", tame(seen))),
    }
    for client in &registered.clients {
        lines.push(format!("registered {} {}", client.role.as_str(), tame(&client.id)));
    }
    lines.extend(registered.told.iter().map(|own| tame(own)));
    let offers = seen.as_ref().is_ok_and(|(own, _)| own.registration_endpoint.is_some());
    if offers && !options.register {
        lines.push("the server registers clients: --register asks it for some".to_owned());
    }
    let file = file.as_deref().unwrap_or("FILE");
    lines.push(format!("fill in what stands in comments, then: assay doctor --target {file}"));
    lines.join("\n") + "\n"
}

/// The file stands; that clients are missing is told all the same.
fn outcome(registered: &Registered) -> Result<Exit, Failed> {
    if registered.problems.is_empty() {
        return Ok(Exit::Conforms);
    }
    let problems: Vec<String> = registered.problems.iter().map(|own| tame(own)).collect();
    let cure = "the file is written; register what is missing by hand, and fill it in";
    let message = format!("failed to register clients: {}", problems.join("; "));
    Err(Failed::not_established(miette!(help = cure, "{message}")))
}
