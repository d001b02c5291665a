//! A Rust file as text without comments and literals, and what can be read off it: paths to other
//! modules, words, long functions.

/// A source file without its comments and literals; places in it are those of the file.
pub(crate) struct Source {
    pub(crate) name: String,
    module: Vec<String>,
    code: String,
}

impl Source {
    /// Takes a file by its path from the root of the crate.
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let path = name.trim_start_matches("src/").trim_end_matches(".rs");
        let path = path.strip_suffix("/mod").unwrap_or(path);
        let crate_root = matches!(path, "lib" | "main");
        let module = path.split('/').filter(|_| !crate_root).map(str::to_owned).collect();
        Self { name: name.to_owned(), module, code: without_comments_and_literals(text) }
    }

    /// The module at the crate's root that it belongs to.
    pub(crate) fn top(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.name, self.code[..at].matches('\n').count() + 1)
    }

    /// Every place where one of the words stands by itself.
    pub(crate) fn words(&self, words: &[&str]) -> Vec<String> {
        let starts =
            |at: usize| !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let each = words.iter().flat_map(|word| self.code.match_indices(*word));
        let each = each.filter(|(at, word)| word.starts_with('.') || starts(*at));
        each.map(|(at, word)| format!("{}: {word}", self.place(at))).collect()
    }

    /// Every path from here to another module at the crate's root: its place and that module.
    pub(crate) fn edges(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut depth = 0_usize;
        let mut inline: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(c) = self.code[at..].chars().next() {
            let rest = &self.code[at..];
            let fresh =
                !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
            let mut step = c.len_utf8();
            match c {
                '{' => depth += 1,
                '}' => {
                    depth = depth.saturating_sub(1);
                    inline.retain(|own| *own < depth);
                }
                'm' if fresh && rest.starts_with("mod ") => {
                    let opens =
                        rest.find(['{', ';']).is_some_and(|end| rest[end..].starts_with('{'));
                    inline.extend(opens.then_some(depth));
                }
                'c' if fresh && rest.starts_with("crate::") => {
                    found
                        .extend(heads(&rest["crate::".len()..]).into_iter().map(|head| (at, head)));
                }
                's' if fresh && rest.starts_with("super::") => {
                    let tail = rest.trim_start_matches("super::");
                    step = rest.len() - tail.len();
                    if step / "super::".len() == self.module.len() + inline.len() {
                        found.extend(heads(tail).into_iter().map(|head| (at, head)));
                    }
                }
                _ => {}
            }
            at += step;
        }
        let elsewhere = found.into_iter().filter(|(_, to)| to != self.top());
        elsewhere.map(|(at, to)| (self.place(at), to)).collect()
    }

    /// Functions whose bodies have more lines than `few`.
    pub(crate) fn long_functions(&self, few: usize) -> Vec<String> {
        let lines: Vec<&str> = self.code.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let mut found = Vec::new();
        for (first, line) in lines.iter().enumerate() {
            let Some((head, tail)) = line.split_once("fn ") else { continue };
            if !head.trim().split(' ').all(|word| {
                ["", "pub", "async", "const"].contains(&word) || word.starts_with("pub(")
            }) {
                continue;
            }
            let rest = &lines[first..];
            let opens =
                rest.iter().position(|own| own.trim_end().ends_with('{')).unwrap_or_default();
            let end = rest
                .iter()
                .skip(1)
                .position(|own| own.trim() == "}" && indent(own) == indent(line));
            let body = end.map_or(0, |end| end.saturating_sub(opens));
            if body > few {
                let name = tail.split(['(', '<']).next().unwrap_or_default();
                found.push(format!("{}:{}: `{name}` has {body} lines", self.name, first + 1));
            }
        }
        found
    }
}

/// What a path names first: one word, or one for each member of a group.
fn heads(path: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        let text = text.trim_start();
        let name: String = text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if name.is_empty() { text.chars().take(1).collect() } else { name }
    };
    let Some(group) = path.strip_prefix('{') else { return vec![word(path)] };
    let (mut depth, mut members) = (0, vec![String::new()]);
    for c in group.chars() {
        match c {
            '}' if depth == 0 => break,
            ',' if depth == 0 => members.push(String::new()),
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                members.last_mut().expect("never empty").push(c);
            }
        }
    }
    members.iter().filter(|own| !own.trim().is_empty()).map(|own| word(own)).collect()
}

/// Blanks out comments, strings and characters; lines and columns stay.
fn without_comments_and_literals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => quoted(rest, '"'),
            'r' if !out.ends_with(|c: char| c.is_alphanumeric() || c == '_') => raw(rest),
            // A lifetime has no second quote.
            '\'' if rest.starts_with("'\\") || rest.chars().nth(2) == Some('\'') => {
                quoted(rest, '\'')
            }
            _ => 0,
        };
        if end == 0 {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.extend(rest[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[end..];
        }
    }
    out
}

/// The length of a literal in quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = true;
    for (at, c) in text.char_indices() {
        match c {
            c if c == quote && !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The length of a raw string, or nothing when there is none.
fn raw(text: &str) -> usize {
    let hashes = text[1..].len() - text[1..].trim_start_matches('#').len();
    let end = format!("\"{}", "#".repeat(hashes));
    let Some(body) = text[1 + hashes..].strip_prefix('"') else { return 0 };
    body.find(&end).map_or(text.len(), |at| 2 + hashes + at + end.len())
}
