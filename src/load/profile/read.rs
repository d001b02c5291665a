//! From the file to a validated profile.

use std::time::Duration;

use super::file::{CanaryFile, JourneyTable, ProfileFile, StagesTable};
use super::model::{Journey, POOLS, Pace, Pool, Profile, StageRule};
use crate::document::{Document, DocumentError};
use crate::measurement::Threshold;
use crate::scenario::{Action, Step, validate_steps};
use crate::spec::Registry;
use crate::target::is_capability;

/// Connections of the open model, unless the profile says otherwise.
const CONNECTIONS: usize = 64;

type Problem = Box<DocumentError>;

impl Profile {
    /// Reads one profile; `canary` knows the canaries by name.
    pub(super) fn read(
        name: &str,
        document: &Document,
        registry: &Registry,
        canary: &dyn Fn(&str) -> Option<Journey>,
    ) -> Result<Self, Problem> {
        let file: ProfileFile = document.read()?;
        let pace = pace(&file, document)?;
        let thresholds = file.thresholds.iter().map(|rule| {
            Threshold::parse(rule).map_err(|error| document.error_at(rule, error.to_string(), None))
        });
        let thresholds = thresholds.collect::<Result<_, _>>()?;
        let canaries = file.canaries.iter().map(|name| {
            canary(name).ok_or_else(|| {
                let cure = format!("it would stand in suites/load/canary/{name}.toml");
                document.error_at(&quoted(name), format!("there is no canary `{name}`"), Some(cure))
            })
        });
        let canaries = canaries.collect::<Result<_, _>>()?;
        let verify = file.verify.unwrap_or(1.0);
        if !(0.0..=1.0).contains(&verify) {
            let cure = "1 verifies every answer, 0.1 one of ten".to_owned();
            return Err(document.error_at("verify", "`verify` is a share, 0 to 1", Some(cure)));
        }
        let pool = Pool {
            live: file.pool.live,
            expired: file.pool.expired,
            revoked: file.pool.revoked,
            garbage: file.pool.garbage,
        };
        let journeys = file.journey.iter().map(|table| journey(table, pool, document, registry));
        let journeys: Vec<Journey> = journeys.collect::<Result<_, _>>()?;
        if journeys.is_empty() {
            return Err(document.error_at("title", "a profile has at least one [[journey]]", None));
        }
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            notes: file.notes,
            pace,
            stages: stages(&file.stages, document)?,
            verify,
            thresholds,
            canaries,
            catches: file.catches,
            pool,
            journeys,
            source: document.text.clone(),
        })
    }
}

impl Journey {
    /// Reads one canary.
    pub(super) fn read_canary(
        name: &str,
        document: &Document,
        registry: &Registry,
    ) -> Result<Self, Problem> {
        let file: CanaryFile = document.read()?;
        let requires = steps(&file.before, &file.step, Pool::default(), document, registry)?;
        Ok(Self {
            name: name.to_owned(),
            title: file.title,
            weight: 1,
            every: Some(duration(&file.every, document)?),
            requires,
            before: file.before,
            steps: file.step,
        })
    }
}

fn pace(file: &ProfileFile, document: &Document) -> Result<Pace, Problem> {
    match (&file.open, &file.closed) {
        (Some(open), None) => {
            if !(open.rate > 0.0 && open.rate.is_finite()) {
                return Err(document.error_at("rate", "`rate` is more than 0 a second", None));
            }
            Ok(Pace::Open {
                rate: open.rate,
                arrivals: open.arrivals.unwrap_or_default(),
                connections: open.connections.unwrap_or(CONNECTIONS).max(1),
                queue: open.queue,
            })
        }
        (None, Some(closed)) => {
            if closed.virtual_users == 0 {
                let message = "at least one virtual user is needed";
                return Err(document.error_at("virtual_users", message, None));
            }
            let think = closed.think.as_ref().map(|(least, most)| {
                let (least, most) = (duration(least, document)?, duration(most, document)?);
                if least > most {
                    let message = "`think` is [least, most], and least is more";
                    return Err(document.error_at("think", message, None));
                }
                Ok((least, most))
            });
            Ok(Pace::Closed { virtual_users: closed.virtual_users, think: think.transpose()? })
        }
        _ => {
            let cure = "[open] sends by the clock, [closed] waits for answers".to_owned();
            Err(document.error_at("title", "a profile is either [open] or [closed]", Some(cure)))
        }
    }
}

fn stages(table: &StagesTable, document: &Document) -> Result<StageRule, Problem> {
    let given = |text: &Option<String>| {
        text.as_deref().map_or(Ok(Duration::ZERO), |text| duration(text, document))
    };
    let hold = duration(&table.hold, document)?;
    if hold.is_zero() {
        return Err(document.error_at("hold", "without a hold nothing is measured", None));
    }
    if table.steps.iter().any(|share| !(*share > 0.0 && share.is_finite())) {
        return Err(document.error_at("steps", "`steps` are shares of the load above 0", None));
    }
    Ok(StageRule {
        ramp: given(&table.ramp)?,
        hold,
        cool_down: given(&table.cool_down)?,
        steps: table.steps.clone(),
    })
}

fn journey(
    table: &JourneyTable,
    pool: Pool,
    document: &Document,
    registry: &Registry,
) -> Result<Journey, Problem> {
    let mut requires = table.requires.clone();
    if let Some(unknown) = requires.iter().find(|name| !is_capability(name)) {
        let message = format!("`{unknown}` is no capability");
        return Err(document.error_at(&quoted(unknown), message, None));
    }
    requires.extend(steps(&table.before, &table.step, pool, document, registry)?);
    Ok(Journey {
        name: table.name.clone(),
        title: String::new(),
        weight: table.weight.unwrap_or(1).max(1),
        every: None,
        requires,
        before: table.before.clone(),
        steps: table.step.clone(),
    })
}

/// Validates steps like a scenario's; returns the capabilities they take.
fn steps(
    before: &[Step],
    steps: &[Step],
    pool: Pool,
    document: &Document,
    registry: &Registry,
) -> Result<Vec<String>, Problem> {
    if steps.is_empty() {
        return Err(document.error_at("title", "a journey has at least one step", None));
    }
    let all: Vec<Step> = before.iter().chain(steps).cloned().collect();
    for name in POOLS.into_iter().filter(|name| pool.count(name) == 0) {
        if all.iter().any(|step| step.from.as_deref() == Some(name)) {
            let message = format!("the pool holds no {name} token");
            let cure = format!("write `{name} = 64` under [pool]");
            return Err(document.error_at(&quoted(name), message, Some(cure)));
        }
    }
    let live = steps.iter().any(|step| step.action == Action::Authorize);
    if let Some(text) = token_in_check(steps).filter(|_| !live) {
        let cure =
            "one judgement stands for all answers that differ in their tokens alone".to_owned();
        let message = "a check of a repeated step cannot compare tokens";
        return Err(document.error_at(text, message, Some(cure)));
    }
    let mut requires = validate_steps(&all, &POOLS, document, registry)?;
    let asks_about = |name: &str| all.iter().any(|step| step.from.as_deref() == Some(name));
    let implied = [
        (POOLS.into_iter().any(asks_about), "grant:client_credentials"),
        (asks_about("expired"), "client:short-lived"),
        (asks_about("revoked"), "revocation"),
    ];
    requires.extend(implied.iter().filter(|(is, _)| *is).map(|(_, name)| (*name).to_owned()));
    Ok(requires)
}

/// The first argument of a check that looks a token up.
fn token_in_check(steps: &[Step]) -> Option<&str> {
    let outcomes = steps.iter().flat_map(|step| &step.outcome);
    let calls = outcomes.flat_map(|outcome| &outcome.checks);
    let mut texts = calls.flat_map(|call| call.with.values()).flat_map(|own| own.as_slice());
    let is_token = |text: &&String| text.contains("_token}") || text.contains("_token_tampered}");
    texts.find(is_token).map(String::as_str)
}

fn duration(text: &str, document: &Document) -> Result<Duration, Problem> {
    parse_duration(text).map_err(|message| document.error_at(&quoted(text), message, None))
}

/// Reads `500ms`, `30s`, `10m`, `1h 30m`.
///
/// # Errors
/// Text that is no span of time.
pub fn parse_duration(text: &str) -> Result<Duration, String> {
    let parsed = text.parse::<jiff::SignedDuration>().ok();
    parsed
        .and_then(|span| Duration::try_from(span).ok())
        .ok_or_else(|| format!("`{text}` is no duration such as 500ms, 30s, 10m or 2h"))
}

fn quoted(word: &str) -> String {
    format!("\"{word}\"")
}
