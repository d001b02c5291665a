//! What is claimed of a platform: that something passes, and that a variant shows.

use assay::verdict::{Run, Verdict};

use super::recorded::{recorded, run};

/// What passes by the documents, and the scenarios that try it.
pub(super) type Passing<'a> = &'a [(&'a str, &'a [&'a str])];

/// Holds a recorded run to what passes: each scenario ran, and passed.
pub(super) fn assert_passing(run: &Run, passing: Passing<'_>) {
    for (what, ids) in passing {
        assert!(!ids.is_empty(), "nothing tries: {what}");
        for id in *ids {
            let own = run.results.iter().find(|own| own.id == *id);
            let own = own.unwrap_or_else(|| panic!("{what}: {id} is not in the run"));
            assert_eq!(own.verdict, Verdict::Pass, "{what}: {id}: {own:#?}");
        }
    }
}

/// A variant of an emulation, and what it shows: a finding that no entry of the target file knows.
pub(super) struct Shown<'a> {
    /// The variant.
    pub(super) variant: &'a str,
    /// The scenario, or the ambient check, that finds it.
    pub(super) by: &'a str,
    /// The scenarios that must run for that.
    pub(super) select: &'a [&'a str],
    /// The requirement that is cited.
    pub(super) requirement: &'a str,
}

/// Every variant that a deviation of the platform names is tried, and shows; so does every fault that
/// no deviation names.
pub(super) fn assert_variants_show(platform: &str, variants: &[Shown<'_>], faults: &[Shown<'_>]) {
    let own = recorded(platform);
    let named: Vec<_> = own.run.target.deviations.iter().flat_map(|own| &own.variants).collect();
    let tried: Vec<_> = variants.iter().map(|own| own.variant).collect();
    assert_eq!(named, tried);
    variants.iter().chain(faults).for_each(|own| assert_shown(platform, own));
}

/// Runs a variant and looks for what it shows.
fn assert_shown(platform: &str, shown: &Shown<'_>) {
    let arguments = [&["--variant", shown.variant], shown.select].concat();
    let own = run(platform, &arguments);
    let found = own.run.results.iter().filter(|own| own.id == shown.by);
    let found: Vec<_> = found.flat_map(|own| &own.findings).collect();
    let cites = found.iter().any(|finding| {
        let named = std::iter::once(&finding.requirement).chain(&finding.also);
        finding.known.is_none() && named.into_iter().any(|own| own == shown.requirement)
    });
    let Shown { variant, by, requirement, .. } = shown;
    assert!(cites, "{platform}: {variant} is to show {requirement} by {by}:\n{}", own.shown);
}

/// Green because of the entries of the target file and for no other reason: without them the
/// scenarios that `select` names are red, and where `mended` takes the departure away the entry is.
pub(super) fn assert_green_by_entries(platform: &str, select: &str, mended: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = folder.path().join("known.toml");
    std::fs::write(&empty, "known = []\n").expect("a file");
    let empty = empty.display().to_string();
    for (arguments, code) in
        [(&[select][..], 0), (&[select, "--known", &empty], 1), (&[select, "--variant", mended], 1)]
    {
        let own = run(platform, arguments);
        assert_eq!(own.code, Some(code), "{platform} {arguments:?}: {}", own.shown);
    }
}
