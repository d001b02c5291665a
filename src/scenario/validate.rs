//! What a scenario file must satisfy beyond its types, so that nothing surprises while it runs.

use super::file::ScenarioFile;
use super::outcome::CheckCall;
use super::required::required;
use super::step::{Action, Step};
use super::template::{Template, lookups};
use crate::check;
use crate::document::{Document, DocumentError, did_you_mean};
use crate::spec::Registry;
use crate::target::{Target, is_capability};

type Problem = Box<DocumentError>;

/// Validates a file and returns the capabilities it takes: those it names and those that its steps
/// imply.
pub(super) fn scenario(
    file: &ScenarioFile,
    document: &Document,
    registry: &Registry,
) -> Result<Vec<String>, Problem> {
    let own = Validator { document, registry };
    if file.verifies.is_empty() {
        return Err(document.error_at(
            "verifies",
            "a scenario verifies at least one requirement",
            None,
        ));
    }
    for id in &file.verifies {
        own.requirement(id)?;
    }
    for name in &file.requires {
        if !is_capability(name) {
            return Err(document.error_at(
                &quoted(name),
                format!("`{name}` is no capability"),
                None,
            ));
        }
    }
    if file.driven && !file.step.is_empty() {
        let message = "a driven scenario states no steps";
        let cure = "leave out the steps, or `driven = true`".to_owned();
        return Err(document.error_at("[[step]]", message, Some(cure)));
    }
    if !file.driven && file.step.iter().all(|step| step.outcome.is_empty()) {
        let cure = "add a [[step.outcome]] to the step whose answer matters".to_owned();
        return Err(document.error_at(
            "[[step]]",
            "no step states an outcome, so nothing could fail",
            Some(cure),
        ));
    }
    let mut names = file.requires.clone();
    // Where no request has the parameter, a scenario is about one that has it all the same.
    let omitted = names.iter().any(|own| own == "redirect-uri:omitted");
    for name in steps(&file.step, &[], document, registry)? {
        let not_meant = omitted && name == "redirect-uri:parameter";
        if !not_meant && !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// Validates steps in their order; `from` may also name one of `known`. Returns the capabilities
/// that the steps imply.
///
/// # Errors
/// The first step that cannot be performed or judged.
pub fn steps(
    steps: &[Step],
    known: &[&str],
    document: &Document,
    registry: &Registry,
) -> Result<Vec<String>, Problem> {
    let own = Validator { document, registry };
    let mut earlier = known.to_vec();
    for step in steps {
        own.step(step, &earlier)?;
        earlier.push(step.name());
        earlier.push(step.action.as_str());
    }
    Ok(required(steps))
}

struct Validator<'a> {
    document: &'a Document,
    registry: &'a Registry,
}

impl Validator<'_> {
    fn step(&self, step: &Step, earlier: &[&str]) -> Result<(), Problem> {
        if let Some(client) = &step.client
            && !Target::CLIENT_SELECTORS.contains(&client.as_str())
        {
            let message = format!("`{client}` is no client");
            let cure = format!("known are: {}", Target::CLIENT_SELECTORS.join(", "));
            return Err(self.document.error_at(&quoted(client), message, Some(cure)));
        }
        self.choices(step)?;
        if let Some(from) = &step.from
            && !earlier.contains(&from.as_str())
        {
            return Err(self.document.error_at(
                &quoted(from),
                format!("no earlier step is called `{from}`"),
                None,
            ));
        }
        let header =
            step.header.values().chain(step.repeat.values()).flat_map(|own| own.as_slice());
        let auth = step.auth.iter().flat_map(|own| own.id.iter().chain(&own.secret));
        let texts =
            step.set.values().chain(header).chain(auth).chain(&step.code_verifier).chain(&step.url);
        let texts = texts.chain(&step.untick);
        for text in texts {
            self.template(text, earlier, true)?;
        }
        for id in &step.verifies {
            self.requirement(id)?;
        }
        let mut known = earlier.to_vec();
        known.extend([step.name(), step.action.as_str()]);
        for outcome in &step.outcome {
            let landed = outcome.landing.is_some();
            if landed != (step.action == Action::Authorize)
                && !(step.action == Action::Authorize && outcome.status.is_some())
            {
                let cure = "an authorize step ends in a `landing`, every other step in a `status`"
                    .to_owned();
                return Err(self.document.error_at(
                    &quoted(&outcome.name),
                    "the outcome cannot match",
                    Some(cure),
                ));
            }
            if let Some(id) = &outcome.deviates {
                self.requirement(id)?;
            }
            for call in &outcome.checks {
                self.call(call, &known)?;
            }
        }
        Ok(())
    }

    /// Resources and keys are chosen by their words, and only where they are used.
    fn choices(&self, step: &Step) -> Result<(), Problem> {
        let calls = step.action == Action::Resource;
        let asks = calls || step.action == Action::Introspect;
        if (step.action == Action::Change) != step.to.is_some() {
            let message = "`to` and do = \"change\" go together";
            let cure = "do = \"change\" takes `to`: narrowed, widened or unconfirmed".to_owned();
            return Err(self.document.error_at("to =", message, Some(cure)));
        }
        for (choice, known, fits) in [
            (&step.resource, Target::RESOURCE_SELECTORS, calls),
            (&step.key, Target::KEY_SELECTORS, asks),
        ] {
            let Some(word) = choice.as_deref().filter(|own| !fits || !known.contains(own)) else {
                continue;
            };
            let message = format!("`{word}` cannot be chosen here");
            let cure = format!("do = \"resource\" knows: {}", known.join(", "));
            return Err(self.document.error_at(&quoted(word), message, Some(cure)));
        }
        if step.with_token && (step.key.is_none() || !calls) {
            let cure = "set `key` as well: the token goes along beside it".to_owned();
            let message = "`with_token` stands beside no key";
            return Err(self.document.error_at("with_token", message, Some(cure)));
        }
        Ok(())
    }

    fn call(&self, call: &CheckCall, known: &[&str]) -> Result<(), Problem> {
        self.requirement(&call.cites)?;
        let Some(check) = check::find(&call.check) else {
            let cure = did_you_mean(&call.check, check::ALL.iter().map(|check| check.id))
                .unwrap_or_else(|| "`assay list checks` names them all".to_owned());
            return Err(self.document.error_at(
                &quoted(&call.check),
                format!("there is no check `{}`", call.check),
                Some(cure),
            ));
        };
        for name in call.with.keys() {
            if !check.arguments.iter().any(|argument| argument.name == name) {
                let names = check.arguments.iter().map(|argument| argument.name);
                let cure = format!("it takes: {}", names.collect::<Vec<_>>().join(", "));
                let message = format!("the check `{}` takes no argument `{name}`", check.id);
                return Err(self.document.error_at(&format!("{name} ="), message, Some(cure)));
            }
        }
        for argument in check.arguments.iter().filter(|argument| argument.required) {
            if !call.with.contains_key(argument.name) {
                let message = format!(
                    "the check `{}` lacks its argument `{}`: {}",
                    check.id, argument.name, argument.meaning
                );
                return Err(self.document.error_at(&quoted(&call.check), message, None));
            }
        }
        for text in call.with.values().flat_map(|own| own.as_slice()) {
            self.template(text, known, false)?;
        }
        Ok(())
    }

    fn template(&self, text: &str, steps: &[&str], fresh: bool) -> Result<(), Problem> {
        let template =
            Template::parse(text).map_err(|message| self.document.error_at(text, message, None))?;
        for path in template.lookups() {
            let known = lookups::is_known(path, steps, Target::CLIENT_SELECTORS);
            if !known || (!fresh && path.starts_with("fresh.")) {
                let cure = did_you_mean(path, lookups::ALL.iter().map(|(known, _)| *known));
                return Err(self.document.error_at(
                    path,
                    format!("`{path}` cannot be looked up here"),
                    cure,
                ));
            }
        }
        Ok(())
    }

    fn requirement(&self, id: &str) -> Result<(), Problem> {
        if self.registry.get(id).is_some() {
            return Ok(());
        }
        let cure = did_you_mean(id, self.registry.iter().map(|row| row.id.as_str()))
            .unwrap_or_else(|| "add a row to suites/requirements/".to_owned());
        Err(self.document.error_at(
            &quoted(id),
            format!("the registry has no requirement `{id}`"),
            Some(cure),
        ))
    }
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}
