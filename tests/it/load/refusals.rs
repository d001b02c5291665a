//! What is refused before anything is sent, and what the message says.

use super::binary::{assay, turn};
use super::desk::Desk;
use super::scripted::{Play, Scripted, token};

/// Text with the words of a drawn message in one line.
fn in_one_line(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim().trim_start_matches(['│', '×']).trim());
    lines.collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_profile_that_there_is_not_is_answered_by_the_one_that_was_meant() {
    let said = assay(&["load", "token-stedy"]).await;
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
    assert!(said.err.contains("did you mean `token-steady`?"), "{}", said.err);
}

#[tokio::test]
async fn a_mistake_in_a_profile_is_told_with_file_and_line() {
    let right = r#"title = "X"
[open]
rate = 50
[stages]
hold = "1s"
[pool]
live = 2
[[journey]]
name = "live token"
[[journey.step]]
do = "introspect"
from = "live"
[[journey.step.outcome]]
name = "answered"
status = 200
checks = [{ check = "active", with = { is = "true" }, cites = "introspection-live-token-active" }]
"#;
    let mistakes = [
        ("rate = 50", "rat = 50", 3, "did you mean `rate`?"),
        ("\"active\"", "\"activ\"", 16, "did you mean `active`?"),
        ("introspection-live-token-active", "introspection-alive", 16, "introspection-alive"),
        ("live = 2", "expired = 2", 12, "write `live = 64` under [pool]"),
        ("\"live\"", "\"lively\"", 12, "lively"),
        ("hold = \"1s\"", "hold = \"1 sek\"", 5, "1 sek"),
        ("rate = 50", "rate = 0", 3, "more than 0"),
        ("[open]\nrate = 50", "[closed]\nvirtual_users = 0", 3, "at least one virtual user"),
        ("title = \"X\"", "title = \"X\"\nthresholds = [\"p99<5\"]", 2, "p99<5"),
        ("title = \"X\"", "title = \"X\"\ncanaries = [\"tweety\"]", 2, "tweety"),
        ("is = \"true\"", "is = \"${live.access_token}\"", 16, "cannot compare tokens"),
    ];
    let desk = Desk::new("");
    let file = desk.argument("suites/load/x.toml");
    for (old, new, line, word) in mistakes {
        assert_eq!(right.matches(old).count(), 1, "{old}");
        desk.write("suites/load/x.toml", &right.replace(old, new));
        let said = assay(&["load", "x", "--catalog", &desk.argument("")]).await;
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{new}: {}", said.err);
        let message = in_one_line(&said.err);
        assert!(message.contains(word), "{new}: {message}");
        assert!(message.contains(&format!("{file}:{line}:")), "{new}, line {line}: {message}");
    }
    desk.write("suites/load/x.toml", right);
    let said = assay(&["explain", "x", "--catalog", &desk.argument("")]).await;
    assert_eq!(said.code, Some(0), "it is right without a mistake: {}", said.err);
}

#[tokio::test]
async fn impossible_arguments_are_told_as_such() {
    for (arguments, word) in [
        (["--rate", "0"].as_slice(), "--rate"),
        (&["--rate", "1000000"], "at most"),
        (&["--users", "1000000"], "at most"),
        (&["--duration", "2000h"], "at most"),
        (&["--users", "0"], "at least one"),
        (&["--verify", "2"], "0 to 1"),
        (&["--find-capacity"], "--slo"),
        (&["--baseline", "/nowhere/run.json"], "baseline"),
        (&["--report", "yaml=-"], "yaml"),
    ] {
        let said = assay(&[&["load", "token-steady"], arguments].concat()).await;
        assert_eq!(said.code, Some(2), "{arguments:?}: {}", said.err);
        assert!(in_one_line(&said.err).contains(word), "{arguments:?}: {}", said.err);
        assert_eq!(said.out, "", "{arguments:?}");
    }
}

#[tokio::test]
async fn another_machine_is_not_loaded_unless_its_target_file_allows_it() {
    let turn = turn().await;
    let server = Scripted::start(|number, _| Play::Send(token(number))).await;
    // This name of the machine is no loopback address, and leads here.
    let elsewhere = server.origin.replace("127.0.0.1", "0.0.0.0");
    let far = Desk::by_hand(&elsewhere, "");
    let named = std::fs::read_to_string(far.path("target.toml")).expect("the target file");
    let named = Desk::new(&format!("issuer = \"{elsewhere}\"\n{named}"));
    let short = ["--rate", "20", "--duration", "1s"];
    for desk in [&far, &named] {
        let said = desk.load(&turn, "plain", &short).await;
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{}", said.err);
        let message = in_one_line(&said.err);
        assert!(message.contains("load = \"allowed\""), "{message}");
        assert_eq!(server.lines().opened, 0, "nothing is sent");
    }
    let allowed = Desk::by_hand(&elsewhere, "load = \"allowed\"");
    allowed.load(&turn, "plain", &short).await.report_of(0);
    assert!(server.heard().len() > 10);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_no_verdict() {
    let turn = turn().await;
    // RFC 5737: nobody has this address.
    let desk = Desk::by_hand("http://192.0.2.1", "load = \"allowed\"");
    let said = desk.load(&turn, "plain", &["--duration", "1s"]).await;
    assert_eq!((said.code, said.out.as_str()), (Some(3), ""), "{}", said.err);
    assert!(in_one_line(&said.err).contains("failed at rest"), "{}", said.err);
}
