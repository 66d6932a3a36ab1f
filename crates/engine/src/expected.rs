//! Which screens should show a call. Settled once, when the call is first seen, so that a view at a seq is always the same.

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

/// The screens by call.
#[derive(Debug, Default)]
pub(crate) struct Expectations(BTreeMap<CallId, Vec<Screen>>);

impl Expectations {
    /// The screens that should show a call.
    pub fn of(&self, call: CallId) -> &[Screen] {
        self.0.get(&call).map_or(&[], Vec::as_slice)
    }

    /// Forgets these calls if views have forgotten them, and settles those that are new.
    pub fn settle<'c>(
        &mut self,
        calls: impl Iterator<Item = (CallId, Option<&'c Call>)>,
        mut screens: impl FnMut(&Call) -> Vec<Screen>,
    ) {
        for (id, call) in calls {
            match call {
                None => {
                    self.0.remove(&id);
                }
                Some(call) => {
                    self.0.entry(id).or_insert_with(|| screens(call));
                }
            }
        }
    }
}
