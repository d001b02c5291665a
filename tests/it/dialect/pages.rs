//! The pages under `reports/platforms/`, and what a run against an emulation amounts to.

use std::fs;
use std::path::Path;

use assay::verdict::Verdict;

use super::recorded::{PLATFORMS, recorded};

#[test]
fn each_platform_is_green_exactly_because_of_what_its_documents_state() {
    for platform in PLATFORMS {
        let own = recorded(platform);
        assert_eq!(own.code, Some(0), "{platform}: {}", own.shown);
        let open: Vec<_> =
            own.run.results.iter().filter(|own| own.open() > Verdict::Pass).collect();
        assert!(open.is_empty(), "{platform}: {open:#?}");
        assert!(own.run.known().next().is_some(), "{platform} departs nowhere");
    }
}

#[test]
fn the_committed_pages_are_what_the_runs_render() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/platforms");
    let update = std::env::var_os("UPDATE_REPORTS").is_some();
    for platform in PLATFORMS {
        let path = folder.join(format!("{platform}.md"));
        let page = &recorded(platform).page;
        if update {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, page).expect("a page");
        }
        let fresh = fs::read_to_string(&path).is_ok_and(|committed| committed == *page);
        assert!(fresh, "{} is out of date: run this with UPDATE_REPORTS=1", path.display());
    }
}
