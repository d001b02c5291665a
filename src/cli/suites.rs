//! Which suites a target is held to.

use super::Failed;
use super::args::PlanOptions;
use crate::target::suites_of;

/// What is held to unless somebody says otherwise.
const DEFAULT: &str = "oauth20";

/// The suites of the command line, else those of the target file, else the one for all.
pub(super) fn held_to(options: &PlanOptions) -> Result<Vec<String>, Failed> {
    if !options.suite.is_empty() {
        return Ok(options.suite.clone());
    }
    let file = options.chosen.target.as_deref().map(suites_of);
    let named = file.transpose().map_err(Failed::usage)?.unwrap_or_default();
    Ok(if named.is_empty() { vec![DEFAULT.to_owned()] } else { named })
}
