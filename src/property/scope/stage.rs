//! What a case can do: have tokens issued, refreshed, introspected and used.

use super::grant::Grant;
use super::seen;
use crate::exchange::{StepRecord, Transcript};
use crate::oauth::GrantType;
use crate::runner::{Field, Flow};
use crate::scenario::{Action, Step, in_words};
use crate::target::{Resource, Target};

/// The state of one case: what was done, and the story of it.
#[derive(Debug)]
pub(super) struct Stage<'a> {
    field: Field<'a>,
    flow: Flow<'a>,
    transcript: Transcript,
    story: Vec<String>,
}

impl<'a> Stage<'a> {
    /// A case that begins; `label` is its own.
    pub(super) fn new(field: Field<'a>, label: &'a str) -> Self {
        let flow = Flow::new(field.context, label);
        Self { field, flow, transcript: Transcript::default(), story: Vec::new() }
    }

    /// The target.
    pub(super) fn target(&self) -> &'a Target {
        &self.field.context.target
    }

    /// What was recorded, and the story.
    pub(super) fn over(self) -> (Transcript, Vec<String>) {
        (self.transcript, self.story)
    }

    /// Asks for scopes and gets a token, or does not; its step is called `name`. Says whether there
    /// is one.
    pub(super) async fn obtain(&mut self, name: &str, grant: Grant, scopes: &[String]) -> bool {
        let scope = self.target().scopes.join(scopes);
        self.obtain_text(name, grant, &scope).await
    }

    /// The same for a value of `scope` as it is written.
    pub(super) async fn obtain_text(&mut self, name: &str, grant: Grant, scope: &str) -> bool {
        let told = format!("as `{name}`: a token by {} for the scope \"{scope}\"", grant.as_str());
        match grant {
            Grant::ClientCredentials => {
                let mut step = named(Action::Token, name);
                step.client = Some("confidential".to_owned());
                let grant_type = GrantType::ClientCredentials.as_str().to_owned();
                step.set.insert("grant_type".to_owned(), grant_type);
                step.set.insert("scope".to_owned(), scope.to_owned());
                self.token(&step, told).await
            }
            Grant::AuthorizationCode => {
                let mut step = named(Action::Authorize, &seen::authorization_of(name));
                step.client = Some("default".to_owned());
                step.set.insert("scope".to_owned(), scope.to_owned());
                // A consent that the browser remembers would bear on the next one.
                step.fresh_session = true;
                if self.target().dialect.returns_token() {
                    step.name = Some(name.to_owned());
                    return self.authorization(&step, told).await;
                }
                let record = self.perform(&step).await;
                if !seen::brought_a_code(&record) {
                    self.tell(told, &record);
                    self.transcript.steps.push(record);
                    return false;
                }
                self.transcript.steps.push(record);
                let mut redemption = named(Action::Token, name);
                redemption.from = Some(step.name().to_owned());
                self.token(&redemption, told).await
            }
        }
    }

    /// Refreshes with the latest refresh token; says whether a token came.
    pub(super) async fn refresh(&mut self, name: &str, scopes: &[String]) -> bool {
        let scope = self.target().scopes.join(scopes);
        let mut step = named(Action::Refresh, name);
        step.set.insert("scope".to_owned(), scope.clone());
        self.token(&step, format!("as `{name}`: a refresh for the scope \"{scope}\"")).await
    }

    /// The scopes that a step was granted, as the target writes them.
    pub(super) fn granted(&self, name: &str) -> Vec<String> {
        let scope = self.flow.facts().get(&format!("{name}.scope"));
        let scopes = scope.map(|own| self.target().scopes.parse(own)).unwrap_or_default();
        scopes.tokens().to_vec()
    }

    /// Whether there is a refresh token to use.
    pub(super) fn can_refresh(&self) -> bool {
        self.flow.facts().contains_key("latest.refresh_token")
    }

    /// Asks whoever can tell what scope the token of a step has: introspection, and resources.
    pub(super) async fn look(&mut self, from: &str) {
        self.introspect(from).await;
        for resource in self.target().resources.iter().filter(|own| own.reports_scope.is_some()) {
            self.call(from, resource).await;
        }
    }

    /// Introspects the token of a step, where the target can.
    pub(super) async fn introspect(&mut self, from: &str) {
        if !self.field.capabilities.has("introspection") {
            return;
        }
        let mut step = named(Action::Introspect, &seen::introspection_of(from));
        step.from = Some(from.to_owned());
        let record = self.perform(&step).await;
        self.tell(format!("introspection of the token of `{from}`"), &record);
        self.transcript.steps.push(record);
    }

    /// Calls a protected resource without a token.
    pub(super) async fn call_without_token(&mut self, resource: &Resource) {
        let mut step = named(Action::Resource, &seen::bare_call_of(resource));
        step.resource = Some(resource.label());
        step.drop_header.push("authorization".to_owned());
        let record = self.perform(&step).await;
        self.tell(format!("{} without a token", resource.label()), &record);
        self.transcript.steps.push(record);
    }

    /// Calls a protected resource with the token of a step.
    pub(super) async fn call(&mut self, from: &str, resource: &Resource) {
        let mut step = named(Action::Resource, &seen::call_of(from, resource));
        step.from = Some(from.to_owned());
        step.resource = Some(resource.label());
        let record = self.perform(&step).await;
        let needs = resource.scope.as_deref().map_or_else(
            || "any scope will do".to_owned(),
            |_| format!("it needs \"{}\"", resource.needs()),
        );
        let told = format!("{} ({needs}) with the token of `{from}`", resource.label());
        self.tell(told, &record);
        self.transcript.steps.push(record);
    }

    /// An authorization that brings the token itself.
    async fn authorization(&mut self, step: &Step, told: String) -> bool {
        let record = self.perform(step).await;
        let came = seen::brought_a_code(&record);
        self.tell(told, &record);
        self.transcript.steps.push(record);
        came
    }

    async fn token(&mut self, step: &Step, told: String) -> bool {
        let record = self.perform(step).await;
        let came = seen::brought_a_token(&record);
        self.tell(told, &record);
        self.transcript.steps.push(record);
        came
    }

    async fn perform(&mut self, step: &Step) -> StepRecord {
        self.flow.step(step).await
    }

    fn tell(&mut self, told: String, record: &StepRecord) {
        let response = record.answer().and_then(|exchange| exchange.response());
        let scope = response.and_then(|own| own.json_text("scope"));
        let scope = scope.map(|scope| format!(", scope \"{scope}\"")).unwrap_or_default();
        let number = self.story.len() + 1;
        self.story.push(format!("{number}. {told}: {}{scope}", in_words(record)));
    }
}

fn named(action: Action, name: &str) -> Step {
    Step { name: Some(name.to_owned()), ..Step::conforming(action) }
}
