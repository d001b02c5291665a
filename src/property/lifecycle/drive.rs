//! Runs a case against the target, up to the first answer that is wrong.

use proptest::strategy::Strategy;
use tokio::time::Instant;

use super::answer::Answer;
use super::draw;
use super::outline::Abilities;
use super::policy::Book;
use super::rule::Ruling;
use super::story::{self, Cast};
use super::tours::tours;
use super::transition::{Case, Transition};
use super::world::World;
use crate::check::Mismatch;
use crate::exchange::StepRecord;
use crate::property::explore::{Cases, Shown};
use crate::runner::{Context, Flow};
use crate::scenario::Breach;
use crate::target::Target;

/// A world and the flow that moves it.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    flow: Flow<'a>,
    /// What is known.
    pub(super) world: World,
    began: Instant,
    steps: usize,
}

/// A transition that was made.
#[derive(Debug)]
pub(super) struct Made {
    /// What was sent and came back.
    pub(super) record: StepRecord,
    /// What that amounts to.
    pub(super) answer: Answer,
    /// Whether it is right.
    pub(super) ruling: Ruling,
}

impl<'a> Walk<'a> {
    pub(super) fn new(context: &'a Context, label: &'a str, book: Book) -> Self {
        let flow = Flow::new(context, label);
        let world = World::new(book, flow.target().scopes.allowed.clone());
        Self { flow, world, began: Instant::now(), steps: 0 }
    }

    /// The target.
    pub(super) fn target(&self) -> &'a Target {
        self.flow.target()
    }

    /// How many transitions were made.
    pub(super) const fn steps(&self) -> usize {
        self.steps
    }

    /// Makes a transition; `None` if it cannot be made in this world.
    pub(super) async fn make(&mut self, transition: &Transition) -> Option<Made> {
        let name = format!("{}-{}", self.steps + 1, transition.word());
        let step = self.world.step(&name, transition)?;
        self.steps += 1;
        let at = self.began.elapsed();
        let record = self.flow.step(&step).await;
        let answer = Answer::read(transition, &record);
        let ruling = self.world.rule(transition, &record, at);
        Some(Made { record, answer, ruling })
    }
}

/// The cases of one run.
#[derive(Debug)]
pub(super) struct Lives<'a> {
    context: &'a Context,
    can: Abilities,
    book: Book,
    cast: Cast,
    tours: Vec<Vec<Transition>>,
}

impl<'a> Lives<'a> {
    pub(super) fn new(context: &'a Context, can: Abilities, book: Book) -> Self {
        let cast = Cast::of(&context.target, &can.parties);
        let tours = tours(&can);
        Self { context, can, book, cast, tours }
    }
}

impl Cases for Lives<'_> {
    type Case = Case;

    fn strategy(&self) -> impl Strategy<Value = Case, Tree: Send> + Send {
        draw::Cases { can: self.can.clone(), tour: None }
    }

    fn strategy_of(&self, number: u32) -> impl Strategy<Value = Case, Tree: Send> + Send {
        let tour = usize::try_from(number).ok().and_then(|number| self.tours.get(number));
        draw::Cases { can: self.can.clone(), tour: tour.cloned() }
    }

    async fn run(&self, case: &Case, label: &str) -> Shown {
        let mut walk = Walk::new(self.context, label, self.book.clone());
        let mut shown = Shown::default();
        for transition in &case.transitions {
            case.reached.one_more();
            let sentence = walk.world.sentence(&self.cast, transition);
            let Some(made) = walk.make(transition).await else {
                continue;
            };
            let line = story::line(walk.steps(), &sentence, &made.answer, &made.ruling);
            shown.story.push(line);
            shown.transcript.steps.push(made.record);
            match made.ruling {
                Ruling::Right => continue,
                Ruling::Nothing(reason) => shown.reason = Some(reason),
                Ruling::Breach(requirements, expected) => {
                    let exchange = shown.transcript.answer_number(walk.steps() - 1);
                    let actual = made.answer.in_words();
                    shown.breaches = requirements
                        .into_iter()
                        .map(|requirement| Breach {
                            requirement: requirement.to_owned(),
                            mismatch: Mismatch::new(expected.clone(), actual.clone()),
                            exchange,
                        })
                        .collect();
                }
            }
            break;
        }
        shown
    }
}
