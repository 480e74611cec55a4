//! Every sentence the program itself says to a person, in Indonesian and English, beside the code the page acts on.

use crate::api::Language;

/// What the page can do about a failure. A code stands here only if the page acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Show the lock screen.
    Locked,
    /// Show sign-in or the first run.
    SignedOut,
    /// Mark the fields in `details.fields` and move the focus to the first.
    Incomplete,
    /// Mark the fields in `details.fields`: what stands there cannot be taken.
    Invalid,
    /// Empty the password field; `details.wait_ms` says how long no further password is looked at.
    WrongPassword,
    /// Mark the group `details.group` (from 0) of a typed code.
    WrongGroup,
    /// Ask for the recovery code and the server's address: the key file is gone.
    KeysLost,
    /// The roles of this person do not allow it.
    NotAllowed,
    /// The thing is not there any more: go back to the list.
    Gone,
    /// Say it where the case stands and offer to go on: `session.accept_clock`.
    ClockOff,
    /// Offer to try again.
    Unreachable,
    /// Show the sentence.
    Failed,
}

macro_rules! sentences {
    ($( $(#[$doc:meta])* $Name:ident $code:ident { $id:literal $en:literal } )*) => {
        /// A sentence of the catalogue. `{0}` and `{1}` stand for what is filled in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Sentence { $( $(#[$doc])* $Name ),* }

        impl Sentence {
            /// All of them, for the test that both languages say something.
            pub const ALL: &'static [Sentence] = &[ $( Sentence::$Name ),* ];

            /// What the page can do about it.
            pub fn code(self) -> ErrorCode {
                match self { $( Sentence::$Name => ErrorCode::$code ),* }
            }

            /// The words in a language, still with their gaps.
            pub fn words(self, language: Language) -> &'static str {
                match (self, language) { $(
                    (Sentence::$Name, Language::Id) => $id,
                    (Sentence::$Name, Language::En) => $en,
                )* }
            }
        }
    };
}

sentences! {
    // --- session
    Locked Locked {
        "Layar terkunci. Masukkan kata sandi Anda untuk melanjutkan."
        "The screen is locked. Type your password to go on." }
    SignedOut SignedOut {
        "Anda belum masuk. Pilih nama Anda dan masukkan kata sandi."
        "You are not signed in. Choose your name and type your password." }
    WrongPassword WrongPassword {
        "Kata sandi tidak cocok. Periksa Caps Lock, lalu coba lagi."
        "The password does not match. Check Caps Lock and try again." }
    WaitForPassword WrongPassword {
        "Terlalu banyak percobaan. Tunggu {0} detik, lalu coba lagi."
        "Too many attempts. Wait {0} seconds, then try again." }
    ShortPassword Invalid {
        "Gunakan kata sandi paling sedikit 8 karakter."
        "Use a password of at least 8 characters." }
    NotAllowed NotAllowed {
        "Anda tidak berwenang melakukan ini. Mintalah kepada {0}."
        "You are not allowed to do this. Ask {0}." }
    NeedName Invalid {
        "Isi nama terlebih dahulu."
        "Type the name first." }
    NeedOffice Invalid {
        "Isi kode kantor (3 angka) dan nama kantor."
        "Type the office code (3 digits) and the office's name." }
    BadZone Invalid {
        "Pilih zona waktu kantor dari daftar."
        "Choose the office's time zone from the list." }
    AlreadyBegun Failed {
        "Komputer ini sudah menjadi bagian dari sebuah kantor. Masuklah dengan nama Anda."
        "This computer already belongs to an office. Sign in with your name." }
    NoSeed Failed {
        "Kode pemulihan sudah dipastikan tersimpan dan tidak dapat ditampilkan lagi."
        "The recovery code has been confirmed as kept and cannot be shown again." }
    SeedGroup WrongGroup {
        "Kelompok ke-{0} belum cocok dengan kode pemulihan. Periksa kembali."
        "Group {0} does not match the recovery code. Check it again." }
    WrongSeed Failed {
        "Kode pemulihan ini bukan milik kantor di komputer ini. Gunakan lembar dari brankas kantor Anda."
        "This recovery code does not belong to the office on this computer. Use the sheet from your office's safe." }
    SeedBesideData Failed {
        "Jangan simpan kode pemulihan di folder data Lakon: siapa pun yang mengambil datanya mendapat kuncinya juga. Pilih USB atau tempat lain."
        "Do not save the recovery code in Lakon's data folder: whoever takes the data would have its key too. Choose a USB stick or another place." }
    CannotSave Failed {
        "Berkas tidak dapat disimpan di {0}. Periksa apakah USB terpasang, tidak penuh, dan dapat ditulisi."
        "The file cannot be saved at {0}. Check that the USB stick is in, is not full and can be written." }
    SeedFileName Failed {
        "kode pemulihan Lakon {0}.txt"
        "Lakon recovery code {0}.txt" }
    SeedFile Failed {
        "Kode pemulihan Lakon\n{0}\n\n{1}\n\nCetak atau pindahkan ke brankas kantor. Berkas ini tidak terenkripsi: siapa pun yang memegangnya bersama data kantor dapat membukanya. Hapus berkas ini setelah disimpan di tempat yang aman.\n"
        "Recovery code of Lakon\n{0}\n\n{1}\n\nPrint it or move it to the office's safe. This file is not encrypted: whoever holds it together with the office's data can open the data. Delete this file once it is kept in a safe place.\n" }
    UnknownUser Gone {
        "Pengguna ini tidak ditemukan. Pilih nama dari daftar."
        "This user was not found. Choose a name from the list." }
    UserHasSlot Failed {
        "Pengguna ini sudah mempunyai kata sandi di komputer ini."
        "This user already has a password on this computer." }
    UserNoRight Failed {
        "Ditolak server: yang meminta bukan Pengelola di komputer itu."
        "Refused by the server: who asked is not an admin on that computer." }
    UserExists Failed {
        "Ditolak server: orang ini sudah menjadi pengguna kantor."
        "Refused by the server: this person is a user of the office already." }
    UserRefused Failed {
        "Ditolak server: permintaannya tidak lengkap. Mintalah sekali lagi."
        "Refused by the server: the request was not complete. Ask again." }
    UserHasNoSlot Failed {
        "Pengguna ini belum mempunyai kata sandi di komputer ini."
        "This user has no password on this computer." }
    OwnPassword Failed {
        "Kata sandi Anda sendiri diganti dengan tombol Ganti kata sandi saya."
        "Your own password is changed with the button Change my password." }
    OwnSlot Failed {
        "Anda tidak dapat mencabut akses Anda sendiri. Mintalah kepada Pengelola lain."
        "You cannot take away your own access. Ask another admin." }
    OldSlot Failed {
        "{0} perlu masuk sekali di komputer ini dengan Lakon versi ini. Setelah itu akses pengguna lain dapat dicabut."
        "{0} has to sign in once on this computer with this version of Lakon. After that another user's access can be taken away." }
    BadRoles Invalid {
        "Pilih paling sedikit satu peran dari daftar."
        "Choose at least one role from the list." }

    // --- the data folder
    KeysLost KeysLost {
        "Kedua salinan berkas kunci hilang atau rusak. Dengan kode pemulihan dari brankas, kuncinya dapat diambil dari salinan di server kantor; tanpa server, hubungi Pengelola untuk memulihkan dari cadangan. Basis data tidak diubah."
        "Both copies of the key file are lost or damaged. With the recovery code from the safe the key can be taken from the office server's copy; without a server, ask your admin to restore it from a backup. The database was left untouched." }
    KeysFound Failed {
        "Berkas kunci komputer ini dapat dibaca kembali. Masuklah dengan nama dan kata sandi Anda."
        "The key file of this computer can be read again. Sign in with your name and password." }
    NoSlotAtServer Failed {
        "Server kantor tidak menyimpan salinan kunci komputer ini. Hubungi Pengelola untuk memulihkan dari cadangan. Basis data tidak diubah."
        "The office server holds no copy of this computer's key. Ask your admin to restore it from a backup. The database was left untouched." }
    SeedOfOtherOffice Failed {
        "Server di alamat ini bukan milik kantor yang memiliki kode pemulihan ini. Periksa alamat server dan lembar kode pemulihannya."
        "The server at this address does not belong to the office of this recovery code. Check the server's address and the sheet with the code." }
    ServerBusy Failed {
        "Server kantor menerima terlalu banyak permintaan. Tunggu {0} detik, lalu ulangi."
        "The office server is asked too often. Wait {0} seconds, then try again." }
    KeyCopyDamaged Failed {
        "Satu salinan berkas kunci rusak; salinan kedua dipakai dan yang rusak sudah diperbarui."
        "One copy of the key file was damaged; the other served and the damaged one was renewed." }
    NewerVersion Failed {
        "Data di komputer ini dibuat oleh Lakon yang lebih baru. Pasang versi terbaru, lalu buka kembali."
        "The data on this computer was made by a newer Lakon. Install the newest version and open it again." }
    FolderReadOnly Failed {
        "Folder data tidak dapat ditulisi. Periksa izin folder data, lalu buka Lakon kembali."
        "The data folder cannot be written. Check the permissions of the data folder, then open Lakon again." }
    FolderOnNetwork Failed {
        "Data Lakon tidak boleh berada di folder jaringan ({0}): data dapat rusak. Hubungi petugas TI agar variabel LAKON_DATA diisi dengan folder di disk komputer ini, misalnya C:\\Lakon, lalu buka Lakon kembali."
        "Lakon's data must not lie in a network folder ({0}): it could be damaged. Ask your IT staff to set the variable LAKON_DATA to a folder on this computer's disk, such as C:\\Lakon, then open Lakon again." }
    FolderCopied Failed {
        "Data Lakon tidak boleh berada di folder yang disalin OneDrive atau program sejenis ({0}): data dapat rusak. Hubungi petugas TI agar variabel LAKON_DATA diisi dengan folder lain di disk komputer ini, misalnya C:\\Lakon, lalu buka Lakon kembali."
        "Lakon's data must not lie in a folder that OneDrive or a similar program copies ({0}): it could be damaged. Ask your IT staff to set the variable LAKON_DATA to another folder on this computer's disk, such as C:\\Lakon, then open Lakon again." }
    FolderRoaming Failed {
        "Data Lakon tidak boleh berada di profil yang ikut berpindah komputer ({0}). Hubungi petugas TI agar variabel LAKON_DATA diisi dengan folder di disk komputer ini, misalnya C:\\Lakon, lalu buka Lakon kembali."
        "Lakon's data must not lie in the profile that wanders from computer to computer ({0}). Ask your IT staff to set the variable LAKON_DATA to a folder on this computer's disk, such as C:\\Lakon, then open Lakon again." }
    FolderName Failed {
        "Nama folder data ini tidak dapat dipakai di Windows: {0}. Pilih nama tanpa titik atau spasi di akhir dan tanpa nama perangkat seperti CON atau NUL, lalu buka Lakon kembali."
        "Windows cannot use the name of this data folder: {0}. Choose a name without a dot or space at its end and without names of devices such as CON or NUL, then open Lakon again." }
    FolderTooLong Failed {
        "Alamat folder data lebih panjang dari {0} karakter: {1}. Pilih folder yang lebih dekat ke akar disk, misalnya C:\\Lakon, lalu buka Lakon kembali."
        "The path of the data folder has more than {0} characters: {1}. Choose a folder nearer to the disk's root, such as C:\\Lakon, then open Lakon again." }
    StartedAsAdministrator Failed {
        "Lakon dijalankan sebagai administrator. Windows tidak mengizinkan berkas diseret dari Explorer, Outlook, atau WhatsApp ke sini. Tutup Lakon lalu buka secara biasa, atau tambahkan berkas lewat \"pilih berkas\"."
        "Lakon was started as administrator. Windows lets no files be dragged here from Explorer, Outlook or WhatsApp. Close Lakon and open it the usual way, or add files with \"choose files\"." }
    ProfileSetAside Failed {
        "Penyimpanan tampilan Lakon rusak dan sudah diganti dengan yang baru. Data kantor tidak terpengaruh dan Anda tidak perlu melakukan apa pun."
        "The storage of Lakon's display was damaged and has been replaced by a new one. The office's data are not affected and you need not do anything." }
    WebViewMissing Failed {
        "Lakon memerlukan Microsoft Edge WebView2 Runtime, yang belum terpasang di komputer ini. Hubungi petugas TI untuk memasangnya, lalu buka Lakon kembali."
        "Lakon needs the Microsoft Edge WebView2 Runtime, which is not installed on this computer. Ask your IT staff to install it, then open Lakon again." }
    WebViewOld Failed {
        "Microsoft Edge WebView2 Runtime di komputer ini terlalu lama (versi {0}; Lakon memerlukan versi {1} atau lebih baru). Hubungi petugas TI untuk memperbaruinya, lalu buka Lakon kembali."
        "The Microsoft Edge WebView2 Runtime on this computer is too old (version {0}; Lakon needs {1} or newer). Ask your IT staff to update it, then open Lakon again." }
    NoFolder Failed {
        "Lakon tidak menemukan tempat untuk datanya. Hubungi petugas TI agar variabel LAKON_DATA diisi dengan folder di disk komputer ini, misalnya C:\\Lakon, lalu buka Lakon kembali."
        "Lakon finds no place for its data. Ask your IT staff to set the variable LAKON_DATA to a folder on this computer's disk, such as C:\\Lakon, then open Lakon again." }
    NoWindow Failed {
        "Jendela Lakon tidak dapat dibuka. Mulai ulang komputer ini; bila tetap gagal, hubungi petugas TI dengan keterangan ini: {0}"
        "Lakon's window cannot be opened. Restart this computer; if it still fails, call your IT staff with these words: {0}" }
    DiskFull Failed {
        "Penyimpanan komputer penuh. Kosongkan ruang, lalu ulangi; yang sudah tersimpan tetap aman."
        "The computer's disk is full. Free some space and try again; what was saved is safe." }
    InUse Failed {
        "Data ini sedang dibuka oleh Lakon lain di komputer ini. Tutup yang lain, lalu buka kembali."
        "This data is open in another Lakon on this computer. Close the other one and open it again." }
    DatabaseDamaged Failed {
        "Basis data tidak dapat dibaca. Jangan hapus apa pun; hubungi Pengelola untuk memulihkan dari cadangan."
        "The database cannot be read. Delete nothing; ask your admin to restore it from a backup." }

    // --- cases
    Incomplete Incomplete {
        "Lengkapi yang ditandai sebelum menyelesaikan konsultasi."
        "Fill in what is marked before finishing the consultation." }
    SatkerCode Invalid {
        "Kode satker terdiri atas 6 angka, misalnya 012345."
        "A satker code has 6 digits, such as 012345." }
    UnknownChannel Invalid {
        "Kanal ini tidak dikenal. Pilih dari daftar."
        "This channel is unknown. Choose one from the list." }
    UnknownCode Invalid {
        "Pilihan ini tidak ada dalam daftar. Pilih kembali."
        "This choice is not in the list. Choose again." }
    TooLong Invalid {
        "Teks terlalu panjang untuk satu catatan. Ringkas, atau lampirkan sebagai berkas."
        "The text is too long for one record. Shorten it, or attach it as a file." }
    CaseGone Gone {
        "Konsultasi ini tidak ditemukan di komputer ini."
        "This consultation was not found on this computer." }
    AlreadyClosed Failed {
        "Konsultasi ini sudah selesai atau dibatalkan. Tekan Urungkan bila perlu membukanya kembali."
        "This consultation is already finished or cancelled. Use Undo if it has to be open again." }
    NeedReason Invalid {
        "Tuliskan alasannya."
        "Write down the reason." }
    CannotRevert Failed {
        "Langkah ini tidak dapat diurungkan lagi."
        "This step cannot be undone any more." }
    ClockRuns Failed {
        "Waktu layanan sudah berjalan."
        "The service clock is already running." }
    EmptyDraft Failed {
        "Belum ada yang diketik. Isi pertanyaan atau nama terlebih dahulu."
        "Nothing has been typed yet. Type the question or a name first." }
    RecordedDraft Failed {
        "Konsultasi ini sudah tercatat. Batalkan dengan alasan bila tidak dilanjutkan."
        "This consultation is already recorded. Cancel it with a reason if it will not go on." }
    VersionGone Failed {
        "Versi ini tidak berlaku lagi atau isinya belum diterima. Pilih versi lain, atau tuliskan yang benar."
        "This version does not stand any more, or its content has not arrived. Choose another version, or write the right one." }
    PartyGone Gone {
        "Stakeholder ini tidak ditemukan di komputer ini."
        "This stakeholder was not found on this computer." }

    // --- the service
    StillOpen Failed {
        "Konsultasi ini masih terbuka."
        "This consultation is still open." }
    NotRecorded Failed {
        "Konsultasi ini belum tercatat. Isi pertanyaan atau nama terlebih dahulu."
        "This consultation is not recorded yet. Type the question or a name first." }
    NoParty Incomplete {
        "Isi nama stakeholder terlebih dahulu."
        "Fill in the stakeholder's name first." }
    NoQuestion Incomplete {
        "Isi pertanyaan terlebih dahulu."
        "Fill in the question first." }
    NoTopic Incomplete {
        "Pilih topik terlebih dahulu."
        "Choose the topic first." }
    NoAnswer Incomplete {
        "Isi jawaban terlebih dahulu."
        "Fill in the answer first." }
    NeedsContact Incomplete {
        "Catat narahubung stakeholder terlebih dahulu, atau bahwa stakeholder tidak bersedia menyebutkannya."
        "Note the stakeholder's contact person first, or that the stakeholder would not name one." }
    NeedContact Invalid {
        "Isi nama, telepon, atau surel narahubung, atau pilih tidak bersedia."
        "Fill in the contact person's name, telephone or e-mail, or choose that none was named." }
    NotHai Failed {
        "Hanya konsultasi HAI CSO yang menunggu konfirmasi. Selesaikan konsultasi ini langsung."
        "Only HAI CSO consultations wait for a confirmation. Finish this one directly." }
    NotAnswered Failed {
        "Konsultasi HAI CSO ini belum dijawab. Kirim jawabannya terlebih dahulu; sesudah itu stakeholder mengonfirmasi."
        "This HAI CSO consultation has no answer yet. Send the answer first; then the stakeholder confirms it." }
    AlreadyAnswered Failed {
        "Konsultasi ini sudah dijawab dan menunggu konfirmasi stakeholder."
        "This consultation is answered and waits for the stakeholder's confirmation." }
    AlreadyPromised Failed {
        "Jawaban atas konsultasi ini sudah dijanjikan."
        "An answer to this consultation is promised already." }
    OnlineStays Failed {
        "Pada konsultasi daring tidak ada yang meninggalkan loket. Eskalasikan tanpa pilihan itu."
        "Nobody leaves the counter in an online consultation. Escalate without that choice." }
    ClockStands Failed {
        "Waktu layanan tidak sedang berjalan."
        "The service clock is not running." }
    AlreadyPaused Failed {
        "Waktu layanan sudah dijeda."
        "The service clock is already paused." }
    NotPaused Failed {
        "Waktu layanan tidak sedang dijeda."
        "The service clock is not paused." }
    AlreadyForwarded Failed {
        "Konsultasi ini sudah diteruskan ke HAI DJPb dan belum kembali."
        "This consultation was sent to HAI DJPb and is not back yet." }
    NotForwarded Failed {
        "Konsultasi ini tidak sedang di HAI DJPb."
        "This consultation is not with HAI DJPb." }
    AlreadyOffered Failed {
        "Konsultasi ini sudah ditawarkan kepada petugas lain dan menunggu jawabannya."
        "This consultation was offered to another officer and waits for the answer." }
    NeedText Invalid {
        "Tuliskan isinya terlebih dahulu."
        "Write down what there is to say first." }
    NeedDocument Invalid {
        "Sebutkan paling sedikit satu dokumen."
        "Name at least one document." }
    BadDay Invalid {
        "Tanggal ini tidak dikenal. Pilih dari kalender."
        "This date is unknown. Choose it from the calendar." }
    DayGone Invalid {
        "Tanggal ini sudah lewat. Pilih hari ini atau sesudahnya."
        "This date is over. Choose today or later." }
    DocumentGone Gone {
        "Permintaan dokumen ini tidak ditemukan."
        "This request for a document was not found." }
    DocumentClosed Failed {
        "Permintaan dokumen ini sudah dipenuhi atau tidak diperlukan lagi."
        "This document is here already or is not needed any more." }
    UnknownSection Invalid {
        "Seksi ini tidak dikenal. Pilih dari daftar."
        "This section is unknown. Choose one from the list." }
    NoHead Failed {
        "Kepala Seksi {0} belum ditetapkan di Lakon. Mintalah Pengelola menetapkannya."
        "The head of section {0} is not named in Lakon yet. Ask the admin to name one." }
    EscalationGone Gone {
        "Eskalasi ini tidak ditemukan di komputer ini."
        "This escalation was not found on this computer." }
    EscalationClosed Failed {
        "Eskalasi ini sudah dijawab atau ditarik kembali."
        "This escalation is answered or withdrawn already." }
    NotAskedBack Failed {
        "Kepala Seksi tidak menanyakan apa pun kembali; eskalasi ini menunggu jawabannya."
        "The section head has asked nothing back; this escalation waits for the answer." }
    NothingToConfirm Failed {
        "Tidak ada keputusan lewat telepon yang perlu dikonfirmasi."
        "There is no decision by telephone to confirm." }
    SameSection Invalid {
        "Eskalasi ini sudah berada di seksi itu. Pilih seksi lain."
        "This escalation is with that section already. Choose another one." }
    FutureTime Invalid {
        "Waktu ini belum tiba. Isi waktu sebelum sekarang."
        "This time has not come yet. Fill in a time before now." }
    LateReason Invalid {
        "Waktu ini lebih dari {0} hari yang lalu. Tuliskan mengapa baru dicatat sekarang."
        "This time is more than {0} days ago. Write down why it is recorded only now." }
    BadInterval Invalid {
        "Waktu selesai harus sesudah waktu mulai."
        "The end has to be after the start." }
    IntervalGone Gone {
        "Waktu layanan ini tidak ditemukan."
        "This stretch of service was not found." }
    UnknownNumber Invalid {
        "Nomor konsultasi ini tidak ditemukan di komputer ini. Periksa kembali."
        "This consultation number was not found on this computer. Check it again." }
    SameCase Invalid {
        "Itu nomor konsultasi ini sendiri. Isi nomor konsultasi yang lain."
        "That is this consultation's own number. Fill in another one." }

    // --- what an admin sets
    BadNumber Invalid {
        "Isi bilangan bulat dari {0} sampai {1}."
        "Type a whole number from {0} to {1}." }
    NeedBasis Invalid {
        "Tuliskan dasar hukumnya, misalnya nomor keputusan."
        "Write down the legal basis, such as the number of the decree." }
    ValueGone Gone {
        "Nilai ini sudah diganti. Periksa kembali daftarnya."
        "This value has been replaced. Look at the list again." }
    SameFirstDay Invalid {
        "Sudah ada nilai yang berlaku mulai tanggal itu. Koreksi nilai itu, atau pilih tanggal lain."
        "There is a value from that day on already. Correct that one, or choose another day." }
    RowGone Gone {
        "Baris ini tidak ditemukan. Periksa kembali daftarnya."
        "This row was not found. Look at the list again." }
    SameName Invalid {
        "Nama ini sudah dipakai baris lain yang masih ditawarkan. Pilih nama lain."
        "This name is taken by another row that is still offered. Choose another name." }
    LastSection Failed {
        "Paling sedikit satu seksi harus tetap dipakai."
        "At least one section has to stay in use." }
    LastTopic Failed {
        "Paling sedikit satu topik harus tetap dipakai."
        "At least one topic has to stay in use." }
    LastComplaint Failed {
        "Paling sedikit satu kanal pengaduan harus tetap dipakai."
        "At least one complaint channel has to stay in use." }
    FaceToFaceStays Failed {
        "Tatap muka adalah kanal awal setiap konsultasi baru: kanal itu tetap dipakai dan tidak menjadi daring."
        "Face to face is the channel every new consultation begins with: it stays in use and does not become online." }
    HaiIsOnline Invalid {
        "HAI CSO selalu daring. Tandai kanal ini daring juga."
        "HAI CSO is always online. Mark this channel as online too." }
    NotAHead Invalid {
        "{0} bukan Kepala Seksi. Beri peran Kepala Seksi terlebih dahulu pada daftar pengguna, atau pilih orang lain."
        "{0} is no section head. Give the role of section head in the list of users first, or choose somebody else." }
    NotActive Invalid {
        "{0} tidak aktif lagi. Pilih orang lain, atau aktifkan kembali pada daftar pengguna."
        "{0} is not active any more. Choose somebody else, or activate them again in the list of users." }
    OwnSubstitute Invalid {
        "Kepala Seksi tidak dapat menjadi pengganti dirinya sendiri. Pilih orang lain."
        "A section head cannot be their own substitute. Choose somebody else." }
    SubstituteGone Gone {
        "Penggantian ini tidak ditemukan atau sudah berakhir."
        "This substitution was not found or is over." }
    DaysReversed Invalid {
        "Tanggal akhir harus sama dengan atau sesudah tanggal awal."
        "The last day has to be the first day or later." }
    NotAHoliday Gone {
        "Tanggal ini bukan hari libur di kalender."
        "This day is no holiday in the calendar." }
    BadHours Invalid {
        "Jam kerja ini tidak mungkin: jam tutup harus sesudah jam buka pada hari yang sama, dan istirahat harus lebih pendek daripada jam kerja."
        "These are no working hours: the office has to close after it opens on the same day, and the break has to be shorter than the hours." }
    SameHours Invalid {
        "Sudah ada jam kerja untuk rentang tanggal yang sama persis. Ubah jam kerja itu."
        "There are hours for exactly these days already. Change those." }
    LineNoDay Invalid {
        "Baris ini tidak diawali tanggal. Tulis misalnya 2026-12-24."
        "This line does not begin with a day. Write it like 2026-12-24." }
    LineNoKind Invalid {
        "Jenis harinya tidak disebut. Tulis \"libur nasional\" atau \"cuti bersama\"."
        "The line does not say what sort of day it is. Write \"libur nasional\" or \"cuti bersama\"." }
    LineNoName Invalid {
        "Nama hari liburnya belum disebut."
        "The name of the holiday is missing." }
    LineTwice Invalid {
        "Tanggal ini sudah disebut pada baris {0} dengan isi yang lain."
        "Line {0} says something else of this day." }
    NothingRead Invalid {
        "Tidak ada baris yang dapat dibaca. Tulis satu hari tiap baris, misalnya: 2026-12-24; cuti bersama; Natal"
        "No line could be read. Write one day a line, such as: 2026-12-24; cuti bersama; Natal" }
    NotAText Failed {
        "Berkas \"{0}\" bukan teks yang dapat dibaca atau lebih dari 1 MB. Simpan sebagai CSV (UTF-8), lalu pilih kembali."
        "The file \"{0}\" is no readable text or is over 1 MB. Save it as CSV (UTF-8) and choose it again." }
    OwnRoles Failed {
        "Anda tidak dapat mencabut peran Pengelola Anda sendiri. Mintalah kepada Pengelola lain."
        "You cannot take the role of admin from yourself. Ask another admin." }
    OwnLeaving Failed {
        "Anda tidak dapat menonaktifkan diri sendiri. Mintalah kepada Pengelola lain."
        "You cannot deactivate yourself. Ask another admin." }
    NotActiveAnyMore Failed {
        "Pengguna ini sudah tidak aktif."
        "This user is not active any more." }
    HeadsASection Failed {
        "{0} masih menjadi Kepala Seksi {1}. Tetapkan Kepala Seksi yang lain terlebih dahulu."
        "{0} still heads section {1}. Name another head first." }
    SignInInactive Failed {
        "Anda tidak lagi menjadi pengguna aktif kantor ini. Hubungi Pengelola."
        "You are not an active user of this office any more. Call your admin." }
    UserLastAdmin Failed {
        "Ditolak server: kantor harus mempunyai paling sedikit satu Pengelola."
        "Refused by the server: an office needs at least one admin." }
    UserUnknownThere Failed {
        "Ditolak server: orang ini bukan pengguna aktif kantor."
        "Refused by the server: this person is not an active user of the office." }
    NotBrought Failed {
        "Hanya orang yang ikut bersama komputer yang dahulu bekerja sendiri dan belum pernah aktif di kantor ini yang dapat disamakan."
        "Only someone who came with a PC that worked alone, and was never active in this office, can be made one with another." }
    UserNotBroughtThere Failed {
        "Ditolak server: orang ini sudah pernah aktif di kantor ini."
        "Refused by the server: this person has been active in this office." }
    FormerDue Failed {
        "Jatuh tempo semula {0}; {1} diubah {2} oleh {3}: {4}"
        "Due before on {0}; {1} changed on {2} by {3}: {4}" }
    NeedColleague Invalid {
        "Pilih petugas lain yang masih bertugas."
        "Choose another officer who works here." }
    HolderAlready Invalid {
        "Konsultasi ini sudah dipegang {0}. Pilih petugas lain."
        "{0} holds this consultation already. Choose another officer." }
    NothingToHandOver Failed {
        "Tidak ada konsultasi terbuka milik Anda yang belum ditawarkan."
        "You hold no open consultation that is not offered yet." }
    OfferGone Failed {
        "Tawaran ini sudah dijawab atau ditarik kembali."
        "This offer is answered or taken back already." }
    VisitGone Gone {
        "Kunjungan ini tidak ditemukan di komputer ini."
        "This visit was not found on this computer." }
    SameVisit Invalid {
        "Konsultasi ini sudah berada dalam kunjungan itu. Pilih kunjungan lain."
        "This consultation belongs to that visit already. Choose another one." }
    BadTicket Invalid {
        "Nomor referensi HAI terdiri atas huruf, angka, dan tanda hubung tanpa spasi, misalnya HAI-2026-001234. Periksa kembali."
        "A HAI reference number has letters, digits and hyphens without spaces, such as HAI-2026-001234. Check it again." }
    TicketTaken Invalid {
        "Nomor referensi HAI ini sudah dicatat pada konsultasi {0}. Periksa nomornya, atau lanjutkan di konsultasi itu."
        "This HAI reference number is recorded with consultation {0} already. Check the number, or go on with that consultation." }
    VoidedNoRight Failed {
        "penulisnya tidak berwenang melakukan ini"
        "whoever wrote it had no right to" }
    VoidedOther Failed {
        "dinyatakan tidak berlaku oleh kantor"
        "declared void by the office" }

    // --- attachments
    FileTooLarge Failed {
        "Berkas \"{0}\" melebihi batas 100 MB. Perkecil atau bagi berkas itu, lalu lampirkan kembali."
        "The file \"{0}\" is over the limit of 100 MB. Shrink or split it and attach it again." }
    FileOverLimit Failed {
        "Berkas ini melebihi batas 100 MB. Perkecil atau bagi berkas itu, lalu lampirkan kembali."
        "This file is over the limit of 100 MB. Shrink or split it and attach it again." }
    FileUnreadable Failed {
        "Berkas \"{0}\" tidak dapat dibaca. Pastikan berkas itu masih ada dan tidak sedang dipakai, lalu lampirkan kembali."
        "The file \"{0}\" cannot be read. Make sure it is still there and not in use, then attach it again." }
    FileVanished Failed {
        "Berkas berubah atau hilang saat disalin. Lampirkan kembali dari tempat asalnya."
        "The file changed or vanished while it was being copied. Attach it again from where it was." }
    HalfStaged Failed {
        "Berkas \"{0}\" belum selesai disalin ketika Lakon berhenti. Lampirkan kembali dari tempat asalnya."
        "The file \"{0}\" had not been copied whole when Lakon stopped. Attach it again from where it was." }
    FileGone Gone {
        "Lampiran ini tidak ditemukan."
        "This attachment was not found." }
    FileNotHere Unreachable {
        "Isi lampiran ini belum ada di komputer ini. Sambungkan ke server kantor, lalu coba lagi."
        "This attachment's content is not on this computer yet. Connect to the office server and try again." }
    FileNotThere Failed {
        "Isi lampiran ini belum ada di server; komputer asalnya belum mengirimnya."
        "This attachment's content is not on the server yet; the computer it comes from has not sent it." }
    FileCut Failed {
        "Pemindahan berkas ini terputus dan akan dicoba lagi. Bila terus berulang, hubungi Pengelola: salinan di server mungkin rusak."
        "Moving this file was cut off and will be tried again. If it goes on, call your admin: the copy on the server may be damaged." }
    FileDamaged Failed {
        "Isi berkas tidak sesuai dengan catatannya; salinan asalnya rusak. Lampirkan kembali dari berkas aslinya."
        "The file's content is not the recorded one; the copy it came from is damaged. Attach it again from the original." }
    FileLost Failed {
        "Isi lampiran ini hilang dari komputer ini. Lakon mengambilnya lagi bila server kantor memilikinya; bila tidak, lampirkan kembali berkas aslinya."
        "This attachment's content is gone from this computer. Lakon fetches it again if the office server has it; if not, attach the original again." }
    FileSpoiled Failed {
        "Isi lampiran ini rusak di komputer ini. Lakon mengambilnya lagi bila server kantor memilikinya; bila tidak, lampirkan kembali berkas aslinya."
        "This attachment's content is damaged on this computer. Lakon fetches it again if the office server has it; if not, attach the original again." }
    FileDisk Failed {
        "Isi berkas ini tidak dapat dibaca atau ditulis di penyimpanan komputer ini dan akan dicoba lagi. Periksa ruang kosongnya; bila terus berulang, hubungi Pengelola."
        "This file's content cannot be read or written on this computer's disk and will be tried again. Check its free space; if it goes on, call your admin." }
    FileRefused Failed {
        "Server menolak berkas ini. Hubungi Pengelola."
        "The server refuses this file. Call your admin." }
    FileHarmful Failed {
        "Berkas jenis \"{0}\" dapat menjalankan program atau tidak dikenal Lakon. Buka hanya bila Anda mengenal pengirimnya."
        "A file of the kind \"{0}\" can run a program, or Lakon does not know it. Open it only if you know the sender." }
    FileNameless Failed {
        "Nama berkas ini tidak menyebut jenisnya, sehingga tidak jelas program apa yang membukanya. Buka hanya bila Anda mengenal pengirimnya."
        "This file's name does not say its kind, so it is not clear which program opens it. Open it only if you know the sender." }
    FileDisguised Failed {
        "Nama berkas ini menyebut jenis \"{0}\", tetapi isinya bukan (\"{1}\"). Buka hanya bila Anda mengenal pengirimnya."
        "This file's name says \"{0}\", but its content is something else (\"{1}\"). Open it only if you know the sender." }
    CannotOpen Failed {
        "Tidak ada program di komputer ini yang dapat membuka berkas itu."
        "No program on this computer can open that file." }
    FileEmpty Failed {
        "Berkas ini kosong (0 byte). Periksa berkas aslinya."
        "This file is empty (0 bytes). Check the original." }

    OnlyCopies Failed {
        "Komputer ini bekerja tanpa server kantor, jadi setiap lampiran di sini adalah satu-satunya salinan. Tidak ada yang dihapus."
        "This computer works without an office server, so every attachment here is the only copy. Nothing was removed." }

    // --- the office server
    CodeGroup WrongGroup {
        "Kelompok ke-{0} pada kode undangan keliru. Periksa kembali."
        "Group {0} of the invitation code is wrong. Check it again." }
    CodeRefused Failed {
        "Kode undangan tidak berlaku: salah, sudah dipakai, atau kedaluwarsa. Minta kode baru kepada Pengelola."
        "The invitation code is not valid: wrong, already used or expired. Ask your admin for a new one." }
    TooManyCodes Failed {
        "Server menunda pemeriksaan kode karena terlalu banyak percobaan. Kode Anda tidak hangus: tunggu beberapa menit, lalu coba lagi."
        "The server is holding back because of too many attempts. Your code is still good: wait a few minutes and try again." }
    BadAddress Invalid {
        "Tulis alamat server seperti 192.168.1.10:7443."
        "Write the server's address like 192.168.1.10:7443." }
    ServerUnreachable Unreachable {
        "Server kantor tidak dapat dihubungi. Periksa jaringan; pekerjaan Anda tetap tersimpan di komputer ini."
        "The office server cannot be reached. Check the network; your work is saved on this computer." }
    CodeUnproven Failed {
        "Server di alamat ini tidak mengenal kode undangan Anda. Periksa kode dan alamatnya; bila keduanya benar, jangan lanjutkan dan hubungi Pengelola."
        "The server at this address does not know your invitation code. Check code and address; if both are right, do not go on and call your admin." }
    ServerUnproven Failed {
        "Server di alamat ini tidak dapat membuktikan diri sebagai server kantor Anda. Jangan lanjutkan; hubungi Pengelola."
        "The server at this address cannot prove that it is your office's. Do not go on; call your admin." }
    ServerReplaced Failed {
        "Server di alamat ini sudah digantikan server kantor yang lebih baru, jadi tidak dipakai lagi. Minta Pengelola memeriksa alamatnya di Pengaturan > Server."
        "The server at this address has been replaced by a newer one of your office and is used no more. Ask your admin to check the address in Settings > Server." }
    NotAServer Failed {
        "Yang menjawab di alamat ini bukan server Lakon. Periksa alamat, atau masuk dahulu ke jaringan kantor."
        "What answers at this address is not a Lakon server. Check the address, or sign in to the office network first." }
    DeviceRevoked Failed {
        "Komputer ini sudah dicabut dari kantor oleh Pengelola: yang Anda tulis tetap tersimpan di sini, tetapi tidak lagi sampai ke rekan sebelum Pengelola menerimanya. Hubungi Pengelola."
        "An admin has revoked this computer: what you write stays saved here, but reaches nobody before an admin takes it. Call your admin." }
    UnknownDevice Failed {
        "Komputer itu tidak dikenal di kantor ini."
        "This office does not know that computer." }
    OwnDevice Failed {
        "Komputer yang sedang Anda pakai tidak dapat dicabut dari sini. Lakukan dari komputer Pengelola yang lain."
        "The computer you are using cannot be revoked from here. Do it at another admin's computer." }
    DeviceRevokedBefore Failed {
        "Komputer itu sudah dicabut."
        "That computer has been revoked already." }
    LastAdminDevice Failed {
        "Ditolak server: kantor harus mempunyai paling sedikit satu komputer Pengelola."
        "Refused by the server: an office needs at least one admin's computer." }
    ServerRefused Failed {
        "Server kantor menolak komputer ini. Hubungi Pengelola."
        "The office server refuses this computer. Call your admin." }
    NoOffice Unreachable {
        "Komputer ini belum menerima data kantor dari server. Sambungkan ke jaringan kantor sebentar; yang Anda ketik tetap tersimpan."
        "This computer has not received the office's data from the server yet. Connect to the office network for a moment; what you type is kept." }
    JoinLost Failed {
        "Undangan ini perlu dimulai lagi dari kode."
        "This invitation has to be started again from the code." }
    TwoServers Failed {
        "Komputer ini sudah menjadi bagian dari kantor yang mempunyai server. Dua server tidak dapat digabungkan."
        "This computer already belongs to an office with a server. Two servers do not merge." }
    SampleStays Failed {
        "Kantor contoh tidak dapat bergabung ke kantor lain."
        "The sample office cannot join another office." }
    ServerTooOld Failed {
        "Server kantor itu belum dapat menerima komputer yang sudah bekerja sendiri. Minta pengelola server memasang Lakon yang baru di server; di komputer ini tidak ada yang berubah."
        "That office's server cannot take in a computer that has worked alone yet. Ask whoever runs the server to install the new Lakon there; nothing has changed on this computer." }
    AdoptionRefused Failed {
        "Server kantor itu menolak data yang dibawa komputer ini. Tidak ada yang berubah di sini; hubungi Pengelola kantor itu."
        "That office's server refuses what this computer brings. Nothing has changed here; call that office's admin." }
    AdoptionWaits Failed {
        "Penggabungan komputer ini ke {0} belum selesai: server kantor itu belum menjawab. Anda dapat terus bekerja, dan penggabungan dilanjutkan saat Anda masuk lagi atau dari Pengaturan, Server."
        "Joining {0} with this computer is not finished: that office's server has not answered. You can go on working; joining goes on when you sign in again, or from Settings, Server." }
    AdoptionEnded Failed {
        "Komputer ini tidak jadi bergabung ke {0}: undangannya ditolak atau tidak berlaku lagi. Tidak ada yang berubah; minta kode baru kepada Pengelola kantor itu."
        "This computer did not join {0}: the invitation was refused or is no longer valid. Nothing has changed; ask that office's admin for a new code." }
    ProposalGone Gone {
        "Usulan ini sudah tidak ada: kantor sudah menetapkan hal yang sama, atau datanya telah dihapus."
        "This proposal is gone: the office has set the same by now, or it was erased." }
    LogForked Failed {
        "Catatan komputer ini berbeda dari yang ada di server. Tidak ada yang ditimpa; hubungi Pengelola."
        "The records of this computer differ from those on the server. Nothing was overwritten; call your admin." }
    RecordsRefused Failed {
        "Sebagian catatan tidak diterima oleh server atau dari server. Tidak ada yang hilang dari komputer ini; hubungi Pengelola."
        "Some records were not taken by the server or from it. Nothing is lost on this computer; call your admin." }
    CarriedOn Failed {
        "Data di komputer ini berasal dari cadangan atau salinan. Lakon melanjutkannya sebagai catatan baru dengan huruf nomor konsultasi yang baru; tidak ada yang hilang, dan Anda dapat terus bekerja."
        "The data on this computer comes from a backup or a copy. Lakon goes on with it as a new log with new letters in consultation numbers; nothing is lost, and you can go on working." }
    CarriedOnBehind Failed {
        "Data di komputer ini adalah cadangan yang belum memuat {0} catatan terakhir. Yang sudah terkirim ke server kantor akan kembali saat sinkronisasi. Lakon melanjutkan dengan huruf nomor konsultasi yang baru, dan Anda dapat terus bekerja."
        "The data on this computer is a backup without the last {0} records. What had reached the office server comes back with the next sync. Lakon goes on with new letters in consultation numbers, and you can go on working." }
    ClockOff Failed {
        "Jam komputer ini berbeda lebih dari 5 menit dari catatan terakhir atau server. Perbaiki jam sebelum melanjutkan."
        "This computer's clock is more than 5 minutes off the last record or the server. Set it right before going on." }
    ClockBeforeNumber ClockOff {
        "Konsultasi ini belum diberi nomor: jam komputer ini berbeda lebih dari 5 menit dari catatan terakhir atau server. Perbaiki jam komputer, atau lanjutkan bila jam sudah benar. Yang Anda ketik tetap tersimpan."
        "This consultation has no number yet: this computer's clock is more than 5 minutes off the last record or the server. Set the clock right, or go on if it is right. What you typed is kept." }
    SamplePassword Failed {
        "Ini kantor contoh dengan data rekaan. Kata sandi semua pengguna contoh: {0}"
        "This is a sample office with fictional data. The password of every sample user: {0}" }

    // --- the standard and the complaint channels
    StandardTextLong Invalid {
        "Teks ini lebih panjang dari {0} karakter. Ringkas, lalu simpan lagi."
        "This text is longer than {0} characters. Shorten it and save again." }
    NoComplaintChannel Gone {
        "Kanal pengaduan ini tidak dipakai lagi. Pilih kanal lain dari daftar."
        "This complaint channel is not used any more. Choose another one from the list." }
    NotALink Failed {
        "Alamat kanal ini bukan tautan web yang dapat dibuka. Minta Pengelola memeriksanya di Pengaturan."
        "The address of this channel is no web link that can be opened. Ask your admin to check it in the settings." }
    LinkNotOpened Failed {
        "Peramban di komputer ini tidak dapat dibuka. Tunjukkan kode QR-nya, atau bacakan alamatnya kepada stakeholder."
        "The browser on this computer could not be opened. Show the QR code, or read the address out to the stakeholder." }

    // --- the check of the logs: {0} is the number of the record
    AuditServer Failed {
        "server kantor"
        "office server" }
    AuditUnknownPc Failed {
        "komputer tidak dikenal"
        "unknown computer" }
    AuditBeginning Failed {
        "Catatan {0} bukan catatan pembuka yang sah: log ini tidak dimulai sebagaimana mestinya."
        "Record {0} is no valid opening record: this log does not begin as it must." }
    AuditReplaced Failed {
        "Catatan {0} tidak memakai kunci yang dicatat kantor untuk log ini: log ini telah diganti."
        "Record {0} does not carry the key the office has for this log: this log was replaced." }
    AuditHole Failed {
        "Catatan {0} tidak ada, padahal ada catatan sesudahnya."
        "Record {0} is missing although there are records after it." }
    AuditOtherPlace Failed {
        "Di tempat catatan {0} ada catatan lain: catatan telah ditukar."
        "Another record stands in the place of record {0}: records were swapped." }
    AuditAltered Failed {
        "Isi catatan {0} telah diubah setelah ditulis."
        "The content of record {0} was altered after it was written." }
    AuditPrivate Failed {
        "Isi pribadi catatan {0} bukan yang ditulis semula."
        "The private part of record {0} is not the one that was written." }
    AuditKept Failed {
        "Isi pribadi catatan {0} masih ada, padahal sudah diperintahkan untuk dihapus."
        "The private part of record {0} is still here although it was to be erased." }
    AuditForged Failed {
        "Segel pada catatan {0} palsu: tidak dibuat dengan kunci yang berlaku."
        "The seal on record {0} is forged: no valid key made it." }
    AuditRewritten Failed {
        "Segel pada catatan {0} sah, tetapi isinya lain: catatan sampai nomor itu telah ditulis ulang."
        "The seal on record {0} is genuine and the content is another: the records up to it were written anew." }
    AuditMissingTail Failed {
        "Mulai catatan {0} hilang, padahal pernah disegel atau dicatat."
        "Records from {0} on are missing although they were sealed or noted." }
    AuditHead Failed {
        "Kepala log tidak cocok dengan catatannya pada nomor {0}."
        "The head of the log does not fit its records at number {0}." }
    AuditUnordered Failed {
        "Isi pribadi catatan {0} didaftar terhapus tanpa perintah penghapusan, atau sebaliknya: daftarnya telah diubah."
        "The private part of record {0} is listed as erased without an order, or the other way round: the list was altered." }

    // --- erasure
    CaseErased Failed {
        "Isi konsultasi ini sudah dihapus atas permintaan. Buat konsultasi baru bila ada pertanyaan lagi."
        "The content of this consultation was erased on request. Open a new consultation for another question." }
    ErasedAlready Failed {
        "Tidak ada lagi data pribadi yang dapat dihapus di sini: semuanya sudah dihapus."
        "There is no private data left to erase here: all of it is gone already." }
    ErasureWaits Failed {
        "Permintaan yang sama sudah dibuat dan menunggu server."
        "The same request was made already and waits for the server." }
    ErasureNothing Failed {
        "Ditolak server: server tidak memegang data pribadi yang diminta. Sinkronkan dahulu, lalu minta lagi."
        "Refused by the server: it holds none of the data asked for. Sync first, then ask again." }
    ErasureFileName Failed {
        "berita acara pemusnahan {0} {1}.txt"
        "destruction record {0} {1}.txt" }
    ErasureOfCase Failed {
        "isi satu konsultasi ({0})"
        "the content of one consultation ({0})" }
    ErasureOfParty Failed {
        "identitas satu stakeholder ({0}); isi konsultasinya tetap"
        "the identity of one stakeholder ({0}); the content of the consultations stays" }
    ErasureOfPartyWhole Failed {
        "identitas satu stakeholder ({0}) beserta seluruh isi konsultasinya"
        "the identity of one stakeholder ({0}) with all content of the consultations" }
    ErasureNotYet Failed {
        "belum: menunggu server"
        "not yet: waiting for the server" }
    ErasureServerDone Failed {
        "- Server kantor: sudah, {0}"
        "- Office server: done, {0}" }
    ErasurePcDone Failed {
        "- {0}: sudah, {1}"
        "- {0}: done, {1}" }
    ErasurePcOpen Failed {
        "- {0}: belum, atau belum melapor"
        "- {0}: not yet, or not yet reported" }
    ErasureMinutes Failed {
        "BERITA ACARA PEMUSNAHAN DATA PRIBADI\r\n{0}\r\n\r\nYang dimusnahkan: {1}\r\nNomor konsultasi: {2}\r\nCatatan yang isinya dimusnahkan: {3}\r\nAlasan: {4}\r\nDiminta oleh: {5}\r\nDiminta pada: {6}\r\nDimusnahkan pada: {7}\r\n\r\nTempat:\r\n{8}\r\n\r\nYang tetap: nomor, waktu, kanal, topik, seksi, jenis dan peran stakeholder, serta urutan catatan, agar statistik dan keutuhan log tetap.\r\nCadangan: Lakon belum membuat cadangan sendiri. Salinan folder yang dibuat di luar Lakon sebelum pemusnahan masih memuat data ini dan harus dimusnahkan tersendiri. Berkas USB (.lakon), berkas undangan, dan ekspor data stakeholder yang dibuat sebelum pemusnahan juga masih memuatnya: cari dan hapus semuanya.\r\n\r\nDicetak pada: {9}\r\n\r\nYang memusnahkan,                         Mengetahui,\r\n\r\n\r\n\r\n______________________                    ______________________\r\n"
        "RECORD OF THE DESTRUCTION OF PERSONAL DATA\r\n{0}\r\n\r\nDestroyed: {1}\r\nConsultations: {2}\r\nRecords whose content was destroyed: {3}\r\nReason: {4}\r\nAsked by: {5}\r\nAsked at: {6}\r\nDestroyed at: {7}\r\n\r\nPlaces:\r\n{8}\r\n\r\nWhat stays: numbers, times, channel, topic, section, type and role of the stakeholder, and the order of records, so that statistics and the wholeness of the log stay.\r\nBackups: Lakon makes no backups of its own yet. Copies of the folder made outside Lakon before the destruction still hold this data and must be destroyed separately. USB files (.lakon), invitation files and exports of a stakeholder's data that were made before the destruction hold it too: find and delete all of them.\r\n\r\nPrinted at: {9}\r\n\r\nDestroyed by,                             Seen by,\r\n\r\n\r\n\r\n______________________                    ______________________\r\n" }

    // --- everything about one stakeholder
    ExportFileName Failed {
        "data stakeholder {0} {1}.txt"
        "stakeholder data {0} {1}.txt" }
    ExportHead Failed {
        "DATA TENTANG SATU STAKEHOLDER\r\n{0}\r\nDibuat pada {1}. Nomor pengenal: {2}\r\nBerkas ini tidak dilindungi Lakon: serahkan hanya kepada yang berhak, lalu hapus.\r\n"
        "DATA ABOUT ONE STAKEHOLDER\r\n{0}\r\nMade at {1}. Identifier: {2}\r\nThis file is not protected by Lakon: hand it only to whom it belongs, then delete it.\r\n" }
    ExportErased Failed {
        "(dihapus atas permintaan)"
        "(erased on request)" }
    ExportHistory Failed {
        "Riwayat identitas:"
        "History of the identity:" }
    ExportCase Failed {
        "KONSULTASI {0}, {1}"
        "CONSULTATION {0}, {1}" }
    ExportDraft Failed {
        "DRAF DI KOMPUTER INI, belum dicatat"
        "DRAFT ON THIS PC, not recorded yet" }
    ExportFormer Failed {
        "Stakeholder ini pernah tercatat pada konsultasi ini; yang bertanya sekarang tercatat pihak lain."
        "This stakeholder was once recorded in this consultation; somebody else stands as who asked now." }
    ExportOther Failed { "(pihak lain)" "(somebody else)" }
    ExportUnrecorded Failed {
        "Termasuk isian di komputer ini yang belum dicatat."
        "With what was typed on this PC and is not recorded yet." }
    ExportCaseUnread Failed {
        "KONSULTASI {0}: isinya belum sampai di komputer ini."
        "CONSULTATION {0}: its content has not come to this PC yet." }
    ExportAside Failed {
        "CATATAN YANG DISISIHKAN DI KOMPUTER INI:"
        "RECORDS SET ASIDE ON THIS PC:" }
    ExportFileHere Failed {
        "isinya ada di komputer ini: buka dari konsultasinya, lalu serahkan tersendiri"
        "its content is on this PC: open it from its consultation and hand it over separately" }
    ExportFileServer Failed {
        "isinya ada di server kantor: buka dari konsultasinya, lalu serahkan tersendiri"
        "its content is at the office server: open it from its consultation and hand it over separately" }
    ExportFileAway Failed {
        "isinya belum ada di komputer ini dan belum diketahui ada di server kantor"
        "its content is not on this PC and not known to be at the office server" }
    ExportStory Failed {
        "Riwayat konsultasi:"
        "History of the consultation:" }
    ExportName Failed { "Nama lengkap" "Full name given" }
    ExportPhone Failed { "Nomor telepon" "Telephone number" }
    ExportEmail Failed { "Alamat e-mail" "E-mail address" }
    ExportSatker Failed { "Kode satker" "Satker code" }
    ExportRelated Failed { "Terkait dengan" "Related to them" }
    ExportChannel Failed { "Kanal layanan" "Service channel" }
    ExportWho Failed { "Yang bertanya" "Who asked it" }
    ExportTopic Failed { "Topik layanan" "Service topic" }
    ExportQuestion Failed { "Isi pertanyaan" "The question" }
    ExportAnswer Failed { "Jawaban kantor" "Answer of the office" }
    ExportTicket Failed { "Nomor tiket HAI" "HAI ticket number" }
    ExportContact Failed { "Nama narahubung" "Contact person" }
    ExportFile Failed { "Berkas lampiran" "Attached file" }

    // --- what should not happen
    UnknownCommand Failed {
        "Permintaan ini tidak dikenal. Tutup dan buka kembali Lakon."
        "This request is unknown. Close Lakon and open it again." }
    BadInput Failed {
        "Permintaan ini tidak dapat dibaca. Tutup dan buka kembali Lakon."
        "This request cannot be read. Close Lakon and open it again." }
    Broken Failed {
        "Terjadi kesalahan di dalam Lakon. Pekerjaan yang sudah tersimpan tetap aman; ulangi, atau buka kembali Lakon."
        "Something went wrong inside Lakon. What was saved is safe; try again, or open Lakon again." }

    // --- without a network
    UsbAlone Failed {
        "Komputer ini adalah kantornya sendiri dan tidak mempunyai server; tidak ada yang perlu dibawa dengan USB."
        "This computer is its own office and has no server; there is nothing to carry on a USB stick." }
    UsbBusy Failed {
        "Berkas USB lain sedang dikerjakan. Tunggu sampai selesai atau hentikan dahulu."
        "Another USB file is being worked on. Wait for its end or stop it first." }
    UsbNotABundle Failed {
        "Ini bukan berkas USB Lakon, atau bagian awalnya rusak. Tidak ada yang diubah; pilih berkas lain."
        "This is no USB file of Lakon, or its beginning is damaged. Nothing was changed; choose another file." }
    UsbNotForUs Failed {
        "Berkas ini tidak ditujukan kepada komputer ini: dibuat kantor lain, atau sebelum komputer ini dikenal kantor. Tidak ada yang diubah; minta berkas baru."
        "This file is not meant for this computer: another office made it, or it was made before the office knew this computer. Nothing was changed; ask for a new file." }
    UsbNewer Failed {
        "Berkas ini dibuat Lakon yang lebih baru. Pasang versi terbaru, lalu ambil kembali."
        "A newer Lakon made this file. Install the newest version, then take it again." }
    UsbOtherOffice Failed {
        "Berkas ini milik kantor lain. Tidak ada yang diubah."
        "This file belongs to another office. Nothing was changed." }
    UsbUnreadable Failed {
        "Berkas ini tidak dapat dibaca. Periksa apakah USB terpasang, lalu pilih kembali."
        "This file cannot be read. Check that the USB stick is in, then choose it again." }
    UsbNotWritten Failed {
        "Dihentikan; tidak ada berkas yang ditinggalkan."
        "Stopped; no file was left behind." }
    UsbCut Failed {
        "Berkas terpotong atau rusak: yang utuh sebelum bagian itu sudah diambil dan tetap ada. Minta berkas baru untuk sisanya."
        "The file is cut off or damaged: what was whole before that has been taken and stays. Ask for a new file for the rest." }
    UsbPulledOut Failed {
        "USB tidak dapat dibaca sampai akhir: yang sudah terbaca tetap ada. Pasang kembali, lalu ambil sekali lagi."
        "The USB stick cannot be read to the end: what was read stays. Put it in again and take the file once more." }
    UsbStopped Failed {
        "Dihentikan: yang sudah terbaca tetap ada. Berkas yang sama dapat diambil lagi."
        "Stopped: what was read stays. The same file can be taken again." }
    UsbGap Failed {
        "Ada catatan sebelum isi berkas ini yang belum ada di sini. Minta berkas yang berisi semuanya."
        "Records from before this file's content are missing here. Ask for a file with everything." }
    UsbUnproven Failed {
        "Sebagian catatan di berkas ini tidak terbukti keasliannya dan tidak diambil. Hubungi Pengelola."
        "Some records of this file could not be proved genuine and were not taken. Call your admin." }
    UsbRevoked Failed {
        "Catatan dari komputer yang sudah dicabut tidak diambil di komputer ini. Bawa berkas ini ke server: di sana catatan itu disisihkan sampai Pengelola menerima atau menolaknya."
        "Records of a computer that was revoked were not taken on this computer. Bring this file to the server: there they are kept apart until your admin accepts or refuses them." }
    UsbFilesUnnamed Failed {
        "{0} lampiran di berkas ini tidak diambil, karena catatan yang menyebutnya tidak ada di komputer ini."
        "{0} attachments of this file were not taken, because the records that name them are not on this computer." }
    UsbUnknown Failed {
        "{0} catatan dari komputer yang belum dikenal kantor di sini tidak diambil. Ambil berkas yang sama sekali lagi setelah data dari server datang."
        "{0} records of a computer the office does not know here yet were not taken. Take the same file again once the server's data has come." }
    UsbHeld Failed {
        "{0} catatan dari komputer yang belum dikenal kantor di sini ditahan di komputer ini, paling lama 60 hari, dan diambil sendiri begitu server memberi tahu tentang komputer itu. Bawa berkas ini ke server juga."
        "{0} records of a computer the office does not know here yet are held on this computer, for 60 days at most, and are taken by themselves once the server tells about that computer. Bring this file to the server too." }
    UsbHeldTaken Failed {
        "Berkas USB yang ditahan sudah diambil: {0} catatan baru."
        "The USB file that was held has been taken: {0} new records." }
    UsbFilesSpoiled Failed {
        "{0} lampiran di berkas ini rusak atau tidak lengkap dan tidak diambil."
        "{0} attachments of this file are damaged or not complete and were not taken." }
    UsbFilesUnreadable Failed {
        "{0} lampiran tidak dapat dibaca di komputer ini dan tidak ikut dibawa."
        "{0} attachments cannot be read on this computer and are not carried." }
    UsbLeftOut Failed {
        "{0} catatan komputer lain belum terbukti di sini dan tidak ikut dibawa."
        "{0} records of other computers are not proved here yet and are not carried." }
    InvitationRefused Failed {
        "Undangan komputer ini tidak diterima server: sudah dipakai komputer lain atau sudah kedaluwarsa. Minta berkas undangan baru kepada Pengelola, lalu buka Sinkronisasi dan pilih Pakai undangan baru. Semua yang Anda catat di sini tetap tersimpan dan ikut dikirim dengan undangan itu."
        "The server did not accept this computer's invitation: another computer has used it, or it has expired. Ask your admin for a new invitation file, then open Sync and choose Use a new invitation. Everything you recorded here stays and is sent with that invitation." }
    UsbNotKnownYet Failed {
        "Berkas ini belum untuk komputer ini, karena server kantor belum mengenalnya. Bawa catatan komputer ini ke server dengan USB; bila server tidak menerimanya, pilih berkas jawabannya, yang namanya berakhir dengan jawaban."
        "This file is not for this computer yet, because the office server does not know it. Carry this computer's records to the server on a USB stick; if the server does not accept it, choose its answer file, whose name ends in jawaban." }
    InvitationOther Failed {
        "Undangan ini untuk {0}. Yang tercatat di komputer ini atas nama orang lain; minta undangan untuk orang yang sama seperti sebelumnya."
        "This invitation is for {0}. What is recorded on this computer is in another person's name; ask for an invitation for the same person as before." }
    NothingAside Failed {
        "Tidak ada catatan yang menunggu keputusan dari komputer itu."
        "No records of that computer wait for a decision." }
    AsideAsked Failed {
        "Keputusan tentang komputer itu sudah dikirim dan menunggu server."
        "A decision about that computer has been sent and waits for the server." }
    AsideUnfit Failed {
        "Catatan yang diserahkan komputer itu tidak cocok lagi dengan catatan kantor, jadi tidak diterima. Tidak ada yang berubah."
        "What that computer handed in no longer fits the office's records, so it was not taken. Nothing has changed." }
    UsbKnownNow Failed {
        "Server kantor sudah mengenal komputer ini."
        "The office server knows this computer now." }
    FileCodeUnproven Failed {
        "Kode dan berkas undangan ini tidak cocok. Periksa kodenya dan apakah berkasnya untuk kode ini; bila keduanya benar, hubungi Pengelola."
        "Code and invitation file do not match. Check the code and that the file belongs to it; if both are right, call your admin." }
    InvitationFileCut Failed {
        "Berkas undangan ini tidak lengkap. Salin kembali dari komputer asalnya, lalu pilih lagi."
        "This invitation file is not complete. Copy it again from where it was made, then choose it again." }
}

/// Fills the gaps `{0}`, `{1}` of a sentence.
pub fn fill(sentence: &str, gaps: &[String]) -> String {
    gaps.iter().enumerate().fold(sentence.to_owned(), |text, (i, gap)| text.replace(&format!("{{{i}}}"), gap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_say_something_with_the_same_gaps() {
        for sentence in Sentence::ALL {
            let (id, en) = (sentence.words(Language::Id), sentence.words(Language::En));
            assert!(id.len() > 10 && en.len() > 10, "{sentence:?}");
            assert_eq!(id.matches('{').count(), en.matches('{').count(), "{sentence:?}");
            assert!(!id.contains("{}") && !en.contains("{}"), "a gap has a number: {sentence:?}");
        }
    }

    #[test]
    fn a_filling_with_braces_stays_as_it_is() {
        assert_eq!(fill("\"{0}\" hilang", &["{1}.pdf".into()]), "\"{1}.pdf\" hilang");
    }
}
