//! A headless Chromium, spoken to by its DevTools protocol over one WebSocket.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

/// Longer than a busy machine takes to start a browser or to answer.
const PATIENCE: Duration = Duration::from_secs(90);

/// Where Debian and others put it; `CHROMIUM` wins.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A running browser with one page.
pub(crate) struct Chromium {
    child: Child,
    socket: WebSocket<TcpStream>,
    session: Option<String>,
    calls: u64,
    /// Everything that the page told since [`Chromium::open`].
    events: Vec<Value>,
    _profile: TempDir,
}

/// The browser's program, if there is one.
pub(crate) fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let places = NAMES.iter().flat_map(|name| folders.iter().map(move |own| own.join(name)));
    places.into_iter().find(|own| own.is_file())
}

/// Whether the browser may be fetched with apt, and whether that worked.
pub(crate) fn install() -> bool {
    let asked = std::env::var_os("ASSAY_INSTALL_CHROMIUM").is_some();
    let apt = |arguments: &[&str]| {
        Command::new("apt-get").args(arguments).status().is_ok_and(|own| own.success())
    };
    asked && apt(&["update"]) && apt(&["install", "--yes", "--no-install-recommends", "chromium"])
}

impl Chromium {
    /// Starts it with a profile of its own.
    pub(crate) fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().expect("a folder");
        // Its own sandbox needs privileges that containers do not give; it opens our file alone.
        let mut child = Command::new(program)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-extensions"])
            .args(["--remote-debugging-port=0", "--window-size=1280,900"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let (port, path) = address(&mut child, profile.path());
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the browser listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (socket, _) = tungstenite::client(url, stream).expect("a WebSocket");
        let mut own =
            Self { child, socket, session: None, calls: 0, events: Vec::new(), _profile: profile };
        own.attach();
        own
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let session = self.call(
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        );
        self.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
    }

    /// Opens a file, with what stands behind `#`, and waits until it is loaded.
    pub(crate) fn open(&mut self, file: &Path, fragment: &str) {
        self.call("Page.navigate", json!({ "url": "about:blank" }));
        self.until("document.URL === 'about:blank'");
        self.events.clear();
        let url = format!("file://{}{fragment}", file.display());
        self.call("Page.navigate", json!({ "url": url }));
        self.until("document.URL.startsWith('file:') && document.readyState === 'complete'");
    }

    /// Sends a command and waits for its result.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.socket.send(Message::text(message.to_string())).expect("the browser listens");
        loop {
            let said = self.socket.read().expect("the browser answers in time");
            let Message::Text(said) = said else { continue };
            let said: Value = serde_json::from_str(&said).expect("JSON");
            if said["id"] != json!(id) {
                self.events.push(said);
                continue;
            }
            assert!(said["error"].is_null(), "{method}: {}", said["error"]);
            return said["result"].clone();
        }
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let said = self.call("Runtime.evaluate", parameters);
        assert!(said["exceptionDetails"].is_null(), "{expression}: {said}");
        said["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&mut self, expression: &str) {
        let start = Instant::now();
        while self.value(expression) != json!(true) {
            assert!(start.elapsed() < PATIENCE, "never true: {expression}");
            pause();
        }
    }

    /// Presses a key where the focus is.
    pub(crate) fn press(&mut self, key: &str) {
        let text = if key.chars().count() == 1 { key } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            self.call("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "text": text }));
        }
    }

    /// Every address that the page asked for.
    pub(crate) fn requests(&self) -> Vec<String> {
        let asked = self.told("Network.requestWillBeSent");
        asked.filter_map(|own| own["request"]["url"].as_str().map(str::to_owned)).collect()
    }

    /// Every error in the console, thrown or logged.
    pub(crate) fn errors(&self) -> Vec<String> {
        let thrown = self.told("Runtime.exceptionThrown");
        let logged = self.told("Runtime.consoleAPICalled").filter(|own| own["type"] == "error");
        let entries = self.told("Log.entryAdded").filter(|own| own["entry"]["level"] == "error");
        thrown.chain(logged).chain(entries).map(Value::to_string).collect()
    }

    fn told<'a>(&'a self, method: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |own| own["method"] == method).map(|own| &own["params"])
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // It may have gone already; either way nobody is left behind.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Port and path, which the browser writes into its profile once it listens.
fn address(child: &mut Child, profile: &Path) -> (u16, String) {
    let start = Instant::now();
    loop {
        let text = fs::read_to_string(profile.join("DevToolsActivePort")).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n') {
            return (port.parse().expect("a port"), path.trim().to_owned());
        }
        let ended = child.try_wait().expect("a child of ours");
        assert!(ended.is_none(), "the browser ended before it listened: {ended:?}");
        assert!(start.elapsed() < PATIENCE, "the browser does not listen");
        pause();
    }
}

#[expect(clippy::disallowed_methods, reason = "another process gives no sign to wait for")]
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
