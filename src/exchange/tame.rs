//! What a target answered, made harmless for a terminal and for XML.

/// The longest text that is shown in full.
const LONGEST: usize = 600;

/// The text without characters that act instead of being seen: controls, direction overrides and
/// non-characters; and cut where nobody would read on.
#[must_use]
pub fn tame(text: &str) -> String {
    let mut tamed: String = text.chars().take(LONGEST).map(seen).collect();
    if text.chars().nth(LONGEST).is_some() {
        tamed.push('\u{2026}');
    }
    tamed
}

/// The same for a text that may be long and have lines.
#[must_use]
pub fn tame_lines(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { seen(c) }).collect()
}

fn seen(c: char) -> char {
    let acts = c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fffe}' | '\u{ffff}');
    if acts { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_is_left() {
        assert_eq!(tame("a\u{1b}[2J\u{202e}b\n"), "a\u{fffd}[2J\u{fffd}b\u{fffd}");
        assert_eq!(tame_lines("a\nb\r"), "a\nb\u{fffd}");
        assert_eq!(tame(&"x".repeat(700)).chars().count(), LONGEST + 1);
    }
}
