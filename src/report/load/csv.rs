//! The timeline as CSV (RFC 4180, with plain line ends): a header row, then one row a point.
//!
//! Every field is a number, so nothing needs quotes; the unit is part of each name.

use super::figure::a_second;
use crate::measurement::Measurement;

const HEADER: &str = "at_s,seconds,requests,requests_per_second,errors,semantic_violations,\
                      not_sent,p50_us,p99_us,max_us\n";

/// The timeline, ramp and cool-down included.
pub(super) fn render(measurement: &Measurement) -> String {
    let mut out = HEADER.to_owned();
    for point in &measurement.timeline {
        let rate = a_second(point, point.requests);
        out.push_str(&format!(
            "{},{},{},{rate:.3},{},{},{},{},{},{}\n",
            point.at_s,
            point.seconds,
            point.requests,
            point.errors,
            point.semantic,
            point.not_sent,
            point.p50_us,
            point.p99_us,
            point.max_us
        ));
    }
    out
}
