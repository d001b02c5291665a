//! From polls to spans; pure.

use std::collections::BTreeMap;
use std::time::Duration;

use super::view::Seen;

/// One poll; its times are counted from when the 200 of the revocation was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Poll {
    /// Over which connection.
    pub(super) connection: usize,
    /// When it was sent.
    pub(super) sent: Duration,
    /// When its answer was there.
    pub(super) received: Duration,
    /// What it showed.
    pub(super) seen: Seen,
}

/// How long a revocation took, as far as polls can tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lag {
    /// The token was taken for a live one by a poll that was sent so late; `None` if by none.
    pub(super) at_least: Option<Duration>,
    /// By then it was dead; `None` if it never was.
    pub(super) at_most: Option<Duration>,
    /// It was dead for one poll and alive for a later one.
    pub(super) flapped: bool,
}

impl Lag {
    /// Reads polls in any order; `None` if none of them says anything.
    ///
    /// The token was alive when the last active poll was sent, at the least. It was dead when every
    /// connection had an inactive answer to a poll that was sent behind that one: each may lead to
    /// another server. Where one server knew and another did not, who did not was not met by every
    /// poll: it may have taken the token for a live one for as long again as it was usually not met.
    pub(super) fn of(polls: &[Poll]) -> Option<Self> {
        let told = |wanted: Seen| polls.iter().filter(move |own| own.seen == wanted);
        let at_least = told(Seen::Active).map(|own| own.sent).max();
        let behind = |own: &&Poll| at_least.is_none_or(|least| own.sent >= least);
        let mut dead: BTreeMap<usize, Duration> = BTreeMap::new();
        for poll in told(Seen::Inactive).filter(behind) {
            let first = dead.entry(poll.connection).or_insert(poll.received);
            *first = poll.received.min(*first);
        }
        let mut at_most = dead.values().max().copied();
        let first_dead = told(Seen::Inactive).map(|own| own.received).min();
        let flapped = at_least.zip(first_dead).is_some_and(|(least, dead)| least > dead);
        if let Some(least) = at_least.filter(|_| flapped) {
            let first = told(Seen::Active).map(|own| own.sent).min().unwrap_or(least);
            let gaps = u32::try_from(told(Seen::Active).count().max(2) - 1).unwrap_or(u32::MAX);
            at_most = at_most.map(|most| most.max(least + (least - first) / gaps));
        }
        let says = told(Seen::Active).chain(told(Seen::Inactive)).next().is_some();
        says.then_some(Self { at_least, at_most, flapped })
    }

    /// How much longer or shorter it may have been than it says.
    pub(super) fn spacing(self) -> Option<Duration> {
        Some(self.at_most?.saturating_sub(self.at_least.unwrap_or_default()))
    }
}

/// The value that a share of all reaches at most: `50` is the median. `None` stands for longer than
/// was watched, and sorts behind all others.
pub(super) fn percentile(spans: &[Option<Duration>], percent: usize) -> Option<Duration> {
    let mut sorted: Vec<Duration> = spans.iter().map(|own| own.unwrap_or(Duration::MAX)).collect();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).copied().filter(|own| *own != Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(milliseconds: u64) -> Duration {
        Duration::from_millis(milliseconds)
    }

    fn poll(sent: u64, received: u64, seen: Seen) -> Poll {
        Poll { connection: 1, sent: at(sent), received: at(received), seen }
    }

    #[test]
    fn a_lag_lies_between_the_last_active_poll_and_the_next_inactive_one() {
        use Seen::{Active, Inactive, Nothing};
        let polls = [
            poll(0, 3, Active),
            poll(290, 293, Active),
            poll(300, 304, Inactive),
            poll(310, 311, Nothing),
        ];
        let lag = Lag::of(&polls).expect("a lag");
        assert_eq!((lag.at_least, lag.at_most, lag.flapped), (Some(at(290)), Some(at(304)), false));
        assert_eq!(lag.spacing(), Some(at(14)));
        let at_once = Lag::of(&[poll(0, 2, Inactive), poll(10, 12, Inactive)]).expect("a lag");
        assert_eq!((at_once.at_least, at_once.at_most), (None, Some(at(2))));
        let never = Lag::of(&[poll(0, 2, Active), poll(10, 12, Active)]).expect("a lag");
        assert_eq!((never.at_least, never.at_most), (Some(at(10)), None));
        assert_eq!(Lag::of(&[poll(0, 2, Nothing)]), None);
    }

    #[test]
    fn two_places_that_disagree_are_told_from_one_that_is_late() {
        use Seen::{Active, Inactive};
        let polls = [
            poll(0, 2, Inactive),
            poll(10, 12, Active),
            poll(90, 92, Inactive),
            poll(190, 192, Active),
            poll(195, 197, Inactive),
            Poll { connection: 2, ..poll(201, 203, Inactive) },
            Poll { connection: 2, ..poll(211, 213, Inactive) },
        ];
        // Who did not know was met 180 ms apart, so it may not have known for another 180 ms.
        let lag = Lag::of(&polls).expect("a lag");
        assert_eq!((lag.at_least, lag.at_most, lag.flapped), (Some(at(190)), Some(at(370)), true));
        let more = (11..19).map(|own| poll(own * 10, own * 10 + 2, Active));
        let often: Vec<Poll> = polls.into_iter().chain(more).collect();
        let lag = Lag::of(&often).expect("a lag");
        assert_eq!((lag.at_least, lag.at_most), (Some(at(190)), Some(at(210))));
        // Polls that were under way at the same time contradict nothing.
        let close = Lag::of(&[poll(0, 9, Inactive), poll(1, 5, Active)]).expect("a lag");
        assert!(!close.flapped);
    }

    #[test]
    fn percentiles_of_what_was_not_seen_to_end_are_unknown() {
        let some = [Some(at(4)), Some(at(1)), Some(at(3)), Some(at(2))];
        assert_eq!((percentile(&some, 50), percentile(&some, 95)), (Some(at(2)), Some(at(4))));
        let one_never = [Some(at(1)), Some(at(2)), None];
        assert_eq!((percentile(&one_never, 50), percentile(&one_never, 95)), (Some(at(2)), None));
        assert_eq!(percentile(&[], 50), None);
    }
}
