//! The user page of a check: the `//!` comment of its file.

use super::Check;

/// The page as text, with the arguments listed.
#[must_use]
pub fn explain(check: &Check) -> String {
    let mut page = doc_comment(check.source);
    if !check.arguments.is_empty() {
        page.push_str("\n\nArguments:\n");
        for argument in check.arguments {
            page.push_str(&format!("  {}: {}\n", argument.name, argument.meaning));
        }
    }
    page
}

/// The `//!` lines at the top of a source file.
#[must_use]
pub fn doc_comment(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}
