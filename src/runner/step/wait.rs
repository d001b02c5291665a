//! Waits for a token to expire: the one wait that a test of expiry cannot do without.

use std::time::Duration;

use tokio::time::sleep;

use crate::exchange::Ending;
use crate::runner::flow::Flow;
use crate::scenario::Step;

/// Longer lifetimes are not waited for.
const LONGEST: u64 = 30;

/// What rounding to whole seconds may add, and a little for the way.
const MARGIN: Duration = Duration::from_millis(1100);

pub(super) async fn perform(flow: &mut Flow<'_>, _: &Step) -> Result<Ending, String> {
    let stated =
        flow.facts.get("latest.expires_in").and_then(|seconds| seconds.parse::<u64>().ok());
    let declared =
        flow.client.and_then(|client| client.access_token_lifetime).map(|own| own.as_secs());
    let seconds = stated
        .or(declared)
        .ok_or("neither the token answer nor the target file says when the token expires")?;
    if seconds > LONGEST {
        return Err(format!("the token lives {seconds} s; assay waits {LONGEST} s at the most"));
    }
    sleep(Duration::from_secs(seconds) + MARGIN).await;
    Ok(Ending::Answered)
}
