//! `assay explain`.

use miette::miette;

use super::args::ExplainOptions;
use super::dialect::variant;
use super::{Exit, Failed, console, target};
use crate::check::{self, ambient, doc_comment};
use crate::document::did_you_mean;
use crate::load::Profiles;
use crate::reference::Fault;
use crate::scenario::{Catalog, Scenario, lookups};
use crate::target::{capability_meaning, known_capabilities};

/// Shows the page of one thing, whatever it is.
pub(super) fn explain(options: &ExplainOptions) -> Result<Exit, Failed> {
    let catalog = target::catalog(&options.catalog)?;
    let profiles = Profiles::load(&options.catalog, &catalog.registry).map_err(Failed::usage)?;
    let id = options.id.as_str();
    let pages = [
        scenario(&catalog, id),
        load_profile(&profiles, id),
        requirement(&catalog, id),
        fault(&catalog, &profiles, id),
        planted_variant(&catalog, id),
        named_check(id),
        ambient_check(id),
        suite(&catalog, id),
        all_lookups(id),
        capability(&catalog, id),
    ];
    match pages.into_iter().flatten().next() {
        Some(page) => console::out(&page),
        None => {
            let cure = did_you_mean(id, everything(&catalog, &profiles))
                .unwrap_or_else(|| "`assay list scenarios` and its like show all ids".to_owned());
            Err(Failed::usage(miette!(help = cure, "nothing is called `{id}`")))
        }
    }
}

/// Every id that there is a page for.
fn everything<'a>(catalog: &'a Catalog, profiles: &'a Profiles) -> impl Iterator<Item = &'a str> {
    let data = catalog.scenarios.keys().chain(catalog.suites.keys()).map(String::as_str);
    data.chain(catalog.registry.iter().map(|row| row.id.as_str()))
        .chain(profiles.iter().map(|own| own.name.as_str()))
        .chain(Fault::ALL.iter().map(|own| own.id()))
        .chain(check::ALL.iter().map(|own| own.id))
        .chain(ambient::ALL.iter().map(|own| own.id))
        .chain(known_capabilities())
        .chain(["lookups"])
}

fn scenario(catalog: &Catalog, id: &str) -> Option<String> {
    let own: &Scenario = catalog.scenarios.get(id)?;
    let mut page = format!("{}\n{}\n", own.id, own.title);
    if let Some(notes) = &own.notes {
        page.push_str(&format!("\n{notes}\n"));
    }
    page.push_str("\nverifies\n");
    for row in own.verifies.iter().filter_map(|id| catalog.registry.get(id)) {
        page.push_str(&format!(
            "  {}  {} {} {}\n    {}\n    {}\n",
            row.id, row.specification, row.section, row.level, row.text, row.url
        ));
    }
    page.push_str(&format!("\ntakes\n  {}\n", own.requires.join(", ")));
    page.push_str("\ncatches\n");
    for fault in &own.catches {
        let variant = || {
            let (name, own) = fault.split_once(':')?;
            variant(name, own).ok()
        };
        let words = Fault::parse(fault).map(|own| own.description().to_owned()).or_else(variant);
        let words = words.unwrap_or_default();
        page.push_str(&format!("  {fault}: {words}\n"));
    }
    page.push_str(&format!("\nscenarios/{}.toml\n\n{}", own.id, own.source));
    Some(page)
}

fn requirement(catalog: &Catalog, id: &str) -> Option<String> {
    let row = catalog.registry.get(id)?;
    let mut page = format!(
        "{}\n{} {} {}\n{}\n\n{}\n",
        row.id, row.specification, row.section, row.level, row.url, row.text
    );
    if let Some(own) = row.threat {
        page.push_str(&format!("\nexposes: {} ({own}, RFC 9700 {})\n", own.gain(), own.section()));
    }
    if let Some(own) = &row.remedy {
        page.push_str(&format!("to fix: {own}\n"));
    }
    if let Some(reason) = &row.excluded {
        page.push_str(&format!("\nnot verified: {reason}\n"));
    }
    let by_scenario = catalog
        .scenarios
        .values()
        .filter(|own| own.verifies.iter().any(|own| own == id))
        .map(|own| own.id.clone());
    let by_ambient = ambient::ALL
        .iter()
        .filter(|own| own.verifies.contains(&id))
        .map(|own| format!("ambient/{}", own.id));
    page.push_str("\nverified by\n");
    by_scenario.chain(by_ambient).for_each(|own| page.push_str(&format!("  {own}\n")));
    Some(page)
}

fn load_profile(profiles: &Profiles, id: &str) -> Option<String> {
    let own = profiles.iter().find(|own| own.name == id)?;
    let mut page = format!("{}\n{}\n", own.name, own.title);
    if let Some(notes) = &own.notes {
        page.push_str(&format!("\n{notes}\n"));
    }
    page.push_str("\njourneys\n");
    for journey in &own.journeys {
        let takes = match journey.requires.join(", ") {
            none if none.is_empty() => String::new(),
            some => format!("; takes {some}"),
        };
        page.push_str(&format!("  {} (weight {}){takes}\n", journey.name, journey.weight));
    }
    for canary in &own.canaries {
        page.push_str(&format!("  canary {}: {}\n", canary.name, canary.title));
    }
    page.push_str("\nthresholds\n");
    own.thresholds.iter().for_each(|rule| page.push_str(&format!("  {rule}\n")));
    if !own.catches.is_empty() {
        page.push_str(&format!("\ncatches\n  {}\n", own.catches.join("\n  ")));
    }
    page.push_str(&format!("\nsuites/load/{}.toml\n\n{}", own.name, own.source));
    Some(page)
}

fn fault(catalog: &Catalog, profiles: &Profiles, id: &str) -> Option<String> {
    let fault = Fault::parse(id)?;
    let mut page = format!(
        "{id}\n{}\n\nplant it: assay serve --fault {id}\n\ncaught by\n",
        fault.description()
    );
    let by_scenario = catalog
        .scenarios
        .values()
        .filter(|own| own.catches.iter().any(|own| own == id))
        .map(|own| own.id.clone());
    let by_ambient = ambient::ALL
        .iter()
        .filter(|own| own.catches.contains(&id))
        .map(|own| format!("ambient/{}", own.id));
    let by_load = profiles
        .iter()
        .filter(|own| own.catches.iter().any(|own| own == id))
        .map(|own| format!("assay load {}", own.name));
    let all = by_scenario.chain(by_ambient).chain(by_load);
    all.for_each(|own| page.push_str(&format!("  {own}\n")));
    Some(page)
}

fn planted_variant(catalog: &Catalog, id: &str) -> Option<String> {
    let (name, own) = id.split_once(':')?;
    let words = variant(name, own).ok()?;
    let mut page = format!(
        "{id}\n{words}\n\nplant it: assay serve --dialect {name} --variant {own}\n\ncaught by\n"
    );
    let by = catalog.scenarios.values().filter(|own| own.catches.iter().any(|own| own == id));
    by.for_each(|own| page.push_str(&format!("  {}\n", own.id)));
    Some(page)
}

fn named_check(id: &str) -> Option<String> {
    let own = check::find(id)?;
    Some(format!("{id}\n\n{}\n", check::explain(own).trim_end()))
}

fn ambient_check(id: &str) -> Option<String> {
    let own = ambient::find(id.strip_prefix("ambient/").unwrap_or(id))?;
    let page = doc_comment(own.source);
    Some(format!(
        "ambient/{}\n\n{page}\n\nverifies\n  {}\n\ncatches\n  {}\n",
        own.id,
        own.verifies.join("\n  "),
        own.catches.join("\n  ")
    ))
}

fn suite(catalog: &Catalog, id: &str) -> Option<String> {
    let own = catalog.suites.get(id)?;
    let count = catalog.scenarios.keys().filter(|scenario| own.holds(scenario)).count();
    Some(format!("{} {}\n{}\n\n{count} scenarios\n", own.name, own.version, own.title))
}

fn all_lookups(id: &str) -> Option<String> {
    let lines = lookups::ALL.iter().map(|(path, meaning)| format!("  ${{{path}}}: {meaning}\n"));
    (id == "lookups")
        .then(|| format!("What a scenario file can look up\n\n{}", lines.collect::<String>()))
}

fn capability(catalog: &Catalog, id: &str) -> Option<String> {
    let meaning = capability_meaning(id)?;
    let users = catalog.scenarios.values().filter(|own| own.requires.iter().any(|own| own == id));
    let users: String = users.map(|own| format!("  {}\n", own.id)).collect();
    Some(format!("{id}\nA capability; it takes {meaning}.\n\nneeded by\n{users}"))
}
