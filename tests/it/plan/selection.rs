//! What a selection means.

use std::fs;

use assay::plan::SelectionError;
use assay::scenario::Catalog;
use tempfile::TempDir;

use super::{catalog, embedded, metadata, plan, selection};

#[test]
fn a_selection_goes_by_id_topic_word_specification_and_section() {
    let ids = |select: &str| {
        let plan = plan(&embedded(metadata()), &[select]);
        plan.items.iter().map(|item| item.scenario.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ids("pkce/wrong-verifier"), ["pkce/wrong-verifier"]);
    let topic = ids("pkce/");
    assert!(topic.len() > 5 && topic.iter().all(|id| id.starts_with("pkce/")), "{topic:?}");
    assert_eq!(ids("pkce"), topic);
    assert_eq!(ids("code/replay"), ["code/replay"], "a whole id means that scenario alone");
    let words = ids("code/replay-ends");
    assert_eq!(words, ["code/replay-ends-access-token", "code/replay-ends-refresh-token"]);
    let section = ids("rfc7636/4.6");
    assert!(section.contains(&"pkce/wrong-verifier".to_owned()), "{section:?}");
    let specification = ids("rfc7636");
    assert!(specification.len() > section.len());
    assert!(section.iter().all(|id| specification.contains(id)));
    assert_eq!(
        plan(&embedded(metadata()), &["pkce/wrong-verifier", "pkce/"]).items.len(),
        topic.len()
    );
}

#[test]
fn a_suite_selects_what_it_holds() {
    let folder = TempDir::new().expect("a temporary folder");
    let suites = folder.path().join("suites");
    fs::create_dir_all(&suites).expect("a folder");
    let text =
        "title = \"Small\"\nversion = \"1.0.0\"\nscenarios = [\"state/*\", \"pkce/wrong-*\"]\n";
    fs::write(suites.join("small.toml"), text).expect("a file");
    let catalog = Catalog::load(&[folder.path().to_owned()]).expect("the catalog");
    let selected = |selects: &[&str], suites: &[&str]| {
        let selection = selection(selects, suites);
        let selected = selection.select(&catalog)?;
        Ok(selected.iter().map(|own| own.id.clone()).collect::<Vec<_>>())
    };
    let small: Vec<String> = selected(&[], &["small"]).expect("the small suite");
    assert!(small.contains(&"pkce/wrong-verifier".to_owned()), "{small:?}");
    assert!(small.iter().all(|id| id.starts_with("state/") || id.starts_with("pkce/wrong-")));
    assert_eq!(selected(&["state/absent"], &["small"]).expect("in it"), ["state/absent"]);
    let both: Vec<String> = selected(&[], &["small", "oauth20"]).expect("both suites");
    let held = catalog.scenarios.keys().filter(|id| catalog.suites["oauth20"].holds(id));
    assert_eq!(both.len(), held.count(), "the small suite holds no others");
    let outside: Result<Vec<String>, SelectionError> = selected(&["token/"], &["small"]);
    let told = outside.expect_err("the suite holds no such scenario").to_string();
    assert!(told.contains("nothing is selected") && told.contains("small"), "{told}");
}

#[test]
fn a_selection_that_names_nothing_is_refused_with_a_cure() {
    let refused = |selects: &[&str], suites: &[&str]| {
        let refused = selection(selects, suites).select(&catalog());
        refused.map(drop).expect_err("a refusal")
    };
    match refused(&["pkce/wrong-verifyer"], &["oauth20"]) {
        SelectionError::Unknown { select, cure } => {
            assert_eq!(select, "pkce/wrong-verifyer");
            assert_eq!(cure, "did you mean `pkce/wrong-verifier`?");
        }
        other => panic!("{other:?}"),
    }
    for part in ["pkc", "pkce/wrong-ver", "rfc7636/4.60", "rfc763", "/", ""] {
        let told = refused(&[part], &["oauth20"]);
        assert!(matches!(told, SelectionError::Unknown { .. }), "{part}: {told:?}");
    }
    match refused(&[], &["oauth3"]) {
        SelectionError::UnknownSuite { name, known } => {
            assert!(name == "oauth3" && known.contains("oauth20"), "{known}");
        }
        other => panic!("{other:?}"),
    }
}
