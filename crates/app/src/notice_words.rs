//! What a notice says on the system's screen. The visitor sees that screen: a case number and what is owed, no name and no word
//! of a question.

use std::collections::BTreeMap;

use lakon_domain::notices::NoticeKind;

use crate::api::Language;

pub(crate) const TITLE: &str = "Lakon";

/// "046-B-26-0042: jawaban jatuh tempo hari ini."
pub(crate) fn one(kind: NoticeKind, number: &str, language: Language) -> String {
    let what = match (kind, language) {
        (NoticeKind::Overdue, Language::Id) => "jawaban melewati batas waktu.",
        (NoticeKind::Overdue, Language::En) => "the answer is overdue.",
        (NoticeKind::DueToday, Language::Id) => "jawaban jatuh tempo hari ini.",
        (NoticeKind::DueToday, Language::En) => "the answer is due today.",
        (NoticeKind::EscalationArrived, Language::Id) => "eskalasi menunggu jawaban Anda.",
        (NoticeKind::EscalationArrived, Language::En) => "an escalation waits for your answer.",
        (NoticeKind::EscalationToConfirm, Language::Id) => "keputusan lewat telepon menunggu konfirmasi Anda.",
        (NoticeKind::EscalationToConfirm, Language::En) => "a decision by telephone waits for your confirmation.",
        (NoticeKind::EscalationAskedBack, Language::Id) => "Kepala Seksi bertanya balik.",
        (NoticeKind::EscalationAskedBack, Language::En) => "the section head asked something back.",
        (NoticeKind::EscalationAnswered, Language::Id) => "eskalasi sudah dijawab.",
        (NoticeKind::EscalationAnswered, Language::En) => "the escalation is answered.",
        (NoticeKind::HandoverOffered, Language::Id) => "ditawarkan kepada Anda untuk dilanjutkan.",
        (NoticeKind::HandoverOffered, Language::En) => "it is offered to you to be carried on.",
        (NoticeKind::ProgressOwed, Language::Id) => "perkembangannya perlu dikabarkan hari ini.",
        (NoticeKind::ProgressOwed, Language::En) => "its progress has to be reported today.",
        (NoticeKind::ConfirmationAwaited, Language::Id) => "konfirmasi stakeholder belum datang, tanyakan kembali.",
        (NoticeKind::ConfirmationAwaited, Language::En) => "the stakeholder has not confirmed, ask again.",
    };
    format!("{number}: {what}")
}

/// "2 lewat batas waktu, 1 eskalasi masuk." The most urgent first.
pub(crate) fn several(kinds: impl IntoIterator<Item = NoticeKind>, language: Language) -> String {
    let mut counts: BTreeMap<NoticeKind, usize> = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(kind, n)| format!("{n} {}", short(kind, language))).collect();
    format!("{}.", parts.join(", "))
}

fn short(kind: NoticeKind, language: Language) -> &'static str {
    match (kind, language) {
        (NoticeKind::Overdue, Language::Id) => "lewat batas waktu",
        (NoticeKind::Overdue, Language::En) => "overdue",
        (NoticeKind::DueToday, Language::Id) => "jatuh tempo hari ini",
        (NoticeKind::DueToday, Language::En) => "due today",
        (NoticeKind::EscalationArrived, Language::Id) => "eskalasi masuk",
        (NoticeKind::EscalationArrived, Language::En) => "escalations to answer",
        (NoticeKind::EscalationToConfirm, Language::Id) => "keputusan untuk dikonfirmasi",
        (NoticeKind::EscalationToConfirm, Language::En) => "decisions to confirm",
        (NoticeKind::EscalationAskedBack, Language::Id) => "eskalasi ditanya balik",
        (NoticeKind::EscalationAskedBack, Language::En) => "escalations asked back",
        (NoticeKind::EscalationAnswered, Language::Id) => "eskalasi dijawab",
        (NoticeKind::EscalationAnswered, Language::En) => "escalations answered",
        (NoticeKind::HandoverOffered, Language::Id) => "tawaran serah terima",
        (NoticeKind::HandoverOffered, Language::En) => "handovers offered",
        (NoticeKind::ProgressOwed, Language::Id) => "perlu kabar perkembangan",
        (NoticeKind::ProgressOwed, Language::En) => "progress reports owed",
        (NoticeKind::ConfirmationAwaited, Language::Id) => "menunggu konfirmasi terlalu lama",
        (NoticeKind::ConfirmationAwaited, Language::En) => "waiting too long for confirmation",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_says_something_of_its_own_in_both_languages() {
        for language in [Language::Id, Language::En] {
            let mut said: Vec<String> =
                NoticeKind::ALL.into_iter().map(|kind| one(kind, "046-B-26-0001", language)).collect();
            said.extend(NoticeKind::ALL.into_iter().map(|kind| several([kind], language)));
            let all = said.len();
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), all);
        }
    }

    #[test]
    fn several_are_counted_with_the_most_urgent_first() {
        let kinds = [NoticeKind::ProgressOwed, NoticeKind::Overdue, NoticeKind::ProgressOwed];
        assert_eq!(several(kinds, Language::Id), "1 lewat batas waktu, 2 perlu kabar perkembangan.");
    }
}
