//! The seam between a property and the search for a case that breaks it.

use std::fmt;

use futures::future::BoxFuture;
use proptest::strategy::Strategy;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::grant::Grant;
use super::judged::Judged;
use super::seen::Seen;
use super::stage::Stage;
use crate::property::explore::{Cases, Shown, explore};
use crate::runner::{Budget, Conducted, Field, Trial};
use crate::target::Target;
use crate::verdict::Experiment;

/// What must hold of every case: how cases are drawn, what happens in one, and how it is judged.
pub(super) trait Property: fmt::Debug + Send + Sync + 'static {
    /// One case, without any secret.
    type Case: Clone + fmt::Debug + Serialize + DeserializeOwned + Send + Sync;

    /// The grants that it makes sense with.
    const GRANTS: &'static [Grant] = Grant::ALL;

    /// Where cases come from; `None` if the target file names too few scopes for one.
    fn cases(
        &self,
        target: &Target,
        grant: Grant,
    ) -> Option<impl Strategy<Value = Self::Case, Tree: Send> + Send + Sync>;

    /// Cases that are worth more than chance; up to half of the cases are these.
    fn first(&self, _target: &Target, _grant: Grant) -> Vec<Self::Case> {
        Vec::new()
    }

    /// Does what the case is about.
    fn drive(&self, case: &Self::Case, stage: &mut Stage<'_>) -> impl Future<Output = ()> + Send;

    /// Judges what was recorded.
    fn judge(&self, case: &Self::Case, seen: &Seen<'_>) -> Judged;
}

/// A property as a trial: explored with one grant after the other.
#[derive(Debug)]
pub(super) struct ByGrant<P>(P);

impl<P: Property> ByGrant<P> {
    /// The trial of a property.
    pub(super) fn boxed(property: P) -> Box<dyn Trial> {
        Box::new(Self(property))
    }
}

impl<P: Property> Trial for ByGrant<P> {
    fn conduct<'a>(&'a self, field: Field<'a>) -> BoxFuture<'a, Conducted> {
        Box::pin(conducted(&self.0, field))
    }
}

async fn conducted<P: Property>(property: &P, field: Field<'_>) -> Conducted {
    let shares = Grant::shares(P::GRANTS, field.capabilities, field.budget.cases);
    let mut own: Option<Conducted> = None;
    for (grant, cases) in shares {
        let Some(strategy) = property.cases(&field.context.target, grant) else {
            let reason = Some("the target file names too few scopes for a case".to_owned());
            return Conducted { reason, ..Conducted::default() };
        };
        // Shrinking with one grant leaves less of it for the other.
        let spent = own.as_ref().map_or(0, |own| own.experiment.shrinking);
        let spent = u32::try_from(spent).unwrap_or(u32::MAX);
        let budget = Budget { cases, max_shrink: field.budget.max_shrink.saturating_sub(spent) };
        let field = Field { budget, ..field };
        let first = property.first(&field.context.target, grant);
        let phase = Phase { field, property, strategy, first };
        let mut part = explore(field, &phase).await;
        if field.replay.is_some() {
            return part;
        }
        if part.experiment.rejected > 0 {
            let Experiment { cases, rejected, .. } = part.experiment;
            let name = format!("inconclusive cases by {}", grant.as_str());
            part.experiment.figure(name, format!("{rejected} of {cases}"));
        }
        let merged = match own.take() {
            None => part,
            Some(before) => merge(before, part, &field.scenario.verifies),
        };
        // Nothing that could still be found weighs more.
        let heaviest = weight(&merged, &field.scenario.verifies) == Some(0);
        own = Some(merged);
        if heaviest {
            break;
        }
    }
    own.unwrap_or_else(|| {
        let reason = Some("the target has no grant that it makes sense with".to_owned());
        Conducted { reason, ..Conducted::default() }
    })
}

/// The cases of one grant.
struct Phase<'a, P: Property, S> {
    field: Field<'a>,
    property: &'a P,
    strategy: S,
    first: Vec<P::Case>,
}

impl<P, S> Cases for Phase<'_, P, S>
where
    P: Property,
    S: Strategy<Value = P::Case, Tree: Send> + Send + Sync,
{
    type Case = P::Case;

    fn strategy(&self) -> impl Strategy<Value = Self::Case, Tree: Send> + Send {
        &self.strategy
    }

    fn strategy_of(&self, number: u32) -> impl Strategy<Value = Self::Case, Tree: Send> + Send {
        let drawn = number >= self.field.budget.cases / 2;
        let at = usize::try_from(number).unwrap_or(usize::MAX);
        let fixed = self.first.get(at).filter(|_| !drawn).cloned();
        (&self.strategy).prop_map(move |drawn| fixed.clone().unwrap_or(drawn))
    }

    async fn run(&self, case: &Self::Case, label: &str) -> Shown {
        let mut stage = Stage::new(self.field, label);
        self.property.drive(case, &mut stage).await;
        let (transcript, mut story) = stage.over();
        let target = &self.field.context.target;
        let Judged { breaches, reason } =
            self.property.judge(case, &Seen { target, transcript: &transcript });
        story.extend(breaches.iter().map(|breach| {
            let mismatch = &breach.mismatch;
            format!("right would be {}; there was {}", mismatch.expected, mismatch.actual)
        }));
        Shown { transcript, breaches, reason, story }
    }
}

/// What two grants showed. Of two breaches the one counts that the scenario file names first; what
/// one grant established stands, whatever became of the other.
fn merge(first: Conducted, second: Conducted, verifies: &[String]) -> Conducted {
    let rank = |own: &Conducted| weight(own, verifies).unwrap_or(usize::MAX);
    let figures = [&first, &second].map(|own| own.experiment.figures.clone()).concat();
    let (mut kept, other) =
        if rank(&second) < rank(&first) { (second, first) } else { (first, second) };
    if kept.breaches.is_empty() {
        kept.transcript.steps.extend(other.transcript.steps);
        kept.reason = kept.reason.and(other.reason);
    }
    kept.experiment.cases += other.experiment.cases;
    kept.experiment.rejected += other.experiment.rejected;
    kept.experiment.shrinking += other.experiment.shrinking;
    kept.experiment.requests += other.experiment.requests;
    kept.experiment.figures = figures;
    kept
}

/// The place of the weightiest breach among the requirements of the scenario file.
fn weight(conducted: &Conducted, verifies: &[String]) -> Option<usize> {
    let places = conducted.breaches.iter().map(|breach| {
        verifies.iter().position(|own| *own == breach.requirement).unwrap_or(verifies.len())
    });
    places.min()
}
