//! Secrets in a target file: a literal, an environment variable or a file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// Where a secret comes from.
#[derive(Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// Written into the file.
    Literal(String),
    /// `{ env = "NAME" }`.
    Env(String),
    /// `{ file = "path" }`, from the target file's folder; a line end at its end is dropped.
    File(String),
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(_) => f.write_str("Literal(..)"),
            Self::Env(name) => write!(f, "Env({name})"),
            Self::File(path) => write!(f, "File({path})"),
        }
    }
}

// Written by hand: `untagged` would lose the position of the error.
impl<'de> Deserialize<'de> for SecretSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SourceVisitor)
    }
}

struct SourceVisitor;

impl<'de> Visitor<'de> for SourceVisitor {
    type Value = SecretSource;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, { env = \"NAME\" } or { file = \"path\" }")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<SecretSource, E> {
        Ok(SecretSource::Literal(value.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<SecretSource, A::Error> {
        let source = match members.next_entry::<String, String>()? {
            Some((key, name)) if key == "env" => SecretSource::Env(name),
            Some((key, path)) if key == "file" => SecretSource::File(path),
            Some((key, _)) => return Err(A::Error::unknown_field(&key, &["env", "file"])),
            None => return Err(A::Error::missing_field("env")),
        };
        match members.next_key::<String>()? {
            Some(_) => Err(A::Error::custom("a secret has one source: either `env` or `file`")),
            None => Ok(source),
        }
    }
}

impl JsonSchema for SecretSource {
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let source = |key: &str| {
            json_schema!({
                "type": "object",
                "properties": { key: { "type": "string" } },
                "required": [key],
                "additionalProperties": false,
            })
        };
        json_schema!({
            "description": "A secret: literal, environment variable or file",
            "oneOf": [{ "type": "string" }, source("env"), source("file")],
        })
    }
}
