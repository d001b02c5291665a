//! Scopes: are the allowed ones granted, and is the default what is declared?

use super::answer::{refused_by, response};
use super::diagnosis::{Area, Examination, State};
use crate::exchange::{StepRecord, tame};
use crate::oauth::Scope;
use crate::scenario::in_words;
use crate::target::ScopeModel;

const ALLOWED: &str = "[scopes] allowed";
const DEFAULT: &str = "[scopes] default";

/// What was granted of `asked`. A refusal of several names none of them: `Err` wants each asked for
/// by itself.
///
/// # Errors
/// The refusal of more than one scope.
pub fn allowed(
    model: &ScopeModel,
    asked: &[String],
    record: &StepRecord,
) -> Result<Examination, Box<Examination>> {
    let own = Examination::of(Area::Scopes, asked.join(" "));
    if let Some(granted) = granted(model, record) {
        let lacking = Scope::from_tokens(asked.iter().cloned()).beyond(&model.whole(&granted));
        if lacking.is_empty() {
            return Ok(own.shown(record.answer()).right("granted"));
        }
        let seen = format!("not granted: {}", lacking.join(" "));
        let cure = "take out what these clients may not have, or have the server allow it to them";
        return Ok(own.shown(record.answer()).wrong(seen).cured(ALLOWED, cure));
    }
    let (own, _) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return Ok(*own),
    };
    let seen = tame(&format!("refused: {}", in_words(record)));
    if !refused_by("invalid_scope", record) {
        return Ok(own.came(State::Server, seen));
    }
    let own =
        own.wrong(seen).cured(ALLOWED, "take it out: the server does not know it, or not here");
    if asked.len() > 1 { Err(Box::new(own)) } else { Ok(own) }
}

/// What a request without scope was given, against what is declared.
#[must_use]
pub fn asked_for_nothing(model: &ScopeModel, default: &Scope, record: &StepRecord) -> Examination {
    let own = Examination::of(Area::Scopes, "default");
    if let Some(granted) = granted(model, record) {
        let own = own.shown(record.answer());
        return if model.whole(&granted) == model.whole(default) {
            own.right(default.to_string())
        } else {
            let cure = "write down what a request without scope is given";
            own.wrong(format!("a request without scope is given {granted}")).cured(DEFAULT, cure)
        };
    }
    if record.facts.contains_key("token.access_token") || returned(record) {
        return own.came(State::LeftOut, "the answer does not say what was granted");
    }
    let (own, _) = match response(own, record) {
        Ok(both) => both,
        Err(own) => return *own,
    };
    let seen = tame(&format!("a request without scope is refused: {}", in_words(record)));
    if refused_by("invalid_scope", record) {
        return own.wrong(seen).cured(DEFAULT, "leave it out: there is no default");
    }
    own.came(State::Server, seen)
}

/// The scope of the token, if one was issued; what is left out stands as it was asked for.
fn granted(model: &ScopeModel, record: &StepRecord) -> Option<Scope> {
    let brought = || record.facts.get("authorize.scope").filter(|_| returned(record));
    record.facts.get("token.scope").or_else(brought).map(|text| model.parse(text))
}

/// In some dialects the token comes with the redirect.
fn returned(record: &StepRecord) -> bool {
    record.facts.contains_key("authorize.access_token")
}
