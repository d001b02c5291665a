//! A folder to write into, and servers that show what a test says.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::cli::{Said, assay, command};

/// A folder.
pub(super) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(super) fn new() -> Self {
        Self { folder: TempDir::new().expect("a folder") }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn argument(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    pub(super) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names of all files.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder").flatten();
        let mut all: Vec<String> =
            entries.map(|own| own.file_name().to_string_lossy().into_owned()).collect();
        all.sort();
        all
    }

    /// `assay init ISSUER --out FOLDER/t.toml` with more arguments.
    pub(super) fn init(&self, issuer: &str, more: &[&str]) -> Said {
        let out = self.argument("t.toml");
        assay(&[&["init", issuer, "--out", &out], more].concat())
    }

    /// The same with a variable in the environment.
    pub(super) fn init_in(&self, issuer: &str, more: &[&str], variable: (&str, &str)) -> Said {
        let out = self.argument("t.toml");
        let mut command = command(&[&["init", issuer, "--out", &out], more].concat());
        Said::of(command.env(variable.0, variable.1).output().expect("assay"))
    }

    /// What the file says.
    pub(super) fn toml(&self) -> toml::Table {
        self.read("t.toml").parse().expect("TOML")
    }
}

/// A server that shows metadata with these members beside the necessary ones.
pub(super) async fn server(more: Value) -> MockServer {
    let server = MockServer::start().await;
    let origin = server.uri();
    let mut document = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/authorize"),
        "token_endpoint": format!("{origin}/token"),
        "registration_endpoint": format!("{origin}/register"),
        "response_types_supported": ["code"],
    });
    for (name, value) in more.as_object().expect("members") {
        document[name] = value.clone();
    }
    Mock::given(method("GET"))
        .and(path("/.well-known/oauth-authorization-server"))
        .respond_with(ResponseTemplate::new(200).set_body_json(document))
        .mount(&server)
        .await;
    server
}

/// Runs a command beside the server, which needs this thread's runtime.
pub(super) async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("the command ends")
}
