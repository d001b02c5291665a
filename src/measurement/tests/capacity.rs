//! The search for the capacity, against synthetic servers.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::{Capacity, CapacityPoint, Search};

const MOST: usize = 39;

fn point(rate: f64, held: bool, generator_limited: bool) -> CapacityPoint {
    let (reached, p50_us, p99_us) = (rate, 1_000, 2_000);
    let (error_rate, semantic) = (0.0, 0);
    CapacityPoint { rate, reached, p50_us, p99_us, error_rate, semantic, held, generator_limited }
}

/// Drives a search to its end: `server` tells whether a rate holds, `generator` whether it is the
/// limit.
fn search(
    (start, ceiling): (f64, f64),
    mut server: impl FnMut(f64) -> bool,
    generator: impl Fn(f64) -> bool,
) -> Capacity {
    let mut search = Search::new(start, ceiling, 0.05, 3);
    while let Some(probe) = search.next() {
        assert_eq!(search.next(), Some(probe), "the same until it is recorded");
        assert!(probe.rate <= ceiling && probe.repeat >= 1, "{probe:?}");
        search.record(point(probe.rate, server(probe.rate), generator(probe.rate)));
    }
    let capacity = search.conclude("p99<100ms");
    assert!(capacity.points.len() <= MOST, "{}", capacity.points.len());
    assert_eq!(capacity.slo, "p99<100ms");
    capacity
}

fn never(_: f64) -> bool {
    false
}

#[test]
fn a_sharp_knee_is_found_within_the_precision() {
    for (start, knee) in
        [(100.0, 777.0), (10.0, 777.0), (10_000.0, 777.0), (1.0, 98_765.0), (10.0, 1.3)]
    {
        let capacity = search((start, 100_000.0), |rate| rate <= knee, never);
        let rate = capacity.rate.expect("a rate");
        assert!(rate <= knee && rate >= knee / 1.05, "from {start}: {rate} for {knee}");
        let broken = capacity.broken_at.expect("a broken rate");
        assert!(broken > knee && broken <= knee * 1.05, "from {start}: {broken} for {knee}");
        let held = capacity.points.iter().filter(|own| own.rate == rate && own.held).count();
        assert!(held >= 3, "confirmed by fresh probes: {held}");
    }
}

#[test]
fn a_noisy_knee_is_found_within_fifteen_percent() {
    let knee = 777.0;
    // All repetitions hold only somewhat below a soft knee, so the result leans to that side.
    for (width, most_far) in [(0.01, 0), (0.03, 15)] {
        let mut far = 0;
        for seed in 0..500 {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let holds = |rate: f64| 1.0 / (1.0 + ((rate / knee - 1.0) / width).exp());
            let server = |rate: f64| rng.random::<f64>() < holds(rate);
            let rate = search((50.0, 10_000.0), server, never).rate.expect("a rate");
            far += usize::from(!(0.85..=1.15).contains(&(rate / knee)));
            assert!((0.8..=1.1).contains(&(rate / knee)), "seed {seed}, width {width}: {rate}");
        }
        assert!(far <= most_far, "width {width}: {far} of 500");
    }
}

#[test]
fn one_unlucky_probe_decides_nothing() {
    for unlucky in 0..12 {
        let mut count = 0;
        let server = |rate: f64| {
            count += 1;
            rate <= 777.0 && count != unlucky + 1
        };
        let rate = search((100.0, 10_000.0), server, never).rate.expect("a rate");
        assert!((700.0..=777.0).contains(&rate), "probe {unlucky}: {rate}");
    }
}

#[test]
fn a_server_that_never_holds_has_no_capacity() {
    let capacity = search((100.0, 10_000.0), never, never);
    assert_eq!(capacity.rate, None);
    assert_eq!(capacity.broken_at, Some(0.5));
    assert_eq!(capacity.conclusion, "no rate held, down to 0.5/s");
    assert_eq!(search((0.2, 10.0), never, never).points.len(), 2, "no lower than the start");
}

#[test]
fn a_server_that_always_holds_ends_at_the_ceiling() {
    let capacity = search((100.0, 5_000.0), |_| true, never);
    assert_eq!((capacity.rate, capacity.broken_at), (Some(5_000.0), None));
    assert_eq!(
        capacity.conclusion,
        "5000/s held in each of 3 probes; it is the ceiling of the search: the server may take more"
    );
    assert_eq!(search((100.0, 40.0), |_| true, never).rate, Some(40.0), "a start above it");
}

#[test]
fn the_limit_of_the_generator_ends_the_search_upward() {
    let capacity = search((100.0, 50_000.0), |rate| rate <= 3_000.0, |rate| rate > 3_000.0);
    assert_eq!((capacity.rate, capacity.broken_at), (Some(1_600.0), None));
    assert_eq!(
        capacity.conclusion,
        "1600/s held in each of 3 probes; at 3200/s the generator, not the server, was the limit: \
         the server may take more"
    );
    let late_and_right = search((100.0, 5_000.0), |_| true, |_| true);
    assert_eq!(late_and_right.rate, Some(5_000.0), "what holds in spite of a late generator holds");
    let nothing = search((100.0, 50_000.0), never, |_| true);
    assert_eq!((nothing.rate, nothing.broken_at), (None, None));
    assert_eq!(
        nothing.conclusion,
        "no rate is known to hold: down to 0.5/s the generator, not the server, was the limit"
    );
}

#[test]
fn every_search_ends() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for round in 0..2_000 {
        let start = 10_f64.powf(rng.random_range(-2.0..6.0));
        let ceiling = 10_f64.powf(rng.random_range(-1.0..7.0));
        let luck = rng.random::<f64>();
        let mut coin = ChaCha8Rng::seed_from_u64(round);
        // The driver asserts the bound.
        search((start, ceiling), |_| coin.random::<f64>() < luck, never);
    }
    for (start, ceiling) in [(f64::NAN, f64::NAN), (-1.0, -1.0), (0.0, 0.0)] {
        let mut odd = Search::new(start, ceiling, f64::NAN, 0);
        for _ in 0..100 {
            let Some(probe) = odd.next() else { break };
            odd.record(point(probe.rate, probe.rate < 50.0, false));
        }
        assert_eq!(odd.next(), None);
        assert!(odd.conclude("").rate.is_some_and(|own| own < 50.0));
    }
}

#[test]
fn a_search_that_is_cut_off_confirms_nothing() {
    let mut search = Search::new(100.0, 10_000.0, 0.05, 3);
    let first = search.next().expect("a probe");
    assert_eq!((first.rate, first.repeat), (100.0, 1));
    search.record(point(100.0, false, false));
    assert_eq!(search.next().map(|own| own.repeat), Some(2));
    search.record(point(100.0, true, false));
    let capacity = search.conclude("semantic=0");
    assert_eq!((capacity.rate, capacity.points.len()), (None, 2));
    assert_eq!(
        capacity.conclusion,
        "the search ended after 2 probes without a result: 100/s held once, which confirms nothing"
    );
}
