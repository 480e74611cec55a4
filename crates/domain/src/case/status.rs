//! The status of a case: computed from facts that hold independently of each other (product.md rule 4).

use serde::{Deserialize, Serialize};

/// The status shown is the first that holds in [`Status::PRECEDENCE`]. Before the first record there is no case, only a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// "Diterima"
    Received,
    /// "Sedang Diidentifikasi": topic or answer is set.
    Identified,
    /// "Menunggu Dokumen Pendukung": a document asked for is neither here nor waived.
    WaitingDocuments,
    /// "Menunggu Jawaban Kepala Seksi": an escalation is open, also while the head asked something back.
    WaitingSectionHead,
    /// "Dalam Tindak Lanjut": a solution is promised.
    FollowUp,
    /// "Diteruskan ke HAI DJPb"
    ForwardedHai,
    /// "Menunggu Konfirmasi Stakeholder": answered in HAI CSO, not yet resolved.
    WaitingConfirmation,
    /// "Selesai (Resolved)"
    Resolved,
    /// "Dibatalkan"
    Cancelled,
    /// "Duplikat"
    Duplicate,
}

impl Status {
    /// In the order in which a case usually meets them.
    pub const ALL: [Status; 10] = [
        Status::Received,
        Status::Identified,
        Status::WaitingDocuments,
        Status::WaitingSectionHead,
        Status::FollowUp,
        Status::ForwardedHai,
        Status::WaitingConfirmation,
        Status::Resolved,
        Status::Cancelled,
        Status::Duplicate,
    ];

    /// The first that holds is the status.
    pub const PRECEDENCE: [Status; 10] = [
        Status::Resolved,
        Status::Cancelled,
        Status::Duplicate,
        Status::WaitingConfirmation,
        Status::ForwardedHai,
        Status::WaitingSectionHead,
        Status::WaitingDocuments,
        Status::FollowUp,
        Status::Identified,
        Status::Received,
    ];

    /// Facts that show as chips where something before them is the status.
    const OPEN_FACTS: [Status; 5] = [
        Status::WaitingConfirmation,
        Status::ForwardedHai,
        Status::WaitingSectionHead,
        Status::WaitingDocuments,
        Status::FollowUp,
    ];

    /// `kode_internal` of data/statuses.csv.
    pub fn code(self) -> &'static str {
        match self {
            Status::Received => "diterima",
            Status::Identified => "identifikasi",
            Status::WaitingDocuments => "menunggu_dokumen",
            Status::WaitingSectionHead => "eskalasi_kasi",
            Status::FollowUp => "tindak_lanjut",
            Status::ForwardedHai => "kirim_hai",
            Status::WaitingConfirmation => "menunggu_konfirmasi",
            Status::Resolved => "selesai",
            Status::Cancelled => "dibatalkan",
            Status::Duplicate => "duplikat",
        }
    }

    /// Nothing more is owed.
    pub fn is_terminal(self) -> bool {
        matches!(self, Status::Resolved | Status::Cancelled | Status::Duplicate)
    }

    /// The status and the chips beside it; `holds` says of each but [`Status::Received`] whether it holds.
    pub(super) fn of(holds: impl Fn(Status) -> bool) -> (Status, Vec<Status>) {
        let shown = Self::PRECEDENCE.into_iter().find(|status| holds(*status)).unwrap_or(Status::Received);
        let chips = Self::OPEN_FACTS.into_iter().filter(|status| *status != shown && holds(*status)).collect();
        (shown, chips)
    }
}
