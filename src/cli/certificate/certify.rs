//! `assay certify`: a run, sealed into a bundle; and keys for that.

use std::path::{Path, PathBuf};

use miette::miette;
use secrecy::{ExposeSecret as _, SecretString};

use super::options::CertifyOptions;
use crate::certificate::{Bundle, Circumstances, Configuration, Control, SigningKey, headline};
use crate::cli::record::{self, Order, Recorded};
use crate::cli::{Exit, FailOn, Failed, console};
use crate::report::{Format, render_terminal};

/// Makes a key, or a certificate.
pub(in crate::cli) async fn certify(options: CertifyOptions) -> Result<Exit, Failed> {
    if options.new_key {
        return new_key(&options.key);
    }
    let Some(out) = &options.out else {
        return Err(Failed::usage(miette!("--out DIR says where the bundle goes")));
    };
    // Everything that can go wrong without the server goes wrong before it is asked.
    vacant(out)?;
    let key = signing_key(&options.key)?;
    let plan = options.suite.clone().plan();
    let order = Order {
        plan: &plan,
        selects: Vec::new(),
        conduct: &options.conduct,
        case: None,
        // What was killed can be certified no more.
        journal: None,
    };
    let settings = options.conduct.settings();
    let Recorded { run, controls, target } = record::record(order).await?;
    console::out(&render_terminal(&run))?;
    let circumstances = Circumstances {
        seed: run.seed,
        jobs: settings.jobs,
        cases: settings.budget.cases,
        max_shrink: settings.budget.max_shrink,
        rate: options.conduct.rate,
    };
    let controls: Vec<Control> =
        controls.into_iter().map(|(label, transcript)| Control { label, transcript }).collect();
    let failed =
        |why: String| Failed::not_established(miette!("failed to write the bundle: {why}"));
    let report = Format::Text.render(&run).map_err(failed)?;
    let configuration = Configuration::of(&target, circumstances);
    let bundle =
        Bundle { run: &run, controls: &controls, configuration: &configuration, report: &report };
    let files = bundle.seal(&key).map_err(failed)?;
    std::fs::create_dir_all(out).map_err(|error| failed(error.to_string()))?;
    for (name, octets) in files {
        std::fs::write(out.join(&name), octets)
            .map_err(|error| failed(format!("{name}: {error}")))?;
    }
    let shown = out.display();
    console::out(&format!("{}\n{shown}, signed by {}\n", headline(&run), key.public().id()))?;
    Ok(Exit::of(&run, FailOn::Must))
}

/// A folder that holds something may hold another bundle, and the two would mix.
fn vacant(out: &Path) -> Result<(), Failed> {
    let empty = std::fs::read_dir(out).map_or(true, |mut own| own.next().is_none());
    if empty && !out.is_file() {
        return Ok(());
    }
    let cure = "give a folder that is empty or does not exist";
    Err(Failed::usage(miette!(help = cure, "{} is not empty", out.display())))
}

/// Writes a new private key and its public half, neither over what is there.
fn new_key(path: &Path) -> Result<Exit, Failed> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Failed::usage(miette!(
            help = "a key is never overwritten: what it signed would lose its witness",
            "failed to write the key {}: {error}",
            path.display()
        ))
    };
    let pem = SigningKey::generate().map_err(|error| failed(path, &error))?;
    let public = SigningKey::from_pem(&pem).map_err(|error| failed(path, &error))?.public();
    let public_path = public_half(path);
    if public_path.exists() {
        return Err(failed(&public_path, &"it exists"));
    }
    private_file(path, &pem).map_err(|error| failed(path, &error))?;
    std::fs::write(&public_path, public.to_pem()).map_err(|error| failed(&public_path, &error))?;
    console::out(&format!(
        "private key  {}  keep it; it is never printed\npublic key   {}  give it to those who verify\nid           {}\n",
        path.display(),
        public_path.display(),
        public.id()
    ))
}

/// `key.pem.pub` beside `key.pem`.
fn public_half(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".pub");
    path.with_file_name(name)
}

/// A new file that only its owner can read, from the first octet on.
fn private_file(path: &Path, text: &SecretString) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.expose_secret().as_bytes())
}

fn signing_key(path: &Path) -> Result<SigningKey, Failed> {
    let shown = path.display();
    let cure = "make one with: assay certify --new-key --key FILE";
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failed::usage(miette!(help = cure, "failed to read the signing key {shown}: {error}"))
    })?;
    if others_can_read(path) {
        let cure = format!("take that away: chmod 600 {shown}");
        return Err(Failed::usage(miette!(
            help = cure,
            "the signing key {shown} can be read by others than its owner"
        )));
    }
    SigningKey::from_pem(&SecretString::from(text)).map_err(|error| {
        Failed::usage(miette!(help = cure, "failed to read the signing key {shown}: {error}"))
    })
}

#[cfg(unix)]
fn others_can_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|own| own.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_can_read(_: &Path) -> bool {
    false
}
