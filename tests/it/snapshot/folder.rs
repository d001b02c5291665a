//! Folders and files that are not as they should be, and help that teaches.

use super::desk::{Desk, at_root};

/// What was said, without line breaks and the frame around it.
fn told(text: &str) -> String {
    text.split_whitespace().filter(|own| *own != "│").collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_folder_without_snapshots_is_told_with_the_cure() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("empty")).expect("a folder");
    desk.write("file", "no folder");
    for (arguments, words) in [
        (["check", "--dir", "nowhere"], "failed to read the folder nowhere"),
        (["review", "--dir", "nowhere"], "failed to read the folder nowhere"),
        (["reject", "--dir", "nowhere"], "`assay snapshot accept` makes it"),
        (["check", "--dir", "empty"], "there are no snapshots in empty"),
        (["check", "--dir", "empty"], "assay snapshot accept --dir empty --target FILE"),
        (["accept", "--dir", "file/below"], "failed to write file/below"),
        (["accept", "--dir", "file"], "failed to read the folder file: it is no folder"),
        (["check", "--dir", "file"], "failed to read the folder file: it is no folder"),
    ] {
        let said = desk.snapshot(&arguments).await;
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{arguments:?}: {said:?}");
        assert!(told(&said.err).contains(words), "{arguments:?} lacks `{words}`: {}", said.err);
    }
}

#[tokio::test]
async fn a_broken_file_is_named_with_the_cure() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("snaps")).expect("a folder");
    desk.write("snaps/metadata.snap", "---\nsource: assay snapshot\n---\n<<<<<<< HEAD\n{}");
    for command in ["check", "review", "reject", "accept"] {
        let said = desk.snapshot(&[command, "--dir", "snaps"]).await;
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{command}: {said:?}");
        for words in ["failed to read the snapshot snaps/metadata.snap", "version control"] {
            assert!(told(&said.err).contains(words), "{command} lacks `{words}`: {}", said.err);
        }
    }
}

#[tokio::test]
async fn nothing_in_a_snapshot_acts_on_a_terminal() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("snaps")).expect("a folder");
    let evil = "\\u001b]0;owned\\u0007\\u202e";
    let file = |value: &str| {
        format!(
            "---\nsource: assay snapshot\ndescription: \"{evil}\"\nexpression: \"{evil}\"\n---\n\
             {{\"steps\": [{{\"step\": \"{evil}\", \"ending\": \"{value}\", \"answers\": []}}]}}\n"
        )
    };
    desk.write("snaps/metadata.snap", &file("a"));
    desk.write("snaps/metadata.snap.new", &file(evil));
    let forced = [("CLICOLOR_FORCE", "1")];
    let review = desk.snapshot_with(&["review", "--dir", "snaps"], &forced).await;
    let check = desk.snapshot_with(&["check", "--dir", "snaps"], &forced).await;
    for said in [&review, &check] {
        let text = format!("{}{}", said.out, said.err);
        assert!(text.contains("owned"), "{text:?}");
        for acting in ["\u{1b}]", "\u{7}", "\u{202e}"] {
            assert!(!text.contains(acting), "{text:?}");
        }
    }
    assert_eq!((review.code, check.code), (0, 2));
}

#[tokio::test]
async fn every_help_text_teaches() {
    for (arguments, words) in [
        (["--help", "--help"], ["Examples:", "Exit codes:", "Words:"]),
        (["accept", "--help"], ["Examples:", "run twice", "--dir"]),
        (["check", "--help"], ["Exit codes:", "Impacts:", "--no-pending"]),
        (["review", "--help"], ["Example:", "--dir", "pending"]),
        (["reject", "--help"], ["Example:", "--dir", "pending"]),
    ] {
        let said = at_root(&arguments).await;
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{arguments:?}");
        for word in words {
            assert!(said.out.contains(word), "{arguments:?} lacks {word}: {}", said.out);
        }
    }
}
