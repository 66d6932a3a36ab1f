// Written by `cargo xtask codegen` from crates/wire; do not edit.
//
// Times are Unix milliseconds; durations end in `_s`. Unknown keys, kinds and fields are to be passed over.

/** A position: `[epoch, seq]`. */
export type FrameAt = [string, number]

/** First frame: which view, who, from where. */
export interface HelloClientFrame {
  type: 'hello'
  /** `hall/{hall}/zone/{zone}` and so on. */
  view: string
  /** A device's or program's token; a browser of a person sends its cookie instead. */
  token?: string
  /** The device's own name for itself: one per tab or machine. */
  device?: string
  /** Where it stands, if it has been here. */
  at?: FrameAt
  /** Page or program and version. */
  app?: string
}

/** Painted, page visible; at most once a second. */
export interface AckClientFrame {
  type: 'ack'
  /** Up to here. */
  seq: number
}

/** Asks leave to say a call or a notice. */
export interface SpeakClientFrame {
  type: 'speak'
  /** `c10`, `n3`. */
  item: string
  /** How long it will take in all, in milliseconds: the zone is kept free of others' speech for that long, 60 s at most. */
  ms?: number
}

/** It was said to the end. */
export interface SpokenClientFrame {
  type: 'spoken'
  /** `c10`, `n3`. */
  item: string
}

/** This device will not say it, or did not say it to the end. */
export interface UnspokenClientFrame {
  type: 'unspoken'
  /** `c10`, `n3`. */
  item: string
  /** `old`, `withdrawn`, `quiet`, `no_device`, `no_clips`, `stalled`, `blocked`. */
  why: string
}

/** Facts of the device; unknown ones are passed over. */
export interface HealthClientFrame {
  type: 'health'
  /** Whatever it knows: `audio`, `underruns`, `printer`, `clock_ms`, `queue`, `last_said`. */
  [fact: string]: unknown
}

/** What a client says. */
export type ClientFrame =
  | HelloClientFrame
  | AckClientFrame
  | SpeakClientFrame
  | SpokenClientFrame
  | UnspokenClientFrame
  | HealthClientFrame

/** The whole view. */
export interface SnapshotServerFrame {
  type: 'snapshot'
  /** The stretch of log. */
  epoch: string
  /** The position. */
  seq: number
  /** Hall time. */
  now: number
  /** Every value. */
  set: ViewSet
}

/** From `from` to `seq`. An empty `set` is a beat. */
export interface UpdateServerFrame {
  type: 'update'
  /** The stretch of log. */
  epoch: string
  /** The seq of the view's previous frame, beats included. */
  from: number
  /** The position. */
  seq: number
  /** Hall time. */
  now: number
  /** Changed values; null deletes. */
  set: ViewSet
}

/** Unlogged facts (wait ranges, device health): no position, whole after hello. */
export interface LiveServerFrame {
  type: 'live'
  /** Changed values; null deletes. */
  set: ViewSet
}

/** The answer to `speak`. */
export interface GrantServerFrame {
  type: 'grant'
  /** What was asked for. */
  item: string
  /** Whether it may be said. */
  ok: boolean
  /** `old`, `taken`, `withdrawn`, `not_allowed`, or `busy`: ask again in a moment; only with `ok` false. */
  why?: string
}

/** The connection ends. */
export interface ByeServerFrame {
  type: 'bye'
  /** A number of [`crate::close`]. */
  code: number
  /** In a word. */
  why: string
  /** Come back after a time drawn from this range; absent where coming back is useless. */
  again_ms?: [number, number]
}

/** What the server says. `set` holds whole values by key; null deletes; applying twice is harmless. */
export type ServerFrame =
  | SnapshotServerFrame
  | UpdateServerFrame
  | LiveServerFrame
  | GrantServerFrame
  | ByeServerFrame

/** A text in the hall's languages. */
export interface Text {
  /** Vietnamese. */
  vi: string
  /** English; the Vietnamese one where empty. */
  en: string
}

/** A zone, group, class or service with its name. */
export interface Named {
  /** Its code. */
  code: string
  /** Its name. */
  name: Text
  /** The name of its picture. Groups in the kiosk's view only. */
  icon?: string
}

/** A card that shows this age suggests this class. */
export interface AgeHint {
  /** The class's code. */
  class: string
  /** In years. */
  from_age: number
}

/** Where the day is in its hours. */
export interface Phase {
  /** `closed_today`, `before`, `issuing`, `last_ticket_out`, `after`. */
  kind: string
  /** Numbers start. */
  issuing_from?: number
  /** Counters start: in this session, or in the next one where the hall is closed. */
  opens?: number
  /** `before` only: whether the day had a session already, as at noon. */
  between?: boolean
  /** The last number. */
  last_ticket?: number
  /** Counters stop. */
  closes?: number
}

/** `hall`: what every page of a hall needs. */
export interface HallValue {
  /** The hall's id in URLs. */
  hall: string
  /** Over the door. */
  name: Text
  /** `2026-11-23`, or empty before the first. */
  service_day: string
  /** IANA time zone. */
  time_zone: string
  /** In its hours. */
  phase: Phase
  /** Zones. */
  zones: Named[]
  /** Service groups in their order. */
  groups: Named[]
  /** Priority classes, `ordinary` first. */
  classes: Named[]
  /** Services, only in views where numbers are taken or tickets moved. */
  services?: ServiceValue[]
  /** Nobody should wait longer. */
  wait_target_s: number
  /** For paper and screens. */
  hotline: string
  /** `sure` or `doubted`: whether hall time follows the wall clock. Staff views only. */
  clock?: string
  /** How calls of the zone are said. Views of zones only. */
  voice?: VoiceValue
  /** What is the hall's own on screens; absent for nothing. Views of screens that citizens see. */
  brand?: BrandValue
  /** What the zone's wall shows; absent for the usual. Views of zones only. */
  wall?: WallValue
  /** When numbers cannot be had: the reason a supervisor gave, by group letter. */
  stopped?: Stopped[]
  /** Which class an age suggests. The kiosk's view only. */
  ages?: AgeHint[]
}

/** What is a hall's own on its screens. */
export interface BrandValue {
  /** `#7cc8f6`: the accent colour of dark screens. */
  accent_dark?: string
  /** The accent colour of light screens. */
  accent_light?: string
  /** A picture under `/media/`. */
  logo?: string
  /** Over a called number. */
  invite?: Text
  /** While nobody is called. */
  idle?: Text
}

/** What the wall of a zone shows. */
export interface WallValue {
  /** `auto`, `single`, `columns`. */
  layout: string
  /** Rows of the history. */
  rows: number
  /** Those who were called and did not come. */
  missed: boolean
  /** Pictures, video and slides from `/media/`. */
  panel: boolean
  /** In the notices' line; may be empty. */
  ticker: Text
  /** Where zones are, seen from this wall: its own first, then those whose calls stand here too. */
  arrows: ArrowValue[]
}

/** Where a zone is, seen from a wall. */
export interface ArrowValue {
  /** Its code. */
  zone: string
  /** `right`, `left`, `up`, `down`, `up_right`, `up_left`, `down_right`, `down_left`. */
  arrow: string
}

/** How calls of a zone are said. */
export interface VoiceValue {
  /** In this order: `vi`, `en`. */
  languages: string[]
  /** `digits`, `number`. */
  style: string
  /** `north`, `south`. */
  region: string
  /** `soft`, `classic`, `none`. */
  chime: string
  /** `twice`, `once`. */
  repeat: string
  /** `counter`, `window`, `room`. */
  place: string
  /** Per cent; 0 is silence. */
  volume: number
  /** Times of the day with a loudness of their own; the first that fits counts. */
  volumes: VolumeSpanValue[]
}

/** A time of the day with a loudness of its own, on the hall's clock. */
export interface VolumeSpanValue {
  /** `11:30`. */
  from: string
  /** `13:30`; earlier than `from` means over midnight. */
  to: string
  /** 0 is silence. */
  percent: number
}

/** Issuing is stopped for a group. */
export interface Stopped {
  /** Its letter. */
  group: string
  /** In words. */
  reason: string
}

/** A procedure. */
export interface ServiceValue {
  /** Its code. */
  code: string
  /** Its group's letter. */
  group: string
  /** Its name. */
  name: Text
  /** Papers to bring. */
  papers: Text[]
}

/** `call/{id}`: one call or recall, with what became of it. */
export interface CallValue {
  /** `B045`. */
  label: string
  /** The line's letter. */
  group: string
  /** `3`. */
  counter: string
  /** The counter's zone. */
  zone: string
  /** 1 for a first call, 2 and more for recalls. */
  number: number
  /** `calling`, `recalled` (a newer call of the same ticket stands), `serving`, `over`, `no_show`, `withdrawn`. */
  state: string
  /** Hall time. */
  at: number
  /** Delivery; the officer's and the supervisor's views only. */
  delivery?: Delivery
}

/** What became of a call on its way to people. */
export interface Delivery {
  /** Screens that painted it. */
  shown: number
  /** Screens that should. */
  of: number
  /** Names of screens that should and have not. */
  missing: string[]
  /** Loudspeakers that said it to the end. */
  said: number
  /** Loudspeakers that were there to say it when it was called. */
  speakers?: number
  /** Loudspeakers that are paired for it and should have been there. */
  speakers_paired?: number
  /** Why one of them did not: `old`, `quiet`, `no_device` and so on; the last word of it. */
  unsaid?: string
}

/** `line/{group}`: who waits. */
export interface LineValue {
  /** People waiting. */
  waiting: number
  /** The longest wait began; absent if nobody waits. */
  oldest_at?: number
  /** Labels that will probably be next, in their order; views of zones whose wall shows them. */
  next?: string[]
  /** By class; staff views only. */
  classes?: ClassLine[]
  /** Issued today; staff views only. */
  issued?: number
  /** Numbers left today, where the line has a daily cap; the kiosk's view and staff views. */
  left?: number
}

/** A class within a line. */
export interface ClassLine {
  /** Its code. */
  class: string
  /** People waiting. */
  waiting: number
  /** The longest wait began. */
  oldest_at: number
}

/** `notice/{id}`. */
export interface NoticeValue {
  /** Its words. */
  text: Text
  /** Since. */
  at: number
  /** Until; absent for until withdrawn. */
  until?: number
  /**
   * What of it is said aloud: `text` (a chime), `closing_soon`, `issuing_closed`, `counter_paused`, `prepare`, `thanks`,
   * `welcome`; absent for nothing.
   */
  speech?: string
}

/** `counter/{number}`. */
export interface CounterValue {
  /** `3`. */
  number: string
  /** Beside the number; may be empty. */
  name: Text
  /** Its zone. */
  zone: string
  /** Its groups in order of preference. */
  groups: string[]
  /** `closed`, `open`, `paused`. */
  state: string
  /** Label of whoever is there. */
  label?: string
  /** `called`, `serving`; absent if nobody is there. */
  ticket_state?: string
  /** Of the ticket's state, or idle, or paused. */
  since?: number
  /** Why it pauses. */
  reason?: string
  /** Who sits there; staff views only. */
  officer?: string
  /** Served today; staff views only. */
  served?: number
}

/** `mine` in the officer's view. */
export interface MyCounter {
  /** The counter. */
  counter: CounterValue
  /** Whoever is here. */
  ticket?: StaffTicket
  /** The newest call of that ticket: a key `call/{id}` of this view. */
  call?: string
  /** Why it was next. */
  why?: Why
  /** A no-show may be recorded from then on, if enough calls were made. */
  no_show_from?: number
  /** Calls still needed before a no-show. */
  no_show_calls_needed?: number
  /** The step an undo would take back: `call`, `recall`, `start`, `finish`, `no_show`, `park`, `transfer`. */
  undo?: string
  /** Served today. */
  served: number
  /** Mean serve time of today, of services started by key. */
  mean_serve_s?: number
  /** The same of whoever sits here, at whichever counters. */
  own?: OwnDay
  /** How long somebody may be sent away. */
  away?: AwayTimes
}

/** What an officer did today. */
export interface OwnDay {
  /** Served. */
  served: number
  /** Called and did not come. */
  no_shows: number
  /** Mean serve time, of services started by key. */
  mean_serve_s?: number
}

/** How long somebody may be away to complete papers. */
export interface AwayTimes {
  /** If no other time is named. */
  usual_s: number
  /** No longer one may be named. */
  at_most_s: number
}

/** Why a ticket was next. */
export interface Why {
  /** `guarantee`, `returned`, `arrival`, `priority_first`, `ordinary_turn`, `accumulating`, `chosen`. */
  rule: string
  /** Since arrival. */
  waited_s: number
  /** The class's rate in thousandths, for `accumulating`. */
  rate_milli?: number
  /** The bound, for `guarantee`. */
  within_s?: number
  /** The n-th in a row, for `priority_first`. */
  run?: number
  /** The officer's reason, for `chosen`. */
  reason?: string
  /** The counter helped another group. */
  helped: boolean
  /** Who was passed over: a ticket id. */
  runner_up?: string
}

/** `ticket/{id}` in staff views. */
export interface StaffTicket {
  /** `t17`. */
  id: string
  /** `B045`. */
  label: string
  /** The line's letter. */
  group: string
  /** The procedure's code. */
  service?: string
  /** The class's code. */
  class: string
  /** `usual` or `accessible`. */
  care: string
  /** Dossiers brought along. */
  dossiers: number
  /** `waiting`, `called`, `serving`, `parked`, `done`. */
  state: string
  /** Only when done. */
  outcome?: string
  /** Issued. */
  issued_at: number
  /** Of the present state. */
  since: number
  /** Where it is called to or served, or which counter parked it or waits for it. */
  counter?: string
  /** Call events of this leg. */
  calls: number
  /** Back by then, when parked. */
  until?: number
  /** What is missing, when parked. */
  reason?: string
  /** It comes back to this counter after the present leg. */
  return_to?: string
}

/** `lapsed/{ticket}` in the officer's view: whom this counter sent to complete papers, and who did not come back in time. */
export interface LapsedValue {
  /** `B045`. */
  label: string
  /** The counter that sent the person. */
  counter: string
  /** When the person should have been back. */
  until: number
  /** Pages show it until then. */
  shown_until: number
}

/** `mine` in a citizen's view: nothing but the holder's own ticket. */
export interface MyTicket {
  /** `t17`: what the holder's own commands name. */
  id: string
  /** `B045`. */
  label: string
  /** The line's name. */
  group: Named
  /** `waiting`, `called`, `serving`, `parked`, `done`. */
  state: string
  /** Only when done. */
  outcome?: string
  /** Only while waiting. */
  people_ahead?: number
  /** Where to go, when called or served. */
  counter?: string
  /** The zone's name. */
  zone?: Text
  /** The newest call's id: a new one means vibrate and sound again. */
  call?: string
  /** Issued. */
  issued_at: number
  /** Of the present state. */
  since: number
  /** Back by then, when parked. */
  until?: number
  /** `usual` or `accessible`. */
  care: string
  /** Times it may still be pushed back. */
  push_backs_left: number
  /** So many people go first then. */
  push_back_places?: number
  /** Given already. */
  rating?: number
}

/**
 * The 80 % range of a wait, raw; screens round it out to 5 minutes. Live key `wait/{group}` (for somebody who came now), and
 * `wait` in a citizen's view (for the holder).
 */
export interface WaitRange {
  /** Nine of ten wait longer. */
  low_s: number
  /** Nine of ten wait shorter. */
  high_s: number
}

/** `print/{id}`: something that was sent to a printer or printed by a browser today; the newest hundred. */
export interface PrintValue {
  /** The printer's code; empty if a browser printed it. */
  printer: string
  /** Whose browser printed it on a printer of which the server knows nothing: `device/d7`, or `staff`. */
  browser?: string
  /** `t17`; absent for a list of papers and for a test strip, which use no number. */
  ticket?: string
  /** `B045`. */
  label?: string
  /** The procedure whose list of papers this is; absent for a slip and for a test strip. */
  service?: string
  /** The n-th print of this ticket, on printers and by browsers together; 1 with its issue. */
  copy: number
  /** Asked for. */
  at: number
  /** `asked`, `printed`, `sent` (the printer is of a kind that says nothing, or a browser's), `failed` (nothing went out), `unknown` (some did). */
  state: string
  /** What stood in the way: `unreachable`, `paper_out`, `cover_open`, `fault`, `busy`, `slow`, `cut_off`, `lost`, `gone`. */
  why?: string
  /** Known since. */
  ended_at?: number
  /** Who asked; the supervisor's view only. */
  by?: string
}

/** `printer/{code}`, live: a printer as it was last seen. */
export interface PrinterValue {
  /** Where it stands. */
  name: Text
  /** Width of its paper: `80`, `58`. */
  paper: string
  /** Kiosks whose slips it prints; empty for every kiosk that no printer names. */
  kiosks: string[]
  /** `ok`, `paper_low`, `paper_out`, `cover_open`, `fault`, `unreachable`, `silent` (reachable, but tells nothing), `unknown`. */
  state: string
  /** In this state since. */
  since: number
}

/** `device/{id}` in the supervisor's view. */
export interface DeviceValue {
  /** For people. */
  name: string
  /** Its role: `display`, `announcer`, `kiosk`. */
  role: string
  /** Its zone, or empty. */
  zone: string
  /** Whether it is connected now. */
  connected: boolean
  /** Last heard of. */
  seen_at?: number
  /** What it painted. */
  ack_seq?: number
  /**
   * What the server found about it: `rush` (a kiosk issued numbers too fast and was stopped), `copied` (its secret was used by
   * two, and it is shut out).
   */
  alarm?: string
  /** What it says of itself. */
  health?: Record<string, unknown>
}

/** A position in a hall's log. */
export interface HttpAt {
  /** The stretch of log. */
  epoch: string
  /** The number in it. */
  seq: number
}

/** A ticket, as answers give it. */
export interface Ticket {
  /** `t17`. */
  id: string
  /** `A012`. */
  label: string
  /** The line's letter. */
  group: string
  /** The class's code. */
  class: string
  /** `waiting`, `called`, `serving`, `parked`, `done`. */
  state: string
  /** `served`, `no_show`, `left`, `cancelled`, `void`, `expired`; null while open. */
  outcome: string | null
  /** People who would be called before, under the rule in force; null unless waiting. */
  people_ahead: number | null
  /** The range, or null when there is not enough to say. */
  wait: WaitRange | null
  /** Issued, Unix milliseconds. */
  issued_at: number
  /** Where it is called to or served. */
  counter: string | null
  /** The citizen's page: a path with an unguessable token. */
  phone_url: string
  /**
   * The same as a whole address, as slips have it. Absent where the configuration names no address of this server: then it is
   * where whoever asked has come from.
   */
  phone_link?: string
  /** Legs behind it. */
  legs: Leg[]
  /**
   * The print of its slip that was sent to a printer with the issue: a key `print/{id}` of the views. Absent if the server does
   * not print for whoever asked.
   */
  print?: string
  /** Where the log stood. */
  at: HttpAt
}

/** The answer to whoever asked for a print. How it ends stands under `print/{id}` of the views, and in the print log. */
export interface PrintAsked {
  /** `p12`. */
  print: string
  /** On this printer. */
  printer: string
  /** Where the log stands. */
  at: HttpAt
}

/** The answer to whoever told of a slip that a browser printed. */
export interface BrowserPrint {
  /** `p12`: a key `print/{id}` of the views. */
  print: string
  /** The n-th print of the ticket, on printers and by browsers together. */
  copy: number
  /** Where the log stands. */
  at: HttpAt
}

/** The print log of today, newest first, and the printers as they were last seen. */
export interface PrintLog {
  /** The newest hundred. */
  prints: PrintRow[]
  /** In the order of the configuration. */
  printers: PrinterRow[]
  /** Where the log stands. */
  at: HttpAt
}

/** A line of the print log. */
export interface PrintRow {
  /** `p12`. */
  id: string
  /** What it is of, and how it went. */
  print: PrintValue
}

/** A printer in the print log. */
export interface PrinterRow {
  /** Its code. */
  code: string
  /** As it was last seen. */
  printer: PrinterValue
}

/** One leg of a visit. */
export interface Leg {
  /** The line's letter. */
  group: string
  /** The counter. */
  counter: string
  /** In line since. */
  waited_from: number
  /** First call. */
  called_at: number
  /** Call events. */
  calls: number
  /** Service began. */
  started_at: number | null
  /** Whether the start was pressed or implied by the next step. */
  start_implied: boolean
  /** It ended. */
  ended_at: number | null
  /** `served`, `no_show`, `parked`, `transferred`, `cancelled`, `auto_closed`, `undone`. */
  how: string | null
}

/** A call, as its maker gets it. */
export interface Call {
  /** `c10`. */
  id: string
  /** 1 for a first call, 2 and more for recalls. */
  number: number
  /** Who. */
  ticket: Ticket
  /** Where to. */
  counter: string
  /** Why this one. */
  why: Why
}

/** The answer to call next; `call` is null when nobody can be called. */
export interface Next {
  /** Who is next. */
  call: Call | null
  /** Where the log stands. */
  at: HttpAt
}

/** The answer to every other counter command. */
export interface CounterAnswer {
  /** `3`. */
  counter: string
  /** `closed`, `open`, `paused`. */
  state: string
  /** Whoever is there now. */
  ticket: Ticket | null
  /** The newest call event made by this command, if it made one. */
  call: string | null
  /** Where the log stands. */
  at: HttpAt
}

/** A hall at a glance. */
export interface Hall {
  /** Over the door. */
  name: Text
  /** `2026-11-23`, or empty before the first. */
  service_day: string
  /** Service groups. */
  groups: HallGroup[]
  /** Counters. */
  counters: HallCounter[]
  /** Where the log stands. */
  at: HttpAt
}

/** A service group of a hall. */
export interface HallGroup {
  /** Its letter. */
  code: string
  /** Its name. */
  name: Text
  /** People waiting. */
  waiting: number
}

/** A counter of a hall. */
export interface HallCounter {
  /** `3`. */
  number: string
  /** `closed`, `open`, `paused`. */
  state: string
  /** Who sits there. */
  officer: string | null
  /** Ticket id of whoever is there. */
  ticket: string | null
}

/** One event of the log. */
export interface Event {
  /** The stretch of log. */
  epoch: string
  /** The number in it. */
  seq: number
  /** Hall time. */
  at: number
  /** Who: `staff/…`, `device/…`, `citizen`, `clock`. */
  by: string
  /** `ticket_issued` and so on. */
  kind: string
  /** What happened. */
  body: unknown
  /** The chain's hash at this event, hex. */
  hash: string
}

/** Part of the log, in order. */
export interface Events {
  /** The events. */
  events: Event[]
  /** Where the log stands. */
  at: HttpAt
}

/** RFC 9457 problem details, with a stable `code`. */
export interface Problem {
  /** `about:blank` or a path that explains the code. */
  type: string
  /** In a few words. */
  title: string
  /** HTTP status. */
  status: number
  /** Stable. */
  code: string
  /** What was tried, what stands in the way, what is allowed. */
  detail: string
  /** Facts that belong to the code: `seen`, `actual`, `ticket`, `state`, `allowed`, `not_before` … */
  [fact: string]: unknown
}

/** Values of a view by key; null in an update says that the key went away. */
export interface ViewSet {
  hall?: HallValue | null
  [key: `call/${string}`]: CallValue | null
  [key: `line/${string}`]: LineValue | null
  [key: `notice/${string}`]: NoticeValue | null
  [key: `counter/${string}`]: CounterValue | null
  [key: `ticket/${string}`]: StaffTicket | null
  [key: `lapsed/${string}`]: LapsedValue | null
  mine?: MyCounter | MyTicket | null
  [key: `wait/${string}`]: WaitRange | null
  wait?: WaitRange | null
  [key: `device/${string}`]: DeviceValue | null
  [key: `print/${string}`]: PrintValue | null
  [key: `printer/${string}`]: PrinterValue | null
}

/** A sample of a page state, as it lies in crates/wire/samples. */
export interface Sample {
  view: string
  frames: ServerFrame[]
}
