//! The rule of the comparison, on synthetic blocks.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::super::comparison::rank;
use super::super::{Change, Comparison, Measurement, Model, compare};
use super::sample::{block, empty};
use crate::exchange::Endpoint;

/// Standard normal (Box and Muller).
fn normal(rng: &mut ChaCha8Rng) -> f64 {
    let (one, other): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
}

/// Blocks around `us`, with lognormal noise of `sigma` whose neighbours correlate by `lag`.
fn noisy(rng: &mut ChaCha8Rng, blocks: usize, us: f64, sigma: f64, lag: f64) -> Measurement {
    let mut run = empty();
    let mut noise = normal(rng);
    for _ in 0..blocks {
        let rate = (1_000.0 / (sigma * noise).exp()).round() as u64;
        run.blocks.push(block(rate, rate, us * (sigma * noise).exp()));
        noise = lag * noise + (1.0 - lag * lag).sqrt() * normal(rng);
    }
    run
}

/// How many of `pairs` of runs come to each verdict, for p99 and for the rate.
fn verdicts(
    pairs: u64,
    seed: u64,
    run: impl Fn(&mut ChaCha8Rng) -> (Measurement, Measurement),
) -> impl Fn(&str, Change) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut all = Vec::new();
    for _ in 0..pairs {
        let (before, after) = run(&mut rng);
        all.extend(compare(&before, &after).lines);
    }
    move |figure, verdict| {
        let seen = all.iter().filter(|own| own.figure == figure && own.verdict == verdict);
        seen.count() as f64 / pairs as f64
    }
}

fn line(comparison: &Comparison, figure: &str) -> Option<Change> {
    comparison.lines.iter().find(|own| own.figure == figure).map(|own| own.verdict)
}

#[test]
fn the_rank_of_the_order_statistics_is_that_of_the_tables() {
    let ranks =
        [(5, None), (6, Some(1)), (8, Some(1)), (9, Some(2)), (20, Some(6)), (30, Some(10))];
    for (n, k) in ranks {
        assert_eq!(rank(n), k, "{n}");
    }
    assert_eq!(rank(0), None);
    // About n / 2 - 0.98 sqrt(n); and 0.5^5000 is no number.
    assert_eq!(rank(5_000), Some(2_431));
}

#[test]
fn equal_servers_are_seldom_told_apart() {
    for (blocks, sigma) in [(6, 0.3), (20, 0.1), (20, 0.3), (60, 0.3)] {
        let share = verdicts(2_000, 7, |rng| {
            (noisy(rng, blocks, 20_000.0, sigma, 0.0), noisy(rng, blocks, 20_000.0, sigma, 0.0))
        });
        for figure in ["p50", "p90", "p99", "rate", "failed"] {
            let alarms = share(figure, Change::Worse) + share(figure, Change::Better);
            assert!(alarms < 0.02, "{blocks} blocks, sigma {sigma}, {figure}: {alarms}");
        }
    }
}

#[test]
fn like_neighbours_raise_the_alarms_that_the_rule_admits() {
    for (lag, most) in [(0.3, 0.03), (0.5, 0.07)] {
        let share = verdicts(2_000, 7, |rng| {
            (noisy(rng, 20, 20_000.0, 0.3, lag), noisy(rng, 20, 20_000.0, 0.3, lag))
        });
        let alarms = share("p99", Change::Worse) + share("p99", Change::Better);
        assert!(alarms < most, "lag {lag}: {alarms}");
        // Noise of a few percent seldom gets over the floor, however alike the blocks are.
        let share = verdicts(500, 7, |rng| {
            (noisy(rng, 20, 20_000.0, 0.03, lag), noisy(rng, 20, 20_000.0, 0.03, lag))
        });
        let alarms = share("p99", Change::Worse) + share("p99", Change::Better);
        assert!(alarms < 0.01, "lag {lag}, calm: {alarms}");
    }
}

#[test]
fn a_shift_of_a_fifth_is_found() {
    for (sigma, least) in [(0.05, 0.99), (0.1, 0.9)] {
        let pair = |rng: &mut ChaCha8Rng, before: f64, after: f64| {
            (noisy(rng, 20, before, sigma, 0.0), noisy(rng, 20, after, sigma, 0.0))
        };
        let slower = verdicts(500, 11, |rng| pair(rng, 20_000.0, 24_000.0));
        assert!(slower("p99", Change::Worse) >= least, "sigma {sigma}");
        assert_eq!(slower("p99", Change::Better), 0.0);
        let faster = verdicts(500, 12, |rng| pair(rng, 24_000.0, 20_000.0));
        assert!(faster("p99", Change::Better) >= least, "sigma {sigma}");
    }
}

/// Runs of 20 equal blocks.
fn steady(ok: u64, requests: u64, us: f64) -> Measurement {
    Measurement { blocks: vec![block(ok, requests, us); 20], ..empty() }
}

#[test]
fn differences_below_the_floor_are_none() {
    let verdict =
        |before, after| line(&compare(&steady(100, 100, before), &steady(100, 100, after)), "p99");
    assert_eq!(verdict(200.0, 290.0), Some(Change::Same), "90 us");
    assert_eq!(verdict(200.0, 310.0), Some(Change::Worse), "110 us");
    assert_eq!(verdict(20_000.0, 20_900.0), Some(Change::Same), "4.5 %");
    assert_eq!(verdict(20_000.0, 21_100.0), Some(Change::Worse), "5.5 %");
    assert_eq!(verdict(20_000.0, 18_000.0), Some(Change::Better));
}

#[test]
fn few_blocks_are_unclear() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let few = noisy(&mut rng, 5, 20_000.0, 0.05, 0.0);
    let seen = compare(&few, &noisy(&mut rng, 20, 90_000.0, 0.05, 0.0));
    assert!(seen.lines.iter().all(|own| own.verdict == Change::Unclear), "{seen:?}");
    assert!(!seen.is_worse());
    let remark = "the earlier run has 5 blocks, and 6 are needed: hold longer";
    assert!(seen.remarks.iter().any(|own| own == remark), "{:?}", seen.remarks);
    assert_eq!(compare(&empty(), &few).lines, []);
    assert!(compare(&steady(1, 1, 1e4), &steady(1, 1, 2e4)).is_worse());
}

#[test]
fn the_rate_is_compared_where_it_is_measured_and_counts_good_answers() {
    let (before, mut after) = (steady(1_000, 1_000, 5_000.0), steady(800, 4_000, 5_000.0));
    let closed = compare(&before, &after);
    assert_eq!(line(&closed, "rate"), Some(Change::Worse), "fast failures are no speed");
    assert_eq!(line(&closed, "failed"), Some(Change::Worse));
    assert_eq!(line(&compare(&after, &before), "failed"), Some(Change::Better));
    after.shape.model = Model::Open;
    let open = compare(&before, &after);
    assert_eq!(line(&open, "rate"), None);
    assert!(open.is_worse(), "the open model sees failures all the same");
}

#[test]
fn blocks_without_a_good_answer_have_no_latency() {
    let (before, after) = (steady(100, 100, 5_000.0), steady(0, 100, 0.0));
    let seen = compare(&before, &after);
    assert_eq!(line(&seen, "p99"), None);
    assert!(seen.is_worse(), "{seen:?}");
    let remark = "token endpoint: no block of one of the runs has a figure for p99";
    assert!(seen.remarks.iter().any(|own| own == remark), "{:?}", seen.remarks);
}

#[test]
fn what_makes_runs_hard_to_compare_is_remarked() {
    let mut before = steady(5_000, 5_000, 5_000.0);
    before.environment.issuer = Some("http://127.0.0.1:4711".into());
    let mut after = before.clone();
    after.environment.issuer = Some("http://127.0.0.1:4712".into());
    assert_eq!(compare(&before, &after).remarks, Vec::<String>::new(), "a port of this machine");
    after.environment.target = "other".into();
    after.environment.issuer = Some("https://as.example:8443".into());
    after.environment.profile_digest = "ff".into();
    after.environment.protocol = "h2".into();
    after.environment.machine.cores = 64;
    after.environment.tool_version = "9".into();
    after.shape.virtual_users = 7;
    after.generator.limited_by = vec!["CPU at 98 %".into()];
    after.interrupted = true;
    after.blocks.iter_mut().for_each(|own| own.series[0].endpoint = Endpoint::Revocation);
    let seen = compare(&before, &after).remarks.join("\n");
    for part in [
        "the generator, not the server, was the limit in this run: CPU at 98 %",
        "this run was stopped before its end",
        "another target:",
        "another issuer: http://127.0.0.1/ then, https://as.example:8443 now",
        "the load profile  has changed in between",
        "another protocol:",
        "64 cores of an unknown processor",
        "another version of assay:",
        "another shape: closed, 0 virtual users then, closed, 7 virtual users now",
        "revocation endpoint: no requests then",
        "token endpoint: no requests now",
    ] {
        assert!(seen.contains(part), "{part} in\n{seen}");
    }
    let thin = compare(&before, &steady(500, 500, 5_000.0)).remarks.join("\n");
    assert!(thin.contains("lie beyond p99 (token endpoint)"), "{thin}");
    let mut stages = before.clone();
    stages.shape.workers = 3;
    assert_eq!(compare(&before, &stages).remarks.len(), 1);
}
