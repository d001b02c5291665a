//! What a person does with the page.

use std::fs;
use std::path::{Path, PathBuf};

use assay::report::{Format, read_run};
use assay::verdict::{Run, Summary};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chromium::Chromium;

/// A run as a page in a folder of its own.
pub(crate) struct Page {
    pub(crate) run: Run,
    pub(crate) file: PathBuf,
    _folder: TempDir,
}

impl Page {
    pub(crate) fn of(run: Run) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("run.html");
        fs::write(&file, Format::Html.render(&run).expect("a page")).expect("a file");
        Self { run, file, _folder: folder }
    }

    pub(crate) fn sample() -> Self {
        Self::of(recorded("reports/samples/run.json"))
    }

    fn counted(&self, fits: impl Fn(&assay::verdict::ScenarioResult) -> bool) -> usize {
        self.run.results.iter().filter(|own| fits(own)).count()
    }
}

pub(crate) fn recorded(name: &str) -> Run {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    read_run(&fs::read_to_string(path).expect("a file")).expect("a run")
}

/// Ids of the results that are seen, in the order of the page.
fn shown(browser: &mut Chromium) -> Vec<String> {
    let seen = browser.value(
        "[...document.querySelectorAll('.result')].filter(own => own.checkVisibility()).map(own => own.id)",
    );
    serde_json::from_value(seen).expect("ids")
}

/// Chooses an option as a person does.
fn choose(browser: &mut Chromium, id: &str, value: &str) {
    browser.value(&format!(
        "{{ const own = document.getElementById('{id}'); own.value = {}; \
         own.dispatchEvent(new Event('input')); own.dispatchEvent(new Event('change')); }}",
        json!(value)
    ));
}

fn click(browser: &mut Chromium, selector: &str) {
    browser.value(&format!("document.querySelector({}).click()", json!(selector)));
}

fn expect(browser: &mut Chromium, page: &Page, count: usize, what: &str) {
    assert_eq!(shown(browser).len(), count, "{what}");
    let words = format!("{count} of {} shown", page.run.results.len());
    assert_eq!(browser.value("document.getElementById('shown').textContent"), words, "{what}");
    assert_eq!(browser.value("!document.getElementById('nothing').hidden"), count == 0, "{what}");
    let bare = "[...document.querySelectorAll('.group')].filter(own => own.checkVisibility() && \
                !own.querySelector('.result:not([hidden])')).length";
    assert_eq!(browser.value(bare), 0, "a heading above nothing: {what}");
}

pub(crate) fn filters(browser: &mut Chromium) {
    let page = Page::sample();
    browser.open(&page.file, "");
    let all = page.run.results.len();
    expect(browser, &page, all, "at first");
    for verdict in ["fail", "pass"] {
        let chip = format!(".chip[data-verdict={verdict}]");
        click(browser, &chip);
        let others = page.counted(|own| own.verdict.as_str() != verdict);
        assert!(others < all, "the sample has no {verdict}");
        expect(browser, &page, others, verdict);
        click(browser, &chip);
    }
    expect(browser, &page, all, "switched on again");

    choose(browser, "area", "pkce");
    let of_area = page.counted(|own| own.id.starts_with("pkce/"));
    assert!(of_area > 0 && of_area < all);
    expect(browser, &page, of_area, "area");
    assert!(shown(browser).iter().all(|own| own.starts_with("pkce/")));
    choose(browser, "area", "");

    choose(browser, "specification", "RFC 7636");
    let cites = |own: &assay::verdict::ScenarioResult| {
        own.requirements.iter().any(|own| own.section.starts_with("RFC 7636 "))
    };
    let of_specification = page.counted(cites);
    assert!(of_specification > 0 && of_specification < all);
    expect(browser, &page, of_specification, "specification");

    choose(browser, "words", "no such words");
    expect(browser, &page, 0, "words that nothing holds");
    click(browser, "#reset");
    expect(browser, &page, all, "reset");
    let one = page.run.results.first().expect("a result");
    choose(browser, "words", &format!("{} {}", one.id.to_uppercase(), &one.title[..8]));
    assert!(shown(browser).contains(&one.id), "words in any case");
    assert_eq!(browser.errors(), Vec::<String>::new());
}

pub(crate) fn keys(browser: &mut Chromium) {
    let page = Page::sample();
    browser.open(&page.file, "");
    let focused = "document.activeElement.closest('.result')?.id ?? ''";
    let ids = shown(browser);
    browser.press("j");
    assert_eq!(browser.value(focused), ids[0]);
    browser.press("j");
    assert_eq!(browser.value(focused), ids[1]);
    browser.press("k");
    assert_eq!(browser.value(focused), ids[0]);
    browser.press("f");
    expect(browser, &page, page.counted(|own| own.verdict.as_str() == "fail"), "f");
    browser.press("e");
    let open = "document.querySelectorAll('.result[open]').length";
    assert_eq!(browser.value(open), shown(browser).len());
    browser.press("c");
    assert_eq!(browser.value(open), 0);
    browser.press("f");
    expect(browser, &page, page.run.results.len(), "f again");
    browser.press("/");
    for key in ["j", "f", "?"] {
        browser.press(key);
    }
    assert_eq!(browser.value("document.getElementById('words').value"), "jf?");
    expect(browser, &page, 0, "typed, not obeyed");
    browser.press("Escape");
    expect(browser, &page, page.run.results.len(), "Escape");
    browser.press("?");
    assert_eq!(browser.value("document.getElementById('keys').open"), true);
    click(browser, "#close");
    assert_eq!(browser.value("document.getElementById('keys').open"), false);
    assert_eq!(browser.errors(), Vec::<String>::new());
}

pub(crate) fn addresses(browser: &mut Chromium) {
    let page = Page::sample();
    browser.open(&page.file, "");
    click(browser, ".chip[data-verdict=pass]");
    choose(browser, "specification", "RFC 7636");
    let seen = shown(browser);
    let address = browser.value("location.hash");
    let address = address.as_str().expect("an address").to_owned();
    assert!(address.contains("hide=pass"), "{address}");
    browser.open(&page.file, &address);
    assert_eq!(shown(browser), seen);
    browser.open(&page.file, "#?area=nowhere&words=%25");
    assert_eq!(browser.value("document.getElementById('area').value"), "");
    assert_eq!(browser.errors(), Vec::<String>::new());
}

pub(crate) fn links(browser: &mut Chromium) {
    let page = Page::sample();
    browser.open(&page.file, "");
    // What is filtered away is shown again when a link leads to it.
    click(browser, ".chip[data-verdict=fail]");
    click(browser, ".mend a[href^='#']");
    browser.until("document.querySelector(':target')?.open === true");
    assert_eq!(browser.value("document.querySelector(':target').checkVisibility()"), true);
    click(browser, ".finding a[href*=':exchange-']");
    browser.until("document.querySelector(':target')?.matches('.exchange') === true");
    assert_eq!(browser.value("document.querySelector(':target > details').open"), true);
    let dead = browser.value(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map(own => own.getAttribute('href').slice(1)) \
         .filter(own => !document.getElementById(own))",
    );
    assert_eq!(dead, json!([]), "links that lead nowhere");
    let twice = browser.value(
        "(() => { const all = [...document.querySelectorAll('[id]')].map(own => own.id); \
         return all.filter((own, at) => all.indexOf(own) !== at); })()",
    );
    assert_eq!(twice, json!([]), "names that stand twice");
    assert_eq!(browser.errors(), Vec::<String>::new());
}

pub(crate) fn silence(browser: &mut Chromium) {
    let runs =
        ["all-pass", "every-verdict", "interrupted"].map(|own| format!("fixtures/runs/{own}.json"));
    for name in runs.iter().map(String::as_str).chain(["reports/samples/run.json"]) {
        let page = Page::of(recorded(name));
        browser.open(&page.file, "");
        browser.press("e");
        click(browser, ".chip");
        browser.value("new Promise(done => setTimeout(done, 100))");
        assert_eq!(browser.errors(), Vec::<String>::new(), "{name}");
        let asked = browser.requests();
        let own = format!("file://{}", page.file.display());
        let others: Vec<_> = asked.iter().filter(|url| **url != own && *url != "data:,").collect();
        assert!(asked.contains(&own), "the test does not see requests");
        assert_eq!(others, Vec::<&String>::new(), "{name}");
    }
}

pub(crate) fn long(browser: &mut Chromium) {
    let mut run = recorded("reports/samples/run.json");
    let some = run.results.clone();
    for (at, result) in some.iter().cycle().take(300).enumerate() {
        let mut result = result.clone();
        result.id = format!("{}-{at}", result.id);
        run.results.push(result);
    }
    run.summary = Summary::of(&run.results);
    let page = Page::of(run);
    browser.open(&page.file, "");
    let took = browser.value(
        "(() => { const start = performance.now(); const own = document.getElementById('words'); \
         own.value = 'verifier'; own.dispatchEvent(new Event('input')); \
         return performance.now() - start; })()",
    );
    let took = took.as_f64().expect("milliseconds");
    assert!(took < 2_000.0, "a filter took {took} ms");
    let seen: Value = browser.value("document.getElementById('shown').textContent");
    assert_ne!(seen, format!("{0} of {0} shown", page.run.results.len()));
}
