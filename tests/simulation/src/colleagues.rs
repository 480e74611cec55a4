//! What passes between colleagues: questions to the section heads and their answers, and cases handed over at shift end.

use lakon_domain::event::*;
use lakon_domain::shape::Time;
use uuid::Uuid;

use crate::acts::{reason, text};
use crate::chief::code;
use crate::diary::Did;
use crate::office::{OFFICERS, Office, SECTIONS};

impl Office {
    pub fn escalate(&mut self, index: usize, leaves: bool) {
        let (case, at, escalation) = (self.cases[index].id, self.clock(index), self.id());
        let head = usize::from(self.dice.chance(50));
        let (section, private) = (code(SECTIONS[head]), text("Boleh?"));
        let event = EscalationRaised { case, escalation, section, raised_at: at, leaves, private };
        if leaves {
            self.does(index, Did::Leave, event);
        } else {
            let pc = self.cases[index].pc;
            self.write(index, pc, event);
        }
        self.mind(index).asked.push((escalation, head, false));
    }

    /// Escalated, and the stakeholder does not wait: the session ends.
    pub fn leave(&mut self, index: usize) -> Option<i64> {
        if self.cases[index].diary.online {
            self.escalate(index, false);
            return Some(4);
        }
        self.contact(index);
        self.stop(index);
        self.escalate(index, true);
        None
    }

    /// A section head looks at the oldest question of a case, or the officer replies to what was asked back.
    pub fn head(&mut self, index: usize) -> Option<i64> {
        let officer = self.cases[index].pc;
        let &(escalation, head, asked_back) = self.cases[index].mind.asked.first()?;
        if self.is_away(officer) || self.mind(index).ended {
            return None;
        }
        let (case, pc) = (self.cases[index].id, OFFICERS + head);
        let (device, section) = (self.pcs[pc].device(), code(SECTIONS[head]));
        let (at, officers) = (Time(self.pcs[pc].clock(self.now)), self.clock(index));
        if asked_back {
            let private = text("Tanggal 20.");
            self.write(index, officer, EscalationReplied { case, escalation, replied_at: officers, private });
            self.mind(index).asked[0].2 = false;
            return None;
        }
        match self.dice.roll(100) {
            0..15 => {
                let private = text("Kapan?");
                self.write(index, pc, EscalationAskedBack { case, escalation, section, asked_at: at, private });
                self.mind(index).asked[0].2 = true;
            }
            15..25 => {
                let (to, private) = (code(SECTIONS[1 - head]), text("Urusan seksi lain."));
                self.write(index, pc, EscalationReferred { case, escalation, section, to, referred_at: at, private });
                self.mind(index).asked[0].1 = 1 - head;
            }
            25..32 => {
                let private = reason("sudah jelas");
                self.write(index, officer, EscalationWithdrawn { case, escalation, withdrawn_at: officers, private });
                self.mind(index).asked.remove(0);
            }
            32..42 => {
                let (on_behalf_of, private) = (Some(self.pcs[pc].user), text("Setuju, lewat telepon."));
                let answered_at = officers;
                let event = EscalationAnswered { case, escalation, section, answered_at, on_behalf_of, private };
                let answer = self.write(index, officer, event);
                let (section, confirmed_at) = (code(SECTIONS[head]), at);
                self.now += 60_000;
                self.write(index, pc, EscalationConfirmed { case, escalation, section, answer, confirmed_at });
                self.mind(index).asked.remove(0);
            }
            _ => {
                self.write(index, pc, EscalationDelivered { case, escalation, device, delivered_at: at });
                let (on_behalf_of, private) = (None, text("Boleh."));
                let event = EscalationAnswered { case, escalation, section, answered_at: at, on_behalf_of, private };
                self.write(index, pc, event);
                self.mind(index).asked.remove(0);
            }
        }
        None
    }

    /// Shift end: the case is offered to another officer.
    pub fn offer(&mut self, index: usize) {
        let (case, at, handover, pc) = (self.cases[index].id, self.clock(index), self.id(), self.cases[index].pc);
        let to = (pc + 1) % OFFICERS;
        if self.is_away(pc) || self.is_away(to) {
            return;
        }
        let (cases, private) = (vec![case], text("Lanjutkan."));
        let event = HandoverOffered { handover, to: self.pcs[to].user, cases, offered_at: at, private };
        self.write(index, pc, event);
        self.mind(index).offered = Some((handover, to));
    }

    pub fn take_over(&mut self, index: usize, handover: Uuid, to: usize) -> Option<i64> {
        if self.is_away(to) || self.is_away(self.cases[index].pc) || self.is_hours_off_pc(to) {
            return None;
        }
        let (accepted, answered_at) = (self.dice.chance(80), Time(self.pcs[to].clock(self.now)));
        let (cases, private) = (vec![self.cases[index].id], reason("penuh"));
        self.write(index, to, HandoverAnswered { handover, cases, accepted, answered_at, private });
        self.mind(index).offered = None;
        if accepted {
            self.cases[index].pc = to;
        }
        Some(20)
    }
}
