//! JSON bodies, with repeated members seen.
//!
//! Ordinary maps keep the last of two members with one name, so a repetition would be invisible.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON text and the members that occur more than once in one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Json {
    /// The value; of repeated members the last stays.
    pub value: Value,
    /// Names of members that stand twice in one object.
    pub repeated: Vec<String>,
}

impl Json {
    /// The top level, if it is an object.
    #[must_use]
    pub fn object(&self) -> Option<&Map<String, Value>> {
        self.value.as_object()
    }

    /// A member of the top level.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.object()?.get(name)
    }

    /// A member by a path with dots, `error.code`; a member with dots in its name wins.
    #[must_use]
    pub fn at(&self, path: &str) -> Option<&Value> {
        let inner = || path.split('.').try_fold(&self.value, |value, name| value.get(name));
        self.member(path).or_else(inner)
    }

    /// A string member of the top level.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }
}

/// Parses one JSON text (RFC 8259); trailing data and a byte order mark are errors.
///
/// # Errors
/// The reason and its place, in words.
pub fn parse_json(text: &str) -> Result<Json, String> {
    let mut repeated = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Watch { repeated: &mut repeated }
        .deserialize(&mut reader)
        .map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    Ok(Json { value, repeated })
}

struct Watch<'a> {
    repeated: &'a mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Watch<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Watch<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Watch { repeated: self.repeated })? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(Watch { repeated: self.repeated })?;
            if object.insert(name.clone(), value).is_some() {
                self.repeated.push(name);
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_member_is_seen_at_any_depth() {
        let json = parse_json(r#"{"a":1,"b":[{"c":1,"c":2}],"a":null}"#).expect("JSON");
        assert_eq!(json.repeated, ["c", "a"]);
        assert_eq!(json.member("a"), Some(&Value::Null));
    }

    #[test]
    fn trailing_data_and_a_byte_order_mark_are_errors() {
        assert!(parse_json("{} x").is_err());
        assert!(parse_json("\u{feff}{}").is_err());
        assert!(parse_json("{\"a\":").is_err());
    }
}
