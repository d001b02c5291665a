//! One load run, from its preparation to its record.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until};

use super::arena::Arena;
use super::attack::Attack;
use super::clock::Stop;
use super::error::LoadError;
use super::finish::{Facts, Mark};
use super::generator::{cpu_time, memory_mb};
use super::prepare::{Prepared, guard, prepare};
use super::profile::Pace;
use super::queue::Queue;
use super::recorder::Glance;
use super::settings::Settings;
use super::{arrivals, canary, finish};
use crate::measurement::Measurement;
use crate::runner::{Context, Transport};
use crate::target::{Capabilities, Target};

/// How long answers under way are waited for at the end.
const GRACE: Duration = Duration::from_secs(10);

/// Time for goose to reset its metrics once all virtual users are there: its launching takes fifty
/// milliseconds at least.
const SETTLE: Duration = Duration::from_millis(60);

/// A run while it goes on.
#[derive(Debug, Clone, Copy, Default)]
pub struct Live {
    /// Since the load began; `None` while it is prepared.
    pub at: Option<Duration>,
    /// From its first to its last moment.
    pub length: Duration,
    /// What goes on.
    pub glance: Glance,
    /// Semantic violations so far.
    pub semantic: u64,
}

/// Runs load profiles against one target.
#[derive(Debug)]
pub struct Engine {
    context: Context,
    capabilities: Capabilities,
    stop: Stop,
    live: watch::Sender<Live>,
}

impl Engine {
    /// An engine for a target that was looked at. `transport` is used at rest only.
    ///
    /// # Errors
    /// The target is another machine and its file does not allow load.
    pub fn new(
        target: impl Into<Arc<Target>>,
        capabilities: Capabilities,
        transport: Transport,
        seed: u64,
        stop: Stop,
    ) -> Result<Self, LoadError> {
        let target = target.into();
        guard(&target)?;
        // A person at a browser has no place under load, so nobody listens.
        let (events, _nobody) = mpsc::unbounded_channel();
        let context = Context::new(target, transport, seed, events);
        Ok(Self { context, capabilities, stop, live: watch::Sender::default() })
    }

    /// How the run goes on, several times a second.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Live> {
        self.live.subscribe()
    }

    /// Whether nobody asked for the end.
    pub(super) fn wants_more(&self) -> bool {
        !self.stop.asked()
    }

    /// Runs one profile to its end, or until the stop was asked for.
    ///
    /// # Errors
    /// See [`LoadError`]; a server that misbehaves under load is no error but a result.
    pub async fn run(&self, settings: &Settings) -> Result<Measurement, LoadError> {
        let started = Timestamp::now();
        let clock = Instant::now();
        self.live.send_replace(Live::default());
        let prepared =
            prepare(settings, &self.capabilities, &self.context, self.stop.clone()).await?;
        let Prepared { arena, skipped, mute, remarks, server } = prepared;
        let arena = Arc::new(arena);
        let mut facts = Facts {
            started,
            skipped,
            canaries: mute,
            remarks,
            server,
            launched: None,
            begin: Mark::default(),
            end: Mark::default(),
        };
        // Journeys that are wrong at rest already are not repeated a million times.
        if !arena.journeys.is_empty() {
            self.load(settings, &arena, &mut facts).await?;
        }
        let elapsed = clock.elapsed();
        let arena = Arc::into_inner(arena)
            .ok_or_else(|| LoadError::Driver("a virtual user outlived the run".to_owned()))?;
        Ok(finish::measurement(settings, arena, facts, elapsed))
    }

    async fn load(
        &self,
        settings: &Settings,
        arena: &Arc<Arena>,
        facts: &mut Facts,
    ) -> Result<(), LoadError> {
        let (give_up, given_up) = watch::channel(false);
        let (end, ended) = watch::channel(false);
        let queue = match settings.profile.pace {
            Pace::Open { rate, queue, .. } => {
                let room = queue.unwrap_or((rate * 10.0) as usize).max(100);
                Some(Arc::new(Queue::new(room)))
            }
            Pace::Closed { .. } => None,
        };
        let think = match settings.profile.pace {
            Pace::Closed { think, .. } => think,
            Pace::Open { .. } => None,
        };
        let attack = Attack {
            arena: Arc::clone(arena),
            profile: settings.profile.name.clone(),
            virtual_users: settings.virtual_users(),
            queue: queue.clone(),
            think,
            output: settings.goose.clone(),
            give_up: given_up,
        };
        facts.launched = Some(Instant::now());
        let mut driving = tokio::spawn(attack.run());
        self.everybody(settings, arena, &driving).await;

        let began = arena.clock.begin();
        arena.recorder().begin(began);
        let (stop_arrivals, stopped) = std::sync::mpsc::channel();
        let arriving = match (queue, &settings.profile.pace) {
            (Some(queue), Pace::Open { arrivals, .. }) => Some(
                arrivals::spawn(Arc::clone(arena), *arrivals, queue, stopped)
                    .map_err(|error| LoadError::Driver(error.to_string()))?,
            ),
            _ => None,
        };
        let canaries: Vec<JoinHandle<_>> = (0..arena.canaries.len())
            .map(|place| tokio::spawn(canary::watch(Arc::clone(arena), place, ended.clone())))
            .collect();
        let watching = self.watch_over(arena, began, facts);
        tokio::select! {
            () = watching => {}
            // goose ended by itself: something is wrong with it, or with us.
            _ = &mut driving => {
                arena.clock.end();
                return Err(LoadError::Driver("goose ended before the run".to_owned()));
            }
        }
        // No new arrivals; what is under way may end.
        drop(stop_arrivals);
        let deadline = Instant::now() + GRACE.min(arena.limit);
        while arena.outstanding.load(Ordering::Relaxed) > 0
            && Instant::now() < deadline
            && !self.stop.asked()
        {
            self.tell(arena, began);
            sleep(Duration::from_millis(10)).await;
        }
        end.send_replace(true);
        give_up.send_replace(true);
        for canary in canaries {
            facts.canaries.extend(canary.await.ok());
        }
        goose::trigger_killswitch("the schedule is over");
        // A killswitch that comes before goose has begun is lost, so it is pressed until it works.
        let driven = loop {
            tokio::select! {
                driven = &mut driving => break driven,
                () = sleep(super::SECOND) => goose::trigger_killswitch("the schedule is over"),
            }
        };
        if let Some(arriving) = arriving {
            // It ends with the channel that was dropped above.
            let _ended = tokio::task::spawn_blocking(|| arriving.join()).await;
        }
        let driven = driven.map_err(|error| LoadError::Driver(error.to_string()))?;
        driven.map(|_| ()).map_err(|error| LoadError::Driver(error.to_string()))
    }

    /// Waits until goose has launched every virtual user.
    async fn everybody<T>(&self, settings: &Settings, arena: &Arena, driving: &JoinHandle<T>) {
        let all = settings.virtual_users();
        while arena.present.load(Ordering::Relaxed) < all
            && !driving.is_finished()
            && !self.stop.asked()
        {
            sleep(Duration::from_millis(2)).await;
        }
        sleep(SETTLE).await;
    }

    /// Marks the hold, tells how it goes, renews tokens; returns when the schedule is over.
    async fn watch_over(&self, arena: &Arc<Arena>, began: Instant, facts: &mut Facts) {
        let (from, to) = arena.clock.schedule.hold();
        let schedule = async {
            sleep_until((began + from).into()).await;
            facts.begin = Mark::now();
            sleep_until((began + to).into()).await;
            facts.end = Mark::now();
            sleep_until((began + arena.clock.schedule.length()).into()).await;
        };
        let beside = async {
            let mut ticks = tokio::time::interval(Duration::from_millis(250));
            loop {
                ticks.tick().await;
                self.tell(arena, began);
                arena.pools.renew(&self.context).await;
            }
        };
        tokio::select! {
            () = schedule => {}
            () = self.stop.wait() => {}
            () = beside => {}
        }
        arena.clock.end();
        if facts.end.at.is_none() {
            facts.end = Mark::now();
        }
    }

    fn tell(&self, arena: &Arena, began: Instant) {
        self.live.send_replace(Live {
            at: Some(began.elapsed()),
            length: arena.clock.schedule.length(),
            glance: arena.recorder().glance(),
            semantic: arena.violations().total(),
        });
    }
}

impl Mark {
    fn now() -> Self {
        Self { at: Some(Instant::now()), cpu: cpu_time(), memory_mb: memory_mb() }
    }
}
