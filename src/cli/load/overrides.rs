//! What the command line changes in a profile.

use miette::miette;

use super::options::LoadOptions;
use crate::cli::Failed;
use crate::load::{Pace, Profile};
use crate::measurement::Arrivals;

/// Connections when a closed profile is run by the clock.
const CONNECTIONS: usize = 64;

/// The profile with the command line's changes.
pub(super) fn apply(mut profile: Profile, options: &LoadOptions) -> Result<Profile, Failed> {
    let shape = &options.shape;
    if shape.rate.is_some_and(|rate| !(rate > 0.0 && rate.is_finite())) {
        return Err(Failed::usage(miette!("--rate is more than 0 a second")));
    }
    if shape.users == Some(0) || shape.connections == Some(0) {
        return Err(Failed::usage(miette!("at least one virtual user or connection is needed")));
    }
    if shape.verify.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        let cure = "1 verifies every answer, 0.1 one of ten";
        return Err(Failed::usage(miette!(help = cure, "--verify is a share, 0 to 1")));
    }
    if shape.duration.is_some_and(|span| span.is_zero()) {
        return Err(Failed::usage(miette!("--duration is more than nothing")));
    }
    profile.pace = pace(profile.pace, options)?;
    if let Some(hold) = shape.duration {
        profile.stages.hold = hold;
    }
    if let Some(ramp) = shape.ramp {
        profile.stages.ramp = ramp;
    }
    profile.verify = shape.verify.unwrap_or(profile.verify);
    profile.thresholds.extend(options.judgement.threshold.iter().cloned());
    Ok(profile)
}

fn pace(own: Pace, options: &LoadOptions) -> Result<Pace, Failed> {
    let shape = &options.shape;
    let spacing = |own: Arrivals| if shape.poisson { Arrivals::Poisson } else { own };
    match (own, shape.rate, shape.users) {
        (Pace::Closed { virtual_users, think }, None, users) => {
            if shape.poisson || shape.connections.is_some() {
                let cure = "give --rate too";
                let message = "--poisson and --connections are about arrivals by the clock";
                return Err(Failed::usage(miette!(help = cure, "{message}")));
            }
            Ok(Pace::Closed { virtual_users: users.unwrap_or(virtual_users), think })
        }
        (_, None, Some(virtual_users)) => Ok(Pace::Closed { virtual_users, think: None }),
        (Pace::Closed { .. }, Some(rate), _) => Ok(Pace::Open {
            rate,
            arrivals: spacing(Arrivals::Constant),
            connections: shape.connections.unwrap_or(CONNECTIONS),
            queue: None,
        }),
        (Pace::Open { rate, arrivals, connections, queue }, given, None) => Ok(Pace::Open {
            rate: given.unwrap_or(rate),
            arrivals: spacing(arrivals),
            connections: shape.connections.unwrap_or(connections),
            // A queue that was measured out for another rate does not fit.
            queue: queue.filter(|_| given.is_none()),
        }),
        (Pace::Open { .. }, Some(_), Some(_)) => {
            Err(Failed::usage(miette!("--rate and --users exclude each other")))
        }
    }
}
