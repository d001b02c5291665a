//! Axes: where a value lies between two ends, and the round numbers beside it.

/// One axis.
#[derive(Debug)]
pub(super) struct Axis {
    /// What it shows, with its unit.
    pub(super) label: String,
    /// Round values and their texts.
    pub(super) ticks: Vec<(f64, String)>,
    scale: Scale,
    low: f64,
    high: f64,
}

#[derive(Debug, Clone, Copy)]
enum Scale {
    Linear,
    Log,
    /// Equal steps for 90, 99, 99.9 percent.
    Nines,
}

impl Axis {
    /// From 0 to `end` exactly.
    pub(super) fn exact(label: String, end: f64, text: impl Fn(f64) -> String) -> Self {
        Self::linear(label, step(end), end, text)
    }

    /// From 0 to the first round number that no value exceeds.
    pub(super) fn rounded(label: String, most: f64, text: impl Fn(f64) -> String) -> Self {
        let step = step(most);
        Self::linear(label, step, (most / step).ceil().max(1.0) * step, text)
    }

    fn linear(label: String, step: f64, end: f64, text: impl Fn(f64) -> String) -> Self {
        let ticks = multiples(step, end).map(|value| (value, text(value))).collect();
        Self { label, ticks, scale: Scale::Linear, low: 0.0, high: end }
    }

    /// Powers of ten in equal steps, between round numbers; both ends must be above 0.
    pub(super) fn log(label: String, least: f64, most: f64, text: impl Fn(f64) -> String) -> Self {
        let low = steps(least).into_iter().rfind(|own| *own <= least).unwrap_or(least);
        let above = |own: &f64| *own >= most && *own > low;
        let high = steps(most).into_iter().find(above).unwrap_or(most * 10.0);
        let few = (high / low).log10() <= 3.0;
        let first = low.log10().floor() as i32;
        let last = high.log10().ceil() as i32;
        let factors: &[f64] = if few { &[1.0, 2.0, 5.0] } else { &[1.0] };
        let all = (first..=last)
            .flat_map(|power| factors.iter().map(move |factor| factor * 10_f64.powi(power)));
        let within = |own: &f64| *own >= low * 0.999 && *own <= high * 1.001;
        let ticks = all.filter(within).map(|value| (value, text(value))).collect();
        Self { label, ticks, scale: Scale::Log, low, high }
    }

    /// Percentiles from 0 to `most`, which must be under 100.
    pub(super) fn nines(label: String, most: f64) -> Self {
        let ticks = [0.0, 50.0, 90.0, 99.0, 99.9, 99.99, 99.999];
        let ticks = ticks.into_iter().filter(|own| *own <= most);
        let ticks = ticks.map(|own| (own, format!("{own} %"))).collect();
        Self { label, ticks, scale: Scale::Nines, low: 0.0, high: most }
    }

    /// Where a value lies: 0 at the low end, 1 at the high end.
    pub(super) fn place(&self, value: f64) -> f64 {
        let (at, low, high) = (self.bent(value), self.bent(self.low), self.bent(self.high));
        if high > low { ((at - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 }
    }

    fn bent(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::Log => value.max(f64::MIN_POSITIVE).log10(),
            Scale::Nines => -(1.0 - value / 100.0).log10(),
        }
    }
}

/// 1, 2 or 5 times a power of ten, so that four to ten of them reach `end`.
fn step(end: f64) -> f64 {
    if end <= 0.0 || !end.is_finite() {
        return 1.0;
    }
    let rough = end / 5.0;
    let within = |own: &f64| *own >= rough * 0.8;
    steps(rough).into_iter().find(within).unwrap_or(rough)
}

/// The round numbers around a value, the smallest first.
fn steps(value: f64) -> Vec<f64> {
    let power = value.log10().floor() as i32;
    // The product, not `powi` of a negative power alone, keeps 0.2 at 0.2.
    let times = |factor: f64, power: i32| {
        if power < 0 { factor / 10_f64.powi(-power) } else { factor * 10_f64.powi(power) }
    };
    let powers = [power - 1, power, power + 1];
    powers.into_iter().flat_map(|power| [1.0, 2.0, 5.0].map(|own| times(own, power))).collect()
}

fn multiples(step: f64, end: f64) -> impl Iterator<Item = f64> {
    let last = (end / step + 1e-9).floor() as u32;
    (0..=last).map(move |number| f64::from(number) * step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, text)| text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_few() {
        let plain = |value: f64| value.to_string();
        let rate = Axis::rounded("r".to_owned(), 2_013.0, plain);
        assert_eq!(texts(&rate), ["0", "500", "1000", "1500", "2000", "2500"]);
        let time = Axis::exact("t".to_owned(), 75.0, plain);
        assert_eq!(texts(&time), ["0", "20", "40", "60"]);
        let small = Axis::rounded("e".to_owned(), 0.35, plain);
        assert_eq!(texts(&small).len(), 5);
        let odd = Axis::rounded("n".to_owned(), 122.0, plain);
        assert_eq!((texts(&odd).last().copied(), odd.place(140.0)), (Some("140"), 1.0));
        for end in [0.001, 0.7, 1.0, 3.0, 9.9, 47.0, 60.0, 86_400.0] {
            let ticks = Axis::rounded(String::new(), end, plain).ticks.len();
            assert!((4..=11).contains(&ticks), "{end}: {ticks}");
        }
        assert_eq!(texts(&Axis::rounded(String::new(), 0.0, plain)), ["0", "1"]);
    }

    #[test]
    fn a_log_axis_ends_at_round_numbers() {
        let plain = |value: f64| value.to_string();
        let axis = Axis::log("l".to_owned(), 840.0, 13_000.0, plain);
        assert_eq!(texts(&axis), ["500", "1000", "2000", "5000", "10000", "20000"]);
        assert!((axis.place(500.0), axis.place(20_000.0)) == (0.0, 1.0));
        let wide = Axis::log("l".to_owned(), 700.0, 3_000_000.0, plain);
        assert_eq!(texts(&wide), ["1000", "10000", "100000", "1000000"]);
        let flat = Axis::log("l".to_owned(), 1_000.0, 1_000.0, plain);
        assert!(flat.place(1_000.0) < flat.place(2_000.0));
    }

    #[test]
    fn each_nine_takes_as_much_room() {
        let axis = Axis::nines("p".to_owned(), 99.99);
        assert_eq!(texts(&axis), ["0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
        for (percent, place) in [(0.0, 0.0), (90.0, 0.25), (99.0, 0.5), (99.9, 0.75)] {
            assert!((axis.place(percent) - place).abs() < 1e-6, "{percent}");
        }
    }
}
