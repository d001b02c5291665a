//! What the target file says about tests in time: races, and how soon a revocation is known.

use std::ops::RangeInclusive;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

/// How many requests may race at once.
pub const RACERS: RangeInclusive<usize> = 2..=16;

/// `[race]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RaceTable {
    /// Requests at once, 2 to 16; 8 if left out.
    pub requests: Option<usize>,
    /// Which addresses of the server's host they go to; the first one if left out.
    pub addresses: Option<Addresses>,
}

/// Which of a host's addresses are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Addresses {
    /// The one that a connection is made to first.
    First,
    /// All of them in turn: each may be another server with a memory of its own.
    All,
}

/// `[lag]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LagTable {
    /// How long a revocation may take to be known everywhere: `"300ms"`; a second if left out.
    pub at_most: Option<String>,
}

/// How races are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RaceSettings {
    /// Requests at once, within [`RACERS`].
    pub requests: usize,
    /// Spread them over all addresses of the host.
    pub everywhere: bool,
}

impl Default for RaceSettings {
    fn default() -> Self {
        Self { requests: 8, everywhere: false }
    }
}

impl RaceTable {
    /// The settings that it asks for.
    ///
    /// # Errors
    /// A number of requests that makes no race, in words.
    pub(super) fn settings(&self) -> Result<RaceSettings, String> {
        let requests = self.requests.unwrap_or(RaceSettings::default().requests);
        if !RACERS.contains(&requests) {
            let (least, most) = (RACERS.start(), RACERS.end());
            return Err(format!("a race takes {least} to {most} requests, not {requests}"));
        }
        Ok(RaceSettings { requests, everywhere: self.addresses == Some(Addresses::All) })
    }
}

/// How soon a revocation must be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LagSettings {
    /// A token that is alive longer than that behind the answer to its revocation is a finding.
    pub at_most: Duration,
}

impl Default for LagSettings {
    fn default() -> Self {
        // RFC 7009 section 2.1 wants it at once and knows of a delay between servers.
        Self { at_most: Duration::from_secs(1) }
    }
}

impl LagTable {
    /// The settings that it asks for.
    ///
    /// # Errors
    /// Text that is no duration, in words.
    pub(super) fn settings(&self) -> Result<LagSettings, String> {
        let Some(text) = &self.at_most else { return Ok(LagSettings::default()) };
        let span = text.parse::<jiff::SignedDuration>().ok();
        let at_most = span.and_then(|span| Duration::try_from(span).ok());
        let wrong = || format!("`{text}` is no duration such as 300ms or 2s");
        at_most.map(|at_most| LagSettings { at_most }).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_a_default_and_nonsense_is_refused() {
        let race = |requests, addresses| RaceTable { requests, addresses }.settings();
        assert_eq!(race(None, None), Ok(RaceSettings { requests: 8, everywhere: false }));
        assert!(race(Some(2), Some(Addresses::All)).is_ok_and(|own| own.everywhere));
        assert!(race(Some(1), None).is_err() && race(Some(17), None).is_err());
        let lag = |text: &str| LagTable { at_most: Some(text.to_owned()) }.settings();
        assert_eq!(lag("300ms").map(|own| own.at_most), Ok(Duration::from_millis(300)));
        assert!(lag("soon").is_err() && lag("-1s").is_err());
        let second = LagTable::default().settings().map(|own| own.at_most);
        assert_eq!(second, Ok(Duration::from_secs(1)));
    }
}
