//! A text in which what was recognised stands as one character that no text holds, until all of it
//! is done: so nothing that was named is read again.

/// The first of the characters that stand for names (a private use area of Unicode).
const FIRST: u32 = 0xE000;

/// How many there are.
const MOST: usize = 6400;

/// The word in front of every pseudonym of the redactor.
const PSEUDONYM: &str = "redacted-";

/// The text and the names behind its marks.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) text: String,
    names: Vec<String>,
}

impl Marked {
    /// Takes a text; characters that would be marks are not kept.
    pub(super) fn new(text: &str) -> Self {
        Self { text: text.replace(Self::is_mark, "\u{fffd}"), names: Vec::new() }
    }

    /// Whether a character stands for a name.
    pub(super) fn is_mark(c: char) -> bool {
        (FIRST..FIRST + MOST as u32).contains(&u32::from(c))
    }

    /// A character that stands for `<name>`.
    pub(super) fn mark(&mut self, name: &str) -> String {
        let at = self.names.iter().position(|own| own == name);
        let at = at.unwrap_or(self.names.len()).min(MOST - 1);
        if at == self.names.len() {
            self.names.push(name.to_owned());
        }
        u32::try_from(at)
            .ok()
            .and_then(|at| char::from_u32(FIRST + at))
            .map(String::from)
            .unwrap_or_default()
    }

    /// Marks a value wherever it stands.
    pub(super) fn replace(&mut self, value: &str, name: &str) {
        if !value.is_empty() && self.text.contains(value) {
            let mark = self.mark(name);
            self.text = self.text.replace(value, &mark);
        }
    }

    /// Marks the pseudonyms that secrets were replaced by: `redacted-access-token-3`.
    pub(super) fn pseudonyms(&mut self) {
        let text = std::mem::take(&mut self.text);
        let mut rest = text.as_str();
        while let Some(start) = rest.find(PSEUDONYM) {
            let (before, own) = rest.split_at(start);
            self.text.push_str(before);
            let tail = &own[PSEUDONYM.len()..];
            let name =
                tail.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(tail.len());
            let number = &tail[name..];
            let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            let kind = tail[..name].trim_matches('-').replace('-', " ");
            if end > 0 && !kind.is_empty() {
                let mark = self.mark(&kind);
                self.text.push_str(&mark);
                rest = &number[end..];
            } else {
                self.text.push_str(PSEUDONYM);
                rest = tail;
            }
        }
        self.text.push_str(rest);
    }

    /// The text with each mark written out.
    pub(super) fn expanded(&self) -> String {
        let name = |c: char| {
            let at = usize::try_from(u32::from(c).wrapping_sub(FIRST)).ok()?;
            self.names.get(at).filter(|_| Self::is_mark(c))
        };
        let mut out = String::new();
        for c in self.text.chars() {
            match name(c) {
                Some(name) => out.push_str(&format!("<{name}>")),
                None => out.push(c),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_and_places_are_named() {
        let mut marked = Marked::new("x redacted-access-token-12/redacted- \u{e000} http://h/t");
        marked.pseudonyms();
        marked.replace("http://h", "issuer");
        assert_eq!(marked.expanded(), "x <access token>/redacted- \u{fffd} <issuer>/t");
    }
}
