//! From the target file to the [`Target`]: files are read, variables looked up, defaults filled in.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use super::file::TargetFile;
use super::model::Target;
use super::reader::Reader;
use crate::document::{Document, DocumentError};

/// Why a target file cannot be used.
#[derive(Debug, Error, Diagnostic)]
pub enum LoadError {
    /// The file itself cannot be read.
    #[error("failed to read the target file {path}")]
    #[diagnostic(help("give the path of a target file; `assay schema target` prints its format"))]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A list of known deviations cannot be read.
    #[error("failed to read the list of known deviations {path}")]
    #[diagnostic(help("`assay known add RUN.json` writes entries for one"))]
    UnreadableList {
        /// The path as given.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The text is no target file, or says something impossible.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Document(#[from] Box<DocumentError>),
}

/// Where a target file lies and how it sees the environment.
pub struct Source<'a> {
    /// The folder that relative files resolve from.
    pub folder: &'a Path,
    /// The environment.
    pub env: &'a dyn Fn(&str) -> Option<String>,
}

/// Loads a target file from disk.
///
/// # Errors
/// An unreadable file, a text that is no target file, a secret that cannot be had.
pub fn load(path: &Path, env: &dyn Fn(&str) -> Option<String>) -> Result<Target, LoadError> {
    load_at(path, None, env)
}

/// Loads a target file for a server at another issuer than the file says, if one is given.
///
/// # Errors
/// As for [`load`].
pub fn load_at(
    path: &Path,
    issuer: Option<&str>,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Target, LoadError> {
    let document = document(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file: TargetFile = document.read()?;
    file.issuer = issuer.map(str::to_owned).or(file.issuer);
    let mut target =
        Reader { document: &document, source: &Source { folder, env } }.target(file)?;
    if target.name.is_empty() {
        target.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    }
    // What the file writes in full is at that server as well, and nothing is sent elsewhere.
    if let Some(issuer) = issuer {
        target.move_to(issuer);
    }
    Ok(target)
}

/// The dialect whose emulation stands in for the server of a target file, if the file names one.
///
/// # Errors
/// An unreadable file, a text that is no target file.
pub fn stand_in(path: &Path) -> Result<Option<String>, LoadError> {
    let file: TargetFile = document(path)?.read()?;
    Ok(file.emulate)
}

/// The suites that a target file names.
///
/// # Errors
/// An unreadable file, a text that is no target file.
pub fn suites_of(path: &Path) -> Result<Vec<String>, LoadError> {
    let file: TargetFile = document(path)?.read()?;
    Ok(file.suites)
}

fn document(path: &Path) -> Result<Document, LoadError> {
    let text =
        bounded(path).map_err(|source| LoadError::Unreadable { path: path.to_owned(), source })?;
    Ok(Document::new(path.display().to_string(), text))
}

/// A target file, or a list, is a few pages; a device that never ends is none.
const LONGEST: u64 = 4 * 1024 * 1024;

pub(super) fn bounded(path: &Path) -> std::io::Result<String> {
    use std::io::{Error, ErrorKind, Read as _};

    let mut text = String::new();
    std::fs::File::open(path)?.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(Error::new(ErrorKind::FileTooLarge, "it is longer than 4 MiB"));
    }
    Ok(text)
}

/// Reads the text of a target file.
///
/// # Errors
/// A text that is no target file, a secret that cannot be had.
pub fn read(document: &Document, source: &Source<'_>) -> Result<Target, Box<DocumentError>> {
    let file: TargetFile = document.read()?;
    let reader = Reader { document, source };
    reader.target(file)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::ClientAuthMethod;
    use secrecy::ExposeSecret as _;

    fn read_text(text: &str) -> Result<Target, Box<DocumentError>> {
        let env = |name: &str| (name == "SECRET").then(|| "from-env".to_owned());
        read(&Document::new("t.toml", text), &Source { folder: Path::new("."), env: &env })
    }

    const CLIENT: &str =
        "issuer = \"https://h\"\n[[client]]\nrole = \"confidential\"\nid = \"c\"\n";

    #[test]
    fn a_secret_comes_from_the_environment() {
        let target = read_text(&format!("{CLIENT}secret = {{ env = \"SECRET\" }}")).expect("sound");
        let secret = target.clients[0].secret.as_ref().map(|own| own.expose_secret());
        assert_eq!(secret, Some("from-env"));
        assert_eq!(target.clients[0].auth, ClientAuthMethod::ClientSecretBasic);
    }

    #[test]
    fn bad_files_are_told_what_is_wrong() {
        for (text, message) in [
            (
                format!("{CLIENT}secret = {{ env = \"ABSENT\" }}"),
                "the environment variable ABSENT is not set",
            ),
            (format!("{CLIENT}secret = {{ file = \"no-such-file\" }}"), "failed to read"),
            (format!("{CLIENT}secret = 3"), "invalid type"),
            (format!("{CLIENT}auth = \"client_secret_post\""), "has no secret"),
            ("name = \"x\"".to_owned(), "neither issuer nor endpoints"),
            ("issuer = \"h\"".to_owned(), "no absolute URL"),
            ("issuer = \"https://h\"\nisuer = 1".to_owned(), "unknown field `isuer`"),
            (
                "issuer = \"https://h\"\n[capabilities]\ndeclare = [\"pkce:s256\"]".to_owned(),
                "no capability",
            ),
        ] {
            let error = read_text(&text).expect_err(&text);
            assert!(error.message().contains(message), "{error} lacks {message}");
        }
    }
}
