//! The list, held against recorded runs: pure.

use assay::document::Document;
use assay::report::{Format, read_run};
use assay::spec::Grade;
use assay::target::{KnownDeviations, mark, read_known, settle, suspects};
use assay::verdict::{Retried, Run, ScenarioResult, Summary, Verdict};

use super::fixture::{
    TODAY, entries, entry, expectation, failing, left, list, marked, named, recorded,
};

#[test]
fn an_entry_covers_the_error_that_it_names_and_no_other_failure_of_its_scenario() {
    let mut run = recorded();
    let result = failing(&run);
    let (id, finding) = (result.id.clone(), result.findings[0].clone());
    let list = list(&entry(&result, "reason = \"it is known\""));
    assert_eq!(marked(&list, &mut run), []);
    let result = named(&run, &id);
    let known = result.findings[0].known.clone().expect("a known finding");
    assert_eq!(known.reason, "it is known");
    assert_eq!((result.verdict, result.open()), (Verdict::Fail, left(&result)));

    let other: [fn(&mut ScenarioResult); 4] = [
        |own| own.findings[0].actual = "status 500 text/html".to_owned(),
        |own| own.findings[0].check = "another-check".to_owned(),
        |own| own.findings[0].requirement = "another-requirement".to_owned(),
        |own| own.findings[0].grade = Grade::Warn,
    ];
    for bend in other {
        let mut run = recorded();
        bend(run.results.iter_mut().find(|own| own.id == id).expect("the result"));
        let stale = marked(&list, &mut run);
        assert!(named(&run, &id).findings.iter().all(|own| own.known.is_none()), "{finding:?}");
        assert_eq!(stale.len(), 1, "{stale:?}");
    }
}

#[test]
fn what_differs_from_run_to_run_does_not_matter() {
    let mut run = recorded();
    let at = run.results.iter().position(|own| own.id == failing(&run).id).expect("a place");
    let seen = |token: u8, port: u16| {
        format!("a redirect to http://127.0.0.1:{port}/?code=redacted-code-{token}")
    };
    run.results[at].findings[0].actual = seen(1, 40001);
    let list = list(&entry(&run.results[at], "reason = \"it is known\""));
    run.results[at].findings[0].actual = seen(7, 51234);
    assert_eq!(marked(&list, &mut run), []);
    assert!(run.results[at].findings[0].known.is_some());
}

#[test]
fn an_entry_that_no_longer_holds_is_stale_and_covers_nothing() {
    let result = failing(&recorded());
    let list_of = |more: &str| list(&entry(&result, more));
    let why = |list: &KnownDeviations, run: &mut Run| {
        let stale = marked(list, run);
        stale.into_iter().map(|own| own.why).collect::<Vec<_>>().join("\n")
    };
    let mut expired = recorded();
    let list = list_of("reason = \"r\"\nuntil = \"2026-11-21\"");
    assert!(why(&list, &mut expired).contains("2026-11-21 was the last day"));
    assert!(named(&expired, &result.id).findings[0].known.is_none());
    let list = list_of("reason = \"r\"\nuntil = \"2026-11-22\"");
    assert_eq!(why(&list, &mut recorded()), "", "its last day is not over");

    let list = list_of("reason = \"r\"");
    let mut mended = recorded();
    let own = mended.results.iter_mut().find(|own| own.id == result.id).expect("the result");
    (own.verdict, own.findings) = (Verdict::Pass, Vec::new());
    assert!(why(&list, &mut mended).contains("no longer occurs: the verdict is pass"));

    let mut absent = recorded();
    absent.results.retain(|own| own.id != result.id);
    assert!(why(&list, &mut absent).contains("in none of the suites"));
    let partial = mark(&list, &mut absent.results, expectation(false));
    assert_eq!(partial, [], "what was not selected is not judged");

    let mut silent = recorded();
    let own = silent.results.iter_mut().find(|own| own.id == result.id).expect("the result");
    (own.verdict, own.findings) = (Verdict::Inconclusive, Vec::new());
    assert_eq!(why(&list, &mut silent), "", "nothing was established about it");

    let text = entry(&result, "reason = \"r\"").replace(&result.id, "pkce/no-such-scenario");
    assert!(why(&super::fixture::list(&text), &mut recorded()).contains("no scenario is called"));
}

#[test]
fn a_run_in_which_only_known_deviations_fail_says_so_in_every_report() {
    let mut run = recorded();
    run.results.retain(|own| own.verdict != Verdict::Inconclusive);
    let failing: Vec<ScenarioResult> =
        run.results.iter().filter(|own| own.verdict == Verdict::Fail).cloned().collect();
    let entries = failing.iter().flat_map(entries).map(|own| own + "reason = \"PROJ-12, soon\"\n");
    let list = list(&entries.collect::<String>());
    assert_eq!(marked(&list, &mut run), []);
    run.summary = Summary::of(&run.results);
    assert_eq!((run.summary.fail, run.summary.known), (0, failing.len() as u64));
    assert!(run.worst() < Some(Verdict::Fail));
    // An archive of exchanges judges nothing.
    for format in Format::ALL.into_iter().filter(|own| *own != Format::Har) {
        let report = format.render(&run).expect("a report");
        assert!(report.contains("PROJ-12, soon"), "{}:\n{report}", format.as_str());
    }
    let text = Format::Text.render(&run).expect("text");
    assert!(text.contains("KNOWN") && !text.contains("\nFAIL"), "{text}");
    assert!(text.contains(&format!("0 fail, {} skipped", run.summary.skipped)), "{text}");
    assert!(text.contains(&format!("{} known", failing.len())), "{text}");
    let json = Format::Json.render(&run).expect("JSON");
    assert_eq!(read_run(&json).as_ref(), Ok(&run));
}

#[test]
fn a_finding_that_a_second_try_lacks_is_flaky_and_one_that_stays_is_not() {
    let run = recorded();
    let first = failing(&run);
    let text = entries(&first).map(|own| own + "reason = \"now and then\"\ntries = 4\n");
    let list = list(&text.collect::<String>().replace("[[known]]", "[[flaky]]"));
    let found = suspects(&list, &run.results, TODAY);
    assert_eq!(
        found.iter().map(|own| (own.scenario.as_str(), own.tries)).next(),
        Some((first.id.as_str(), 4))
    );

    let mut well = first.clone();
    (well.verdict, well.findings) = (Verdict::Pass, Vec::new());
    let mut silent = well.clone();
    silent.verdict = Verdict::Inconclusive;

    let mut result = first.clone();
    assert!(!settle(&list, &mut result, std::slice::from_ref(&first), TODAY), "it failed again");
    assert!(!settle(&list, &mut result, &[first.clone(), silent], TODAY), "that showed nothing");
    assert_eq!(result.open(), Verdict::Fail);
    assert!(settle(&list, &mut result, &[first.clone(), well], TODAY));
    assert_eq!(result.retried, Some(Retried { tries: 3, failed: 2 }));
    assert_eq!((result.verdict, result.is_known()), (Verdict::Fail, true));
    let mut well = recorded();
    well.results.iter_mut().for_each(|own| own.findings.clear());
    assert_eq!(marked(&list, &mut well), [], "a flaky finding may stay away");
}

#[test]
fn a_list_that_makes_no_sense_is_refused_with_its_cure() {
    let sound = entry(&failing(&recorded()), "");
    for (text, message) in [
        (sound.clone(), "gives no reason"),
        (sound.clone() + "reason = \" \"", "gives no reason"),
        (sound.clone() + "reason = \"r\"\nuntil = \"soon\"", "`soon` is no day"),
        (sound.clone() + "reason = \"r\"\nreson = \"\"", "unknown field `reson`"),
        (sound.clone() + "reason = \"r\"\n" + &sound + "reason = \"r\"", "stands twice"),
        (sound.replace("[[known]]", "[[flaky]]") + "reason = \"r\"\ntries = 1", "impossible number"),
        (
            "[[flaky]]\nscenario = \"ambient/no-store\"\nrequirement = \"x\"\ncheck = \"no-store\"\nactual = \"x\"\nreason = \"r\""
                .to_owned(),
            "no scenario that could be run again",
        ),
    ] {
        let error = read_known(&Document::new("known.toml", text)).expect_err(message);
        assert!(error.message().contains(message), "{error} lacks {message}");
    }
}
