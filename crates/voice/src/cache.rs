//! Values kept while they fit: the one unused for longest makes room.

use std::collections::BTreeMap;

/// Values with a size in bytes, bounded in sum.
#[derive(Debug)]
pub struct Bounded<K, V> {
    kept: BTreeMap<K, Kept<V>>,
    bytes: usize,
    bytes_max: usize,
    turn: u64,
}

#[derive(Debug)]
struct Kept<V> {
    value: V,
    bytes: usize,
    used: u64,
}

impl<K: Ord + Clone, V: Clone> Bounded<K, V> {
    /// Nothing yet.
    pub fn new(bytes_max: usize) -> Self {
        Self { kept: BTreeMap::new(), bytes: 0, bytes_max, turn: 0 }
    }

    /// The value, which counts as used now.
    pub fn get(&mut self, key: &K) -> Option<V> {
        self.turn += 1;
        let kept = self.kept.get_mut(key)?;
        kept.used = self.turn;
        Some(kept.value.clone())
    }

    /// The sum, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether a value of this size would be kept beside all others.
    pub fn has_room(&self, bytes: usize) -> bool {
        self.bytes + bytes <= self.bytes_max
    }

    /// Whether it is kept; it does not count as used.
    pub fn has(&self, key: &K) -> bool {
        self.kept.contains_key(key)
    }

    /// Keeps a value; one larger than the bound is not kept.
    pub fn put(&mut self, key: K, value: V, bytes: usize) {
        if let Some(old) = self.kept.remove(&key) {
            self.bytes -= old.bytes;
        }
        if bytes > self.bytes_max {
            return;
        }
        while self.bytes + bytes > self.bytes_max {
            let Some(oldest) = self.kept.iter().min_by_key(|(_, kept)| kept.used).map(|(key, _)| key.clone()) else {
                break;
            };
            if let Some(gone) = self.kept.remove(&oldest) {
                self.bytes -= gone.bytes;
            }
        }
        self.turn += 1;
        self.bytes += bytes;
        self.kept.insert(key, Kept { value, bytes, used: self.turn });
    }
}

#[cfg(test)]
mod tests {
    use super::Bounded;

    #[test]
    fn the_one_unused_for_longest_makes_room() {
        let mut cache = Bounded::new(10);
        cache.put("a", 1, 4);
        cache.put("b", 2, 4);
        assert_eq!(cache.get(&"a"), Some(1));
        cache.put("c", 3, 4);
        assert_eq!((cache.get(&"a"), cache.get(&"b"), cache.get(&"c")), (Some(1), None, Some(3)));
        assert_eq!(cache.bytes, 8);
        assert!(cache.has_room(2) && !cache.has_room(3));
        assert!(cache.has(&"c") && !cache.has(&"b"));
    }

    #[test]
    fn the_sum_stays_in_bounds() {
        let mut cache = Bounded::new(10);
        for n in 0..100 {
            cache.put(n % 7, n, (n as usize * 5) % 13);
            assert!(cache.bytes <= 10);
            assert_eq!(cache.bytes, cache.kept.values().map(|kept| kept.bytes).sum::<usize>());
        }
        cache.put(1, 1, 11);
        assert_eq!(cache.get(&1), None);
    }
}
