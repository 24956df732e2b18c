//! A map of which a copy costs no more than what was changed in it: every act works on a copy of a ledger, which may have very many rows.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A map in two layers: what is settled is shared between copies, what was changed since lies above it.
#[derive(Clone, Debug)]
pub struct Layered<K, V> {
    settled: Arc<BTreeMap<K, V>>,
    changed: BTreeMap<K, V>,
}

impl<K: Ord + Clone, V: Clone> Layered<K, V> {
    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &K) -> Option<&V> {
        self.changed.get(key).or_else(|| self.settled.get(key))
    }

    /// The value of a key, to be changed.
    pub fn get_mut(&mut self, key: &K) -> Option<&mut V> {
        if !self.changed.contains_key(key) {
            let value = self.settled.get(key)?.clone();
            self.changed.insert(key.clone(), value);
        }
        self.changed.get_mut(key)
    }

    /// Whether there is a value of this key.
    #[must_use]
    pub fn contains_key(&self, key: &K) -> bool {
        self.get(key).is_some()
    }

    /// Takes a value in, in place of the one of the same key.
    pub fn insert(&mut self, key: K, value: V) {
        self.changed.insert(key, value);
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl Iterator<Item = &V> {
        let (mut settled, mut changed) = (self.settled.iter().peekable(), self.changed.iter().peekable());
        std::iter::from_fn(move || {
            let order = match (settled.peek(), changed.peek()) {
                (Some((old, _)), Some((new, _))) => old.cmp(new),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            if order.is_eq() {
                settled.next();
            }
            let next = if order.is_lt() { settled.next() } else { changed.next() };
            next.map(|(_, value)| value)
        })
    }

    /// Puts what was changed into what is shared. It costs little where no copy is left that shares it.
    pub fn settle(&mut self) {
        let changed = std::mem::take(&mut self.changed);
        match self.settled.is_empty() {
            true => self.settled = Arc::new(changed),
            false if changed.is_empty() => {}
            false => Arc::make_mut(&mut self.settled).extend(changed),
        }
    }
}

impl<K, V> Default for Layered<K, V> {
    fn default() -> Self {
        Self { settled: Arc::default(), changed: BTreeMap::new() }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Layered<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self { settled: Arc::new(entries.into_iter().collect()), changed: BTreeMap::new() }
    }
}

/// The same entries, whichever layer they are in.
impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for Layered<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.values().eq(other.values())
    }
}

impl<K: Ord + Clone, V: Clone + Eq> Eq for Layered<K, V> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(map: &Layered<u8, (u8, char)>) -> String {
        let all: String = map.values().map(|(_, letter)| letter).collect();
        let one_by_one: String = (0..9).filter_map(|key| map.get(&key)).map(|(_, letter)| letter).collect();
        assert_eq!(all, one_by_one);
        all
    }

    #[test]
    fn a_copy_is_changed_alone_and_in_order() {
        let mut map: Layered<u8, (u8, char)> = [(2, (2, 'b')), (4, (4, 'd')), (6, (6, 'f'))].into_iter().collect();
        let before = map.clone();
        for (key, letter) in [(1, 'a'), (4, 'D'), (7, 'g'), (5, 'e')] {
            map.insert(key, (key, letter));
        }
        map.get_mut(&6).unwrap().1 = 'F';
        assert_eq!((read(&map).as_str(), read(&before).as_str()), ("abDeFg", "bdf"));
        assert_eq!((map.contains_key(&3), map.contains_key(&1)), (false, true));
        assert_eq!(map.get_mut(&3), None);
        let unsettled = map.clone();
        map.settle();
        assert_eq!((read(&map).as_str(), read(&before).as_str()), ("abDeFg", "bdf"));
        assert_eq!(map, unsettled);
        assert_ne!(map, before);
        map.settle();
        assert_eq!(read(&map), "abDeFg");
    }

    #[test]
    fn what_is_shared_is_not_copied_to_be_settled() {
        let mut map: Layered<u8, char> = [(1, 'a')].into_iter().collect();
        let shared = Arc::as_ptr(&map.settled);
        let mut next = map.clone();
        next.insert(2, 'b');
        assert_eq!(Arc::as_ptr(&next.settled), shared);
        map = next;
        map.settle();
        assert_eq!((Arc::as_ptr(&map.settled), map.settled.len(), map.changed.len()), (shared, 2, 0));
    }
}
