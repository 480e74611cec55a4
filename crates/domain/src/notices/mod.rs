//! What somebody is told without having asked: answers due and late, reports owed, questions to a section head and what came
//! back, cases offered, confirmations that do not come. Pure: what is told follows from the case and from the moment. What a
//! person was shown already is remembered elsewhere, by key.

mod hours;
mod of_case;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::shape::{Code, Time};
pub use hours::may_pop;
pub use of_case::{CONFIRMATION_DAYS, of_case};

/// What a notice is about, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The solution is late.
    Overdue,
    /// The solution is due before the office closes.
    DueToday,
    /// For the head: a question waits.
    EscalationArrived,
    /// For the head: a decision by telephone waits to be confirmed.
    EscalationToConfirm,
    /// For the officer: the head asked something back.
    EscalationAskedBack,
    /// For the officer: the head has answered.
    EscalationAnswered,
    /// Somebody wants to hand a case over.
    HandoverOffered,
    /// The stakeholder is to be told of progress today.
    ProgressOwed,
    /// The stakeholder has not said for days whether the answer helped.
    ConfirmationAwaited,
}

impl NoticeKind {
    pub const ALL: [NoticeKind; 9] = [
        NoticeKind::Overdue,
        NoticeKind::DueToday,
        NoticeKind::EscalationArrived,
        NoticeKind::EscalationToConfirm,
        NoticeKind::EscalationAskedBack,
        NoticeKind::EscalationAnswered,
        NoticeKind::HandoverOffered,
        NoticeKind::ProgressOwed,
        NoticeKind::ConfirmationAwaited,
    ];
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    User(Uuid),
    /// Whoever heads the section on the day: its Kepala Seksi or a substitute.
    HeadOf(Code),
}

/// One thing to be told, true from a moment on and mostly until another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The same for the same occurrence on every PC and at every look: what is shown once is known by it.
    pub key: String,
    pub kind: NoticeKind,
    pub case: Uuid,
    /// The escalation or the offer.
    pub about: Option<Uuid>,
    pub whom: Whom,
    /// When it is due, or when it was said.
    pub at: Time,
    /// From when on it is true.
    pub from: Time,
    /// The first moment at which time alone has made it untrue.
    pub until: Option<Time>,
}

impl Notice {
    /// Whether it is true at a moment.
    pub fn holds(&self, now: Time) -> bool {
        now >= self.from && self.until.is_none_or(|until| now < until)
    }
}

/// Who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    pub user: Uuid,
    /// Sections headed or substituted today.
    pub heads: Vec<Code>,
}

impl Reader {
    pub fn is_told(&self, whom: &Whom) -> bool {
        match whom {
            Whom::User(user) => *user == self.user,
            Whom::HeadOf(section) => self.heads.contains(section),
        }
    }
}

/// What one person is told now, the most urgent first; each key once.
pub fn told(notices: impl IntoIterator<Item = Notice>, reader: &Reader, now: Time) -> Vec<Notice> {
    let mut told: Vec<Notice> = notices.into_iter().filter(|one| reader.is_told(&one.whom) && one.holds(now)).collect();
    told.sort_by(|a, b| (a.kind, a.at, &a.key).cmp(&(b.kind, b.at, &b.key)));
    told.dedup_by(|a, b| a.key == b.key);
    told
}
