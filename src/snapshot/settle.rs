//! What differs between two performances of one probe is no drift: its place is kept, its value is
//! not.

use serde_json::{Map, Value};

use super::fingerprint::Fingerprint;

/// Stands where a value differs from one performance to the next.
pub(super) const VARIES: &str = "<varies>";

/// Stands where something is not in every answer.
pub(super) const SOMETIMES: &str = "<sometimes>";

impl Fingerprint {
    /// Whether two performances took the same way: as many steps, and in each as many answers. A
    /// server that remembers a consent asks for it once.
    #[must_use]
    pub fn same_way(&self, other: &Self) -> bool {
        let way = |own: &Self| -> Vec<usize> {
            let answers = own.steps().iter().map(|step| step.get("answers"));
            answers.map(|own| own.and_then(Value::as_array).map_or(0, Vec::len)).collect()
        };
        way(self) == way(other)
    }

    /// What two performances have in common; places that differ are marked.
    #[must_use]
    pub fn settled_with(&self, other: &Self) -> Self {
        Self(common(&self.0, &other.0))
    }

    /// This fingerprint with the marks of an accepted one, so that what is known to vary still is
    /// when this one is accepted in turn.
    #[must_use]
    pub fn marked_like(&self, accepted: &Self) -> Self {
        let mut own = self.0.clone();
        carry(&accepted.0, &mut own);
        Self(own)
    }
}

/// Whether a value stands for whatever there is.
pub(super) fn is_mark(value: &Value) -> bool {
    value == VARIES || value == SOMETIMES
}

fn common(one: &Value, other: &Value) -> Value {
    match (one, other) {
        _ if one == other => one.clone(),
        (Value::Object(one), Value::Object(other)) => Value::Object(members(one, other)),
        (Value::Array(one), Value::Array(other)) if are_words(one) && are_words(other) => {
            let shared = one.iter().filter(|item| other.contains(item)).cloned();
            Value::Array(shared.chain([VARIES.into()]).collect())
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            Value::Array(one.iter().zip(other).map(|(one, other)| common(one, other)).collect())
        }
        _ => VARIES.into(),
    }
}

fn members(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let shared = one.iter().map(|(name, value)| match other.get(name) {
        Some(other) => (name.clone(), common(value, other)),
        None => (name.clone(), SOMETIMES.into()),
    });
    let mut all: Map<String, Value> = shared.collect();
    for name in other.keys().filter(|name| !one.contains_key(*name)) {
        all.insert(name.clone(), SOMETIMES.into());
    }
    all
}

/// Words, none of which is the place of another: a set.
pub(super) fn are_words(items: &[Value]) -> bool {
    items.iter().all(Value::is_string)
}

fn carry(accepted: &Value, own: &mut Value) {
    match (accepted, own) {
        (Value::Object(accepted), Value::Object(own)) => {
            for (name, value) in accepted {
                match own.get_mut(name) {
                    Some(place) => carry(value, place),
                    None if value == SOMETIMES => {
                        own.insert(name.clone(), value.clone());
                    }
                    None => {}
                }
            }
        }
        (Value::Array(accepted), Value::Array(own))
            if accepted.iter().any(is_mark) && are_words(accepted) && are_words(own) =>
        {
            own.retain(|item| accepted.contains(item));
            own.push(VARIES.into());
        }
        (Value::Array(accepted), Value::Array(own)) if accepted.len() == own.len() => {
            accepted.iter().zip(own).for_each(|(accepted, own)| carry(accepted, own));
        }
        (accepted, own) if is_mark(accepted) => *own = accepted.clone(),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_marked_and_the_marks_are_kept() {
        let one =
            json!({"n": 1, "same": "x", "only": true, "list": ["a", "b"], "deep": [{"k": 1}]});
        let two = json!({"n": 2, "same": "x", "list": ["a", "c"], "deep": [{"k": 2}]});
        let settled = common(&one, &two);
        let expected = json!({
            "n": VARIES, "same": "x", "only": SOMETIMES, "list": ["a", VARIES], "deep": [{"k": VARIES}]
        });
        assert_eq!(settled, expected);
        let mut third = json!({"n": 3, "same": "y", "list": ["a", "d"], "deep": [{"k": 9}]});
        carry(&settled, &mut third);
        let expected = json!({
            "n": VARIES, "same": "y", "list": ["a", VARIES], "deep": [{"k": VARIES}], "only": SOMETIMES
        });
        assert_eq!(third, expected);
    }
}
