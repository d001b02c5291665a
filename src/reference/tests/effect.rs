//! Every fault shows on the wire: for each there is a probe whose transcript differs from that of
//! the conforming server, and a conforming server repeats itself.

use std::fmt::Write as _;

use crate::reference::fault::Fault;
use crate::reference::reply::Reply;

use super::browser::server;
use super::probes;

#[test]
fn every_fault_shows_in_some_transcript() {
    let conforming = transcript(&[]);
    assert_eq!(conforming, transcript(&[]));
    let silent: Vec<&str> = Fault::ALL
        .iter()
        .filter(|fault| !fault.only_under_load() && !fault.only_at_once())
        .filter(|fault| transcript(&[**fault]) == conforming)
        .map(|fault| fault.id())
        .collect();
    assert_eq!(silent, [""; 0]);
}

/// Everything the probes see, with random and temporal values blanked out.
fn transcript(faults: &[Fault]) -> Vec<String> {
    let mut out = Transcript::default();
    for probe in probes::ALL {
        probe(&server(faults), &mut out);
    }
    out.0
}

/// What was seen, line by line.
#[derive(Default)]
pub(super) struct Transcript(Vec<String>);

impl Transcript {
    pub(super) fn note(&mut self, what: &str, reply: &Reply) {
        let mut line = format!("{what}: {}", reply.status);
        for (name, value) in &reply.headers {
            write!(line, " {name}={}", blanked(value)).unwrap();
        }
        self.0.push(format!("{line} {}", blanked(&reply.body)));
    }

    pub(super) fn fact(&mut self, what: &str, fact: impl std::fmt::Display) {
        self.0.push(format!("{what}: {fact}"));
    }
}

/// Random values and times become `#`.
pub(super) fn blanked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word_char = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        let end = rest.find(|c| !word_char(c)).unwrap_or(rest.len());
        let word = &rest[..end];
        let time = word.len() == 10 && word.bytes().all(|b| b.is_ascii_digit());
        out.push_str(if end >= 43 || time { "#" } else { word });
        let next = rest[end..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[end..end + next]);
        rest = &rest[end + next..];
    }
    out
}
