//! The dialects that are compiled in, the servers that speak them, and how they are spoken to.

use include_dir::{Dir, include_dir};
use miette::miette;

use super::Failed;
use crate::document::{Document, did_you_mean};
use crate::reference::{Dialect, Settings};

static DIALECTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/dialects");
static TARGETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/targets");

/// A dialect that was asked for by its name, with its variants.
#[derive(Debug, Clone)]
pub(super) struct Spoken {
    dialect: Dialect,
}

/// The names of the dialects.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let files = DIALECTS.files().filter_map(|file| file.path().file_name()?.to_str());
    files.filter_map(|name| name.strip_suffix(".toml"))
}

/// Each dialect with its variants, for `assay list dialects`.
pub(super) fn described() -> Result<Vec<(String, String)>, Failed> {
    let mut lines = Vec::new();
    for name in names() {
        let dialect = read(name, &[])?;
        lines.push((name.to_owned(), format!("{} resources", dialect.resource.len())));
        for (variant, own) in &dialect.variant {
            let shows = own.deviation.as_ref().map_or_else(String::new, |id| format!(" ({id})"));
            lines.push((format!("{name} --variant {variant}"), format!("{}{shows}", own.about)));
        }
    }
    Ok(lines)
}

/// What a variant of a dialect does differently.
pub(super) fn variant(name: &str, variant: &str) -> Result<String, &'static str> {
    let file = DIALECTS.get_file(format!("{name}.toml")).and_then(|file| file.contents_utf8());
    let dialect = Dialect::read(file.ok_or("there is no such emulation")?, &[]);
    let own = dialect.ok().and_then(|own| own.variant.get(variant).map(|own| own.about.clone()));
    own.ok_or("the emulation has no such variant")
}

/// The target file that goes with a dialect: its path in the sources, and its text.
pub(super) fn target_file(name: &str) -> Option<Document> {
    let text = TARGETS.get_file(format!("{name}.toml"))?.contents_utf8()?;
    Some(Document::new(format!("fixtures/targets/{name}.toml"), text))
}

impl Spoken {
    /// Finds a dialect.
    pub(super) fn find(name: &str, variants: &[String]) -> Result<Self, Failed> {
        let dialect = read(name, variants)?;
        // Whatever is wrong is told now, not when the server starts.
        let checked = dialect.clone().settings("http://127.0.0.1".to_owned());
        checked.map_err(|error| Failed::usage(miette!("the dialect `{name}`: {error}")))?;
        Ok(Self { dialect })
    }

    /// The server that speaks it.
    ///
    /// # Panics
    /// Never: [`Spoken::find`] has made the same settings before.
    pub(super) fn settings(self, issuer: String) -> Settings {
        self.dialect.settings(issuer).expect("the dialect was found sound")
    }
}

fn read(name: &str, variants: &[String]) -> Result<Dialect, Failed> {
    let file = DIALECTS.get_file(format!("{name}.toml"));
    let Some(text) = file.and_then(|file| file.contents_utf8()) else {
        let known = names().collect::<Vec<_>>();
        let cure = did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("there are: {}", known.join(", ")));
        return Err(Failed::usage(miette!(help = cure, "there is no dialect `{name}`")));
    };
    Dialect::read(text, variants)
        .map_err(|error| Failed::usage(miette!("the dialect `{name}`: {error}")))
}
