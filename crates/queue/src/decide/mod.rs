//! The one door for decisions: a command becomes events, or a refusal, and changes nothing itself.

mod calls;
mod counter;
mod issue;
mod print;
mod setup;
mod speech;
mod tickets;

pub use speech::{SPEECH_AGE_BEHIND_MS, SPEECH_AGE_MS};

use crate::command::{Action, Command};
use crate::deadline::{calendar_due, lapsed};
use crate::event::{Event, Fact};
use crate::hall::Hall;
use crate::refusal::Refusal;
use crate::time::Moment;

/// What a command makes of the hall at a moment: the events to write and apply, in order.
///
/// A moment before the hall's newest event is lifted to it. A day turn or change of phase that is due comes first and
/// by the clock; the command is then decided on the hall after it. No events mean that all is so already.
///
/// # Errors
/// The refusal alone, even where a turn was due: the next [`Action::Tick`] makes it.
pub fn decide(hall: &Hall, command: &Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    let now = now.max(hall.last_at);
    let mut events = calendar_due(hall, now);
    if events.is_empty() {
        return settled(hall, command, now);
    }
    let mut after = hall.clone();
    for event in &events {
        after.apply(event);
    }
    events.extend(settled(&after, command, now)?);
    Ok(events)
}

/// The command on a hall whose day and phase are those of the moment.
fn settled(hall: &Hall, command: &Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    let case = Case { hall, now };
    let facts = match &command.action {
        Action::Configure(config) => return case.configure(&command.by, config),
        Action::Tick => return Ok(lapsed(hall, now)),
        Action::NewEpoch { epoch, skip_numbers } => case.new_epoch(epoch, *skip_numbers),
        Action::DoubtClock { wall } => Ok(case.doubt_clock(*wall)),
        Action::TrustClock { wall } => Ok(case.trust_clock(*wall)),
        _ if hall.day.is_none() => Err(Refusal::NotConfigured),

        Action::Issue(request) => case.issue(request),
        Action::Cancel { ticket } => case.cancel(*ticket),
        Action::Leave { ticket } => case.leave(*ticket),
        Action::Void { ticket, reason } => case.void(*ticket, reason),
        Action::PushBack { ticket } => case.push_back(*ticket),
        Action::Move { ticket, to } => case.move_on(*ticket, to),
        Action::SetPriority { ticket, class } => case.set_priority(*ticket, class),
        Action::Reinstate { ticket } => case.reinstate(*ticket),
        Action::Rate { ticket, score, comment } => case.rate(*ticket, *score, comment.as_ref()),

        Action::OpenCounter { counter, officer } => case.open(counter, officer),
        Action::PauseCounter { counter, reason } => case.pause(counter, reason),
        Action::ResumeCounter { counter } => case.resume(counter),
        Action::CloseCounter { counter } => case.close(counter),

        Action::CallNext { counter, seen } => case.call_next(counter, *seen),
        Action::CallChosen { counter, seen, ticket, reason } => case.call_chosen(counter, *seen, *ticket, reason),
        Action::Recall { counter, seen } => case.recall(counter, *seen),
        Action::Start { counter, seen } => case.start(counter, *seen),
        Action::Finish { counter, seen, result, note } => case.finish(counter, *seen, result.as_deref(), note.as_ref()),
        Action::NoShow { counter, seen } => case.no_show(counter, *seen),
        Action::Park { counter, seen, reason, away } => case.park(counter, *seen, reason, *away),
        Action::Return { counter, seen, ticket } => case.come_back(counter, *seen, *ticket),
        Action::Transfer { counter, seen, to, after } => case.transfer(counter, *seen, to, *after),
        Action::Undo { counter, seen } => case.undo(counter, *seen),

        Action::StopIssuing { groups, reason } => case.stop_issuing(groups, reason),
        Action::ResumeIssuing { groups } => case.resume_issuing(groups),
        Action::PostNotice { text, zones, until, speech } => case.post_notice(text, zones, *until, *speech),
        Action::WithdrawNotice { notice } => case.withdraw_notice(*notice),

        Action::Shown { call, devices } => Ok(case.shown(*call, devices)),
        Action::Speak { item, zone, device, for_ms } => case.speak(*item, zone, device, *for_ms),
        Action::Spoken { item, zone, device } => case.spoken(*item, zone, device),
        Action::Unspoken { item, zone, device, why } => case.unspoken(*item, zone, device, *why),

        Action::Print { printer, ticket } => case.print(printer, *ticket),
        Action::PrintPapers { printer, service } => case.print_papers(printer, service),
        Action::HandToBrowser { ticket, paper, copy } => case.hand_to_browser(&command.by, *ticket, *paper, *copy),
        Action::PrintEnded { print, result } => Ok(case.print_ended(*print, *result)),
    }?;
    Ok(facts.into_iter().map(|fact| Event { at: now, by: command.by.clone(), fact }).collect())
}

/// What a decision looks at.
struct Case<'h> {
    hall: &'h Hall,
    now: Moment,
}

/// The facts of a decision, all at one moment and by whoever asked.
type Facts = Result<Vec<Fact>, Refusal>;
