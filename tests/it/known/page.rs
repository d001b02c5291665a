//! The HTML page tells of every entry that no longer holds.

use assay::report::Format;
use assay::verdict::Stale;
use scraper::{Html, Selector};

use super::fixture::{failing, recorded};

#[test]
fn the_page_lists_each_stale_entry_with_what_it_says_and_what_is_wrong() {
    let mut run = recorded();
    let there = failing(&run).id;
    let stale = |scenario: &str, why: &str| Stale {
        scenario: scenario.to_owned(),
        requirement: "pkce-verifier-wrong".to_owned(),
        check: "outcome".to_owned(),
        actual: "status 200 <script>x</script>".to_owned(),
        reason: "ticket 12 & others".to_owned(),
        why: why.to_owned(),
    };
    run.stale =
        vec![stale(&there, "expired on 2026-01-31"), stale("gone/away", "no such scenario")];
    let text = Format::Html.render(&run).expect("a page");
    assert!(!text.contains("<script>x"), "it acts");
    let page = Html::parse_document(&text);
    let css = |css: &str| Selector::parse(css).expect("a selector");
    let items: Vec<String> = page
        .select(&css("section[aria-labelledby=stale] li"))
        .map(|own| own.text().collect::<String>())
        .collect();
    assert_eq!(items.len(), 2, "{items:?}");
    for (item, why, scenario) in [
        (&items[0], "expired on 2026-01-31", there.as_str()),
        (&items[1], "no such scenario", "gone/away"),
    ] {
        let words =
            ["pkce-verifier-wrong", "outcome", "status 200 <script>x", "ticket 12 & others"];
        for word in words.into_iter().chain([why, scenario]) {
            assert!(item.contains(word), "{word}: {item}");
        }
    }
    let links: Vec<_> = page.select(&css("section[aria-labelledby=stale] a")).collect();
    assert_eq!(links.len(), 1, "only what is on the page is linked");

    run.stale.clear();
    let text = Format::Html.render(&run).expect("a page");
    assert!(!text.contains("no longer hold"), "nothing is stale");
}
