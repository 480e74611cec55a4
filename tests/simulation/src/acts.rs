//! What officers and section heads do with a case: everything the service knows, chosen by chance among what the case
//! allows now, written as real events and noted in the diary.

use lakon_domain::event::*;
use lakon_domain::ids::new_id;
use lakon_domain::shape::{CaseNumber, Time};
use uuid::Uuid;

use crate::chief::code;
use crate::days::{DAY, MINUTE, day_of};
use crate::diary::Did;
use crate::office::{OFFICERS, Office};

/// Days after which most cases are solved at last.
const LONG: i64 = 10;

/// How a case stands, as far as it matters for what may come next.
#[derive(Debug, Clone, Default)]
pub struct Mind {
    pub ended: bool,
    /// HAI CSO: answered and not confirmed.
    pub awaiting: bool,
    pub hai: bool,
    pub running: bool,
    pub paused: bool,
    /// Nothing was done but typing.
    pub fresh: bool,
    /// The service was stopped at least once.
    pub stopped: bool,
    pub contact: bool,
    pub promised: bool,
    pub forwarded: bool,
    pub documents: Vec<Uuid>,
    /// Open questions: the escalation, whose head has it, whether the head asked back.
    pub asked: Vec<(Uuid, usize, bool)>,
    pub offered: Option<(Uuid, usize)>,
    /// The first stretch of service: the event and the line that began it, from when to when.
    pub first: Option<(Uuid, usize, i64, Option<i64>)>,
    pub corrected: bool,
}

pub fn text(text: &str) -> Option<Text> {
    Some(Text { text: text.to_owned() })
}

pub fn reason(text: &str) -> Option<Reason> {
    Some(Reason { reason: text.to_owned() })
}

impl Office {
    pub fn id(&mut self) -> Uuid {
        new_id(self.now, &mut self.dice)
    }

    pub fn mind(&mut self, index: usize) -> &mut Mind {
        &mut self.cases[index].mind
    }

    /// Somebody comes, calls or writes. Returns the case and in how many minutes it goes on.
    pub fn open_case(&mut self) -> (usize, Option<i64>) {
        let channels = ["tatap_muka", "tatap_muka", "tatap_muka", "whatsapp", "telepon", "haicso", "surel"];
        let channel = *self.dice.pick(&channels);
        let online = channel != "tatap_muka";
        let pc = usize::try_from(self.dice.roll(OFFICERS as i64)).unwrap();
        let (case, visit) = (self.id(), self.id());
        let index = self.add(case, pc, online);
        let at = self.clock(index);
        self.write(index, pc, VisitOpened { visit, happened_at: at });
        self.cases[index].events.clear();
        let number = CaseNumber::new(self.next_number()).unwrap();
        let opened = CaseOpened { case, number, visit, channel: code(channel), opened_at: at, started_at: at };
        let (event, line) = self.does(index, Did::FirstKey, opened);
        self.write(index, pc, QuestionSet { case, replaces: vec![], private: text("Bagaimana?") });
        let mind = self.mind(index);
        (mind.hai, mind.fresh, mind.running) = (channel == "haicso", true, !online);
        mind.first = (!online).then_some((event, line, at.0, None));
        if self.dice.chance(7) {
            self.late(index, event);
        }
        let soon = if online { self.dice.between(5, 300) } else { self.dice.between(2, 9) };
        (index, Some(soon))
    }

    /// Rule 7: it came days ago, on paper or on a day off.
    fn late(&mut self, index: usize, opened: Uuid) {
        let case = self.cases[index].id;
        let days = if self.dice.chance(20) { 9 } else { self.dice.between(1, 6) };
        let received = self.clock(index).0 - days * DAY - self.dice.between(-90, 90) * MINUTE;
        let event = ReceivedSet { case, received_at: Time(received), replaces: vec![], private: reason("kertas") };
        self.does(index, Did::Received { at: received }, event);
        if self.cases[index].diary.online {
            return;
        }
        // The first key says nothing of a service days ago; a correction may say when it was.
        let mind = self.mind(index);
        (mind.running, mind.first, mind.corrected) = (false, None, true);
        if self.dice.chance(60) {
            let end = received + self.dice.between(4, 25) * MINUTE;
            let event = ClockCorrected {
                case,
                interval: opened,
                started_at: Time(received),
                ended_at: Some(Time(end)),
                replaces: vec![],
                private: reason("dari kertas"),
            };
            self.does(index, Did::Correct { of: 0, start: received, end }, event);
            self.mind(index).stopped = true;
        }
    }

    /// The officer turns to a case. Returns in how many minutes again today.
    pub fn touch(&mut self, index: usize) -> Option<i64> {
        if let Some((event, line, before)) = self.cases[index].undo.take()
            && self.dice.chance(5)
        {
            let (case, pc) = (self.cases[index].id, self.cases[index].pc);
            self.write(index, pc, EventReverted { case, reverts: event });
            let case = &mut self.cases[index];
            case.diary.lines[line].undone = true;
            // What heads and documents did meanwhile stays.
            let (asked, documents) = (case.mind.asked.clone(), case.mind.documents.clone());
            (case.mind, case.ended_on) = (Mind { asked, documents, ..before }, None);
            return Some(3);
        }
        let mind = self.mind(index).clone();
        match () {
            () if mind.ended => self.correct(index),
            () if mind.awaiting => self.confirm(index),
            () if mind.running => self.serve(index),
            () => self.follow_up(index),
        }
    }

    /// While the service clock runs.
    fn serve(&mut self, index: usize) -> Option<i64> {
        let case = self.cases[index].id;
        let (online, tainted) = (self.cases[index].diary.online, self.cases[index].tainted);
        let at = self.clock(index);
        let fresh = std::mem::take(&mut self.mind(index).fresh);
        if std::mem::take(&mut self.mind(index).paused) {
            self.does(index, Did::Resume, ClockResumed { case, resumed_at: at });
            return Some(self.dice.between(2, 6));
        }
        match self.dice.roll(100) {
            0..42 => return self.answer(index),
            42..58 => return self.promise(index),
            58..64 => self.escalate(index, false),
            64..70 => return self.leave(index),
            70..77 => self.ask_documents(index),
            77..86 if !tainted => {
                let (paused_at, private) = (at, reason("telepon"));
                self.does(index, Did::Pause, ClockPaused { case, paused_at, cause: code("lain"), private });
                self.mind(index).paused = true;
                return Some(self.dice.between(4, 45));
            }
            86..89 => return self.cancel(index),
            89..91 => return self.duplicate(index),
            91..93 if !tainted => {
                // Pressed although it runs: nothing new begins.
                self.does(index, Did::Start, ClockStarted { case, started_at: at });
            }
            93..96 if !online && fresh => {
                let (pc, replaces) = (self.cases[index].pc, vec![self.cases[index].events[0].id]);
                self.write(index, pc, ChannelSet { case, channel: code("telepon"), replaces });
                self.cases[index].diary.online = true;
                let mind = self.mind(index);
                (mind.running, mind.first) = (false, None);
                return Some(self.dice.between(5, 60));
            }
            _ => {}
        }
        Some(self.dice.between(2, 9))
    }

    /// While it stands.
    fn follow_up(&mut self, index: usize) -> Option<i64> {
        let mind = self.mind(index).clone();
        let diary = &self.cases[index].diary;
        let (online, tainted) = (diary.online, self.cases[index].tainted);
        let old = day_of(self.now) - self.cases[index].opened_on > LONG;
        if let Some((handover, to)) = mind.offered {
            return self.take_over(index, handover, to);
        }
        if online && mind.first.is_none() && !mind.stopped && self.dice.chance(60) {
            return self.start(index);
        }
        if old && self.dice.chance(60) {
            return self.answer(index);
        }
        match self.dice.roll(100) {
            0..45 => self.report(index),
            45..58 => return self.answer(index),
            58..64 if mind.stopped && !tainted => return self.start(index),
            64..70 if !mind.documents.is_empty() => self.document(index),
            70..74 if online && !mind.promised => return self.promise(index),
            74..77 => self.escalate(index, false),
            77..80 => self.ask_documents(index),
            80..83 => self.forward(index),
            83..85 => return self.cancel(index),
            85..90 if !tainted => self.offer(index),
            _ => {}
        }
        self.dice.chance(20).then(|| self.dice.between(20, 150))
    }

    fn start(&mut self, index: usize) -> Option<i64> {
        let (case, at) = (self.cases[index].id, self.clock(index));
        let (event, line) = self.does(index, Did::Start, ClockStarted { case, started_at: at });
        let mind = self.mind(index);
        mind.running = true;
        if mind.first.is_none() {
            mind.first = Some((event, line, at.0, None));
        }
        Some(self.dice.between(3, 14))
    }

    /// Notes what "Urungkan" can take back.
    fn can_undo(&mut self, index: usize, done: (Uuid, usize), before: Mind) {
        self.cases[index].undo = Some((done.0, done.1, before));
    }

    /// The service stops.
    pub fn stop(&mut self, index: usize) -> Mind {
        let at = self.clock(index).0;
        let before = self.mind(index).clone();
        let mind = self.mind(index);
        if mind.running
            && let Some((.., start, end @ None)) = &mut mind.first
        {
            *end = Some(at.max(*start));
        }
        (mind.running, mind.paused, mind.stopped, mind.fresh) = (false, false, true, false);
        before
    }

    fn answer(&mut self, index: usize) -> Option<i64> {
        let (case, at, day) = (self.cases[index].id, self.clock(index), day_of(self.now));
        let before = self.stop(index);
        let done = if before.hai {
            self.mind(index).awaiting = true;
            self.does(index, Did::Answer, CaseAnswered { case, answered_at: at })
        } else {
            self.mind(index).ended = true;
            self.cases[index].ended_on = Some(day);
            self.does(index, Did::Answer, CaseResolved { case, resolved_at: at })
        };
        self.can_undo(index, done, before);
        Some(1)
    }

    /// HAI CSO: asks the stakeholder, or hears the confirmation.
    fn confirm(&mut self, index: usize) -> Option<i64> {
        let (case, at, day) = (self.cases[index].id, self.clock(index), day_of(self.now));
        if self.dice.chance(40) {
            let (pc, channel) = (self.cases[index].pc, code("haicso"));
            self.write(index, pc, ConfirmationChased { case, chased_at: at, channel, private: text("Sudah?") });
            return None;
        }
        self.does(index, Did::Answer, CaseResolved { case, resolved_at: at });
        (self.cases[index].mind.ended, self.cases[index].ended_on) = (true, Some(day));
        None
    }

    /// Face to face nobody goes without a contact person or the word that none was named.
    pub fn contact(&mut self, index: usize) {
        let case = self.cases[index].id;
        if !self.mind(index).contact {
            let (pc, declined) = (self.cases[index].pc, self.dice.chance(10));
            let private = Some(PersonData::default());
            self.write(index, pc, ContactSet { case, declined, replaces: vec![], private });
            self.mind(index).contact = true;
        }
    }

    fn promise(&mut self, index: usize) -> Option<i64> {
        self.contact(index);
        let (case, at) = (self.cases[index].id, self.clock(index));
        let before = self.stop(index);
        let done = self.does(index, Did::Promise, CasePromised { case, promised_at: at, private: text("Besok.") });
        self.mind(index).promised = true;
        self.can_undo(index, done, before);
        Some(1)
    }

    fn cancel(&mut self, index: usize) -> Option<i64> {
        let (case, at, day) = (self.cases[index].id, self.clock(index), day_of(self.now));
        let before = self.stop(index);
        let event = CaseCancelled { case, cancelled_at: at, private: reason("pulang") };
        let done = self.does(index, Did::Cancel, event);
        (self.cases[index].mind.ended, self.cases[index].ended_on) = (true, Some(day));
        self.can_undo(index, done, before);
        Some(1)
    }

    fn duplicate(&mut self, index: usize) -> Option<i64> {
        let Some(of) = index.checked_sub(1).map(|earlier| self.cases[earlier].id) else { return Some(3) };
        let (case, marked_at, day) = (self.cases[index].id, self.clock(index), day_of(self.now));
        self.stop(index);
        self.does(index, Did::Cancel, CaseDuplicate { case, of, marked_at, private: reason("sama") });
        (self.cases[index].mind.ended, self.cases[index].ended_on) = (true, Some(day));
        None
    }

    pub fn reopen(&mut self, index: usize) -> Option<i64> {
        let (case, at) = (self.cases[index].id, self.clock(index));
        if self.cases[index].tainted || self.is_hours_off(index) || !self.mind(index).ended {
            return None;
        }
        self.cases[index].undo = None;
        self.does(index, Did::Reopen, CaseReopened { case, reopened_at: at, private: reason("belum") });
        let mind = self.mind(index);
        (mind.ended, mind.awaiting, mind.promised, mind.corrected) = (false, false, false, true);
        self.cases[index].ended_on = None;
        if self.dice.chance(70) { self.start(index) } else { Some(30) }
    }

    /// After the end: other times for the first stretch, with a reason.
    fn correct(&mut self, index: usize) -> Option<i64> {
        let Some((interval, of, start, Some(end))) = self.mind(index).first else { return None };
        if self.mind(index).corrected || self.cases[index].tainted || !self.dice.chance(6) {
            return None;
        }
        let case = self.cases[index].id;
        let start = start + self.dice.between(0, 2) * MINUTE;
        let end = (end - self.dice.between(0, 4) * MINUTE).max(start);
        let (started_at, ended_at) = (Time(start), Some(Time(end)));
        let (replaces, private) = (vec![], reason("lupa menekan"));
        let event = ClockCorrected { case, interval, started_at, ended_at, replaces, private };
        self.does(index, Did::Correct { of, start, end }, event);
        self.mind(index).corrected = true;
        None
    }

    pub fn report(&mut self, index: usize) {
        let (case, at, progress) = (self.cases[index].id, self.clock(index), self.id());
        let channel = code("telepon");
        let event = ProgressReported { case, progress, reported_at: at, channel, private: text("Dicek.") };
        self.does(index, Did::Report, event);
    }

    fn ask_documents(&mut self, index: usize) {
        let (case, at, pc, request) = (self.cases[index].id, self.clock(index), self.cases[index].pc, self.id());
        let private = Some(Name { name: "Surat".into() });
        self.write(index, pc, DocumentRequested { case, request, requested_at: at, until: None, private });
        self.mind(index).documents.push(request);
    }

    fn document(&mut self, index: usize) {
        let (case, at, pc) = (self.cases[index].id, self.clock(index), self.cases[index].pc);
        let request = self.mind(index).documents.remove(0);
        if self.dice.chance(75) {
            self.write(index, pc, DocumentArrived { case, request, file: None, arrived_at: at });
        } else {
            self.write(index, pc, DocumentWaived { case, request, waived_at: at, private: reason("tidak perlu") });
        }
    }

    /// To HAI DJPb, or back.
    fn forward(&mut self, index: usize) {
        let (case, at, pc) = (self.cases[index].id, self.clock(index), self.cases[index].pc);
        if std::mem::take(&mut self.mind(index).forwarded) {
            self.write(index, pc, CaseReturned { case, returned_at: at, private: text("Sudah.") });
        } else {
            self.write(index, pc, CaseForwarded { case, forwarded_at: at, private: text("Pusat.") });
            self.mind(index).forwarded = true;
        }
    }
}
