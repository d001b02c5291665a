//! An answer off the wire, in the words of the rest of assay.

use std::time::Duration;

use crate::exchange::Response;

/// How long nothing is sent after a 429 that does not say how long.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest pause that is obeyed; a server may ask for a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long the server asks not to be asked (RFC 9110 section 10.2.3: seconds or a date).
pub(super) fn pause(response: &Response) -> Duration {
    response.header("retry-after").and_then(retry_after).unwrap_or(PAUSE).min(LONGEST_PAUSE)
}

/// A span in microseconds.
pub(super) fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

/// The span that `Retry-After` asks for.
fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok()?;
    let left = at.duration_since(jiff::Timestamp::now());
    Some(Duration::try_from(left).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after("3"), Some(Duration::from_secs(3)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(retry_after("soon"), None);
    }
}
