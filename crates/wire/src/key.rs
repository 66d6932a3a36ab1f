//! What stands under which key of a view, for readers that want types.

use crate::value::{
    CallValue, CounterValue, DeviceValue, HallValue, LapsedValue, LineValue, MyCounter, MyTicket, NoticeValue,
    PrintValue, PrinterValue, StaffTicket, WaitRange,
};
use serde_json::Value;

/// Every form of key with the type of its value; `{…}` stands for an id. Generated types read this table.
pub const KEYS: [(&str, &[&str]); 14] = [
    ("hall", &["HallValue"]),
    ("call/{id}", &["CallValue"]),
    ("line/{group}", &["LineValue"]),
    ("notice/{id}", &["NoticeValue"]),
    ("counter/{number}", &["CounterValue"]),
    ("ticket/{id}", &["StaffTicket"]),
    ("lapsed/{ticket}", &["LapsedValue"]),
    ("mine", &["MyCounter", "MyTicket"]),
    ("wait/{group}", &["WaitRange"]),
    ("wait", &["WaitRange"]),
    ("device/{id}", &["DeviceValue"]),
    ("print/{id}", &["PrintValue"]),
    ("printer/{code}", &["PrinterValue"]),
    // only in frames: under any key, a value that went away
    ("", &["null"]),
];

/// A value of a view, by the type its key gives it.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewValue {
    /// `hall`.
    Hall(Box<HallValue>),
    /// `call/{id}`.
    Call(CallValue),
    /// `line/{group}`.
    Line(LineValue),
    /// `notice/{id}`.
    Notice(NoticeValue),
    /// `counter/{number}`.
    Counter(CounterValue),
    /// `ticket/{id}`.
    Ticket(StaffTicket),
    /// `lapsed/{ticket}`.
    Lapsed(LapsedValue),
    /// `mine` in an officer's view.
    MyCounter(Box<MyCounter>),
    /// `mine` in a citizen's view.
    MyTicket(Box<MyTicket>),
    /// `wait/{group}` or `wait`.
    Wait(WaitRange),
    /// `device/{id}`.
    Device(DeviceValue),
    /// `print/{id}`.
    Print(PrintValue),
    /// `printer/{code}`.
    Printer(PrinterValue),
    /// The key went away.
    Gone,
}

impl ViewValue {
    /// Reads the value under a key of a view; `None` for a key that this release does not know, which is to be passed over.
    ///
    /// # Errors
    /// The value has not the form its key asks for.
    pub fn read(view: &str, key: &str, value: &Value) -> Result<Option<Self>, serde_json::Error> {
        if value.is_null() {
            return Ok(Some(Self::Gone));
        }
        let value = value.clone();
        let known = match (key.split_once('/').map_or(key, |(kind, _)| kind), key.contains('/')) {
            ("hall", false) => Self::Hall(serde_json::from_value(value)?),
            ("call", true) => Self::Call(serde_json::from_value(value)?),
            ("line", true) => Self::Line(serde_json::from_value(value)?),
            ("notice", true) => Self::Notice(serde_json::from_value(value)?),
            ("counter", true) => Self::Counter(serde_json::from_value(value)?),
            ("ticket", true) => Self::Ticket(serde_json::from_value(value)?),
            ("lapsed", true) => Self::Lapsed(serde_json::from_value(value)?),
            ("mine", false) if view.starts_with("ticket/") => Self::MyTicket(serde_json::from_value(value)?),
            ("mine", false) => Self::MyCounter(serde_json::from_value(value)?),
            ("wait", _) => Self::Wait(serde_json::from_value(value)?),
            ("device", true) => Self::Device(serde_json::from_value(value)?),
            ("print", true) => Self::Print(serde_json::from_value(value)?),
            ("printer", true) => Self::Printer(serde_json::from_value(value)?),
            (_, _) => return Ok(None),
        };
        Ok(Some(known))
    }

    /// The value as it stands in a frame.
    ///
    /// # Errors
    /// None that a value read before can cause.
    pub fn write(&self) -> Result<Value, serde_json::Error> {
        match self {
            Self::Hall(value) => serde_json::to_value(value),
            Self::Call(value) => serde_json::to_value(value),
            Self::Line(value) => serde_json::to_value(value),
            Self::Notice(value) => serde_json::to_value(value),
            Self::Counter(value) => serde_json::to_value(value),
            Self::Ticket(value) => serde_json::to_value(value),
            Self::Lapsed(value) => serde_json::to_value(value),
            Self::MyCounter(value) => serde_json::to_value(value),
            Self::MyTicket(value) => serde_json::to_value(value),
            Self::Wait(value) => serde_json::to_value(value),
            Self::Device(value) => serde_json::to_value(value),
            Self::Print(value) => serde_json::to_value(value),
            Self::Printer(value) => serde_json::to_value(value),
            Self::Gone => Ok(Value::Null),
        }
    }

    /// The name of its type in [`KEYS`].
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Hall(_) => "HallValue",
            Self::Call(_) => "CallValue",
            Self::Line(_) => "LineValue",
            Self::Notice(_) => "NoticeValue",
            Self::Counter(_) => "CounterValue",
            Self::Ticket(_) => "StaffTicket",
            Self::Lapsed(_) => "LapsedValue",
            Self::MyCounter(_) => "MyCounter",
            Self::MyTicket(_) => "MyTicket",
            Self::Wait(_) => "WaitRange",
            Self::Device(_) => "DeviceValue",
            Self::Print(_) => "PrintValue",
            Self::Printer(_) => "PrinterValue",
            Self::Gone => "null",
        }
    }
}
