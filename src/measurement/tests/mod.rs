//! The mathematics of a load run, on records that no clock and no network took part in.

mod capacity;
mod comparison;
mod judge;
mod sample;
mod threshold;
mod verdict;
