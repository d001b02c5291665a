//! The generator itself: its machine, its CPU time and memory, the files that it may open.

use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::time::{ClockId, clock_gettime};

use crate::measurement::Machine;

/// CPU time that this process has used.
pub(super) fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ProcessCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// Resident memory in megabytes, where the system tells it.
pub(super) fn memory_mb() -> Option<f64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: f64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as f64 / 1e6)
}

/// More files than the ceilings of a run can take.
const FILES: u64 = 65_536;

/// What some systems allow at the most.
const FEWER_FILES: u64 = 10_240;

/// Lets this process, and those that it starts, open as many files as the system allows: a shell's
/// usual limit is too low for a thousand connections.
pub fn raise_file_limit() {
    let limit = getrlimit(Resource::Nofile);
    for wanted in [FILES, FEWER_FILES] {
        let wanted = limit.maximum.map_or(wanted, |most| most.min(wanted));
        let is_enough = limit.current.is_none_or(|now| now >= wanted);
        let raised = Rlimit { current: Some(wanted), maximum: limit.maximum };
        if is_enough || setrlimit(Resource::Nofile, raised).is_ok() {
            return;
        }
    }
}

/// How many files this process may open, if that is limited.
pub(super) fn file_limit() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}

/// The machine that generates the load.
pub(super) fn machine() -> Machine {
    let line = |file: &str, key: &str| {
        let text = std::fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(key))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let memory = line("/proc/meminfo", "MemTotal").and_then(|text| {
        let kilobytes: u64 = text.split_whitespace().next()?.parse().ok()?;
        Some(kilobytes / 1024)
    });
    Machine {
        os: std::env::consts::OS.to_owned(),
        arch: std::env::consts::ARCH.to_owned(),
        processor: line("/proc/cpuinfo", "model name"),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory_mb: memory,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_uses_time_and_memory() {
        let before = cpu_time();
        let mut sum = 0_u64;
        while cpu_time() == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(cpu_time() > before);
        assert!(memory_mb().is_none_or(|own| own > 1.0));
        assert!(machine().cores >= 1);
    }
}
