//! What is counted about one piece of one day, and how it stands in a column.

use super::histogram::Histogram;
use crate::encode::unreadable;
use crate::error::StoreError;

/// The form in which [`Figures`] stand in a column; another form is another number.
const FORM: u8 = 1;

/// Makes a struct of numbers with its list of them, so that none can be left out of a sum or a column. The order is the
/// column's: a new one goes to the end.
macro_rules! fields {
    ($(#[$about:meta])* $name:ident of $kind:ty { $($(#[$what:meta])* $field:ident,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name { $($(#[$what])* pub $field: $kind,)* }
        impl $name {
            fn all(&self) -> impl Iterator<Item = &$kind> { [$(&self.$field),*].into_iter() }
            fn all_mut(&mut self) -> impl Iterator<Item = &mut $kind> { [$(&mut self.$field),*].into_iter() }
        }
    };
}

fields! {
    /// Numbers that are added up. Of visits: issued = served + no_show + left + cancelled + expired + open; void stands apart.
    /// Durations are in milliseconds.
    Counts of i64 {
        /// Tickets issued, void ones not counted.
        issued,
        /// Served, closed by the day's end included.
        served,
        /// Of these, closed by the day's end.
        auto_closed,
        /// Nobody came.
        no_show,
        /// Left the line.
        left,
        /// Taken back by staff.
        cancelled,
        /// Still open when the day ended.
        expired,
        /// Mispresses.
        void,
        /// Visits that were called at least once.
        called,
        /// Sum of waits of called visits, for the mean.
        wait_ms,
        /// Called visits whose wait was within their wait target.
        within_target,
        /// Called visits that have a wait target.
        with_target,
        /// Legs ended at a counter as served.
        legs_served,
        /// Legs whose service was started by key and ended, not by the day's end: what serve times are averaged over.
        legs_timed,
        /// Sum of serve times of those.
        serve_ms,
        /// Sum of reactions of legs that were started by key.
        reaction_ms,
        /// Legs that were started by key.
        reacted,
        /// Legs that ended in a transfer.
        transferred,
        /// Legs that ended in parking.
        parked,
        /// Legs without a press of start.
        implied,
        /// Calls after the first of their leg.
        recalls,
        /// From a call to the end of its leg, of legs that ended, not by the day's end.
        busy_ms,
        /// A counter stood open or paused.
        open_ms,
        /// Of this, paused.
        paused_ms,
        /// Ratings by level, from very dissatisfied to very satisfied.
        rated_1,
        /// Two of five.
        rated_2,
        /// Three of five.
        rated_3,
        /// Four of five.
        rated_4,
        /// Five of five.
        rated_5,
        /// Called visits that were told a range at issue.
        told,
        /// Of these, waits below the range.
        told_below,
        /// Of these, waits above the range.
        told_above,
        /// Sum of the widths of these ranges.
        told_width_ms,
        /// Sum of distances between the wait and the middle of its range.
        told_error_ms,
        /// Tickets issued to a person who already had one that day.
        same_person,
        /// Slips printed again.
        reprints,
        /// Prints that failed or of which nobody knows.
        print_faults,
        /// Times the clock was doubted.
        clock_doubts,
        /// Legs that the day's end closed: they stand in no other leg's count and in no mean.
        legs_auto_closed,
    }
}

fields! {
    /// Durations in milliseconds, by length.
    Lengths of Histogram {
        /// Visit: issue to first call.
        wait,
        /// Leg: first call to start, if started by key.
        reaction,
        /// Leg: start to finish, as `legs_timed` counts them.
        serve,
        /// Visit: away to complete papers.
        hold,
        /// Visit: issue to its end as served.
        total,
        /// Leg: from standing in line for it to its first call.
        leg_wait,
    }
}

/// What is counted about one piece of one day, or the sum of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Numbers.
    pub counts: Counts,
    /// Durations.
    pub lengths: Lengths,
}

impl Figures {
    /// Adds another one's figures.
    pub fn add(&mut self, other: &Figures) {
        self.counts.all_mut().zip(other.counts.all()).for_each(|(mine, more)| *mine += more);
        self.lengths.all_mut().zip(other.lengths.all()).for_each(|(mine, more)| mine.add(more));
    }

    /// Takes another one's figures away.
    pub fn subtract(&mut self, other: &Figures) {
        self.counts.all_mut().zip(other.counts.all()).for_each(|(mine, less)| *mine -= less);
        self.lengths.all_mut().zip(other.lengths.all()).for_each(|(mine, less)| mine.subtract(less));
    }

    /// Whether nothing is counted.
    pub fn is_empty(&self) -> bool {
        self.counts.all().all(|count| *count == 0) && self.lengths.all().all(Histogram::is_empty)
    }

    /// issued − served − no_show − left − cancelled − expired: what is still open.
    pub fn open(&self) -> i64 {
        let counts = &self.counts;
        counts.issued - counts.served - counts.no_show - counts.left - counts.cancelled - counts.expired
    }

    /// The bytes of a column: the form, then what is not zero, each with its place.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM];
        for (place, count) in (1_u64..).zip(self.counts.all()).filter(|(_, count)| **count != 0) {
            put(&mut bytes, place);
            put(&mut bytes, zigzag(*count));
        }
        put(&mut bytes, 0);
        for (place, length) in (1_u64..).zip(self.lengths.all()).filter(|(_, length)| !length.is_empty()) {
            put(&mut bytes, place);
            put(&mut bytes, length.buckets().len() as u64);
            let mut before = 0;
            for (bucket, count) in length.buckets() {
                put(&mut bytes, (bucket - before) as u64);
                put(&mut bytes, zigzag(count));
                before = bucket;
            }
        }
        put(&mut bytes, 0);
        bytes
    }

    /// Adds what a column holds, without building it first. `Unreadable` if the bytes are not of this form.
    pub fn add_bytes(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.take_in(bytes)
            .ok_or_else(|| unreadable("statistic.figures", format!("{} bytes of no known form", bytes.len())))
    }

    fn take_in(&mut self, bytes: &[u8]) -> Option<()> {
        let (form, mut rest) = bytes.split_first()?;
        if *form != FORM {
            return None;
        }
        let mut counts = self.counts.all_mut();
        let mut passed = 0;
        loop {
            let place = take(&mut rest)?;
            if place == 0 {
                break;
            }
            let ahead = usize::try_from(place.checked_sub(passed + 1)?).ok()?;
            *counts.nth(ahead)? += unzigzag(take(&mut rest)?);
            passed = place;
        }
        let mut lengths = self.lengths.all_mut();
        let mut passed = 0;
        loop {
            let place = take(&mut rest)?;
            if place == 0 {
                break;
            }
            let ahead = usize::try_from(place.checked_sub(passed + 1)?).ok()?;
            let length = lengths.nth(ahead)?;
            passed = place;
            let (mut bucket, mut along) = (0_usize, 0);
            for _ in 0..take(&mut rest)? {
                bucket = bucket.checked_add(usize::try_from(take(&mut rest)?).ok()?)?;
                length.put_in_order(&mut along, bucket, unzigzag(take(&mut rest)?));
            }
        }
        rest.is_empty().then_some(())
    }
}

/// Seven bits a byte, the lowest first; the top bit says that more come.
fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_figures() -> impl Strategy<Value = Figures> {
        let counts = prop::collection::vec(prop_oneof![Just(0), -5_i64..100_000, any::<i32>().prop_map(i64::from)], 39);
        let lengths = prop::collection::vec(prop::collection::vec((0_i64..10_000_000, 1_i64..4), 0..12), 6);
        (counts, lengths).prop_map(|(counts, lengths)| {
            let mut figures = Figures::default();
            figures.counts.all_mut().zip(counts).for_each(|(mine, given)| *mine = given);
            figures.lengths.all_mut().zip(lengths).for_each(|(mine, given)| {
                given.into_iter().for_each(|(ms, times)| mine.record(ms, times));
            });
            figures
        })
    }

    proptest! {
        #[test]
        fn a_column_gives_back_what_it_was_given(figures in any_figures()) {
            let mut read = Figures::default();
            read.add_bytes(&figures.to_bytes()).unwrap();
            prop_assert_eq!(read, figures);
        }

        #[test]
        fn adding_columns_is_adding_figures(one in any_figures(), other in any_figures()) {
            let mut by_bytes = one.clone();
            by_bytes.add_bytes(&other.to_bytes()).unwrap();
            let mut by_hand = one;
            by_hand.add(&other);
            prop_assert_eq!(by_bytes, by_hand);
        }

        #[test]
        fn a_torn_column_is_refused(figures in any_figures(), keep in 0.0_f64..1.0) {
            let bytes = figures.to_bytes();
            let kept = (bytes.len() as f64 * keep) as usize;
            prop_assert!(Figures::default().add_bytes(&bytes[..kept]).is_err());
        }
    }

    #[test]
    fn another_form_is_refused() {
        assert!(Figures::default().add_bytes(&[2, 0, 0]).is_err());
        assert!(Figures::default().add_bytes(&[FORM, 99, 1, 0, 0]).is_err());
        assert!(Figures::default().add_bytes(&[FORM, 0, 0]).is_ok());
    }
}
