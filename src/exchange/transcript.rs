//! What one scenario did and saw, step by step.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::Exchange;

/// Values that a step left for later steps and for the checks, by name: `token.access_token`.
pub type Facts = BTreeMap<String, String>;

/// Where a step ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The last exchange has the answer.
    Answered,
    /// The browser was sent to a registered redirect URI with a `code`; the whole URL.
    Code(String),
    /// The browser was sent to a registered redirect URI without a code; the whole URL.
    Error(String),
    /// The browser was sent, or lured, to another place; the URL and the means.
    Foreign {
        /// Where to.
        to: String,
        /// `redirect`, `meta refresh`, `form` or `script`.
        via: String,
    },
    /// A page that offers no way on: an error page.
    Page,
    /// A login page, when nobody is there to log in.
    Login,
    /// The resource owner could not go on; the reason, with the page it stood on.
    DeadEnd(String),
    /// The step could not be made at all; the reason.
    Impossible(String),
}

impl Ending {
    /// What the reason of a [`Ending::DeadEnd`] says of a login page that is there again.
    pub const LOGIN_COMES_BACK: &str = "comes back after the login";
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StepRecord {
    /// The step's name in its scenario.
    pub name: String,
    /// The exchanges in order.
    pub exchanges: Vec<Exchange>,
    /// Where it ended.
    pub ending: Ending,
    /// Everything known when the step was over.
    pub facts: Facts,
}

impl StepRecord {
    /// The exchange that has the answer: the last one.
    #[must_use]
    pub fn answer(&self) -> Option<&Exchange> {
        self.exchanges.last()
    }
}

/// All steps of one scenario.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transcript {
    /// The steps in order.
    pub steps: Vec<StepRecord>,
}

impl Transcript {
    /// Every exchange with its place, counted from 1 through the whole transcript.
    pub fn exchanges(&self) -> impl Iterator<Item = (usize, &StepRecord, &Exchange)> {
        let each =
            self.steps.iter().flat_map(|step| step.exchanges.iter().map(move |own| (step, own)));
        each.enumerate().map(|(at, (step, exchange))| (at + 1, step, exchange))
    }

    /// The number of the exchange that answers step `index`, counted from 1.
    #[must_use]
    pub fn answer_number(&self, index: usize) -> Option<usize> {
        let upto = self.steps.get(..=index)?.iter().map(|step| step.exchanges.len()).sum();
        (upto > 0).then_some(upto)
    }
}
