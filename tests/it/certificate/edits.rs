//! Every edit of a bundle is seen, by whoever made it.

use assay::certificate::{Names, Sealed, open};
use assay::verdict::{Known, Summary, Verdict};
use serde_json::Value;

use super::bundle::{NAMES, Tested, conforming, key, wrong};

#[test]
fn an_untouched_bundle_has_all_its_files_and_nothing_is_wrong_with_it() {
    let key = key();
    let files = conforming().sealed(&key);
    let mut names = NAMES.to_vec();
    names.sort_unstable();
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), names);
    assert_eq!(wrong(&files, &key.public()), Vec::<String>::new());
    let rejudged = conforming().rejudged();
    assert!(rejudged.judged > 150, "{rejudged:?}");
    assert!(rejudged.trusted.iter().any(|id| id.starts_with("property/")), "{rejudged:?}");
}

#[test]
fn one_changed_octet_in_any_file_is_seen() {
    let key = key();
    let files = conforming().sealed(&key);
    for name in NAMES {
        let octets = &files[name];
        for at in [0, octets.len() / 3, octets.len() / 2, octets.len() - 2, octets.len() - 1] {
            let mut bent = files.clone();
            bent.get_mut(name).expect("the file")[at] ^= 1;
            // Opening alone must see it: what follows judges only what was signed.
            let wrong = open(&bent, None).err().unwrap_or_default();
            assert!(!wrong.is_empty(), "octet {at} of {name} was changed");
            assert!(wrong.iter().any(|why| why.contains(name)), "{name}: {wrong:?}");
        }
    }
}

#[test]
fn files_that_come_go_or_change_places_are_seen() {
    let key = key();
    let files = conforming().sealed(&key);
    for name in NAMES {
        let mut without = files.clone();
        without.remove(name);
        assert!(open(&without, None).is_err(), "{name} is missing");
    }
    let mut more = files.clone();
    more.insert("note.txt".to_owned(), b"by the way".to_vec());
    let wrong = open(&more, None).expect_err("a foreign file");
    assert!(wrong[0].contains("note.txt"), "{wrong:?}");
}

#[test]
fn another_key_cannot_stand_in_for_the_one_that_was_asked_for() {
    let (own, other) = (key(), key());
    let forged = conforming().sealed(&other);
    assert_eq!(wrong(&forged, &other.public()), Vec::<String>::new());
    let told = wrong(&forged, &own.public());
    assert!(told[0].contains("not the key that was asked for"), "{told:?}");
    let mut mixed: Sealed = conforming().sealed(&own);
    mixed.insert(Names::ENVELOPE.to_owned(), forged[Names::ENVELOPE].clone());
    assert!(open(&mixed, None).is_err());
}

#[test]
fn a_verdict_that_the_transcript_does_not_bear_is_seen_although_it_is_signed() {
    let forge = |bend: &dyn Fn(&mut Tested)| {
        let key = key();
        let mut tested = conforming().clone();
        bend(&mut tested);
        tested.run.summary = Summary::of(&tested.run.results);
        wrong(&tested.sealed(&key), &key.public()).join("\n")
    };
    let result = |tested: &mut Tested, id: &str| {
        tested.run.results.iter().position(|own| own.id == id).expect("the result")
    };
    let told = forge(&|own| {
        let at = result(own, "pkce/wrong-verifier");
        own.run.results[at].verdict = Verdict::Warn;
    });
    assert_eq!(told, "pkce/wrong-verifier: recorded is warn, judged anew it is pass");
    let told = forge(&|own| {
        let at = result(own, "pkce/wrong-verifier");
        let text = serde_json::to_string(&own.run.results[at].transcript).expect("JSON");
        let text = text.replace("invalid_grant", "invalid_client");
        own.run.results[at].transcript = serde_json::from_str(&text).expect("a transcript");
    });
    assert!(told.contains("pkce/wrong-verifier: recorded is pass"), "{told}");
    let told = forge(&|own| {
        let at = result(own, "pkce/wrong-verifier");
        own.run.results.remove(at);
    });
    assert!(told.contains("pkce/wrong-verifier: oauth20 holds it, the run lacks it"), "{told}");
    let told = forge(&|own| {
        let at = result(own, "pkce/wrong-verifier");
        own.run.results[at].verdict = Verdict::Skipped;
    });
    assert!(told.contains("whether it was skipped"), "{told}");
    let told = forge(&|own| {
        let at = result(own, "ambient/no-store");
        own.run.results[at].verdict = Verdict::Warn;
    });
    assert!(told.contains("ambient/no-store: recorded is warn"), "{told}");
    let told = forge(&|own| own.run.suites[0].version = "9.9.9".to_owned());
    assert!(told.contains("the suite oauth20 is 9.9.9 in the run"), "{told}");
}

#[test]
fn what_a_reader_must_not_overlook_stands_on_the_first_line() {
    let first = |tested: &Tested| {
        let files = tested.sealed(&key());
        let page = String::from_utf8(files[Names::PAGE].clone()).expect("UTF-8");
        page.lines().next().unwrap_or_default().to_owned()
    };
    assert!(first(conforming()).starts_with("CONFORMS: "), "{}", first(conforming()));
    let mut silent = conforming().clone();
    silent.run.results[0].verdict = Verdict::Inconclusive;
    silent.run.results[1].verdict = Verdict::Inconclusive;
    silent.run.summary = Summary::of(&silent.run.results);
    assert!(first(&silent).starts_with("NOT ESTABLISHED: 2 inconclusive"), "{}", first(&silent));

    let breached = super::bundle::tested(&["pkce-not-enforced"]);
    assert!(first(&breached).starts_with("DOES NOT CONFORM: "), "{}", first(&breached));
    let mut known = breached;
    let reason = Known { reason: "PROJ-3".to_owned(), deviation: None, link: None, until: None };
    for finding in known.run.results.iter_mut().flat_map(|own| &mut own.findings) {
        finding.known = Some(reason.clone());
    }
    known.run.summary = Summary::of(&known.run.results);
    let line = first(&known);
    assert!(line.starts_with("CONFORMS BUT FOR KNOWN DEVIATIONS: "), "{line}");
    assert!(line.contains(" with known deviations"), "{line}");
    let key = key();
    assert_eq!(wrong(&known.sealed(&key), &key.public()), Vec::<String>::new());
}

#[test]
fn the_manifest_is_an_in_toto_statement_that_names_every_file() {
    let files = conforming().sealed(&key());
    let json = |name: &str| -> Value { serde_json::from_slice(&files[name]).expect("JSON") };
    let manifest = json(Names::MANIFEST);
    assert_eq!(manifest["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(manifest["predicate"]["result"], "PASSED");
    let subjects = manifest["subject"].as_array().expect("subjects");
    assert_eq!(subjects.len(), NAMES.len() - 2);
    assert_eq!(json(Names::ENVELOPE)["payloadType"], "application/vnd.in-toto+json");
}
