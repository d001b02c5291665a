//! A person logs in: the URL is shown, and the loopback redirect URI is listened on.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::Url;

use super::super::flow::Flow;
use super::callback::Callback;
use crate::exchange::Ending;
use crate::oauth::forms;
use crate::verdict::Event;

/// How long a person may take.
const PATIENCE: Duration = Duration::from_secs(300);

/// Shows the URL and waits until the browser comes to the redirect URI.
pub(super) async fn authorize(flow: &Flow<'_>, callback: &Callback, url: &str) -> Ending {
    let query = forms::parse(forms::split_url(url).1.unwrap_or_default());
    let requested = forms::first(&query, "redirect_uri").or(callback.expected());
    let Some(redirect_uri) = requested else {
        return Ending::Impossible("a manual login needs a redirect_uri".to_owned());
    };
    let port = Url::parse(redirect_uri)
        .ok()
        .filter(|own| own.scheme() == "http" && is_loopback(own))
        .and_then(|own| own.port());
    let Some(port) = port else {
        return Ending::Impossible(format!(
            "a manual login needs a loopback redirect URI with a port, not {redirect_uri}"
        ));
    };
    let listener = match TcpListener::bind(("127.0.0.1", port)).await {
        Ok(listener) => listener,
        Err(error) => {
            return Ending::Impossible(format!("failed to listen on 127.0.0.1:{port}: {error}"));
        }
    };
    // Nobody listens to the events of a run that is being torn down.
    let _unheard = flow.context.events.send(Event::OwnerNeeded(url.to_owned()));
    let origin = forms::split_url(redirect_uri).0;
    let scheme = origin.find("://").map_or(0, |at| at + 3);
    let origin = &origin[..origin[scheme..].find('/').map_or(origin.len(), |at| scheme + at)];
    // Browsers open connections in reserve and say nothing on them: each visitor is heard apart.
    let (heard, mut targets) = mpsc::unbounded_channel();
    let receive = async {
        let mut visitors = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            visitors.spawn(hear(stream, heard.clone()));
        }
    };
    let answer = async {
        while let Some(target) = targets.recv().await {
            // A browser asks for `/` where the redirect URI has no path.
            let bare = origin == forms::split_url(redirect_uri).0;
            let target = if bare { target.trim_start_matches('/') } else { target.as_str() };
            if let Some(ending) = callback.ending(&format!("{origin}{target}"), "redirect") {
                return ending;
            }
        }
        Ending::DeadEnd("no visitor came".to_owned())
    };
    let wait = async {
        tokio::select! {
            () = receive => Ending::DeadEnd("the listener failed".to_owned()),
            ending = answer => ending,
        }
    };
    match timeout(PATIENCE, wait).await {
        Ok(ending) => ending,
        Err(_) => Ending::DeadEnd(format!(
            "nobody came to {redirect_uri} within {} s",
            PATIENCE.as_secs()
        )),
    }
}

/// Tells the request target of a visitor, if there is one.
async fn hear(stream: TcpStream, heard: mpsc::UnboundedSender<String>) {
    if let Some(target) = visited(stream).await {
        // Nobody waits for more once the answer is there.
        let _unheard = heard.send(target);
    }
}

/// The request target of a visitor, who is thanked.
async fn visited(mut stream: TcpStream) -> Option<String> {
    let mut head = vec![0_u8; 16 * 1024];
    let mut filled = 0;
    while filled < head.len() && !head[..filled].windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut head[filled..]).await.ok()? {
            0 => break,
            count => filled += count,
        }
    }
    let body = "assay has the answer. You may close this window.\n";
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    // The person's browser may be gone; the answer is ours already.
    let _gone = stream.write_all(answer.as_bytes()).await;
    let text = String::from_utf8_lossy(&head[..filled]).into_owned();
    text.lines().next()?.split(' ').nth(1).map(str::to_owned)
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost"))
}
