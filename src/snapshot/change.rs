//! Where two answers differ: each place by its path, as data.

use serde_json::{Map, Value};

use super::settle::{are_words, is_mark};

/// What happened at one place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// It was there.
    Lost(Value),
    /// It was not there.
    Gained(Value),
    /// It was another: the old one, then the new one.
    Changed(Value, Value),
    /// A list no longer has this word.
    Unlisted(Value),
    /// A list has this word too.
    Listed(Value),
}

/// One place, from the answer inwards, with what happened there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub(super) path: Vec<String>,
    pub(super) what: What,
}

impl Change {
    /// The path as text parts.
    pub(super) fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// All places at which two values differ, in the order of the old one.
pub(super) fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let mut walk = Walk { path: Vec::new(), found: Vec::new() };
    walk.values(old, new);
    walk.found
}

struct Walk {
    path: Vec<String>,
    found: Vec<Change>,
}

impl Walk {
    fn values(&mut self, old: &Value, new: &Value) {
        match (old, new) {
            _ if old == new || is_mark(old) || is_mark(new) => {}
            (Value::Object(old), Value::Object(new)) => self.members(old, new),
            (Value::Array(old), Value::Array(new)) if are_words(old) && are_words(new) => {
                self.words(old, new);
            }
            (Value::Array(old), Value::Array(new)) => self.items(old, new),
            _ => self.add(What::Changed(old.clone(), new.clone())),
        }
    }

    fn members(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        for (name, value) in old {
            self.path.push(name.clone());
            match new.get(name) {
                Some(new) => self.values(value, new),
                None => self.lost(value),
            }
            self.path.pop();
        }
        for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.path.push(name.clone());
            self.gained(value);
            self.path.pop();
        }
    }

    fn words(&mut self, old: &[Value], new: &[Value]) {
        if old.iter().chain(new).any(is_mark) {
            // What varies may be any word; what is known to be shared must still be there.
            let shared = old.iter().filter(|item| !is_mark(item) && !new.contains(item));
            let gone = shared.filter(|_| !new.iter().any(is_mark));
            gone.for_each(|item| self.add(What::Unlisted(item.clone())));
            return;
        }
        let gone = old.iter().filter(|item| !new.contains(item));
        gone.for_each(|item| self.add(What::Unlisted(item.clone())));
        let come = new.iter().filter(|item| !old.contains(item));
        come.for_each(|item| self.add(What::Listed(item.clone())));
    }

    fn items(&mut self, old: &[Value], new: &[Value]) {
        for at in 0..old.len().max(new.len()) {
            self.path.push((at + 1).to_string());
            match (old.get(at), new.get(at)) {
                (Some(old), Some(new)) => self.values(old, new),
                (Some(old), None) => self.lost(old),
                (None, Some(new)) => self.gained(new),
                (None, None) => {}
            }
            self.path.pop();
        }
    }

    fn lost(&mut self, value: &Value) {
        if !is_mark(value) {
            self.add(What::Lost(value.clone()));
        }
    }

    fn gained(&mut self, value: &Value) {
        if !is_mark(value) {
            self.add(What::Gained(value.clone()));
        }
    }

    fn add(&mut self, what: What) {
        self.found.push(Change { path: self.path.clone(), what });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(old: Value, new: Value) -> Vec<(String, What)> {
        changes(&old, &new).into_iter().map(|own| (own.path.join("."), own.what)).collect()
    }

    #[test]
    fn every_place_is_found_once_and_marks_stand_for_anything() {
        let old = json!({"a": 1, "b": ["x", "y"], "c": {"d": "<varies>"}, "e": "<sometimes>", "f": [{"g": 1}]});
        let new =
            json!({"a": 2, "b": ["y", "z"], "c": {"d": 9}, "f": [{"g": 1}, {"g": 2}], "h": null});
        let expected = [
            ("a", What::Changed(json!(1), json!(2))),
            ("b", What::Unlisted(json!("x"))),
            ("b", What::Listed(json!("z"))),
            ("f.2", What::Gained(json!({"g": 2}))),
            ("h", What::Gained(json!(null))),
        ];
        assert_eq!(found(old, new), expected.map(|(path, what)| (path.to_owned(), what)));
        assert_eq!(found(json!(["a", "<varies>"]), json!(["a", "q"])), []);
        assert_eq!(found(json!(["a", "<varies>"]), json!(["q"])).len(), 1);
    }
}
