//! Text of others in a file of ours: as a TOML string that nothing in it can end, and in comments.

use crate::exchange::tame;

/// The text as a basic string of TOML, in one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ if is_harmless(c) => out.push(c),
            _ => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// A list of such strings.
pub(super) fn list<S: AsRef<str>>(items: impl IntoIterator<Item = S>) -> String {
    let items: Vec<String> = items.into_iter().map(|own| quoted(own.as_ref())).collect();
    format!("[{}]", items.join(", "))
}

fn is_harmless(c: char) -> bool {
    tame(c.encode_utf8(&mut [0; 4])).starts_with(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_server_says_comes_back_out_of_the_string() {
        for text in ["plain", "a\"b\\c", "line\nbreak\u{7f}\u{0}", "\u{202e}\u{fffd}ü", "'''\"\"\""]
        {
            let line = format!("own = {}", quoted(text));
            assert_eq!(line.lines().count(), 1, "{line}");
            let read: toml::Table = line.parse().expect("TOML");
            assert_eq!(read["own"].as_str(), Some(text));
        }
        assert_eq!(list(["a", "b"]), r#"["a", "b"]"#);
    }
}
