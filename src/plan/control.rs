//! The positive control of a scenario: the same flow without its deviation.
//!
//! A refusal counts only if the server would have served the conforming request: the control must
//! work before the scenario and after it.

use crate::oauth::GrantType;
use crate::scenario::{Action, Scenario, Step};
use crate::target::Capabilities;

/// Conforming steps, each of which must succeed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The steps in order.
    pub steps: Vec<Step>,
}

impl Control {
    /// What brackets a scenario; `None` when the scenario deviates in nothing and so is its own
    /// control, or when the target cannot run the conforming flow.
    #[must_use]
    pub fn of(scenario: &Scenario, capabilities: &Capabilities) -> Option<Self> {
        if scenario.conforming {
            return None;
        }
        let judged = scenario.steps.iter().position(|step| !step.outcome.is_empty())?;
        let (before, rest) = scenario.steps.split_at(judged);
        let step = &rest[0];
        let mut steps: Vec<Step> = Vec::new();
        for own in before.iter().filter(|own| !ends_a_token(own.action)) {
            steps.push(conforming(own, steps.is_empty()));
        }
        let repeats = before.iter().any(|own| own.action == step.action);
        let steps_so_far = scenario.steps[..=judged].iter().enumerate();
        let deviates = steps_so_far.into_iter().any(|(at, own)| is_bent(own, at == 0))
            || before.iter().any(|own| ends_a_token(own.action));
        match (deviates, repeats) {
            // A replay: the first use is the control, and the steps before the replay hold it.
            (false, true) => {}
            // Whether the target file is right shows at the first authorization: where a plain one
            // fails, nothing is established about its details.
            (false, false) if step.action == Action::Authorize => {
                steps.push(conforming(step, steps.is_empty()))
            }
            (false, false) => return None,
            (true, _) => steps.push(conforming(step, steps.is_empty())),
        }
        let steps = complete(steps, capabilities);
        let possible = steps.iter().all(|own| is_possible(own, capabilities));
        (possible && !steps.is_empty()).then_some(Self { steps })
    }

    /// `authorize, token, refresh`, for messages.
    #[must_use]
    pub fn describe(&self) -> String {
        self.steps.iter().map(|step| step.action.as_str()).collect::<Vec<_>>().join(", ")
    }
}

const fn ends_a_token(action: Action) -> bool {
    matches!(action, Action::Revoke | Action::Wait)
}

/// Whether a step differs from the conforming one. Whoever acts first is the flow's own client;
/// another one later on is a deviation, and so is a client that may not do what it tries.
fn is_bent(step: &Step, first: bool) -> bool {
    let mut plain = conforming(step, true);
    plain.client.clone_from(&step.client);
    plain.name.clone_from(&step.name);
    plain.outcome.clone_from(&step.outcome);
    plain.verifies.clone_from(&step.verifies);
    plain.fresh_session = step.fresh_session;
    plain.from.clone_from(&step.from);
    plain != *step || !first && step.client.is_some() || tries_in_vain(step)
}

/// The client is chosen for not being entitled: by its registration, or as a public client to a
/// grant for confidential ones.
fn tries_in_vain(step: &Step) -> bool {
    let public = step.client.as_deref() == Some("public");
    step.client.as_deref() == Some("not-entitled")
        || public && step.grant() == Some(GrantType::ClientCredentials)
}

/// The step without its deviation. The first step of a flow keeps its client: later ones may have
/// another client just as their deviation.
fn conforming(step: &Step, first: bool) -> Step {
    let mut plain = Step::conforming(step.action);
    if first && !tries_in_vain(step) {
        plain.client.clone_from(&step.client);
    }
    plain.resource.clone_from(&step.resource);
    // A key that opens the resource shows that keys work at all.
    plain.key = step.key.as_ref().map(|_| "scoped".to_owned());
    if let Some(grant) =
        step.set.get("grant_type").filter(|grant| GrantType::parse(grant).is_some())
    {
        plain.set.insert("grant_type".to_owned(), grant.clone());
    }
    plain
}

/// Puts the steps in front without which the last one has nothing to use.
fn complete(steps: Vec<Step>, capabilities: &Capabilities) -> Vec<Step> {
    let mut all: Vec<Step> = Vec::new();
    for mut step in steps {
        let has = |all: &[Step], action: Action| all.iter().any(|own| own.action == action);
        // By the code grant if the target can: a client is registered for that, as a rule, so the
        // control speaks for the very client that the scenario uses.
        let by_code = step.action == Action::Refresh
            || capabilities.has("grant:authorization_code") && capabilities.has("resource-owner");
        match step.action {
            Action::Token
                if step.grant() == Some(GrantType::AuthorizationCode)
                    && !has(&all, Action::Authorize) =>
            {
                if by_code {
                    all.push(taking_client(Action::Authorize, &mut step));
                } else {
                    step.set.insert(
                        "grant_type".to_owned(),
                        GrantType::ClientCredentials.as_str().to_owned(),
                    );
                }
            }
            Action::Refresh | Action::Revoke | Action::Introspect | Action::Resource
                if needs_token(&step) && !has_token(&all, capabilities) =>
            {
                if capabilities.has(RETURNS_TOKEN) {
                    all.push(taking_client(Action::Authorize, &mut step));
                } else if by_code {
                    all.push(taking_client(Action::Authorize, &mut step));
                    all.push(Step::conforming(Action::Token));
                } else {
                    let mut token = taking_client(Action::Token, &mut step);
                    token.set.insert(
                        "grant_type".to_owned(),
                        GrantType::ClientCredentials.as_str().to_owned(),
                    );
                    all.push(token);
                }
            }
            _ => {}
        }
        all.push(step);
    }
    all
}

/// An authorization brings the token itself.
const RETURNS_TOKEN: &str = "dialect:callback-token";

/// Whether a step uses a token that another one must bring.
fn needs_token(step: &Step) -> bool {
    let open = step.action == Action::Resource && step.resource() == "open";
    step.action == Action::Refresh || step.key.is_none() && !open
}

fn has_token(all: &[Step], capabilities: &Capabilities) -> bool {
    all.iter().any(|own| match own.action {
        Action::Token | Action::Obtain => true,
        Action::Authorize => capabilities.has(RETURNS_TOKEN),
        _ => false,
    })
}

/// A conforming step that acts as the client that `step` named.
fn taking_client(action: Action, step: &mut Step) -> Step {
    let mut first = Step::conforming(action);
    first.client = step.client.take();
    first
}

fn is_possible(step: &Step, capabilities: &Capabilities) -> bool {
    if step.key.is_some() && !capabilities.has("api-key") {
        return false;
    }
    match step.action {
        Action::Authorize => {
            capabilities.has("grant:authorization_code") && capabilities.has("resource-owner")
        }
        Action::Token => match step.grant() {
            Some(grant) => {
                capabilities.has("token-endpoint") && capabilities.has(&format!("grant:{grant}"))
            }
            None => false,
        },
        Action::Obtain => capabilities.has("tokens:obtainable"),
        Action::Refresh => capabilities.has("grant:refresh_token"),
        Action::Revoke => capabilities.has("revocation"),
        Action::Introspect => capabilities.has("introspection"),
        Action::Resource => match step.resource() {
            "test" => capabilities.has("resource:test"),
            "open" => capabilities.has("resource:open"),
            _ => capabilities.has("protected-resource"),
        },
        Action::Metadata => capabilities.has("metadata"),
        Action::Change => capabilities.has("api-key:changing"),
        Action::Wait => false,
    }
}
