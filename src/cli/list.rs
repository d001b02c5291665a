//! `assay list`.

use miette::miette;

use super::args::{ListOptions, Listed};
use super::{Exit, Failed, console, coverage, dialect, target};
use crate::check::{self, ambient, doc_comment};
use crate::load::Profiles;
use crate::reference::Fault;

/// Lists what there is, one line each.
pub(super) fn list(options: &ListOptions) -> Result<Exit, Failed> {
    let catalog = target::catalog(&options.catalog)?;
    if options.coverage {
        let Listed::Requirements = options.what else {
            return Err(Failed::usage(miette!("--coverage goes with `assay list requirements`")));
        };
        return coverage::show(&catalog, options);
    }
    let lines: Vec<(String, String)> = match options.what {
        Listed::Scenarios => {
            catalog.scenarios.values().map(|own| (own.id.clone(), own.title.clone())).collect()
        }
        Listed::Suites => catalog
            .suites
            .values()
            .map(|own| (format!("{} {}", own.name, own.version), own.title.clone()))
            .collect(),
        Listed::LoadProfiles => Profiles::load(&options.catalog, &catalog.registry)
            .map_err(Failed::usage)?
            .iter()
            .map(|own| (own.name.clone(), own.title.clone()))
            .collect(),
        Listed::Checks => {
            let named = check::ALL.iter().map(|own| (own.id.to_owned(), first_line(own.source)));
            let ambient = ambient::ALL
                .iter()
                .map(|own| (format!("ambient/{}", own.id), own.title.to_owned()));
            named.chain(ambient).collect()
        }
        Listed::Requirements => {
            let rows = catalog.registry.iter();
            rows.map(|own| {
                (
                    own.id.clone(),
                    format!("{} {} {}: {}", own.specification, own.section, own.level, own.text),
                )
            })
            .collect()
        }
        Listed::Faults => Fault::ALL
            .iter()
            .map(|own| (own.id().to_owned(), own.description().to_owned()))
            .collect(),
        Listed::Dialects => dialect::described()?,
    };
    let width = lines.iter().map(|(id, _)| id.len()).max().unwrap_or_default();
    let text: String = lines.iter().map(|(id, words)| format!("{id:<width$}  {words}\n")).collect();
    console::out(&text)
}

fn first_line(source: &str) -> String {
    doc_comment(source).lines().next().unwrap_or_default().to_owned()
}
