//! A folder with a target file, a load profile of our own, and room for reports.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tempfile::TempDir;
use tokio::process::Child;

use super::binary::{Said, Turn, finish};

/// The secret of the client that asks for tokens.
pub(super) const SECRET: &str = "marked: s%cret+/ü";

/// What its client sends in `Authorization`, by RFC 6749 section 2.3.1.
pub(super) fn basic_credentials() -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect();
    format!("Basic {}", STANDARD.encode(format!("web:{encoded}")))
}

/// Tokens at a steady rate and nothing beside: what the server sees is the load.
const PLAIN: &str = r#"
title      = "Tokens and nothing beside"
thresholds = ["semantic=0"]

[open]
rate        = 50
connections = 8

[stages]
hold = "1s"

[[journey]]
name = "token"

[[journey.step]]
do     = "token"
client = "confidential"
set    = { grant_type = "client_credentials", scope = "${target.scopes.first}" }
"#;

/// The folder; it is gone when this is dropped.
pub(super) struct Desk(TempDir);

impl Desk {
    /// With a target file of these contents.
    pub(super) fn new(target: &str) -> Self {
        let desk = Self(TempDir::new().expect("a folder"));
        std::fs::create_dir_all(desk.path("suites/load")).expect("a folder");
        desk.write("suites/load/plain.toml", PLAIN);
        desk.write("target.toml", target);
        desk
    }

    /// With the target file of the embedded server, for one at `issuer`.
    pub(super) fn embedded(issuer: &str) -> Self {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/targets/embedded.toml");
        let text = std::fs::read_to_string(file).expect("the target file");
        Self::new(&text.replace("http://127.0.0.1:8414", issuer))
    }

    /// With a token endpoint by hand at `origin` and one client; `manners` are lines below
    /// `[manners]`.
    pub(super) fn by_hand(origin: &str, manners: &str) -> Self {
        Self::new(&format!(
            r#"
name = "by hand"

[endpoints]
token = "{origin}/token"

[[client]]
role   = "confidential"
id     = "web"
secret = "{SECRET}"
grants = ["client_credentials"]

[scopes]
allowed = ["read"]

[manners]
connect_timeout = 1
{manners}
"#
        ))
    }

    /// A file of the folder.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Its path as an argument.
    pub(super) fn argument(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    /// Writes a file.
    pub(super) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// Runs a profile against the target; those of the folder are known too.
    pub(super) async fn load(&self, turn: &Turn, profile: &str, more: &[&str]) -> Said {
        finish(self.start(turn, profile, more)).await
    }

    /// Starts such a run.
    pub(super) fn start(&self, turn: &Turn, profile: &str, more: &[&str]) -> Child {
        let (target, folder) = (self.argument("target.toml"), self.argument(""));
        let own = [profile, "--target", &target, "--catalog", &folder];
        turn.start(&[&own, more].concat())
    }
}
