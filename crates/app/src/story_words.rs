//! What happened to a case in two or three words, where the program itself writes a text: the page has sentences of its own.

use crate::api::{Language, StoryKind};

/// "Jawaban", "Answer".
pub(crate) fn name(kind: StoryKind, language: Language) -> &'static str {
    let [id, en] = words(kind);
    if language == Language::Id { id } else { en }
}

fn words(kind: StoryKind) -> [&'static str; 2] {
    match kind {
        StoryKind::Opened => ["Konsultasi dibuka", "Consultation opened"],
        StoryKind::Party => ["Stakeholder", "Stakeholder"],
        StoryKind::Question => ["Pertanyaan", "Question"],
        StoryKind::Topic => ["Topik", "Topic"],
        StoryKind::Answer => ["Jawaban", "Answer"],
        StoryKind::Channel => ["Kanal", "Channel"],
        StoryKind::Hai => ["Nomor tiket HAI", "HAI ticket number"],
        StoryKind::ClockStarted => ["Layanan dimulai", "Service started"],
        StoryKind::Resolved => ["Selesai", "Resolved"],
        StoryKind::Cancelled => ["Dibatalkan", "Cancelled"],
        StoryKind::Reverted => ["Diurungkan", "Undone"],
        StoryKind::File => ["Dokumen diterima", "Document received"],
        StoryKind::Unknown => ["Catatan dari Lakon yang lebih baru", "Record of a newer Lakon"],
        StoryKind::Received => ["Waktu diterima", "Time of receipt"],
        StoryKind::Moved => ["Dipindahkan ke kunjungan lain", "Moved to another visit"],
        StoryKind::Paused => ["Waktu layanan dijeda", "Service clock paused"],
        StoryKind::Resumed => ["Waktu layanan dilanjutkan", "Service clock resumed"],
        StoryKind::ClockCorrected => ["Waktu layanan dibetulkan", "Service clock corrected"],
        StoryKind::Contact => ["Narahubung", "Contact"],
        StoryKind::Promised => ["Janji penyelesaian", "Solution promised"],
        StoryKind::Progress => ["Kabar perkembangan", "Progress told"],
        StoryKind::DocumentRequested => ["Dokumen diminta", "Document asked for"],
        StoryKind::DocumentArrived => ["Dokumen datang", "Document arrived"],
        StoryKind::DocumentWaived => ["Dokumen tidak diperlukan", "Document not needed"],
        StoryKind::Escalated => ["Eskalasi", "Escalated"],
        StoryKind::EscalationDelivered => ["Eskalasi sampai", "Escalation delivered"],
        StoryKind::EscalationAnswered => ["Eskalasi dijawab", "Escalation answered"],
        StoryKind::EscalationConfirmed => ["Jawaban eskalasi dikonfirmasi", "Escalation answer confirmed"],
        StoryKind::EscalationAskedBack => ["Kepala Seksi bertanya balik", "Section head asked back"],
        StoryKind::EscalationReplied => ["Pertanyaan balik dijawab", "Asked-back question answered"],
        StoryKind::EscalationReferred => ["Eskalasi diteruskan", "Escalation referred"],
        StoryKind::EscalationWithdrawn => ["Eskalasi ditarik", "Escalation withdrawn"],
        StoryKind::Answered => ["Dijawab", "Answered"],
        StoryKind::Chased => ["Konfirmasi ditanyakan", "Confirmation asked for"],
        StoryKind::Reopened => ["Dibuka kembali", "Reopened"],
        StoryKind::Duplicate => ["Duplikat", "Duplicate"],
        StoryKind::Forwarded => ["Diteruskan ke HAI DJPb", "Forwarded to HAI DJPb"],
        StoryKind::Returned => ["Kembali dari HAI DJPb", "Returned from HAI DJPb"],
        StoryKind::FileWithdrawn => ["Berkas ditarik", "File withdrawn"],
        StoryKind::FileMoved => ["Berkas dipindahkan", "File moved"],
        StoryKind::Reference => ["Rujukan", "Reference"],
        StoryKind::Corrected => ["Perbaikan", "Correction"],
        StoryKind::HandoverOffered => ["Serah terima ditawarkan", "Hand-over offered"],
        StoryKind::HandoverAccepted => ["Serah terima diterima", "Hand-over accepted"],
        StoryKind::HandoverDeclined => ["Serah terima ditolak", "Hand-over declined"],
        StoryKind::HandoverTakenBack => ["Serah terima dibatalkan", "Hand-over taken back"],
    }
}
