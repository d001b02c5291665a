//! The table of faults against the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::reference::fault::{Fault, Faults};

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let ids: BTreeSet<&str> = Fault::ALL.iter().map(|fault| fault.id()).collect();
    assert_eq!(ids.len(), Fault::ALL.len());
    for fault in Fault::ALL {
        let id = fault.id();
        assert!(id.split('-').all(|word| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        }));
        let variant = format!("{fault:?}").to_lowercase();
        assert_eq!(id.replace('-', ""), variant);
        assert_eq!(Fault::parse(id), Some(*fault));
        assert!(!fault.description().ends_with('.'), "{id}");
    }
    assert_eq!(Fault::parse("no-such-fault"), None);
}

#[test]
fn the_set_has_what_it_was_given() {
    let faults: Faults = [Fault::StateDropped, Fault::PkceNotEnforced].into_iter().collect();
    assert!(faults.has(Fault::StateDropped) && !faults.has(Fault::StateTwice));
    assert_eq!(faults.iter().count(), 2);
}

#[test]
fn every_fault_bends_some_step() {
    let mut source = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reference"), &mut source);
    let asked: BTreeSet<&str> = source
        .split("Fault::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        .collect();
    let dead: Vec<&str> = Fault::ALL
        .iter()
        .filter(|fault| !asked.contains(format!("{fault:?}").as_str()))
        .map(|fault| fault.id())
        .collect();
    assert_eq!(dead, [""; 0], "no step asks for these");
}

/// Everything but the table and the tests.
fn read(folder: &Path, source: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            read(&path, source);
        } else if path.extension().is_some_and(|own| own == "rs") && !path.ends_with("fault.rs") {
            source.push_str(
                fs::read_to_string(&path)
                    .unwrap()
                    .split("#[cfg(test)]\nmod tests {")
                    .next()
                    .unwrap(),
            );
        }
    }
}
