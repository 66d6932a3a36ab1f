//! Pieces of values: tickets, calls, counters, reasons in the words of the wire.

use crate::to_wire::Encoded;
use goiso_queue::config::{Counter, Text as HallText};
use goiso_queue::day::{between_sessions, opening};
use goiso_queue::event::{Phase as HallPhase, Step};
use goiso_queue::hall::{Call, CallState, Desk, Hall, Lapsed, Notice};
use goiso_queue::order::{LineOf, Rule, Why as HallWhy};
use goiso_queue::print::{Print, PrintTrouble, Printable, PrintedOn, Printer};
use goiso_queue::screens::{Brand, Layout, Show, Wall};
use goiso_queue::ticket::{Care, Hold};
use goiso_queue::voice::{Chime, NumberStyle, Place, Region, Repeat, Voice, VolumeSpan, ZoneSpeech};
use goiso_queue::{Actor, CallId, Label, Moment, Ticket, TicketState, ZoneCode};
use goiso_wire::value::{
    ArrowValue, BrandValue, CallValue, CounterValue, LapsedValue, Named, NoticeValue, Phase, PrintValue, PrinterValue,
    StaffTicket, Text, VoiceValue, VolumeSpanValue, WaitRange, WallValue, Why,
};
use serde::Serialize;
use serde_json::value::to_raw_value;

/// The range of a wait, as frames and answers carry it.
pub(crate) fn wait_value(range: goiso_queue::WaitRange) -> WaitRange {
    WaitRange { low_s: range.low_s, high_s: range.high_s }
}

/// A value as JSON. Everything here is strings, numbers and lists, so that writing cannot fail.
pub(crate) fn encoded<T: Serialize>(value: &T) -> Option<Encoded> {
    to_raw_value(value).ok()
}

pub(crate) fn text(from: &HallText) -> Text {
    Text { vi: from.vi.clone(), en: from.en.clone() }
}

pub(crate) fn named(code: &impl ToString, name: &HallText) -> Named {
    Named { code: code.to_string(), name: text(name), icon: None }
}

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn phase(of: &Hall) -> Phase {
    let opens = of.day.and_then(|day| opening(&of.config, day, of.phase)).map(|opens| opens.0);
    let none = Phase { kind: String::new(), issuing_from: None, opens, between: None, last_ticket: None, closes: None };
    match of.phase {
        HallPhase::ClosedToday => Phase { kind: "closed_today".to_owned(), ..none },
        HallPhase::Before { issuing_from, opens } => Phase {
            kind: "before".to_owned(),
            issuing_from: Some(issuing_from.0),
            opens: Some(opens.0),
            between: of.day.map(|day| between_sessions(&of.config, day, of.phase)),
            ..none
        },
        HallPhase::Issuing { last_ticket, closes } => {
            Phase { kind: "issuing".to_owned(), last_ticket: Some(last_ticket.0), closes: Some(closes.0), ..none }
        }
        HallPhase::LastTicketOut { closes } => {
            Phase { kind: "last_ticket_out".to_owned(), closes: Some(closes.0), ..none }
        }
        HallPhase::After => Phase { kind: "after".to_owned(), ..none },
    }
}

pub(crate) fn call_value(call: &Call) -> CallValue {
    let state = match call.state {
        CallState::Calling => "calling",
        CallState::Recalled => "recalled",
        CallState::Serving => "serving",
        CallState::Over => "over",
        CallState::NoShow => "no_show",
        CallState::Withdrawn => "withdrawn",
    };
    CallValue {
        label: call.label.to_string(),
        group: call.group.to_string(),
        counter: call.counter.to_string(),
        zone: call.zone.to_string(),
        number: call.number,
        state: state.to_owned(),
        at: call.at.0,
        delivery: None,
    }
}

pub(crate) fn notice_value(notice: &Notice) -> NoticeValue {
    NoticeValue {
        text: text(&notice.text),
        at: notice.at.0,
        until: notice.until.map(|until| until.0),
        speech: notice.speech.map(|speech| speech.word().to_owned()),
    }
}

/// A print, without who asked for it.
pub fn print_value(print: &Print) -> PrintValue {
    let result = print.ended.map(|(_, result)| result);
    let (ticket, label, copy, service) = match &print.what {
        Printable::Slip { ticket, label, copy } => (Some(ticket.to_string()), *label, *copy, None),
        Printable::Papers { service } => (None, None, 1, Some(service.to_string())),
        Printable::Test => (None, None, 1, None),
    };
    let browser = match (&print.on, &print.by) {
        (PrintedOn::Printer(_), _) => None,
        (PrintedOn::Browser { .. }, Actor::Device(_)) => Some(print.by.to_string()),
        // Who it was stands in `by`, for those who may read it.
        (PrintedOn::Browser { .. }, Actor::Staff(_) | Actor::Citizen | Actor::Clock) => Some("staff".to_owned()),
    };
    PrintValue {
        printer: print.on.printer().map_or_else(String::new, ToString::to_string),
        browser,
        ticket,
        label: label.map(|label| label.to_string()),
        service,
        copy,
        at: print.at.0,
        state: result.map_or("asked", |result| result.word()).to_owned(),
        why: result.and_then(|result| result.why()).map(PrintTrouble::word).map(ToOwned::to_owned),
        ended_at: print.ended.map(|(at, _)| at.0),
        by: None,
    }
}

/// Somebody whose time away was up.
pub(crate) fn lapsed_value(label: &Label, lapsed: &Lapsed) -> LapsedValue {
    LapsedValue {
        label: label.to_string(),
        counter: lapsed.counter.to_string(),
        until: lapsed.until.0,
        shown_until: lapsed.shown_until().0,
    }
}

/// A printer as it was last seen.
pub(crate) fn printer_value(printer: &Printer, state: &str, since: Moment) -> PrinterValue {
    PrinterValue {
        name: text(&printer.name),
        paper: printer.paper.word().to_owned(),
        kiosks: printer.kiosks.iter().map(ToString::to_string).collect(),
        state: state.to_owned(),
        since: since.0,
    }
}

/// How calls of a zone are said.
pub(crate) fn voice_value(voice: &Voice, zone: &ZoneSpeech) -> VoiceValue {
    let span = |span: &VolumeSpan| VolumeSpanValue {
        from: span.from.to_string(),
        to: span.to.to_string(),
        percent: span.percent,
    };
    let style = match voice.style {
        NumberStyle::Digits => "digits",
        NumberStyle::Number => "number",
    };
    let region = match voice.region {
        Region::North => "north",
        Region::South => "south",
    };
    let chime = match voice.chime {
        Chime::Soft => "soft",
        Chime::Classic => "classic",
        Chime::None => "none",
    };
    let repeat = match voice.repeat {
        Repeat::Twice => "twice",
        Repeat::Once => "once",
    };
    let place = match zone.place {
        Place::Counter => "counter",
        Place::Window => "window",
        Place::Room => "room",
    };
    VoiceValue {
        languages: voice.languages.clone(),
        style: style.to_owned(),
        region: region.to_owned(),
        chime: chime.to_owned(),
        repeat: repeat.to_owned(),
        place: place.to_owned(),
        volume: zone.volume,
        volumes: zone.volumes.iter().map(span).collect(),
    }
}

/// What is a hall's own on screens; none where it has nothing of its own.
pub(crate) fn brand_value(brand: &Brand) -> Option<BrandValue> {
    let words = |from: &HallText| (!from.vi.is_empty()).then(|| text(from));
    (*brand != Brand::default()).then(|| BrandValue {
        accent_dark: brand.accent_dark.map(|colour| colour.to_string()),
        accent_light: brand.accent_light.map(|colour| colour.to_string()),
        logo: (!brand.logo.is_empty()).then(|| brand.logo.clone()),
        invite: words(&brand.invite),
        idle: words(&brand.idle),
    })
}

/// What the wall of a zone shows; none for the usual.
pub(crate) fn wall_value(zone: &ZoneCode, wall: &Wall) -> Option<WallValue> {
    let layout = match wall.layout {
        Layout::Auto => "auto",
        Layout::Single => "single",
        Layout::Columns => "columns",
    };
    let shown = |show: Show| match show {
        Show::Hidden => false,
        Show::Shown => true,
    };
    let own = std::iter::once((zone, wall.arrow));
    let others = wall.elsewhere.iter().map(|other| (&other.zone, other.arrow));
    (*wall != Wall::default()).then(|| WallValue {
        layout: layout.to_owned(),
        rows: wall.rows,
        missed: shown(wall.missed),
        panel: shown(wall.panel),
        ticker: text(&wall.ticker),
        arrows: own
            .chain(others)
            .map(|(zone, arrow)| ArrowValue { zone: zone.to_string(), arrow: arrow.word().to_owned() })
            .collect(),
    })
}

/// What an officer must know of another counter to send somebody there.
pub(crate) fn neighbour(counter: &Counter, desk: &Desk) -> CounterValue {
    CounterValue {
        number: counter.number.to_string(),
        name: text(&counter.name),
        zone: counter.zone.to_string(),
        groups: counter.groups.iter().map(ToString::to_string).collect(),
        state: desk.state.word().to_owned(),
        label: None,
        ticket_state: None,
        since: None,
        reason: None,
        officer: None,
        served: None,
    }
}

/// A ticket as staff see it.
pub(crate) fn staff_ticket(ticket: &Ticket) -> StaffTicket {
    let facts = state_facts(ticket);
    StaffTicket {
        id: ticket.id.to_string(),
        label: ticket.label.to_string(),
        group: ticket.group.to_string(),
        service: ticket.service.as_ref().map(ToString::to_string),
        class: ticket.class.to_string(),
        care: care_word(ticket.care).to_owned(),
        dossiers: ticket.dossiers,
        state: ticket.state.word().to_owned(),
        outcome: facts.outcome,
        issued_at: ticket.issued_at.0,
        since: since_of(ticket).0,
        counter: facts.counter,
        calls: ticket.legs.last().filter(|leg| leg.end.is_none()).map_or(0, |leg| leg.calls),
        until: facts.until,
        reason: facts.reason,
        return_to: ticket.return_to.as_ref().map(ToString::to_string),
    }
}

/// What only some states have.
#[derive(Default)]
pub(crate) struct StateFacts {
    pub counter: Option<String>,
    pub outcome: Option<String>,
    pub until: Option<i64>,
    pub reason: Option<String>,
}

pub(crate) fn state_facts(ticket: &Ticket) -> StateFacts {
    match &ticket.state {
        TicketState::Waiting { hold: Hold::Anyone, .. } => StateFacts::default(),
        TicketState::Waiting { hold: Hold::Counter { number }, .. } => {
            StateFacts { counter: Some(number.to_string()), ..StateFacts::default() }
        }
        TicketState::Called { counter, .. } | TicketState::Serving { counter, .. } => {
            StateFacts { counter: Some(counter.to_string()), ..StateFacts::default() }
        }
        TicketState::Parked { counter, until, reason, .. } => StateFacts {
            counter: Some(counter.to_string()),
            outcome: None,
            until: Some(until.0),
            reason: Some(reason.clone()),
        },
        TicketState::Done { outcome, .. } => {
            StateFacts { outcome: Some(outcome.word().to_owned()), ..StateFacts::default() }
        }
    }
}

pub(crate) fn since_of(ticket: &Ticket) -> Moment {
    match &ticket.state {
        TicketState::Waiting { since, .. }
        | TicketState::Called { since, .. }
        | TicketState::Serving { since, .. }
        | TicketState::Parked { since, .. } => *since,
        TicketState::Done { at, .. } => *at,
    }
}

pub(crate) fn call_of(ticket: &Ticket) -> Option<CallId> {
    match ticket.state {
        TicketState::Called { call, .. } | TicketState::Serving { call, .. } => Some(call),
        TicketState::Waiting { .. } | TicketState::Parked { .. } | TicketState::Done { .. } => None,
    }
}

pub(crate) fn care_word(care: Care) -> &'static str {
    match care {
        Care::Usual => "usual",
        Care::Accessible => "accessible",
    }
}

pub(crate) fn step_word(step: Step) -> &'static str {
    match step {
        Step::Call => "call",
        Step::Recall => "recall",
        Step::Start => "start",
        Step::Finish => "finish",
        Step::NoShow => "no_show",
        Step::Park => "park",
        Step::Transfer => "transfer",
    }
}

/// Why a ticket was next, as officers read it. Also the shape of HTTP answers.
pub fn why_value(why: &HallWhy) -> Why {
    let mut value = Why {
        rule: String::new(),
        waited_s: u32::try_from(why.waited_ms.max(0) / 1000).unwrap_or(u32::MAX),
        rate_milli: None,
        within_s: None,
        run: None,
        reason: None,
        helped: match why.line {
            LineOf::Own { .. } => false,
            LineOf::Helped => true,
        },
        runner_up: why.runner_up.map(|id| id.to_string()),
    };
    value.rule = match &why.rule {
        Rule::Guarantee { within_s } => {
            value.within_s = Some(within_s.0);
            "guarantee"
        }
        Rule::Returned => "returned",
        Rule::Arrival => "arrival",
        Rule::PriorityFirst { run } => {
            value.run = Some(*run);
            "priority_first"
        }
        Rule::OrdinaryTurn => "ordinary_turn",
        Rule::Accumulating { rate_milli, .. } => {
            value.rate_milli = Some(*rate_milli);
            "accumulating"
        }
        Rule::Chosen { reason } => {
            value.reason = Some(reason.clone());
            "chosen"
        }
    }
    .to_owned();
    value
}
