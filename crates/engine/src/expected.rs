//! Which screens should show a call, and how many loudspeakers can say it. Settled once, when the call is first seen, so that a view at a seq is always the same.

use goiso_queue::hall::Call;
use goiso_queue::{CallId, DeviceId};
use std::collections::BTreeMap;

/// A screen that should show a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Screen {
    pub device: DeviceId,
    /// For people.
    pub name: String,
}

/// Who should bring a call to people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    pub screens: Vec<Screen>,
    /// Loudspeakers of the zone that were there.
    pub speakers: usize,
    /// Loudspeakers of the zone that should have been.
    pub paired: usize,
}

/// Those by call.
#[derive(Debug, Default)]
pub(crate) struct Expectations(BTreeMap<CallId, Expected>);

impl Expectations {
    /// The screens that should show a call.
    pub fn of(&self, call: CallId) -> &[Screen] {
        self.0.get(&call).map_or(&[], |expected| expected.screens.as_slice())
    }

    /// The loudspeakers that were there when it was called.
    pub fn speakers(&self, call: CallId) -> usize {
        self.0.get(&call).map_or(0, |expected| expected.speakers)
    }

    /// The loudspeakers that should have been there.
    pub fn paired(&self, call: CallId) -> usize {
        self.0.get(&call).map_or(0, |expected| expected.paired)
    }

    /// Forgets these calls if views have forgotten them, and settles those that are new.
    pub fn settle<'c>(
        &mut self,
        calls: impl Iterator<Item = (CallId, Option<&'c Call>)>,
        mut expected: impl FnMut(&Call) -> Expected,
    ) {
        for (id, call) in calls {
            match call {
                None => {
                    self.0.remove(&id);
                }
                Some(call) => {
                    self.0.entry(id).or_insert_with(|| expected(call));
                }
            }
        }
    }
}
