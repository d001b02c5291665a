//! The rounds of a measurement, and the verdict by the threshold.

use std::time::Duration;

use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};

use super::measure::Lag;
use super::report::Report;
use super::round::Round;
use super::view::View;
use super::watch::{Poller, watch};
use crate::check::Mismatch;
use crate::oauth::GrantType;
use crate::runner::direct::Dialler;
use crate::runner::{Conducted, Field, Flow, Trial};
use crate::scenario::{Action, Step};
use crate::target::{AccessTokens, Login};

/// More rounds tell nothing new, and each takes its time.
const MOST_ROUNDS: u32 = 20;

/// How long a token that will not die is watched.
const WATCHED: Duration = Duration::from_secs(2);

/// What is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Revocation {
    /// An access token: of the client itself if it may, else of a code.
    AccessToken,
    /// A refresh token, and with it the access token of its grant.
    RefreshToken,
}

/// What is recorded for a replay.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rounds: u32,
}

/// What a lag is held to.
#[derive(Debug, Clone, Copy)]
struct Terms {
    /// A token that is alive longer is a finding.
    at_most: Duration,
    /// Resources read tokens by themselves.
    self_contained: bool,
}

impl Trial for Revocation {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(self.rounds(field))
    }
}

impl Revocation {
    async fn rounds(self, field: Field<'_>) -> Conducted {
        let unable = |reason| Conducted { reason: Some(reason), ..Conducted::default() };
        let case = match field.replay.map(|own| serde_json::from_value::<Case>(own.clone())) {
            Some(Err(error)) => {
                return unable(format!("the recorded case cannot be read: {error}"));
            }
            Some(Ok(case)) => case,
            None => Case { rounds: self.rounds_of(field) },
        };
        let target = &field.context.target;
        let dialler = match Dialler::new(target, target.race.everywhere) {
            Ok(dialler) => dialler,
            Err(reason) => return unable(format!("failed to set up connections: {reason}")),
        };
        let mut report = Report::default();
        for number in 1..=case.rounds.min(MOST_ROUNDS) {
            let label = format!("{} round {number}", field.scenario.id);
            let mut views = self.views(field);
            views.retain(|view| !report.is_hopeless(*view));
            if views.is_empty() {
                break;
            }
            report.add(self.round(field, &dialler, &views, &label).await);
            if report.is_over() {
                break;
            }
        }
        report.conclude(serde_json::to_value(case).ok())
    }

    /// As many as the budget says; a person who logs in by hand does so once.
    fn rounds_of(self, field: Field<'_>) -> u32 {
        let login = field.context.target.owners.first().map(|own| own.login);
        let by_hand = login == Some(Login::Manual) && self.prerequisites(field).len() > 1;
        if by_hand { 1 } else { field.budget.cases }
    }

    fn views(self, field: Field<'_>) -> Vec<View> {
        let mut views = View::of(field.capabilities);
        if self == Self::RefreshToken && field.capabilities.has("introspection") {
            views.push(View::IntrospectionOfRefreshToken);
        }
        views
    }

    async fn round(
        self,
        field: Field<'_>,
        dialler: &Dialler,
        views: &[View],
        label: &str,
    ) -> Round {
        let mut round = Round::default();
        let pollers = Poller::all(field.context, dialler, views, label);
        let _over_early = self.run(&mut round, field, label, pollers).await;
        round
    }

    async fn run(
        self,
        round: &mut Round,
        field: Field<'_>,
        label: &str,
        pollers: Vec<Poller>,
    ) -> Option<()> {
        let mut flow = Flow::new(field.context, label);
        for step in self.prerequisites(field) {
            round.must(&mut flow, &step).await?;
        }
        let pollers = round.live(&flow, pollers).await?;
        let zero = round.revoke(&mut flow, &self.revocation()).await?;
        let target = &field.context.target;
        let terms = Terms {
            at_most: target.lag.at_most,
            self_contained: target.policies.access_tokens == Some(AccessTokens::SelfContained),
        };
        let span = WATCHED.max(terms.at_most + Duration::from_secs(1));
        let watched = watch(&pollers, &flow, zero, span).await;
        for view in self.views(field) {
            if let Some(lag) = round.measure(view, &watched)
                && let Some((requirement, mismatch)) = self.judge(view, lag, terms)
            {
                round.breach(requirement, mismatch);
            }
        }
        if round.lags.is_empty() {
            round.reason = Some("no poll behind the revocation was answered as such".to_owned());
        }
        Some(())
    }

    fn prerequisites(self, field: Field<'_>) -> Vec<Step> {
        let mut token = Step::conforming(Action::Token);
        if self == Self::AccessToken && field.capabilities.has("grant:client_credentials") {
            let grant = GrantType::ClientCredentials.as_str().to_owned();
            token.set.insert("grant_type".to_owned(), grant);
            return vec![token];
        }
        vec![Step::conforming(Action::Authorize), token]
    }

    fn revocation(self) -> Step {
        let mut step = Step::conforming(Action::Revoke);
        if self == Self::RefreshToken {
            step.set.insert("token".to_owned(), "${token.refresh_token}".to_owned());
        }
        step
    }

    /// RFC 7009 section 2.1: the invalidation takes place immediately, and a propagation delay is
    /// kept small. What was seen alive by a poll that was sent behind the threshold took longer.
    fn judge(self, view: View, lag: Lag, terms: Terms) -> Option<(&'static str, Mismatch)> {
        let alive = lag.at_least.filter(|own| *own > terms.at_most)?;
        // RFC 7009 section 3: who reads tokens by itself need not know of a revocation.
        if view == View::Resource && terms.self_contained {
            return None;
        }
        let requirement = match (self, view) {
            (Self::AccessToken, View::Resource) => "bearer-revoked-token",
            (Self::AccessToken, _) | (_, View::IntrospectionOfRefreshToken) => {
                "revocation-immediate"
            }
            // Whether access tokens die with a refresh token at all is another scenario's question.
            (Self::RefreshToken, _) if lag.at_most.is_none() => return None,
            (Self::RefreshToken, _) => "revocation-refresh-cascades-access",
        };
        let end = match lag.at_most {
            Some(dead) => format!("dead after {} ms", dead.as_millis()),
            None => "never seen dead".to_owned(),
        };
        let flapped = if lag.flapped { ", and dead and alive by turns before" } else { "" };
        let actual = format!(
            "still alive {} ms behind the 200 of the revocation by {}, {end}{flapped}",
            alive.as_millis(),
            view.name()
        );
        let expected = format!("dead within {} ms", terms.at_most.as_millis());
        Some((requirement, Mismatch::new(expected, actual)))
    }
}
