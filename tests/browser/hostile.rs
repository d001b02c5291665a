//! A target that answers markup wherever it can: nothing of it may run.

use serde_json::Value;

use crate::chromium::Chromium;
use crate::report::{Page, recorded};

const MARK: &str = "owned";

/// Each would set the mark if it became markup in the place it aims at.
const PAYLOADS: [&str; 6] = [
    "\"'><script>window.owned=1</script>",
    "</script></style></title><script>window.owned=1</script>",
    "<img src=x onerror=window.owned=1><svg onload=window.owned=1>",
    "' autofocus onfocus='window.owned=1' x='",
    "--><iframe srcdoc='<script>parent.owned=1</script>'></iframe><!--",
    "javascript:window.owned=1",
];

pub(crate) fn no_script(browser: &mut Chromium) {
    for payload in PAYLOADS {
        let page = Page::of(poisoned(payload));
        browser.open(&page.file, "");
        assert_eq!(browser.value("document.querySelectorAll('.result').length"), 12, "{payload}");
        browser.press("e");
        browser.value("document.querySelectorAll('details').forEach(own => { own.open = true; })");
        // Links are what a person would click; those to other places must be of the web.
        let clicked =
            "for (const own of document.querySelectorAll('a:not([href^=http])')) own.click()";
        browser.value(clicked);
        browser.value("new Promise(done => setTimeout(done, 50))");
        assert_eq!(browser.value(&format!("typeof window.{MARK}")), "undefined", "{payload}");
        for made in
            ["script:not(:last-of-type)", "img", "iframe", "svg[onload]", "[onfocus]", "[onerror]"]
        {
            let count = browser.value(&format!("document.querySelectorAll('{made}').length"));
            assert_eq!(count, 0, "{made} out of {payload}");
        }
        assert_eq!(browser.value("document.scripts.length"), 1, "{payload}");
        // A refusal by the page's policy would stand here: escaping alone must do.
        assert_eq!(browser.errors(), Vec::<String>::new(), "{payload}");
        let shown = browser.value("document.body.textContent");
        assert!(shown.as_str().is_some_and(|own| own.contains(payload)), "{payload} is not shown");
    }
}

/// The fixture with every text that anybody but assay could have written replaced.
fn poisoned(payload: &str) -> assay::verdict::Run {
    let run = recorded("fixtures/runs/every-verdict.json");
    let mut value = serde_json::to_value(&run).expect("JSON");
    poison(&mut value, "", payload);
    serde_json::from_value(value).expect("still a run")
}

/// Words of a closed vocabulary stay: with another one it would be no run.
fn poison(value: &mut Value, name: &str, payload: &str) {
    const CLOSED: [&str; 9] = [
        "verdict",
        "level",
        "grade",
        "endpoint",
        "kind",
        "started",
        "ending",
        "schema_version",
        "threat",
    ];
    match value {
        Value::String(own) if !CLOSED.contains(&name) => payload.clone_into(own),
        Value::Array(all) => all.iter_mut().for_each(|own| poison(own, name, payload)),
        Value::Object(all) => all.iter_mut().for_each(|(name, own)| poison(own, name, payload)),
        _ => {}
    }
}
