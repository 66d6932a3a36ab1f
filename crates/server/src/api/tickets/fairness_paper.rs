//! The receipt of the order on one sheet of paper, for whoever asks why others were called first.

use super::fairness::{FairnessCall, FairnessReceipt, FairnessStep};
use crate::page_words::PageWords;
use crate::pdf::{Align, Fit, Head, Paper, PdfError, Style, Table, TableCell, TableColumn, Title, letterhead};
use crate::reports::names::Names;
use crate::reports::{Language, Words};
use goiso_queue::day::zone;
use goiso_queue::{HallConfig, Moment, config::Policy};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Sizes: of text, of the headings of tables, of the proof.
const TEXT: f32 = 13.0;
const HEADING: f32 = 12.0;
const PROOF: f32 = 10.0;
/// Calls on the sheet, at most; fewer where they do not fit.
const CALLS_MAX: usize = 36;
/// Own steps on the sheet, at most: the first, and the newest.
const STEPS_MAX: usize = 10;
/// Classes of which the rule tells how they count, at most.
const CLASSES_MAX: usize = 8;
/// Letters of a name, of a counter or a class, at most: it leaves room for the others on the sheet.
const NAME_MAX: usize = 48;

/// What the sheet is made from.
pub(super) struct Asked<'a> {
    /// The receipt as its reader may see it.
    pub receipt: &'a FairnessReceipt,
    /// How many calls need a reason, those included that the receipt leaves out.
    pub passed: usize,
    /// The configuration that was in force.
    pub config: &'a HallConfig,
    /// Hall time now.
    pub now: Moment,
    /// In which language.
    pub language: Language,
    /// What the pages call things.
    pub page_words: &'a PageWords,
}

/// Writes the sheet with as many of the newest calls as it holds.
pub(super) fn paper(asked: &Asked<'_>) -> Result<Vec<u8>, PdfError> {
    let sheet = Sheet { asked, zone: zone(&asked.config.time_zone).unwrap_or(TimeZone::UTC), names: names(asked) };
    // Each call more needs more room, so that the number which just fits is found by halving.
    let (mut fits, mut too_many) = (0, asked.receipt.passed.len().min(CALLS_MAX) + 1);
    let mut kept = sheet.laid_out(fits)?;
    while too_many - fits > 1 {
        let calls = fits.midpoint(too_many);
        let paper = sheet.laid_out(calls)?;
        if paper.pages() == 1 {
            (fits, kept) = (calls, paper);
        } else {
            too_many = calls;
        }
    }
    let words = format!("{} · {}", sheet.title(), asked.receipt.label);
    let language = match asked.language {
        Language::Vi => "vi",
        Language::En => "en",
    };
    kept.finish(&Title { words: &words, language, made_on: sheet.local(asked.now.0).date() })
}

fn names(asked: &Asked<'_>) -> Names {
    Names::new(Some(asked.config), [])
}

struct Sheet<'a> {
    asked: &'a Asked<'a>,
    zone: TimeZone,
    names: Names,
}

impl Sheet<'_> {
    fn say(&self, vi: &str, en: &str) -> String {
        self.asked.language.pick()(&Words::new(vi, en)).to_owned()
    }

    /// The page's own words; its id where it has none, so that a new kind of event is still told.
    fn page(&self, id: &str, places: &[(&str, &str)]) -> String {
        self.asked.page_words.told(self.asked.language, id, places).unwrap_or_else(|| short(id))
    }

    fn title(&self) -> String {
        self.say("Phiếu giải thích thứ tự gọi số", "Why the numbers were called in this order")
    }

    fn local(&self, at: i64) -> Zoned {
        Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(self.zone.clone())
    }

    fn minute(&self, at: i64) -> String {
        self.local(at).strftime("%H:%M").to_string()
    }

    fn class(&self, code: &str) -> String {
        short(self.asked.language.pick()(&self.names.class(code)))
    }

    fn group(&self, code: &str) -> String {
        let words = code.chars().next().map(|letter| self.names.group(letter));
        words.map_or_else(|| code.to_owned(), |words| short(self.asked.language.pick()(&words)))
    }

    fn laid_out(&self, calls: usize) -> Result<Paper, PdfError> {
        let Asked { receipt, config, language, now, .. } = self.asked;
        let name =
            Words::new(&config.name.vi, if config.name.en.is_empty() { &config.name.vi } else { &config.name.en });
        let day = self.local(receipt.issued_at).strftime("%d/%m/%Y").to_string();
        let subject = [self.say(
            &format!("Số {}, ngày {day}", short(&receipt.label)),
            &format!("Number {}, {day}", short(&receipt.label)),
        )];
        let mut paper = Paper::new()?;
        let head = Head {
            agency: language.pick()(&name),
            language: *language,
            made_on: self.local(now.0).date(),
            symbol: None,
            title: &self.title(),
            subject: &subject,
        };
        letterhead(&mut paper, &head)?;
        for words in [self.ticket(), self.rule(), self.sum()] {
            paper.paragraph(&words, Style::Regular, TEXT, Align::Left)?;
            paper.skip(4.0);
        }
        if calls > 0 {
            paper.skip(4.0);
            let heading = self.say("Những số được gọi trước", "Numbers that were called first");
            self.calls(calls).draw(&mut paper, &heading, HEADING)?;
        }
        let left_out = self.asked.passed.saturating_sub(calls);
        if left_out > 0 {
            paper.skip(2.0);
            let words = self.say(
                &format!("Còn {left_out} lượt gọi sớm hơn không in trên phiếu này; xem trên trang phụ trách."),
                &format!("{left_out} earlier calls are not on this sheet; the supervisor's page has them."),
            );
            paper.paragraph(&words, Style::Italic, HEADING, Align::Left)?;
        }
        if !receipt.own.is_empty() {
            paper.skip(8.0);
            let heading = self.page("fair-own", &[("label", &short(&receipt.label))]);
            self.steps().draw(&mut paper, &heading, HEADING)?;
        }
        paper.skip(8.0);
        let proof = self.page("fair-proof", &[("seq", &receipt.proof.at.seq.to_string())]);
        paper.paragraph(&format!("{proof} {}", receipt.proof.hash), Style::Italic, PROOF, Align::Left)?;
        Ok(paper)
    }

    /// Which ticket it is, and where it stands.
    fn ticket(&self) -> String {
        let receipt = self.asked.receipt;
        let taken = self.minute(receipt.issued_at);
        let group = self.group(&receipt.group);
        let class = receipt.class.as_deref().map(|class| {
            let class = self.class(class);
            self.say(&format!(" Diện: {class}."), &format!(" Class: {class}."))
        });
        let state = match receipt.state.as_str() {
            "waiting" => self.say("đang chờ", "waiting"),
            "called" => self.say("đã được gọi", "called"),
            "serving" => self.say("đang được phục vụ", "being served"),
            "parked" => self.say("đang bổ sung giấy tờ", "completing papers"),
            "done" => self.say("đã kết thúc", "over"),
            other => other.to_owned(),
        };
        let class = class.unwrap_or_default();
        self.say(
            &format!("Lấy số lúc {taken}. Lĩnh vực: {group}.{class} Hiện tại: {state}."),
            &format!("Taken at {taken}. Service: {group}.{class} Now: {state}."),
        )
    }

    /// Who goes first, as the hall had it set.
    fn rule(&self) -> String {
        let config = self.asked.config;
        let policy = match config.policy {
            Policy::Arrival => self.say("ai lấy số trước được gọi trước", "whoever came first is called first"),
            Policy::PriorityFirst { at_most } => self.say(
                &format!(
                    "diện ưu tiên được gọi trước, nhiều nhất {at_most} người liên tiếp rồi đến một người không ưu tiên"
                ),
                &format!("priority classes go first, at most {at_most} in a row, then an ordinary person"),
            ),
            Policy::Accumulating => {
                let classes: Vec<String> =
                    config.classes.iter().take(CLASSES_MAX).map(|class| self.counts(class)).collect();
                let classes = if classes.is_empty() { String::new() } else { format!(" ({})", classes.join("; ")) };
                self.say(
                    &format!("ai chờ lâu hơn được gọi trước; phút chờ của diện ưu tiên được tính nhiều hơn{classes}"),
                    &format!("who waited longest goes first; a minute of a priority class counts for more{classes}"),
                )
            }
        };
        let bound = config.guarantees.iter().find(|bound| {
            bound.group.to_string() == self.asked.receipt.group
                && self.asked.receipt.class.as_deref() == Some(bound.class.as_str())
        });
        let bound = bound.map_or_else(String::new, |bound| {
            let minutes = bound.within.0.div_ceil(60);
            self.say(
                &format!(" Đã chờ quá {minutes} phút thì không ai được gọi trước theo quy tắc này."),
                &format!(" After {minutes} min of waiting nobody is called before by this rule."),
            )
        });
        self.say(&format!("Quy tắc đang áp dụng: {policy}.{bound}"), &format!("Rule in force: {policy}.{bound}"))
    }

    /// `Người cao tuổi × 3`.
    fn counts(&self, class: &goiso_queue::config::PriorityClass) -> String {
        let name = self.class(class.code.as_str());
        let rate = f64::from(class.rate_milli) / 1000.0;
        let rate = match self.asked.language {
            Language::Vi => rate.to_string().replace('.', ","),
            Language::En => rate.to_string(),
        };
        let ahead = class.head_start.0.div_ceil(60);
        if ahead == 0 {
            return format!("{name}\u{a0}×\u{a0}{rate}");
        }
        self.say(
            &format!("{name}\u{a0}×\u{a0}{rate}, cộng {ahead}\u{a0}phút"),
            &format!("{name}\u{a0}×\u{a0}{rate}, plus {ahead}\u{a0}min"),
        )
    }

    fn sum(&self) -> String {
        let receipt = self.asked.receipt;
        let (later, earlier) = (receipt.later.to_string(), receipt.earlier.to_string());
        let sum = self.page("fair-sum", &[("later", &later), ("earlier", &earlier)]);
        if self.asked.passed > 0 { sum } else { format!("{sum} {}", self.page("fair-nobody", &[])) }
    }

    /// The newest calls; what only staff may know has no column for others.
    fn calls(&self, most: usize) -> Table {
        let all = &self.asked.receipt.passed;
        let shown = all.get(all.len().saturating_sub(most)..).unwrap_or_default();
        let staff = shown.iter().any(|call| call.counter.is_some());
        let mut columns = vec![
            column(self.say("Số", "Number"), Align::Middle),
            column(self.say("Lấy số", "Taken"), Align::Middle),
            column(self.say("Gọi lúc", "Called"), Align::Middle),
        ];
        if staff {
            columns.push(column(self.say("Quầy", "Counter"), Align::Middle));
            columns.push(column(self.say("Diện", "Class"), Align::Left));
        }
        columns.push(column(self.say("Vì sao", "Why"), Align::Left));
        let row = |call: &FairnessCall| {
            let mut row = vec![call.label.clone(), self.minute(call.arrived_at), self.minute(call.called_at)];
            if staff {
                row.push(short(call.counter.as_deref().unwrap_or_default()));
                row.push(call.class.as_deref().map_or_else(String::new, |class| self.class(class)));
            }
            row.push(self.because(call));
            row.into_iter().map(TableCell::plain).collect()
        };
        Table { columns, rows: shown.iter().map(row).collect(), fit: Fit::Stay }
    }

    /// As the pages say it.
    fn because(&self, call: &FairnessCall) -> String {
        let minutes = call.within_s.unwrap_or(0).div_ceil(60).to_string();
        let counter = call.held_for.clone().unwrap_or_default();
        let id = format!("fair-because-{}", call.because.replace('_', "-"));
        let mut words = self.page(&id, &[("minutes", &minutes), ("counter", &counter)]);
        if call.helped {
            words = format!("{words}; {}", self.page("fair-helped", &[]));
        }
        match call.why.as_ref().and_then(|why| why.reason.as_deref()) {
            Some(reason) => format!("{words}: “{reason}”"),
            None => words,
        }
    }

    /// What happened to the ticket: when it was taken, and the newest that came after.
    fn steps(&self) -> Table {
        let own = &self.asked.receipt.own;
        let newest = own.len().saturating_sub(STEPS_MAX - 1).max(1);
        let shown = own.iter().take(1).chain(own.iter().skip(newest));
        let columns = vec![
            column(self.say("Lúc", "At"), Align::Middle),
            column(self.say("Việc", "What"), Align::Left),
            column(self.say("Quầy", "Counter"), Align::Middle),
        ];
        let row = |step: &FairnessStep| {
            let mut what = self.page(&format!("fair-step-{}", step.kind.replace('_', "-")), &[]);
            let group = step.group.as_deref().map(|code| self.group(code));
            let class = step.class.as_deref().map(|code| self.class(code));
            for more in [group, class].into_iter().flatten() {
                what = format!("{what} · {more}");
            }
            let at = self.local(step.at).strftime("%H:%M:%S").to_string();
            vec![
                TableCell::plain(at),
                TableCell::plain(what),
                TableCell::plain(short(step.counter.as_deref().unwrap_or_default())),
            ]
        };
        Table { columns, rows: shown.map(row).collect(), fit: Fit::Stay }
    }
}

fn column(title: String, align: Align) -> TableColumn {
    TableColumn { title, align }
}

/// A name with an ellipsis where it is too long.
fn short(name: &str) -> String {
    let mut letters = name.chars();
    let kept: String = letters.by_ref().take(NAME_MAX).collect();
    if letters.next().is_some() { format!("{kept}…") } else { kept }
}
