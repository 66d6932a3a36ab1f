//! What a printer is told, and what it tells: ESC/POS. A slip goes as a picture, because printers differ in which letters they
//! have and how they would stack their marks.

use super::paper::Strip;
use ::escpos::driver::Driver;
use ::escpos::printer::Printer;
use ::escpos::utils::{Protocol, RealTimeStatusRequest, RealTimeStatusResponse};
use goiso_engine::PrinterState;
use std::cell::RefCell;

/// Rows of one picture command. Small, so that little is left of one that was cut off.
pub const BAND_ROWS: usize = 64;
/// `GS v 0`: a picture, dots as they are.
const PICTURE: [u8; 4] = [0x1d, b'v', b'0', 0];
/// `GS V 66 0`: feed to the knife and cut but for a point, so that the slip does not fall.
const CUT: [u8; 4] = [0x1d, b'V', 66, 0];
/// `GS r 1`: tell the paper sensor. Unlike the status in real time it is answered in its turn, after everything before it.
pub const TURN: [u8; 3] = [0x1d, b'r', 1];

/// `DLE EOT n`.
const QUESTION_BYTES: usize = 3;

/// The questions in real time, in the order in which they are asked.
pub const QUESTIONS: [RealTimeStatusRequest; 4] = [
    RealTimeStatusRequest::Printer,
    RealTimeStatusRequest::OfflineCause,
    RealTimeStatusRequest::ErrorCause,
    RealTimeStatusRequest::RollPaperSensor,
];

/// A driver that keeps what it is given, so that the bytes can be sent with our own time limits and counted.
#[derive(Default)]
struct Kept(RefCell<Vec<u8>>);

impl Driver for Kept {
    fn name(&self) -> String {
        "kept".to_owned()
    }
    fn write(&self, data: &[u8]) -> ::escpos::errors::Result<()> {
        self.0.borrow_mut().extend_from_slice(data);
        Ok(())
    }
    fn read(&self, _buf: &mut [u8]) -> ::escpos::errors::Result<usize> {
        Ok(0)
    }
    fn flush(&self) -> ::escpos::errors::Result<()> {
        Ok(())
    }
}

/// The bytes that some commands are.
fn written(commands: impl FnOnce(&mut Printer<Kept>) -> ::escpos::errors::Result<()>) -> Vec<u8> {
    let mut printer = Printer::new(Kept::default(), Protocol::default(), None);
    let done = commands(&mut printer).and_then(|()| printer.print().map(|_| ()));
    // The driver takes everything and the commands are fixed.
    if let Err(error) = done {
        tracing::error!(%error, "a printer's commands could not be written");
    }
    printer.driver().0.into_inner()
}

/// A strip as a printer takes it, cut off at its end.
pub fn picture(strip: &Strip) -> Vec<u8> {
    written(|printer| {
        printer.init()?;
        let across = u16::try_from(strip.row_bytes()).unwrap_or(u16::MAX).to_le_bytes();
        for (rows, band) in strip.bands(BAND_ROWS) {
            let down = u16::try_from(rows).unwrap_or(u16::MAX).to_le_bytes();
            let command: Vec<u8> = PICTURE.iter().chain(&across).chain(&down).chain(band).copied().collect();
            printer.custom(&command)?;
        }
        printer.custom(&CUT)?;
        Ok(())
    })
}

/// White that fills up a picture command which was cut off; without one a printer passes over it.
pub fn white() -> Vec<u8> {
    vec![0; BAND_ROWS * 576 / 8]
}

/// The bytes of a question.
pub fn question(question: RealTimeStatusRequest) -> Vec<u8> {
    let mut bytes = written(|printer| printer.real_time_status(question).map(|_| ()));
    // the library sends a parameter along that only other questions have
    bytes.truncate(QUESTION_BYTES);
    bytes
}

/// Whether a byte can be an answer to a question in real time (`0xx1xx10`), which no other answer can.
pub fn is_answer(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

/// Whether a byte can be the answer to [`TURN`] (`0xx0xxxx`).
pub fn is_turn(byte: u8) -> bool {
    byte & 0b1001_0000 == 0
}

/// What a printer's answers to [`QUESTIONS`] say, each with its question.
pub fn state(answers: &[(RealTimeStatusRequest, u8)]) -> PrinterState {
    let mut facts = std::collections::HashMap::new();
    for (question, byte) in answers {
        if let Ok(told) = RealTimeStatusResponse::parse(*question, *byte) {
            facts.extend(told);
        }
    }
    let is = |fact: RealTimeStatusResponse, usual: bool| facts.get(&fact).copied().unwrap_or(usual);
    use RealTimeStatusResponse as Fact;
    if !is(Fact::CoverClosed, true) {
        // with the lid up the sensor sees no paper either
        PrinterState::CoverOpen
    } else if is(Fact::PrintingStopsDueToPaperEnd, false) || !is(Fact::RollPaperEndSensorPaperPresent, true) {
        PrinterState::PaperOut
    } else if is(Fact::ErrorOccurred, false)
        || is(Fact::AutocutterErrorOccurred, false)
        || is(Fact::UnrecoverableErrorOccurred, false)
        || !is(Fact::Online, true)
    {
        PrinterState::Fault
    } else if !is(Fact::RollPaperNearEndSensorPaperAdequate, true) {
        PrinterState::PaperLow
    } else {
        PrinterState::Ok
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RealTimeStatusRequest::{ErrorCause, OfflineCause, Printer as Itself, RollPaperSensor};

    /// The four answers of a printer, with these bits beside the fixed pattern.
    fn told(itself: u8, offline: u8, error: u8, paper: u8) -> PrinterState {
        let answer = |bits: u8| 0b0001_0010 | bits;
        state(&[
            (Itself, answer(itself)),
            (OfflineCause, answer(offline)),
            (ErrorCause, answer(error)),
            (RollPaperSensor, answer(paper)),
        ])
    }

    #[test]
    fn states_are_read_as_the_manual_has_them() {
        assert_eq!(told(0, 0, 0, 0), PrinterState::Ok);
        assert_eq!(told(0, 0, 0, 0b0000_1100), PrinterState::PaperLow);
        assert_eq!(told(0b1000, 0b0010_0000, 0, 0b0110_1100), PrinterState::PaperOut);
        assert_eq!(told(0, 0, 0, 0b0110_0000), PrinterState::PaperOut);
        assert_eq!(told(0b1000, 0b0100, 0, 0b0110_0000), PrinterState::CoverOpen);
        assert_eq!(told(0b1000, 0b0100_0000, 0b1000, 0), PrinterState::Fault);
        assert_eq!(told(0b1000, 0, 0, 0), PrinterState::Fault);
        assert_eq!(state(&[]), PrinterState::Ok, "who says nothing bad is well; silence is told apart by the caller");
    }

    #[test]
    fn the_two_kinds_of_answer_are_told_apart() {
        for byte in 0..=u8::MAX {
            assert!(!(is_answer(byte) && is_turn(byte)), "{byte:08b}");
        }
        assert!(is_answer(0b0001_0010) && is_answer(0b0111_1110));
        assert!(is_turn(0) && is_turn(0b0000_1111));
    }

    #[test]
    fn questions_are_dle_eot() {
        let asked: Vec<Vec<u8>> = QUESTIONS.into_iter().map(question).collect();
        assert_eq!(asked, [[0x10, 4, 1], [0x10, 4, 2], [0x10, 4, 3], [0x10, 4, 4]].map(|bytes| bytes.to_vec()));
    }
}
