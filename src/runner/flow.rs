//! The state of one scenario on its way: who acts, what the steps before left behind.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::mpsc::UnboundedSender;

use super::fresh::Fresh;
use super::lookup::Lookup;
use super::notes::Notes;
use super::session::Session;
use super::spoken;
use super::wire::Wire;
use crate::exchange::{Exchange, Facts};
use crate::scenario::{Action, Step, Template};
use crate::target::{Client, Key, Target};
use crate::verdict::Event;

/// What all scenarios of a run share.
#[derive(Debug)]
pub struct Context {
    /// The target, its endpoints completed by discovery.
    pub target: Arc<Target>,
    /// How requests travel.
    pub wire: Arc<dyn Wire>,
    /// The seed of every random value.
    pub seed: u64,
    /// Where events go.
    pub events: UnboundedSender<Event>,
    wrong_secrets: WrongSecrets,
    /// Where exchanges are noted, if a journal is kept.
    pub(super) notes: Option<Arc<Notes>>,
}

/// How many wrong secrets were sent, by client.
type WrongSecrets = Arc<Mutex<BTreeMap<String, Arc<AtomicU32>>>>;

impl Context {
    /// Puts together what a run shares.
    #[must_use]
    pub fn new(
        target: impl Into<Arc<Target>>,
        wire: impl Wire + 'static,
        seed: u64,
        events: UnboundedSender<Event>,
    ) -> Self {
        let (target, wire) = (target.into(), Arc::new(wire));
        Self { target, wire, seed, events, wrong_secrets: Arc::default(), notes: None }
    }

    /// The same over another wire. What is sent there counts in microseconds or comes in floods, so
    /// its exchanges are not noted one by one.
    #[must_use]
    pub fn over(&self, wire: Arc<dyn Wire>) -> Self {
        Self {
            target: Arc::clone(&self.target),
            wire,
            seed: self.seed,
            events: self.events.clone(),
            wrong_secrets: Arc::clone(&self.wrong_secrets),
            notes: None,
        }
    }

    /// The same, but each exchange is noted as soon as its answer is there.
    pub(super) fn noted(&self, notes: Option<Arc<Notes>>) -> Self {
        Self { notes, ..self.over(Arc::clone(&self.wire)) }
    }

    /// The same with another target, a part of this one.
    #[must_use]
    pub fn regarding(&self, target: impl Into<Arc<Target>>) -> Self {
        Self { target: target.into(), ..self.noted(self.notes.clone()) }
    }

    /// Counts a wrong secret for a client: servers lock clients after too many.
    ///
    /// # Errors
    /// No more may be sent.
    pub(super) fn count_wrong_secret(&self, client: &Client) -> Result<(), String> {
        let mut counts = self.wrong_secrets.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(client.id.clone()).or_default();
        if count.fetch_add(1, Ordering::Relaxed) < self.target.manners.wrong_secrets {
            return Ok(());
        }
        Err(format!(
            "enough wrong secrets were sent for {} in this run (manners.wrong_secrets)",
            client.id
        ))
    }
}

/// The state of one scenario.
#[derive(Debug)]
pub struct Flow<'a> {
    pub(super) context: &'a Context,
    pub(super) label: &'a str,
    pub(super) facts: Facts,
    pub(super) fresh: Fresh,
    pub(super) session: Session,
    /// Browsers that were left on a login page, by step: cookies and URL of the page.
    pub(super) left_open: BTreeMap<String, (Session, String)>,
    /// The client of the step before.
    pub(super) client: Option<&'a Client>,
    /// The key of the step on its way.
    pub(super) key: Option<&'a Key>,
    /// What must come before the first call of a protected resource was done.
    pub(super) announced: bool,
    /// Exchanges of the step on its way.
    pub(super) exchanges: Vec<Exchange>,
    /// The number of that step in the notes, and its name.
    pub(super) place: (usize, String),
}

impl<'a> Flow<'a> {
    /// Starts a scenario; `label` is its id.
    #[must_use]
    pub fn new(context: &'a Context, label: &'a str) -> Self {
        Self {
            context,
            label,
            facts: spoken::facts(&context.target),
            fresh: Fresh::new(context.seed, label),
            session: Session::default(),
            left_open: BTreeMap::new(),
            client: None,
            key: None,
            announced: false,
            exchanges: Vec::new(),
            place: (0, String::new()),
        }
    }

    /// Another flow that knows what this one knows, with the same client and the same cookies, and
    /// goes on by itself. `context` is this one's or a copy of it over another wire; random values
    /// come from the new label.
    #[must_use]
    pub fn fork<'b>(&self, context: &'b Context, label: &'b str) -> Flow<'b> {
        let is_own = |own: &&Client| {
            self.client.is_some_and(|client| {
                own.id == client.id && own.role == client.role && own.auth == client.auth
            })
        };
        Flow {
            facts: self.facts.clone(),
            session: self.session.clone(),
            left_open: self.left_open.clone(),
            client: context.target.clients.iter().find(is_own),
            announced: self.announced,
            ..Flow::new(context, label)
        }
    }

    /// What all scenarios of the run share.
    #[must_use]
    pub fn context(&self) -> &'a Context {
        self.context
    }

    /// Lets later steps look a value up under `path`, `live.access_token`, as if a step had left it.
    pub fn know(&mut self, path: impl Into<String>, value: impl Into<String>) {
        self.facts.insert(path.into(), value.into());
    }

    /// The target.
    #[must_use]
    pub fn target(&self) -> &'a Target {
        &self.context.target
    }

    /// Everything that the steps so far have left.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    pub(super) fn choose_client(&mut self, step: &Step) -> Result<(), String> {
        let selector = match (&step.client, self.client) {
            (None, Some(_)) => return Ok(()),
            (selector, _) => selector.as_deref().unwrap_or("default"),
        };
        // A second client need not be entitled to what it tries; that is often the point.
        let target = &self.context.target;
        let client =
            target.client(selector, step.grant()).or_else(|| target.client(selector, None));
        // Anybody may ask for metadata and call a resource.
        let needless = matches!(
            step.action,
            Action::Metadata | Action::Resource | Action::Wait | Action::Change
        );
        if step.action == Action::Obtain {
            // Each of its requests chooses for itself.
            return Ok(());
        }
        if client.is_none() && !needless {
            return Err(format!("the target file has no client for `{selector}`"));
        }
        self.client = client;
        Ok(())
    }

    /// The text with every lookup replaced.
    pub(super) fn resolve(&mut self, text: &str) -> Result<String, String> {
        let template = Template::parse(text)?;
        let mut lookup = Lookup {
            target: &self.context.target,
            client: self.client,
            key: self.key,
            facts: &self.facts,
            fresh: &mut self.fresh,
        };
        template
            .resolve(|path| lookup.look_up(path))
            .map_err(|path| format!("there is no {path} here"))
    }

    /// Keeps an exchange, with what its answer stands for in the dialect of the target.
    pub(super) fn keep(&mut self, mut exchange: Exchange) {
        let errors = &self.context.target.dialect.errors;
        let meant = exchange.response().and_then(|own| errors.meaning(own));
        exchange.meant = meant.or(exchange.meant);
        if let Some(notes) = &self.context.notes {
            notes.note((self.place.0, &self.place.1), &self.facts, &exchange);
        }
        self.exchanges.push(exchange);
    }

    /// A fact under the step's name and under its action's word.
    pub(super) fn note(&mut self, step: &Step, member: &str, value: impl Into<String>) {
        let value = value.into();
        self.facts.insert(format!("{}.{member}", step.action.as_str()), value.clone());
        self.facts.insert(format!("{}.{member}", step.name()), value);
    }

    /// A fact of an earlier step: of `from` if given, else of the first action that left one.
    pub(super) fn earlier(&self, step: &Step, actions: &[&str], member: &str) -> Option<String> {
        let names = step
            .from
            .as_deref()
            .into_iter()
            .chain(actions.iter().copied().filter(|_| step.from.is_none()));
        names.filter_map(|name| self.facts.get(&format!("{name}.{member}"))).next().cloned()
    }

    /// Checks are judged later, from facts alone: what they look up of the target is noted here.
    pub(super) fn note_lookups_of_checks(&mut self, step: &Step) {
        let calls = step.outcome.iter().flat_map(|outcome| &outcome.checks);
        let texts = calls.flat_map(|call| call.with.values()).flat_map(|values| values.as_slice());
        let paths: Vec<String> = texts
            .filter_map(|text| Template::parse(text).ok())
            .flat_map(|template| template.lookups().map(str::to_owned).collect::<Vec<_>>())
            .filter(|path| {
                !self.facts.contains_key(path)
                    || path.starts_with("client.")
                    || path.starts_with("registered.")
            })
            .collect();
        for path in paths {
            if let Ok(value) = self.resolve(&format!("${{{path}}}")) {
                self.facts.insert(path, value);
            }
        }
    }
}
