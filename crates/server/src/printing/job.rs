//! One print from the first byte to the printer's last word, and one look at a printer. Every wait has an end.

use super::escpos::{self, QUESTIONS};
use super::line::Line;
use goiso_engine::PrinterState;
use goiso_queue::print::{PrintResult, PrintTrouble, PrinterAddress};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// How long a printer is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// For a connection.
    pub connect: Duration,
    /// Tries to connect: many printers talk to one at a time.
    pub tries: u32,
    /// Between two of them.
    pub pause: Duration,
    /// For an answer in real time; a printer without one is a silent one.
    pub answer: Duration,
    /// Without a byte taken.
    pub stall: Duration,
    /// For all bytes to be taken.
    pub whole: Duration,
    /// For the word that all of it was worked through.
    pub done: Duration,
    /// A slip that waited longer is not printed any more: its person has gone.
    pub queue: Duration,
    /// Between two looks at an idle printer.
    pub look: Duration,
}

impl Default for Pace {
    /// Together well below [`goiso_queue::print::PRINT_LOST_MS`].
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            tries: 3,
            pause: Duration::from_millis(500),
            answer: Duration::from_millis(800),
            stall: Duration::from_secs(6),
            whole: Duration::from_secs(15),
            done: Duration::from_secs(8),
            queue: Duration::from_secs(30),
            look: Duration::from_secs(15),
        }
    }
}

/// What is known after a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// How it ended.
    pub result: PrintResult,
    /// How the printer was left.
    pub state: PrinterState,
}

/// Looks at a printer.
pub async fn look(address: &PrinterAddress, pace: &Pace) -> PrinterState {
    match timeout(pace.connect, Line::open(address)).await {
        Ok(Ok(mut line)) => {
            let state = ask(&mut line, pace).await;
            // it may have gone already, which the next look finds
            let _ended = line.finish().await;
            state
        }
        Ok(Err(_)) | Err(_) => PrinterState::Unreachable,
    }
}

/// Prints. What was begun is never begun again: half a slip and a whole one are two.
pub async fn print(address: &PrinterAddress, bytes: &[u8], pace: &Pace) -> Ended {
    let Some(mut line) = connect(address, pace).await else {
        let result = PrintResult::Failed { why: PrintTrouble::Unreachable };
        return Ended { result, state: PrinterState::Unreachable };
    };
    let before = ask(&mut line, pace).await;
    if let Some(why) = trouble(before) {
        return Ended { result: PrintResult::Failed { why }, state: before };
    }
    if let Err((sent, why)) = send(&mut line, bytes, pace).await {
        let result = if sent == 0 { PrintResult::Failed { why } } else { PrintResult::Unknown { why } };
        let state = if why == PrintTrouble::CutOff { PrinterState::Unreachable } else { PrinterState::Fault };
        return Ended { result, state };
    }
    finish(line, before, pace).await
}

async fn connect(address: &PrinterAddress, pace: &Pace) -> Option<Line> {
    for left in (0..pace.tries).rev() {
        match timeout(pace.connect, Line::open(address)).await {
            Ok(Ok(line)) => return Some(line),
            Ok(Err(error)) => tracing::debug!(%address, %error, "the printer is not there"),
            Err(_) => tracing::debug!(%address, "the printer does not answer"),
        }
        if left > 0 {
            sleep(pace.pause).await;
        }
    }
    None
}

/// Whether a state lets nothing be printed, and why.
fn trouble(state: PrinterState) -> Option<PrintTrouble> {
    match state {
        PrinterState::PaperOut => Some(PrintTrouble::PaperOut),
        PrinterState::CoverOpen => Some(PrintTrouble::CoverOpen),
        PrinterState::Fault => Some(PrintTrouble::Fault),
        PrinterState::Unreachable => Some(PrintTrouble::CutOff),
        PrinterState::Ok | PrinterState::PaperLow | PrinterState::Silent | PrinterState::Unknown => None,
    }
}

/// The printer's own word on how it is.
async fn ask(line: &mut Line, pace: &Pace) -> PrinterState {
    let mut answers = Vec::with_capacity(QUESTIONS.len());
    for question in QUESTIONS {
        if send(line, &escpos::question(question), pace).await.is_err() {
            return PrinterState::Unreachable;
        }
        match answer(line, escpos::is_answer, pace.answer).await {
            Heard::Byte(byte) => answers.push((question, byte)),
            Heard::Nothing if answers.is_empty() => return PrinterState::Silent,
            // it knows some of the questions
            Heard::Nothing => {}
            Heard::HungUp => return PrinterState::Unreachable,
        }
    }
    escpos::state(&answers)
}

/// What came back.
enum Heard {
    Byte(u8),
    Nothing,
    HungUp,
}

/// The first byte that can be the answer; what else a printer says of itself is passed over.
async fn answer(line: &mut Line, fits: impl Fn(u8) -> bool, within: Duration) -> Heard {
    let until = Instant::now() + within;
    let mut heard = [0; 64];
    loop {
        match timeout_at(until, line.read_some(&mut heard)).await {
            Err(_) => return Heard::Nothing,
            Ok(Err(_) | Ok(0)) => return Heard::HungUp,
            Ok(Ok(count)) => {
                if let Some(byte) = heard.iter().take(count).find(|byte| fits(**byte)) {
                    return Heard::Byte(*byte);
                }
            }
        }
    }
}

/// Hands bytes over, or says how many went before it stuck, and why it did.
async fn send(line: &mut Line, bytes: &[u8], pace: &Pace) -> Result<(), (usize, PrintTrouble)> {
    let whole = Instant::now() + pace.whole;
    let mut sent = 0;
    while let Some(rest) = bytes.get(sent..).filter(|rest| !rest.is_empty()) {
        let until = whole.min(Instant::now() + pace.stall);
        match timeout_at(until, line.write_some(rest)).await {
            Err(_) => return Err((sent, PrintTrouble::Slow)),
            Ok(Err(_) | Ok(0)) => return Err((sent, PrintTrouble::CutOff)),
            Ok(Ok(count)) => sent += count,
        }
    }
    Ok(())
}

/// Everything went out: waits for the printer's word that it was worked through.
async fn finish(mut line: Line, before: PrinterState, pace: &Pace) -> Ended {
    if before == PrinterState::Silent {
        // Nothing will be said; but a line that is shut while the printer still reads could take the last bytes with it.
        let ended = line.finish().await;
        let result = match (ended, answer(&mut line, |_| false, pace.answer).await) {
            (Ok(()), Heard::Byte(_) | Heard::Nothing | Heard::HungUp) => PrintResult::Sent,
            (Err(_), _) => PrintResult::Unknown { why: PrintTrouble::CutOff },
        };
        return Ended { result, state: before };
    }
    let turn = match send(&mut line, &escpos::TURN, pace).await {
        Ok(()) => answer(&mut line, escpos::is_turn, pace.done).await,
        Err(_) => Heard::HungUp,
    };
    let state = match turn {
        Heard::HungUp => PrinterState::Unreachable,
        Heard::Byte(_) | Heard::Nothing => ask(&mut line, pace).await,
    };
    let result = match (turn, trouble(state)) {
        (Heard::Byte(_), _) => PrintResult::Printed,
        (Heard::Nothing | Heard::HungUp, Some(why)) => PrintResult::Unknown { why },
        // it talked before and does not any more
        (Heard::Nothing | Heard::HungUp, None) if state == PrinterState::Silent => {
            PrintResult::Unknown { why: PrintTrouble::Slow }
        }
        // it knows the questions in real time and not this one
        (Heard::Nothing | Heard::HungUp, None) => PrintResult::Sent,
    };
    // the slip is out, or was given up
    let _ended = line.finish().await;
    Ended { result, state }
}
