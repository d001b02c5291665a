//! `assay certify` and `assay verify`, as a person uses them.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::cli::{Served, assay};

#[test]
fn a_certificate_is_made_verified_and_refused_once_it_is_edited() {
    let folder = TempDir::new().expect("a folder");
    let at = |name: &str| folder.path().join(name).display().to_string();
    let served = Served::start(&[], folder.path());
    let (key, out) = (at("signing.pem"), at("bundle"));
    let made = assay(&["certify", "--new-key", "--key", &key]);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(
        !made.out.contains("PRIVATE KEY") && made.out.contains("signing.pem.pub"),
        "{}",
        made.out
    );
    let certify = |out: &str| {
        let target = served.target.display().to_string();
        assay(&[
            "certify", "--target", &target, "--suite", "oauth20", "--key", &key, "--out", out,
            "--quiet", "--cases", "1", "--jobs", "8",
        ])
    };
    let certified = certify(&out);
    assert_eq!(certified.code, 0, "{}{}", certified.out, certified.err);
    assert!(certified.out.contains("CONFORMS: "), "{}", certified.out);
    assert_eq!(certify(&out).code, 2, "two bundles in one folder");

    // Without the server.
    drop(served);
    let public = at("signing.pem.pub");
    let verified = assay(&["verify", &out, "--key", &public]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    for words in ["VERIFIED, and it says: CONFORMS", "on trust", "by the key that was asked for"] {
        assert!(verified.out.contains(words), "no {words} in {}", verified.out);
    }
    assert!(assay(&["verify", &out]).out.contains("whose key that is"));
    for entry in fs::read_dir(&out).expect("the bundle").flatten() {
        no_secret(&entry.path());
    }

    let run = Path::new(&out).join("run.json");
    let text = fs::read_to_string(&run).expect("the run");
    fs::write(&run, text.replacen("\"pass\"", "\"warn\"", 1)).expect("the run");
    let refused = assay(&["verify", &out, "--key", &public]);
    assert_eq!(refused.code, 1, "{}", refused.out);
    assert!(
        refused.out.contains("NOT VERIFIED") && refused.out.contains("run.json"),
        "{}",
        refused.out
    );
}

#[test]
fn a_private_key_is_for_its_owner_alone_and_never_overwritten() {
    let folder = TempDir::new().expect("a folder");
    let key = folder.path().join("k.pem").display().to_string();
    assert_eq!(assay(&["certify", "--new-key", "--key", &key]).code, 0);
    let first = fs::read(&key).expect("the key");
    let again = assay(&["certify", "--new-key", "--key", &key]);
    assert_eq!((again.code, fs::read(&key).expect("the key")), (2, first));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = || fs::metadata(&key).expect("the key").permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).expect("a mode");
        let out = folder.path().join("bundle").display().to_string();
        let refused = assay(&["certify", "--key", &key, "--out", &out]);
        assert_eq!(refused.code, 2, "{}", refused.out);
        assert!(refused.err.contains("chmod 600"), "{}", refused.err);
        assert!(!Path::new(&out).exists());
    }
    let out = folder.path().join("bundle").display().to_string();
    let nowhere = assay(&["certify", "--key", "nowhere.pem", "--out", &out]);
    assert_eq!(nowhere.code, 2);
    assert!(nowhere.err.contains("--new-key"), "{}", nowhere.err);
    assert_eq!(assay(&["certify", "--key", &key]).code, 2, "--out is missing");
}

/// None of the embedded target file's secrets stands in a file of the bundle.
fn no_secret(path: &Path) {
    let text = fs::read_to_string(path).expect("text");
    for secret in [
        "c0nf: s%cret",
        "c0nf%3A+s%25cret",
        "p0st-secret",
        "sec0nd-secret",
        "wonderland-1",
        "PRIVATE",
    ] {
        assert!(!text.contains(secret), "{secret} in {}", path.display());
    }
}
