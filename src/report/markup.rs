//! Writes HTML and SVG so that data stays data: names of elements and attributes come from the
//! source, and every text and every value is escaped on its way in.

use std::fmt::{Display, Write as _};

use crate::exchange::tame_lines;

/// Names and values of attributes.
pub(super) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// Markup as it grows.
#[derive(Debug, Default)]
pub(super) struct Markup(String);

impl Markup {
    /// Opens an element.
    pub(super) fn open(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes, ">");
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &'static str) {
        // Writing into memory does not fail.
        let _written = writeln!(self.0, "</{name}>");
    }

    /// Text between tags; what acts on a reader's direction or terminal is replaced.
    pub(super) fn text(&mut self, text: &str) {
        self.0.push_str(&escaped(&tame_lines(text)));
    }

    /// An element with nothing but text.
    pub(super) fn leaf(&mut self, name: &'static str, attributes: Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.text(text);
        self.close(name);
    }

    /// An element of SVG without content.
    pub(super) fn shape(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.tag(name, attributes, "/>\n");
    }

    /// Markup or a style sheet that the source itself holds.
    pub(super) fn literal(&mut self, text: &'static str) {
        self.0.push_str(text);
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.0
    }

    fn tag(&mut self, name: &'static str, attributes: Attributes<'_>, end: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (attribute, value) in attributes {
            let value = escaped(&tame_lines(&value.to_string()));
            let _written = write!(self.0, " {attribute}=\"{value}\"");
        }
        self.0.push_str(end);
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_never_becomes_markup() {
        let mut out = Markup::default();
        let hostile = "\"><script>alert('&')</script>\u{202e}";
        out.leaf("p", &[("title", &hostile)], hostile);
        let seen = "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;\u{fffd}";
        assert_eq!(out.finish(), format!("<p title=\"{seen}\">{seen}</p>\n"));
    }
}
