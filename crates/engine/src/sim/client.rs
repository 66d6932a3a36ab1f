//! A client of `queue.v1` as a page is one, with faults to be switched on.

use goiso_wire::frame::{At, ServerFrame};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a client does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It takes updates of any epoch.
    NoEpochCheck,
    /// It takes updates from any position.
    NoFromCheck,
    /// It asks for a snapshot, registers for updates later, and does not heed beats.
    LateWithoutBeat,
}

/// What a client wants after a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// Nothing.
    Nothing,
    /// A new connection from where it stands.
    Hello,
    /// A new connection from nothing.
    HelloAfresh,
}

/// A client: its map and where it stands.
pub struct Client {
    pub fault: Fault,
    pub map: BTreeMap<String, Value>,
    pub at: Option<At>,
}

impl Client {
    pub fn new(fault: Fault) -> Self {
        Self { fault, map: BTreeMap::new(), at: None }
    }

    /// Takes a frame.
    pub fn take(&mut self, frame: &str) -> Wants {
        match serde_json::from_str(frame).expect("the server sends frames") {
            ServerFrame::Snapshot { epoch, seq, set, .. } => {
                self.map = set;
                self.at = Some(At(epoch, seq));
                Wants::Nothing
            }
            ServerFrame::Update { epoch, from, seq, set, .. } => self.update(epoch, from, seq, set),
            ServerFrame::Live { .. } | ServerFrame::Grant { .. } | ServerFrame::Bye { .. } => Wants::Nothing,
        }
    }

    fn update(&mut self, epoch: String, from: u64, seq: u64, set: BTreeMap<String, Value>) -> Wants {
        let Some(At(mine_epoch, mine)) = self.at.clone() else { return Wants::HelloAfresh };
        if epoch != mine_epoch && self.fault != Fault::NoEpochCheck {
            return Wants::HelloAfresh;
        }
        if set.is_empty() && self.fault == Fault::LateWithoutBeat {
            return Wants::Nothing;
        }
        if seq <= mine {
            return Wants::Nothing;
        }
        if from > mine && self.fault != Fault::NoFromCheck {
            return Wants::Hello;
        }
        for (key, value) in set {
            match value {
                Value::Null => {
                    self.map.remove(&key);
                }
                Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::Object(_) | Value::String(_) => {
                    self.map.insert(key, value);
                }
            }
        }
        self.at = Some(At(epoch, seq));
        Wants::Nothing
    }
}
