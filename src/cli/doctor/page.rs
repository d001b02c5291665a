//! The diagnosis as a person reads it.

use crate::doctor::{Diagnosis, Examination, State};
use crate::exchange::tame;

/// One block for what is wrong, one line for the rest; the counts and what they mean below.
pub(super) fn render(diagnosis: &Diagnosis, quiet: bool) -> String {
    let told = |own: &&Examination| !quiet || complains(own);
    let mut text: String = diagnosis.examinations.iter().filter(told).map(block).collect();
    let counts = [
        State::Right,
        State::Wrong,
        State::Unreachable,
        State::Server,
        State::Doubtful,
        State::LeftOut,
    ];
    let counts = counts.map(|own| (own.as_str().to_lowercase(), diagnosis.count(own)));
    let counts: Vec<String> = counts
        .iter()
        .filter(|(word, count)| *count > 0 || word == "ok" || word == "wrong")
        .map(|(word, count)| format!("{count} {word}"))
        .collect();
    let name = tame(&diagnosis.target);
    text.push_str(&format!("\n{name}: {}\n{}\n", counts.join(", "), verdict(diagnosis)));
    text
}

fn verdict(diagnosis: &Diagnosis) -> &'static str {
    match diagnosis.state() {
        State::Wrong => "the target file is wrong: mend it before you ask for a verdict",
        State::Unreachable => "the server cannot be reached: nothing is said about the target file",
        State::Server => {
            "no fault of the target file was found; the server answers as none could mend"
        }
        _ => "no fault of the target file was found",
    }
}

const fn complains(own: &Examination) -> bool {
    !matches!(own.state, State::Right | State::LeftOut)
}

fn block(own: &Examination) -> String {
    let (state, area) = (own.state.as_str(), own.area.as_str());
    let subject = tame(&own.subject);
    let mut text = format!("{state:<12} {area:<13} {subject}  {}\n", tame(&own.seen));
    if !complains(own) {
        return text;
    }
    let lines = [("key", &own.key), ("to fix", &own.cure), ("exchange", &own.exchange)];
    for (word, line) in lines {
        if let Some(line) = line {
            text.push_str(&format!("             {word:<13} {}\n", tame(line)));
        }
    }
    text
}
