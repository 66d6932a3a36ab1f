//! The log's format: a sample of every kind of event, byte for byte. What stands in a sample once stays readable for
//! ever, so samples are added, never changed; a field may be added only with a default and a new sample.
#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a test picks what it asks about")]

use goiso_queue::Fact;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::path::Path;

/// Names every kind once, for the list and for the match, so that a new variant breaks the build until it is here, and
/// the test until it has a sample.
macro_rules! kinds {
    ($($variant:ident => $name:literal),+ $(,)?) => {
        const KINDS: &[&str] = &[$($name),+];
        fn kind(fact: &Fact) -> &'static str {
            match fact {
                $(Fact::$variant { .. } => $name),+
            }
        }
    };
}

kinds! {
    Configured => "configured",
    EpochStarted => "epoch_started",
    DayStarted => "day_started",
    PhaseChanged => "phase_changed",
    IssuingStopped => "issuing_stopped",
    IssuingResumed => "issuing_resumed",
    ClockDoubted => "clock_doubted",
    ClockTrusted => "clock_trusted",
    TicketIssued => "ticket_issued",
    TicketCancelled => "ticket_cancelled",
    TicketLeft => "ticket_left",
    TicketVoided => "ticket_voided",
    TicketExpired => "ticket_expired",
    TicketAutoClosed => "ticket_auto_closed",
    TicketPushedBack => "ticket_pushed_back",
    TicketMoved => "ticket_moved",
    PriorityChanged => "priority_changed",
    TicketReinstated => "ticket_reinstated",
    TicketRated => "ticket_rated",
    CounterOpened => "counter_opened",
    CounterPaused => "counter_paused",
    CounterResumed => "counter_resumed",
    CounterClosed => "counter_closed",
    TicketCalled => "ticket_called",
    TicketRecalled => "ticket_recalled",
    ServingStarted => "serving_started",
    TicketServed => "ticket_served",
    TicketNoShow => "ticket_no_show",
    TicketParked => "ticket_parked",
    TicketReturned => "ticket_returned",
    TicketTransferred => "ticket_transferred",
    TicketSentBack => "ticket_sent_back",
    StepUndone => "step_undone",
    NoticePosted => "notice_posted",
    NoticeWithdrawn => "notice_withdrawn",
    CallShown => "call_shown",
    SpeechGranted => "speech_granted",
    SpeechDone => "speech_done",
    SpeechFailed => "speech_failed",
    PrintAsked => "print_asked",
    PapersPrintAsked => "papers_print_asked",
    SlipHandedToBrowser => "slip_handed_to_browser",
    PrintEnded => "print_ended",
}

#[test]
fn every_kind_reads_and_writes_as_its_samples_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/log_samples");
    let mut files: BTreeSet<String> = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        files.insert(entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned());
    }
    let kinds: BTreeSet<String> = KINDS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(files, kinds, "one file of samples per kind");
    for name in KINDS {
        let text = std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
        let samples: Vec<Box<RawValue>> = serde_json::from_str(&text).unwrap();
        assert!(!samples.is_empty(), "{name} has a sample");
        for sample in samples {
            let fact: Fact = serde_json::from_str(sample.get())
                .unwrap_or_else(|error| panic!("{name} no longer reads {sample}: {error}"));
            assert_eq!(kind(&fact), *name);
            assert_eq!(serde_json::to_string(&fact).unwrap(), sample.get(), "{name} writes otherwise");
        }
    }
}
