//! Whatever a server does wrong, judging the redacted transcripts anew finds the same.

use assay::verdict::Verdict;

use super::bundle::tested;

#[test]
fn what_is_wrong_with_refusals_and_scopes_comes_out_again() {
    assert_judged_alike(&["state-dropped", "error-status-422", "scope-widened-silently"]);
}

#[test]
fn what_is_wrong_with_the_characters_of_secrets_comes_out_again() {
    assert_judged_alike(&["access-token-with-quotes", "code-not-ascii"]);
    assert_judged_alike(&["pkce-challenge-in-code", "refresh-not-rotated"]);
    assert_judged_alike(&["short-credentials"]);
}

#[test]
fn what_ambient_checks_saw_comes_out_again() {
    assert_judged_alike(&["credential-in-location", "introspection-exp-string", "state-twice"]);
}

#[test]
fn what_a_broken_control_left_open_stays_open() {
    let tested = tested(&["pkce-padded-challenge"]);
    let rejudged = tested.rejudged();
    assert_eq!(rejudged.differing, Vec::<String>::new());
    let open = tested.run.results.iter().filter(|own| own.verdict == Verdict::Inconclusive);
    assert!(open.count() >= rejudged.unestablished && rejudged.unestablished > 0);
}

fn assert_judged_alike(faults: &[&str]) {
    let tested = tested(faults);
    assert!(tested.run.worst() >= Some(Verdict::Warn), "{faults:?} show nothing");
    assert_eq!(tested.rejudged().differing, Vec::<String>::new(), "{faults:?}");
}
