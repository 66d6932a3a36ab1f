//! Values that stand under the keys of a view.
//!
//! Keys: `hall`, `call/{id}`, `line/{group}`, `notice/{id}`, `counter/{number}`, `ticket/{id}`, `lapsed/{ticket}`, `print/{id}`, `mine` (the
//! officer's own counter, or the citizen's own ticket); live: `wait/{group}`, `device/{id}`. Which view holds which key and field is the allow-list of
//! its audience, in the engine's `to_wire.rs`.

use serde::{Deserialize, Serialize};

macro_rules! wire_types {
    ($($(#[$doc:meta])* $kind:ident $name:ident { $($body:tt)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
            #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
            pub $kind $name { $($body)* }
        )*
    };
}

wire_types! {
    /// A text in the hall's languages.
    struct Text {
        /// Vietnamese.
        pub vi: String,
        /// English; the Vietnamese one where empty.
        pub en: String,
    }

    /// A zone, group, class or service with its name.
    struct Named {
        /// Its code.
        pub code: String,
        /// Its name.
        pub name: Text,
        /// The name of its picture. Groups in the kiosk's view only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub icon: Option<String>,
    }

    /// A card that shows this age suggests this class.
    struct AgeHint {
        /// The class's code.
        pub class: String,
        /// In years.
        pub from_age: u8,
    }

    /// Where the day is in its hours.
    struct Phase {
        /// `closed_today`, `before`, `issuing`, `last_ticket_out`, `after`.
        pub kind: String,
        /// Numbers start.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub issuing_from: Option<i64>,
        /// Counters start: in this session, or in the next one where the hall is closed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub opens: Option<i64>,
        /// `before` only: whether the day had a session already, as at noon.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub between: Option<bool>,
        /// The last number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub last_ticket: Option<i64>,
        /// Counters stop.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub closes: Option<i64>,
    }

    /// `hall`: what every page of a hall needs.
    struct HallValue {
        /// The hall's id in URLs.
        pub hall: String,
        /// Over the door.
        pub name: Text,
        /// `2026-11-23`, or empty before the first.
        pub service_day: String,
        /// IANA time zone.
        pub time_zone: String,
        /// In its hours.
        pub phase: Phase,
        /// Zones.
        pub zones: Vec<Named>,
        /// Service groups in their order.
        pub groups: Vec<Named>,
        /// Priority classes, `ordinary` first.
        pub classes: Vec<Named>,
        /// Services, only in views where numbers are taken or tickets moved.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub services: Vec<ServiceValue>,
        /// Nobody should wait longer.
        pub wait_target_s: u32,
        /// For paper and screens.
        pub hotline: String,
        /// `sure` or `doubted`: whether hall time follows the wall clock. Staff views only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub clock: Option<String>,
        /// How calls of the zone are said. Views of zones only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub voice: Option<VoiceValue>,
        /// What is the hall's own on screens; absent for nothing. Views of screens that citizens see.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub brand: Option<BrandValue>,
        /// What the zone's wall shows; absent for the usual. Views of zones only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub wall: Option<WallValue>,
        /// When numbers cannot be had: the reason a supervisor gave, by group letter.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub stopped: Vec<Stopped>,
        /// Which class an age suggests. The kiosk's view only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub ages: Vec<AgeHint>,
    }

    /// What is a hall's own on its screens.
    struct BrandValue {
        /// `#7cc8f6`: the accent colour of dark screens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub accent_dark: Option<String>,
        /// The accent colour of light screens.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub accent_light: Option<String>,
        /// A picture under `/media/`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub logo: Option<String>,
        /// Over a called number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub invite: Option<Text>,
        /// While nobody is called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub idle: Option<Text>,
    }

    /// What the wall of a zone shows.
    struct WallValue {
        /// `auto`, `single`, `columns`.
        pub layout: String,
        /// Rows of the history.
        pub rows: u8,
        /// Those who were called and did not come.
        pub missed: bool,
        /// Pictures, video and slides from `/media/`.
        pub panel: bool,
        /// In the notices' line; may be empty.
        pub ticker: Text,
        /// Where zones are, seen from this wall: its own first, then those whose calls stand here too.
        pub arrows: Vec<ArrowValue>,
    }

    /// Where a zone is, seen from a wall.
    struct ArrowValue {
        /// Its code.
        pub zone: String,
        /// `right`, `left`, `up`, `down`, `up_right`, `up_left`, `down_right`, `down_left`.
        pub arrow: String,
    }

    /// How calls of a zone are said.
    struct VoiceValue {
        /// In this order: `vi`, `en`.
        pub languages: Vec<String>,
        /// `digits`, `number`.
        pub style: String,
        /// `north`, `south`.
        pub region: String,
        /// `soft`, `classic`, `none`.
        pub chime: String,
        /// `twice`, `once`.
        pub repeat: String,
        /// `counter`, `window`, `room`.
        pub place: String,
        /// Per cent; 0 is silence.
        pub volume: u8,
        /// Times of the day with a loudness of their own; the first that fits counts.
        pub volumes: Vec<VolumeSpanValue>,
    }

    /// A time of the day with a loudness of its own, on the hall's clock.
    struct VolumeSpanValue {
        /// `11:30`.
        pub from: String,
        /// `13:30`; earlier than `from` means over midnight.
        pub to: String,
        /// 0 is silence.
        pub percent: u8,
    }

    /// Issuing is stopped for a group.
    struct Stopped {
        /// Its letter.
        pub group: String,
        /// In words.
        pub reason: String,
    }

    /// A procedure.
    struct ServiceValue {
        /// Its code.
        pub code: String,
        /// Its group's letter.
        pub group: String,
        /// Its name.
        pub name: Text,
        /// Papers to bring.
        pub papers: Vec<Text>,
    }

    /// `call/{id}`: one call or recall, with what became of it.
    struct CallValue {
        /// `B045`.
        pub label: String,
        /// The line's letter.
        pub group: String,
        /// `3`.
        pub counter: String,
        /// The counter's zone.
        pub zone: String,
        /// 1 for a first call, 2 and more for recalls.
        pub number: u8,
        /// `calling`, `recalled` (a newer call of the same ticket stands), `serving`, `over`, `no_show`, `withdrawn`.
        pub state: String,
        /// Hall time.
        pub at: i64,
        /// Delivery; the officer's and the supervisor's views only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub delivery: Option<Delivery>,
    }

    /// What became of a call on its way to people.
    struct Delivery {
        /// Screens that painted it.
        pub shown: u32,
        /// Screens that should.
        pub of: u32,
        /// Names of screens that should and have not.
        pub missing: Vec<String>,
        /// Loudspeakers that said it to the end.
        pub said: u32,
        /// Loudspeakers that were there to say it when it was called.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub speakers: Option<u32>,
        /// Loudspeakers that are paired for it and should have been there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub speakers_paired: Option<u32>,
        /// Why one of them did not: `old`, `quiet`, `no_device` and so on; the last word of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub unsaid: Option<String>,
    }

    /// `line/{group}`: who waits.
    struct LineValue {
        /// People waiting.
        pub waiting: u32,
        /// The longest wait began; absent if nobody waits.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub oldest_at: Option<i64>,
        /// Labels that will probably be next, in their order; views of zones whose wall shows them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub next: Vec<String>,
        /// By class; staff views only.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pub classes: Vec<ClassLine>,
        /// Issued today; staff views only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub issued: Option<u32>,
        /// Numbers left today, where the line has a daily cap; the kiosk's view and staff views.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub left: Option<u32>,
    }

    /// A class within a line.
    struct ClassLine {
        /// Its code.
        pub class: String,
        /// People waiting.
        pub waiting: u32,
        /// The longest wait began.
        pub oldest_at: i64,
    }

    /// `notice/{id}`.
    struct NoticeValue {
        /// Its words.
        pub text: Text,
        /// Since.
        pub at: i64,
        /// Until; absent for until withdrawn.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub until: Option<i64>,
        /// What of it is said aloud: `text` (a chime), `closing_soon`, `issuing_closed`, `counter_paused`, `prepare`, `thanks`,
        /// `welcome`; absent for nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub speech: Option<String>,
    }

    /// `counter/{number}`.
    struct CounterValue {
        /// `3`.
        pub number: String,
        /// Beside the number; may be empty.
        pub name: Text,
        /// Its zone.
        pub zone: String,
        /// Its groups in order of preference.
        pub groups: Vec<String>,
        /// `closed`, `open`, `paused`.
        pub state: String,
        /// Label of whoever is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub label: Option<String>,
        /// `called`, `serving`; absent if nobody is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ticket_state: Option<String>,
        /// Of the ticket's state, or idle, or paused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub since: Option<i64>,
        /// Why it pauses.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
        /// Who sits there; staff views only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub officer: Option<String>,
        /// Served today; staff views only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub served: Option<u32>,
    }

    /// `mine` in the officer's view.
    struct MyCounter {
        /// The counter.
        pub counter: CounterValue,
        /// Whoever is here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ticket: Option<StaffTicket>,
        /// The newest call of that ticket: a key `call/{id}` of this view.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub call: Option<String>,
        /// Why it was next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub why: Option<Why>,
        /// A no-show may be recorded from then on, if enough calls were made.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub no_show_from: Option<i64>,
        /// Calls still needed before a no-show.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub no_show_calls_needed: Option<u8>,
        /// The step an undo would take back: `call`, `recall`, `start`, `finish`, `no_show`, `park`, `transfer`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub undo: Option<String>,
        /// Served today.
        pub served: u32,
        /// Mean serve time of today, of services started by key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mean_serve_s: Option<u32>,
        /// The same of whoever sits here, at whichever counters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub own: Option<OwnDay>,
        /// How long somebody may be sent away.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub away: Option<AwayTimes>,
    }

    /// What an officer did today.
    struct OwnDay {
        /// Served.
        pub served: u32,
        /// Called and did not come.
        pub no_shows: u32,
        /// Mean serve time, of services started by key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub mean_serve_s: Option<u32>,
    }

    /// How long somebody may be away to complete papers.
    struct AwayTimes {
        /// If no other time is named.
        pub usual_s: u32,
        /// No longer one may be named.
        pub at_most_s: u32,
    }

    /// Why a ticket was next.
    struct Why {
        /// `guarantee`, `returned`, `arrival`, `priority_first`, `ordinary_turn`, `accumulating`, `chosen`.
        pub rule: String,
        /// Since arrival.
        pub waited_s: u32,
        /// The class's rate in thousandths, for `accumulating`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rate_milli: Option<u32>,
        /// The bound, for `guarantee`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub within_s: Option<u32>,
        /// The n-th in a row, for `priority_first`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub run: Option<u8>,
        /// The officer's reason, for `chosen`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
        /// The counter helped another group.
        pub helped: bool,
        /// Who was passed over: a ticket id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub runner_up: Option<String>,
    }

    /// `ticket/{id}` in staff views.
    struct StaffTicket {
        /// `t17`.
        pub id: String,
        /// `B045`.
        pub label: String,
        /// The line's letter.
        pub group: String,
        /// The procedure's code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub service: Option<String>,
        /// The class's code.
        pub class: String,
        /// `usual` or `accessible`.
        pub care: String,
        /// Dossiers brought along.
        pub dossiers: u8,
        /// `waiting`, `called`, `serving`, `parked`, `done`.
        pub state: String,
        /// Only when done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<String>,
        /// Issued.
        pub issued_at: i64,
        /// Of the present state.
        pub since: i64,
        /// Where it is called to or served, or which counter parked it or waits for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub counter: Option<String>,
        /// Call events of this leg.
        pub calls: u8,
        /// Back by then, when parked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub until: Option<i64>,
        /// What is missing, when parked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub reason: Option<String>,
        /// It comes back to this counter after the present leg.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub return_to: Option<String>,
    }

    /// `lapsed/{ticket}` in the officer's view: whom this counter sent to complete papers, and who did not come back in time.
    struct LapsedValue {
        /// `B045`.
        pub label: String,
        /// The counter that sent the person.
        pub counter: String,
        /// When the person should have been back.
        pub until: i64,
        /// Pages show it until then.
        pub shown_until: i64,
    }

    /// `mine` in a citizen's view: nothing but the holder's own ticket.
    struct MyTicket {
        /// `t17`: what the holder's own commands name.
        pub id: String,
        /// `B045`.
        pub label: String,
        /// The line's name.
        pub group: Named,
        /// `waiting`, `called`, `serving`, `parked`, `done`.
        pub state: String,
        /// Only when done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub outcome: Option<String>,
        /// Only while waiting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub people_ahead: Option<u32>,
        /// Where to go, when called or served.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub counter: Option<String>,
        /// The zone's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub zone: Option<Text>,
        /// The newest call's id: a new one means vibrate and sound again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub call: Option<String>,
        /// Issued.
        pub issued_at: i64,
        /// Of the present state.
        pub since: i64,
        /// Back by then, when parked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub until: Option<i64>,
        /// `usual` or `accessible`.
        pub care: String,
        /// Times it may still be pushed back.
        pub push_backs_left: u8,
        /// So many people go first then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub push_back_places: Option<u8>,
        /// Given already.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub rating: Option<u8>,
    }

    /// The 80 % range of a wait, raw; screens round it out to 5 minutes. Live key `wait/{group}` (for somebody who came now), and
    /// `wait` in a citizen's view (for the holder).
    struct WaitRange {
        /// Nine of ten wait longer.
        pub low_s: u32,
        /// Nine of ten wait shorter.
        pub high_s: u32,
    }

    /// `print/{id}`: something that was sent to a printer or printed by a browser today; the newest hundred.
    struct PrintValue {
        /// The printer's code; empty if a browser printed it.
        pub printer: String,
        /// Whose browser printed it on a printer of which the server knows nothing: `device/d7`, or `staff`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub browser: Option<String>,
        /// `t17`; absent for a list of papers and for a test strip, which use no number.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ticket: Option<String>,
        /// `B045`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub label: Option<String>,
        /// The procedure whose list of papers this is; absent for a slip and for a test strip.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub service: Option<String>,
        /// The n-th print of this ticket, on printers and by browsers together; 1 with its issue.
        pub copy: u8,
        /// Asked for.
        pub at: i64,
        /// `asked`, `printed`, `sent` (the printer is of a kind that says nothing, or a browser's), `failed` (nothing went out), `unknown` (some did).
        pub state: String,
        /// What stood in the way: `unreachable`, `paper_out`, `cover_open`, `fault`, `busy`, `slow`, `cut_off`, `lost`, `gone`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub why: Option<String>,
        /// Known since.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ended_at: Option<i64>,
        /// Who asked; the supervisor's view only.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub by: Option<String>,
    }

    /// `printer/{code}`, live: a printer as it was last seen.
    struct PrinterValue {
        /// Where it stands.
        pub name: Text,
        /// Width of its paper: `80`, `58`.
        pub paper: String,
        /// Kiosks whose slips it prints; empty for every kiosk that no printer names.
        pub kiosks: Vec<String>,
        /// `ok`, `paper_low`, `paper_out`, `cover_open`, `fault`, `unreachable`, `silent` (reachable, but tells nothing), `unknown`.
        pub state: String,
        /// In this state since.
        pub since: i64,
    }

    /// `device/{id}` in the supervisor's view.
    struct DeviceValue {
        /// For people.
        pub name: String,
        /// Its role: `display`, `announcer`, `kiosk`.
        pub role: String,
        /// Its zone, or empty.
        pub zone: String,
        /// Whether it is connected now.
        pub connected: bool,
        /// Last heard of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub seen_at: Option<i64>,
        /// What it painted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub ack_seq: Option<u64>,
        /// What the server found about it: `rush` (a kiosk issued numbers too fast and was stopped), `copied` (its secret was used by
        /// two, and it is shut out).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub alarm: Option<String>,
        /// What it says of itself.
        #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
        pub health: serde_json::Map<String, serde_json::Value>,
    }
}
