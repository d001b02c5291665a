//! Load reports: every format over every recorded measurement, and what a hostile target may not do.

use std::fs;
use std::path::Path;

use assay::measurement::{LoadVerdict, MEASUREMENT_SCHEMA_VERSION, Measurement};
use assay::report::{LoadFormat, load_json_schema, read_measurement, render_load_terminal};
use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::Value;

/// In `degraded`, every text that a target may choose holds this.
const HOSTILE: &str = "<script>alert('owned & \"quoted\"')</script>";

#[test]
fn the_committed_schema_is_that_of_the_measurement() {
    let file = format!("reports/load-{MEASUREMENT_SCHEMA_VERSION}.schema.json");
    let text = serde_json::to_string_pretty(&load_json_schema()).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_REPORTS").is_some() {
        fs::write(root().join(&file), &text).expect("a file");
    }
    assert!(
        text == read(&file),
        "{file} is out of date: run this test with UPDATE_REPORTS=1; if a reader of reports could \
         notice the change, bump MEASUREMENT_SCHEMA_VERSION and keep the old file"
    );
}

#[test]
fn every_measurement_is_valid_by_the_schema_and_what_is_none_is_refused() {
    let schema: Value = serde_json::to_value(load_json_schema()).expect("JSON");
    assert!(jsonschema::meta::is_valid(&schema));
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let sample = ("sample".to_owned(), read("reports/samples/load.json"));
    for (name, text) in fixtures().into_iter().chain([sample]) {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        let errors: Vec<_> = schema.iter_errors(&value).map(|own| own.to_string()).collect();
        assert!(errors.is_empty(), "{name} is not valid:\n{}", errors.join("\n"));
        for (place, wrong) in [
            ("/series/0/outcome", Value::from("fine")),
            ("/counts/requests", Value::from(-1)),
            ("/shape/stages", Value::Null),
        ] {
            let mut value = value.clone();
            *value.pointer_mut(place).unwrap_or_else(|| panic!("nothing at {place}")) = wrong;
            assert!(!schema.is_valid(&value), "{name}: {place} is wrong and nothing says so");
        }
    }
}

#[test]
fn every_format_renders_every_measurement_and_json_keeps_all_of_it() {
    for (name, own) in measurements() {
        for format in LoadFormat::ALL {
            let rendered = format.render(&own).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(rendered.ends_with('\n'), "{name} as {}", format.as_str());
            assert_eq!(LoadFormat::parse(format.as_str()), Some(format));
        }
        assert_eq!(read_measurement(&rendered(LoadFormat::Json, &own)), Ok(own), "{name}");
    }
    assert_eq!(LoadFormat::parse("yaml"), None);
}

#[test]
fn the_fixtures_show_every_verdict_and_every_part_of_a_report() {
    let all = measurements();
    for verdict in [LoadVerdict::Pass, LoadVerdict::Fail, LoadVerdict::NotEstablished] {
        let shown = all.iter().any(|(_, own)| own.verdict().verdict == verdict);
        assert!(shown, "no fixture is `{verdict}`");
    }
    assert!(all.iter().any(|(_, own)| own.capacity.is_some()));
    assert!(all.iter().any(|(_, own)| own.comparison.is_some()));
    assert!(all.iter().any(|(_, own)| !own.generator.limited_by.is_empty()));
}

#[test]
fn what_a_person_and_what_a_machine_reads_changes_only_in_review() {
    for (name, own) in measurements() {
        for format in [LoadFormat::Text, LoadFormat::Junit, LoadFormat::Csv, LoadFormat::Prometheus]
        {
            let snapshot = format!("load {name} as {}", format.as_str());
            insta::assert_snapshot!(snapshot, rendered(format, &own));
        }
    }
}

#[test]
fn the_verdict_stands_first_and_a_limited_generator_right_after_it() {
    for (name, own) in measurements() {
        let text = rendered(LoadFormat::Text, &own);
        let word = own.verdict().verdict.as_str().to_uppercase();
        assert!(text.starts_with(&word), "{name}: {text}");
        let limited = !own.generator.limited_by.is_empty();
        let loud = text.find("WARNING  the generator, not the server, was the limit");
        assert_eq!(loud.is_some(), limited, "{name}");
        assert!(loud.unwrap_or_default() < text.find("\nRun\n").expect("conditions"), "{name}");
        assert!(render_load_terminal(&own).contains("\u{1b}["), "{name} has no colours");
    }
}

#[test]
fn a_percentile_without_support_is_never_shown_as_a_figure() {
    let mut own = measurement("interrupted");
    let text = rendered(LoadFormat::Text, &own);
    assert!(text.contains("-  fewer than 10 samples lie beyond that percentile"), "{text}");
    let wild = 987_654_321;
    for quantile in own.series.iter_mut().flat_map(|series| &mut series.latency.quantiles) {
        quantile.us = if quantile.supported { quantile.us } else { wild };
    }
    for format in [LoadFormat::Text, LoadFormat::Html, LoadFormat::Prometheus] {
        let text = rendered(format, &own);
        assert!(!text.contains("988 s") && !text.contains("987.654"), "{}", format.as_str());
    }
}

#[test]
fn nothing_that_a_target_answers_acts_on_a_terminal() {
    let text = rendered(LoadFormat::Text, &measurement("degraded"));
    assert!(text.contains(HOSTILE), "the fixture is not hostile any more");
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let acting: Vec<_> = text.lines().filter(|line| line.contains(acts)).collect();
    assert_eq!(acting, Vec::<&str>::new());
}

#[test]
fn nothing_that_a_target_answers_acts_in_a_browser() {
    let own = measurement("degraded");
    let html = rendered(LoadFormat::Html, &own);
    let shown = html.matches("&lt;script&gt;alert(&#39;owned &amp; &quot;quoted&quot;").count();
    assert!(shown >= 6, "the fixture is not hostile any more: {shown}");
    for tag in ["<script", "<img", "<b>bold", "</title><", "\"onmouseover=\"", "\u{202e}", "\u{1b}"]
    {
        assert!(!html.contains(tag), "{tag:?} got through");
    }
    // No attribute may run anything, and nothing may come from elsewhere.
    let tags = html.split('<').filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    for tag in tags {
        assert!(!tag.contains(" on") && !tag.contains("src=") && !tag.contains("href="), "<{tag}>");
    }
    assert!(html.contains("default-src 'none'"));
    assert!(!html.contains("url(") && !html.contains("@import"));
}

#[test]
fn the_page_has_a_plot_for_what_was_measured_and_each_says_what_it_shows() {
    for (name, titles) in [
        (
            "steady",
            ["Latency over time", "Throughput over time", "Latency by percentile"].as_slice(),
        ),
        ("degraded", &["Errors over time", "Latency by percentile"]),
        ("capacity", &["Latency against rate"]),
    ] {
        let html = rendered(LoadFormat::Html, &measurement(name));
        for title in titles {
            assert!(html.contains(&format!("role=\"img\"><title>{title}. ")), "{name}: {title}");
        }
        assert!(!html.contains("NaN") && !html.contains("inf"), "{name}: a place that is none");
        assert_eq!(html.matches("<svg").count(), html.matches("</svg>").count(), "{name}");
    }
    let steady = rendered(LoadFormat::Html, &measurement("steady"));
    assert!(!steady.contains("Errors over time"), "a plot of nothing");
}

#[test]
fn a_histogram_that_nobody_can_read_is_said_and_not_left_out() {
    let mut own = measurement("steady");
    own.series[0].latency.histogram = "AAAA".to_owned();
    let error = LoadFormat::Html.render(&own).expect_err("no page");
    assert!(error.starts_with("failed to read a histogram"), "{error}");
}

#[test]
fn junit_fails_what_failed_and_errs_where_nothing_was_established() {
    for (name, own) in measurements() {
        let xml = rendered(LoadFormat::Junit, &own);
        let report =
            Report::deserialize_from_str(&xml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cases = report.test_suites.iter().flat_map(|own| &own.test_cases);
        let has = |wanted: NonSuccessKind| {
            cases.clone().any(|own| {
                matches!(&own.status, TestCaseStatus::NonSuccess { kind, .. } if *kind == wanted)
            })
        };
        let verdict = own.verdict().verdict;
        assert_eq!(has(NonSuccessKind::Failure), verdict == LoadVerdict::Fail, "{name}");
        let green = !has(NonSuccessKind::Failure) && !has(NonSuccessKind::Error);
        assert_eq!(green, verdict == LoadVerdict::Pass, "{name}");
        let names: Vec<_> = report.test_suites.iter().map(|own| own.name.as_str()).collect();
        assert!(names.starts_with(&["run", "thresholds", "semantic"]), "{name}: {names:?}");
    }
}

#[test]
fn every_csv_row_has_a_number_for_each_name() {
    for (name, own) in measurements() {
        let csv = rendered(LoadFormat::Csv, &own);
        let mut lines = csv.lines();
        let columns = lines.next().expect("a header").split(',').count();
        for line in lines.clone() {
            let numbers = line.split(',').filter(|own| own.parse::<f64>().is_ok()).count();
            assert_eq!((numbers, line.split(',').count()), (columns, columns), "{name}: {line}");
        }
        assert_eq!(lines.count(), own.timeline.len(), "{name}");
    }
}

#[test]
fn prometheus_takes_every_line_and_no_sample_comes_twice() {
    for (name, own) in measurements() {
        let text = rendered(LoadFormat::Prometheus, &own);
        let mut seen = std::collections::BTreeSet::new();
        let mut typed = std::collections::BTreeSet::new();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("# TYPE ") {
                let family = rest.split(' ').next().expect("a name");
                assert!(typed.insert(family.to_owned()), "{name}: {family} is told twice");
            }
            if line.starts_with('#') {
                continue;
            }
            let (sample, value) = line.rsplit_once(' ').expect("a value");
            assert!(value.parse::<f64>().is_ok(), "{name}: {line}");
            assert!(seen.insert(sample.to_owned()), "{name}: {sample} comes twice");
            let metric = sample.split('{').next().expect("a name");
            let family = metric.trim_end_matches("_sum").trim_end_matches("_count");
            assert!(typed.contains(family), "{name}: {metric} has no type");
        }
    }
    let degraded = rendered(LoadFormat::Prometheus, &measurement("degraded"));
    let label = "{kind=\"check\\\"} 1\\nassay_load_passed 1 \\\\\"} 7";
    assert!(degraded.contains(label), "a label broke out of its quotes:\n{degraded}");
    assert!(degraded.contains("\nassay_load_passed 0\n"));
}

#[test]
fn the_samples_are_what_the_formats_make_of_the_sample_measurement() {
    let own = read_measurement(&read("reports/samples/load.json")).expect("a measurement");
    for (format, file) in [
        (LoadFormat::Json, "load.json"),
        (LoadFormat::Junit, "load.xml"),
        (LoadFormat::Text, "load.txt"),
        (LoadFormat::Html, "load.html"),
        (LoadFormat::Prometheus, "load.prom"),
        (LoadFormat::Csv, "load.csv"),
    ] {
        let rendered = rendered(format, &own);
        let path = format!("reports/samples/{file}");
        if std::env::var_os("UPDATE_REPORTS").is_some() {
            fs::write(root().join(&path), &rendered).expect("a file");
        }
        let fresh = read(&path) == rendered;
        assert!(fresh, "{path} is out of date: run this test with UPDATE_REPORTS=1");
    }
    assert_eq!(own.verdict().verdict, LoadVerdict::Fail, "a sample of what?");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The recorded measurements with their names.
fn fixtures() -> Vec<(String, String)> {
    let names = ["capacity", "degraded", "interrupted", "steady"];
    let own = fs::read_dir(root().join("fixtures/runs/load")).expect("the measurements").count();
    assert_eq!(own, names.len(), "a measurement that no test reads");
    names.map(|name| (name.to_owned(), read(&format!("fixtures/runs/load/{name}.json")))).into()
}

fn measurements() -> Vec<(String, Measurement)> {
    let parsed = |text: &str| read_measurement(text).expect("a measurement");
    fixtures().into_iter().map(|(name, text)| (name, parsed(&text))).collect()
}

fn measurement(name: &str) -> Measurement {
    measurements().into_iter().find(|(own, _)| own == name).expect("a fixture").1
}

fn rendered(format: LoadFormat, own: &Measurement) -> String {
    format.render(own).expect("a report")
}
