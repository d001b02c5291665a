//! HTML, SARIF, Markdown, annotations and HAR: what each promises to its reader.

use assay::report::Format;
use assay::scenario::Catalog;
use assay::spec::{Grade, Threat};
use assay::verdict::{Run, Summary, Verdict};
use scraper::{Html, Selector};
use serde_json::Value;
use serde_sarif::sarif::Sarif;

use crate::reports::{fixtures, read, run};

/// What would act in one place or another if it were taken for more than text.
const HOSTILE: &str = "\"'></script><script>x</script><img src=x onerror=x>\r\n::error::x\n| `a` |";

fn runs() -> Vec<(String, Run)> {
    let all = fixtures().into_iter().map(|(name, text)| (name, run(&text)));
    all.chain([("sample".to_owned(), sample())]).collect()
}

fn sample() -> Run {
    run(&read("reports/samples/run.json"))
}

fn rendered(format: Format, run: &Run) -> String {
    format.render(run).expect("a report")
}

fn select<'h>(page: &'h Html, css: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(css).expect("a selector")).collect()
}

fn words(own: &scraper::ElementRef<'_>) -> String {
    own.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every text that came from the target or passed through it, replaced.
fn poisoned(mut run: Run) -> Run {
    let put = |text: &mut String| HOSTILE.clone_into(text);
    put(&mut run.target.name);
    run.target.issuer = Some(HOSTILE.to_owned());
    for result in &mut run.results {
        result.reason = result.reason.as_ref().map(|_| HOSTILE.to_owned());
        for finding in &mut result.findings {
            put(&mut finding.expected);
            put(&mut finding.actual);
            put(&mut finding.url);
        }
        for step in &mut result.transcript.steps {
            for exchange in &mut step.exchanges {
                put(&mut exchange.request.url);
                exchange.request.headers.iter_mut().for_each(|(_, value)| put(value));
            }
        }
        if let Some(own) = &mut result.experiment {
            own.story.iter_mut().for_each(put);
        }
    }
    run
}

#[test]
fn the_page_shows_every_result_and_finding_under_the_verdict() {
    for (name, run) in runs() {
        let page = Html::parse_document(&rendered(Format::Html, &run));
        let ids = select(&page, ".result > summary b").iter().map(words).collect::<Vec<_>>();
        assert_eq!(ids.len(), run.results.len(), "{name}");
        assert!(run.results.iter().all(|own| ids.contains(&own.id)), "{name}");
        let findings: usize = run.results.iter().map(|own| own.findings.len()).sum();
        assert_eq!(select(&page, ".finding").len(), findings, "{name}");
        let exchanges = |own: &assay::exchange::Transcript| own.exchanges().count();
        let all = run
            .results
            .iter()
            .map(|own| exchanges(&own.transcript) + own.control.as_ref().map_or(0, exchanges));
        assert_eq!(select(&page, ".exchange").len(), all.sum::<usize>(), "{name}");
        let verdict = words(&select(&page, "h1 .verdict")[0]);
        let wanted = match run.worst() {
            Some(Verdict::Fail) => "FAIL",
            Some(Verdict::Pass | Verdict::Warn) if !run.interrupted => "PASS",
            _ => "NOT ESTABLISHED",
        };
        assert_eq!(verdict, wanted, "{name}");
        for result in run.results.iter().filter_map(|own| own.experiment.as_ref()) {
            let told = select(&page, ".experiment").iter().map(words).collect::<String>();
            assert!(result.figures.iter().all(|own| told.contains(&own.value)), "{name}");
        }
    }
}

#[test]
fn the_page_needs_nothing_and_allows_nothing_but_its_own_script() {
    for (name, run) in runs()
        .into_iter()
        .flat_map(|(name, run)| [(format!("{name}, poisoned"), poisoned(run.clone())), (name, run)])
    {
        let text = rendered(Format::Html, &run);
        let page = Html::parse_document(&text);
        assert_eq!(select(&page, "script").len(), 1, "{name}");
        assert_eq!(select(&page, "style").len(), 1, "{name}");
        for element in select(&page, "*") {
            let tag = element.value().name();
            assert!(
                !["img", "iframe", "object", "embed", "form", "base"].contains(&tag),
                "{name}: {tag}"
            );
            for (attribute, value) in element.value().attrs() {
                assert!(!attribute.starts_with("on"), "{name}: {attribute}");
                assert!(attribute != "src" && attribute != "style", "{name}: {attribute}");
                let inside = value.starts_with('#') || value == "data:,";
                let link = tag == "a" && value.starts_with("https://");
                assert!(attribute != "href" || inside || link, "{name}: {value}");
            }
        }
        let policy = select(&page, "meta[http-equiv=Content-Security-Policy]");
        let policy = policy[0].value().attr("content").expect("a policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[test]
fn many_failures_begin_with_the_three_that_expose_most() {
    let run = sample();
    assert!(run.summary.fail > 3, "a sample of what?");
    let page = Html::parse_document(&rendered(Format::Html, &run));
    assert_eq!(select(&page, ".mend li").len(), 3);
    let threats = select(&page, ".mend .threat").iter().map(words).collect::<Vec<_>>();
    let place = |word: &String| Threat::ALL.iter().position(|own| own.as_str() == word);
    let places = threats.iter().map(place).collect::<Option<Vec<_>>>().expect("threats");
    assert!(places.len() == 3 && places.is_sorted(), "{threats:?}");
    let best = run.results.iter().flat_map(|own| &own.findings);
    let best = best.filter(|own| own.grade == Grade::Fail).filter_map(|own| own.threat).min();
    assert_eq!(Some(Threat::ALL[places[0]]), best, "something worse stands below");
    let text = rendered(Format::Text, &run);
    assert!(text.starts_with("FIX THIS FIRST\n"), "{text}");
    let markdown = rendered(Format::Markdown, &run);
    let at = |words: &str| markdown.find(words).expect("a heading");
    assert!(at("## Fix this first") < at("## Findings"));
    let top = &text[..text.find("\n\n").expect("an end")];
    for threat in places.iter().map(|at| Threat::ALL[*at]) {
        assert!(top.to_lowercase().contains(threat.gain().to_lowercase().as_str()), "{top}");
    }
}

#[test]
fn every_threat_is_that_of_a_requirement_and_every_such_requirement_has_a_remedy() {
    let catalog = Catalog::load(&[]).expect("the catalog");
    for threat in Threat::ALL {
        let mut rows = catalog.registry.iter().filter(|own| own.threat == Some(threat));
        assert!(rows.next().is_some(), "{threat} is the threat of nothing");
        assert!(threat.gain().starts_with(char::is_alphabetic) && !threat.gain().ends_with('.'));
    }
    for row in catalog.registry.iter().filter(|own| own.threat.is_some() || own.remedy.is_some()) {
        let remedy = row.remedy.as_deref().unwrap_or_default();
        assert!(remedy.ends_with('.') && remedy.len() > 12, "{}: {remedy}", row.id);
    }
}

#[test]
fn few_failures_need_no_ranking() {
    let run = run(&read("fixtures/runs/every-verdict.json"));
    assert!(run.summary.fail > 0 && run.summary.fail <= 3);
    for format in [Format::Html, Format::Markdown, Format::Text] {
        assert!(!rendered(format, &run).to_lowercase().contains("fix this first"));
    }
}

#[test]
fn a_run_of_an_older_format_is_still_read_and_shown() {
    let mut value: Value = serde_json::from_str(&read("reports/samples/run.json")).expect("JSON");
    for result in value["results"].as_array_mut().expect("results") {
        for kind in ["findings", "requirements"] {
            for own in result[kind].as_array_mut().expect("a list") {
                let own = own.as_object_mut().expect("an object");
                let newer = ["text", "threat", "remedy"].map(|name| own.remove(name).is_some());
                assert!(newer[0], "nothing was taken away");
            }
        }
    }
    let run = run(&value.to_string());
    for format in Format::ALL {
        assert!(rendered(format, &run).len() > 100, "{}", format.as_str());
    }
}

#[test]
fn three_hundred_results_fit_into_a_few_megabytes() {
    let mut run = sample();
    let some = run.results.clone();
    for (at, result) in some.iter().cycle().take(300).enumerate() {
        let mut result = result.clone();
        result.id = format!("{}-{at}", result.id);
        run.results.push(result);
    }
    run.summary = Summary::of(&run.results);
    let size = rendered(Format::Html, &run).len();
    assert!((500_000..6_000_000).contains(&size), "{size} octets");
}

#[test]
fn sarif_has_a_rule_for_every_result_and_a_level_for_every_grade() {
    for (name, run) in runs() {
        let text = rendered(Format::Sarif, &run);
        let sarif: Sarif = serde_json::from_str(&text).expect("SARIF");
        let log = &sarif.runs[0];
        let rules = log.tool.driver.rules.as_ref().expect("rules");
        let results = log.results.as_ref().expect("results");
        for own in results {
            let at = usize::try_from(own.rule_index.expect("an index")).expect("a place");
            assert_eq!(Some(&rules[at].id), own.rule_id.as_ref(), "{name}");
            assert!(own.message.text.as_ref().is_some_and(|own| !own.is_empty()), "{name}");
        }
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let value = value["runs"][0]["results"].as_array().expect("results");
        let count =
            |member: &str, word: &str| value.iter().filter(|own| own[member] == word).count();
        let graded = |grade: Grade| {
            run.results
                .iter()
                .flat_map(|own| &own.findings)
                .filter(|own| own.grade == grade)
                .count()
        };
        assert_eq!(count("level", "error"), graded(Grade::Fail), "{name}");
        assert_eq!(count("level", "warning"), graded(Grade::Warn), "{name}");
        assert_eq!(count("level", "note"), graded(Grade::Info), "{name}");
        let open = run.results.iter().filter(|own| own.verdict == Verdict::Inconclusive).count();
        assert_eq!(count("kind", "open"), open, "{name}");
    }
}

#[test]
fn annotations_are_one_command_a_line_whatever_the_target_says() {
    for (name, run) in runs() {
        let count = rendered(Format::Github, &run).lines().count();
        let text = rendered(Format::Github, &poisoned(run));
        assert_eq!(text.lines().count(), count, "{name}: a text began a line of its own");
        for line in text.lines() {
            let kinds = ["::error title=", "::warning title=", "::notice title="];
            assert!(kinds.iter().any(|own| line.starts_with(own)), "{name}: {line}");
            assert!(!line.contains('\r'), "{name}: {line}");
        }
        assert!(text.starts_with("::notice title=assay%3A "), "{name}: {text}");
    }
}

#[test]
fn markdown_keeps_its_tables_whatever_the_target_says() {
    for (name, run) in runs() {
        let text = rendered(Format::Markdown, &poisoned(run));
        assert!(!text.contains("<script") && !text.contains("<img"), "{name}");
        let cells = |line: &str| line.matches('|').count();
        let mut width = None;
        for line in text.lines() {
            if line.starts_with('|') {
                assert_eq!(cells(line), *width.get_or_insert(cells(line)), "{name}: {line}");
            } else {
                width = None;
            }
        }
    }
}

#[test]
fn har_holds_every_exchange_with_what_the_format_demands() {
    for (name, run) in runs() {
        let har: Value = serde_json::from_str(&rendered(Format::Har, &run)).expect("JSON");
        let log = &har["log"];
        assert_eq!(log["version"], "1.2");
        let pages: Vec<&Value> = log["pages"].as_array().expect("pages").iter().collect();
        let entries = log["entries"].as_array().expect("entries");
        let transcripts =
            run.results.iter().flat_map(|own| [Some(&own.transcript), own.control.as_ref()]);
        let all: usize = transcripts.flatten().map(|own| own.exchanges().count()).sum();
        assert_eq!(entries.len(), all, "{name}");
        let mut last = "";
        for entry in entries {
            assert!(pages.iter().any(|own| own["id"] == entry["pageref"]), "{name}");
            let started = entry["startedDateTime"].as_str().expect("a time");
            assert!(started >= last && entry["time"].is_number(), "{name}");
            last = started;
            for member in ["method", "url", "httpVersion", "cookies", "headers", "queryString"] {
                assert!(!entry["request"][member].is_null(), "{name}: request.{member}");
            }
            for member in ["status", "statusText", "headers", "content", "redirectURL"] {
                assert!(!entry["response"][member].is_null(), "{name}: response.{member}");
            }
            for member in ["send", "wait", "receive"] {
                assert!(entry["timings"][member].is_number(), "{name}: timings.{member}");
            }
        }
    }
}
