//! A map that forgets what nobody needs any more, so that hours of load fit into memory.
//!
//! In: values that say until when they must be kept. Out: those values by their key. Every insert
//! clears away a few that are over; nothing is ever gone through as a whole, because requests
//! would have to wait for that.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A value that is not needed for ever.
pub(crate) trait Perishable {
    /// Until when it must be kept, in milliseconds since 1970. It may move, not only forwards.
    fn keep_until(&self) -> i64;
}

/// How many entries an insert looks at. More than one, or a backlog would never shrink.
const LOOKS: usize = 4;

/// A large map that grows moves all its entries at once, while every request waits: many small
/// ones do it in small portions and at different times.
const SHARDS: usize = 64;

/// Values by key, until they are over.
#[derive(Debug)]
pub(crate) struct Shelf<V> {
    shards: Vec<HashMap<Arc<str>, V>>,
    /// The keys by the second in which they are to be looked at.
    calendar: BTreeMap<i64, Vec<Arc<str>>>,
}

impl<V> Default for Shelf<V> {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| HashMap::new()).collect(), calendar: BTreeMap::new() }
    }
}

impl<V: Perishable> Shelf<V> {
    /// Keeps a value, and hands out some that are over at `now`.
    pub(crate) fn insert(&mut self, now: i64, key: Arc<str>, value: V) -> Vec<(Arc<str>, V)> {
        self.enter(value.keep_until(), Arc::clone(&key));
        self.shards[shard_of(&key)].insert(key, value);
        self.clear_away(now)
    }

    /// The value of that key, for as long as it is there: whether it is over is for others to say.
    pub(crate) fn get(&self, key: &str) -> Option<&V> {
        self.shards[shard_of(key)].get(key)
    }

    /// The same, to be changed.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        self.shards[shard_of(key)].get_mut(key)
    }

    /// Takes a value out.
    pub(crate) fn remove(&mut self, key: &str) -> Option<V> {
        self.shards[shard_of(key)].remove(key)
    }

    /// Everything, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.shards.iter().flatten().map(|(key, value)| (&**key, value))
    }

    fn enter(&mut self, keep_until: i64, key: Arc<str>) {
        self.calendar.entry(second(keep_until) + 1).or_default().push(key);
    }

    fn clear_away(&mut self, now: i64) -> Vec<(Arc<str>, V)> {
        let mut gone = Vec::new();
        for _ in 0..LOOKS {
            let Some(key) = self.next_to_look_at(now) else {
                break;
            };
            match self.get(&key).map(V::keep_until) {
                Some(keep_until) if keep_until >= now => self.enter(keep_until, key),
                Some(_) => gone.extend(self.shards[shard_of(&key)].remove_entry(&key)),
                None => {}
            }
        }
        gone
    }

    fn next_to_look_at(&mut self, now: i64) -> Option<Arc<str>> {
        let mut due = self.calendar.first_entry().filter(|first| *first.key() <= second(now))?;
        let key = due.get_mut().pop();
        if due.get().is_empty() {
            due.remove();
        }
        key
    }
}

const fn second(milliseconds: i64) -> i64 {
    milliseconds.div_euclid(1000)
}

/// Keys are random where there are many; any part of them spreads well.
fn shard_of(key: &str) -> usize {
    let mixed = key.bytes().take(8).fold(0_u8, |mixed, b| mixed.wrapping_mul(31).wrapping_add(b));
    usize::from(mixed) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Perishable for i64 {
        fn keep_until(&self) -> i64 {
            *self
        }
    }

    fn count(shelf: &Shelf<i64>) -> (usize, usize) {
        (shelf.iter().count(), shelf.calendar.values().map(Vec::len).sum())
    }

    #[test]
    fn it_forgets_what_is_over_and_nothing_else() {
        let mut shelf = Shelf::default();
        for n in 0..100_000_i64 {
            // A value every millisecond, kept for one second; every hundredth for an hour.
            let life = if n % 100 == 0 { 3_600_000 } else { 1_000 };
            for (_, gone) in shelf.insert(n, format!("key {n}").into(), n + life) {
                assert!(gone < n, "{gone} was still to be kept at {n}");
            }
            assert!(shelf.get(&format!("key {}", (n - 1_000).max(0))).is_some());
        }
        let (values, keys) = count(&shelf);
        assert!(values < 1_000 + 3_010, "{values} values are left");
        assert_eq!(values, keys);
    }

    #[test]
    fn what_lives_longer_than_it_first_said_stays() {
        let mut shelf = Shelf::default();
        shelf.insert(0, "a".into(), 1_000);
        *shelf.get_mut("a").unwrap() = 10_000;
        assert_eq!(shelf.insert(5_000, "b".into(), 5_000), []);
        assert_eq!(shelf.get("a"), Some(&10_000));
        let gone = shelf.insert(20_000, "c".into(), 30_000);
        let mut gone: Vec<_> = gone.iter().map(|(key, _)| &**key).collect();
        gone.sort_unstable();
        assert_eq!(gone, ["a", "b"]);
    }

    #[test]
    fn what_was_taken_out_is_not_handed_out_again() {
        let mut shelf = Shelf::default();
        shelf.insert(0, "a".into(), 1_000);
        assert_eq!((shelf.remove("a"), shelf.remove("a")), (Some(1_000), None));
        assert_eq!(shelf.insert(5_000, "b".into(), 9_000), []);
        assert_eq!(count(&shelf), (1, 1));
    }
}
