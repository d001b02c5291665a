//! goose drives: it launches the virtual users, runs their transactions, records and reports.
//!
//! In: what the virtual users share. Out: goose's own metrics and reports. Each transaction is a
//! slice of a virtual user's time: it sends over the user's own connection and records through
//! goose's public API. When the load begins, and who sends when, is decided by our clock.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use goose::config::GooseConfiguration;
use goose::goose::{GooseUser, Scenario, Transaction, TransactionFunction, TransactionResult};
use goose::metrics::GooseMetrics;
use goose::{GooseAttack, GooseError};
use tokio::sync::{Mutex, watch};

use super::arena::Arena;
use super::queue::Queue;
use super::virtual_user::{Recorded, Round, VirtualUser};
use crate::measurement::Outcome;

/// The length of a slice. goose asks virtual users to end between two transactions.
const SLICE: Duration = Duration::from_millis(100);

/// Journeys of a slice at the most: goose's metrics leave with the end of a transaction.
const ROUNDS: usize = 100;

/// What goose reports by itself.
#[derive(Debug, Clone, Default)]
pub struct GooseOutput {
    /// Report files; the ending decides the format: html, json or md.
    pub reports: Vec<PathBuf>,
    /// Where its dashboard listens.
    pub dashboard: Option<SocketAddr>,
}

/// One attack, ready to start.
pub(super) struct Attack {
    pub(super) arena: Arc<Arena>,
    pub(super) profile: String,
    pub(super) virtual_users: usize,
    /// Arrivals (open model).
    pub(super) queue: Option<Arc<Queue>>,
    /// Least and most time between two journeys (closed model).
    pub(super) think: Option<(Duration, Duration)>,
    pub(super) output: GooseOutput,
    /// Turns true when what is under way is to be given up.
    pub(super) give_up: watch::Receiver<bool>,
}

impl Attack {
    /// Runs until goose is told to stop; the future must be awaited to its end, since goose's
    /// virtual users are tasks that would live on.
    pub(super) async fn run(self) -> Result<GooseMetrics, GooseError> {
        silence();
        let configuration = self.configuration();
        let users = self.virtual_users;
        let attack = GooseAttack::initialize_with_config(configuration)?;
        // One HTTP client for all, never used: goose would build one for each user.
        let client = goose::client::GooseClientBuilder::new().without_cookies();
        let attack = attack.set_client_builder_without_cookies(client)?;
        let name = self.profile.clone();
        let slots = (0..users).map(|number| {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            Mutex::new(VirtualUser::new(number, Arc::clone(&self.arena)))
        });
        let slots: Arc<Vec<Mutex<VirtualUser>>> = Arc::new(slots.collect());
        let own = Arc::new(self);
        let function: TransactionFunction = Arc::new(move |user| {
            let (own, slots) = (Arc::clone(&own), Arc::clone(&slots));
            Box::pin(async move { own.transaction(user, &slots).await })
        });
        let transaction = Transaction::new(function).set_name(&name);
        let scenario = Scenario::new(&name).register_transaction(transaction);
        attack.register_scenario(scenario).execute().await
    }

    fn configuration(&self) -> GooseConfiguration {
        let reports = self.output.reports.iter().map(|path| path.display().to_string());
        let dashboard = self.output.dashboard;
        let length = self.arena.clock.schedule.length() + Duration::from_secs(3600);
        let mut own = GooseConfiguration::default();
        own.host.clone_from(&self.arena.target.endpoints.token);
        own.users = Some(self.virtual_users);
        // All at once: our clock ramps.
        own.increase_rate = Some((self.virtual_users.max(50) * 20).to_string());
        // Ended by the killswitch, long before.
        own.run_time = Some(length.as_secs().to_string());
        own.quiet = 2;
        own.no_print_metrics = true;
        own.no_error_summary = true;
        own.no_transaction_metrics = true;
        own.no_scenario_metrics = true;
        own.no_telnet = true;
        own.no_websocket = true;
        own.report_file = reports.collect();
        own.dashboard = dashboard.is_some();
        own.dashboard_host = dashboard.map(|own| own.ip().to_string());
        own.dashboard_port = dashboard.map(|own| own.port());
        own
    }

    async fn transaction(
        &self,
        user: &mut GooseUser,
        slots: &[Mutex<VirtualUser>],
    ) -> TransactionResult {
        let Some(slot) = slots.get(user.weighted_users_index) else { return Ok(()) };
        let mut virtual_user = slot.lock().await;
        let mut record = Vec::new();
        let mut give_up = self.give_up.clone();
        let given_up = tokio::select! {
            biased;
            () = self.slice(&mut virtual_user, &mut record) => false,
            _ = give_up.wait_for(|given_up| *given_up) => true,
        };
        if let Some(measured) = virtual_user.under_way.take() {
            self.arena.recorder().unfinished(measured);
        }
        for own in record {
            let success = own.outcome == Outcome::Ok;
            let error = (!success).then(|| own.outcome.as_str());
            user.record_custom_request_duration(
                own.method,
                &own.name,
                own.latency,
                success,
                own.status,
                error,
            )
            .await?;
        }
        if given_up {
            // goose would call again at once.
            tokio::time::sleep(SLICE).await;
        }
        Ok(())
    }

    async fn slice(&self, user: &mut VirtualUser, record: &mut Vec<Recorded>) {
        let clock = &self.arena.clock;
        if clock.began().is_none() {
            self.arena.present.fetch_add(1, Ordering::Relaxed);
            clock.gate().await;
        }
        match &self.queue {
            Some(queue) => self.open_slice(queue, user, record).await,
            None => self.closed_slice(user, record).await,
        }
    }

    async fn open_slice(&self, queue: &Queue, user: &mut VirtualUser, record: &mut Vec<Recorded>) {
        let arena = Arc::clone(&self.arena);
        let begun = Instant::now();
        for round in 0..ROUNDS {
            if round > 0 && begun.elapsed() > super::SECOND {
                return;
            }
            let Some((job, waited)) = queue.pop().await else {
                return tokio::time::sleep(SLICE).await;
            };
            let now = Instant::now();
            let measured = arena.clock.measures(job.intended);
            let late = now.saturating_duration_since(job.intended) > arena.limit;
            // A pause that the server asked for holds back what waits as well as what is only due.
            if late || arena.clock.pause_left(now).is_some() {
                arena.recorder().not_sent(now, measured, !late);
                arena.outstanding.fetch_sub(1, Ordering::Relaxed);
                continue;
            }
            arena.recorder().arrived(measured, waited, &job, now);
            let round = Round { intended: Some(job.intended), measured };
            let journey = (job.journey, &arena.journeys[job.journey]);
            user.round(journey, round, record).await;
            arena.outstanding.fetch_sub(1, Ordering::Relaxed);
        }
    }

    async fn closed_slice(&self, user: &mut VirtualUser, record: &mut Vec<Recorded>) {
        let arena = Arc::clone(&self.arena);
        let clock = &arena.clock;
        let mut now = Instant::now();
        let end = now + SLICE;
        while now < end && record.len() < ROUNDS {
            if clock.is_over(now) {
                return tokio::time::sleep(SLICE).await;
            }
            if f64::from(user.number) >= clock.schedule.level(clock.at(now)) {
                // Thousands wait here in a ramp, so nobody asks twice.
                let next = clock.schedule.next_above(user.number.into(), clock.at(now));
                let wait = next.map_or(SLICE, |next| next.saturating_sub(clock.at(now)));
                return tokio::time::sleep(wait + Duration::from_millis(1)).await;
            }
            if let Some(left) = clock.pause_left(now) {
                return tokio::time::sleep(left.min(SLICE)).await;
            }
            let journey = arena.mix[(user.rounds as usize) % arena.mix.len()];
            let round = Round { intended: None, measured: clock.measures(now) };
            arena.outstanding.fetch_add(1, Ordering::Relaxed);
            let went_well = user.round((journey, &arena.journeys[journey]), round, record).await;
            arena.outstanding.fetch_sub(1, Ordering::Relaxed);
            if !went_well {
                // A server in trouble is not hammered by whoever it turns away at once.
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            if let Some((least, most)) = self.think {
                let think = least + (most - least).mul_f64(rand::random::<f64>());
                tokio::time::sleep(think).await;
            }
            now = Instant::now();
        }
    }
}

/// goose logs to standard output unless a logger is there already.
fn silence() {
    static LOGGER: OnceLock<()> = OnceLock::new();
    LOGGER.get_or_init(|| {
        // Fails only when a logger is there, which then serves.
        let _already_there = log::set_logger(&Silent);
    });
}

struct Silent;

impl log::Log for Silent {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        false
    }

    fn log(&self, _: &log::Record<'_>) {}

    fn flush(&self) {}
}
