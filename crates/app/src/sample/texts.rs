//! The words of the sample office. Everybody and everything in it is made up, and says so: names end in "Contoh", satker codes
//! begin with 99, telephone numbers with 0800-0000.

/// Topic, question, answer.
pub const QUESTIONS: &[(&str, &str, &str)] = &[
    (
        "PD-01",
        "SPM kami ditolak saat diunggah karena nomor rekening penerima berbeda dengan data supplier. Apa yang harus diperbaiki?",
        "Samakan dahulu data supplier dengan rekening pada SPM. Ajukan perubahan data supplier dengan surat keterangan bank, lalu ajukan kembali SPM setelah data disetujui.",
    ),
    (
        "PD-02",
        "SPM sudah diajukan dua hari lalu, tetapi SP2D belum terlihat di OM SPAN. Bagaimana memeriksanya?",
        "SP2D sudah terbit pagi ini. Periksa menu Monitoring SP2D dengan tanggal terbit, bukan tanggal SPM. Bila belum tampil, bersihkan filter satker.",
    ),
    (
        "PD-03",
        "Kapan TUP harus dipertanggungjawabkan dan bagaimana bila masih ada sisa?",
        "TUP dipertanggungjawabkan paling lama satu bulan sejak SP2D terbit. Sisa disetor ke kas negara sebelum batas tersebut, lalu PTUP diajukan dengan bukti setornya.",
    ),
    (
        "PD-04",
        "Dokumen apa yang perlu dilampirkan untuk pembayaran termin kedua?",
        "Lampirkan BAST atau BAPP kemajuan pekerjaan, SPP, dan ringkasan kontrak. Pastikan realisasi termin pertama sudah tercatat pada kartu pengawasan.",
    ),
    (
        "PD-05",
        "Adendum nilai kontrak sudah ditandatangani, apakah perlu didaftarkan ulang?",
        "Adendum didaftarkan sebagai perubahan data kontrak paling lambat lima hari kerja setelah ditandatangani, dengan ADK dan salinan adendum.",
    ),
    (
        "PD-06",
        "Rekening penyedia tidak aktif sehingga terjadi retur. Bagaimana mengubah data supplier?",
        "Ajukan perubahan data supplier dengan surat permohonan dan surat keterangan bank yang baru. Setelah disetujui, selesaikan returnya dengan surat ralat rekening.",
    ),
    (
        "PD-07",
        "Pegawai pindah masuk bulan ini belum terbawa pada gaji induk. Bagaimana membayarkan kekurangannya?",
        "Rekam SKPP pegawai tersebut, kemudian ajukan kekurangan gaji dengan daftar perubahan dan salinan SK. Gaji bulan berikutnya akan masuk gaji induk.",
    ),
    (
        "PD-08",
        "Apakah uang makan bulan ini boleh digabung dengan lembur dalam satu SPM?",
        "Keduanya diajukan dengan SPM terpisah karena akun dan daftar pembayarannya berbeda.",
    ),
    (
        "PD-09",
        "Bagaimana meminta SKPP untuk pegawai yang pensiun bulan depan?",
        "Terbitkan SKPP satker dari aplikasi, lampirkan SK pensiun, dan ajukan pengesahannya ke loket. Pengesahan selesai pada hari yang sama.",
    ),
    (
        "PD-12",
        "Berapa porsi UP kartu kredit pemerintah dan bagaimana mengubahnya?",
        "Porsi UP KKP mengikuti surat persetujuan besaran UP. Untuk mengubahnya, ajukan surat permohonan yang ditandatangani KPA dengan perhitungan kebutuhan.",
    ),
    (
        "MSKI-01",
        "PPSPM baru belum dapat masuk ke SAKTI. Apa saja yang dibutuhkan?",
        "Siapkan SK penunjukan PPSPM dan formulir pendaftaran pengguna. Setelah admin lokal mengaktifkan peran, pengguna masuk dan mengganti kata sandi.",
    ),
    (
        "MSKI-02",
        "Kode OTP SAKTI tidak diterima dan akun sekarang terblokir.",
        "Isi formulir buka blokir OTP dan pastikan nomor ponsel pada profil sudah benar. Blokir sudah dibuka; coba masuk kembali lima menit lagi.",
    ),
    (
        "MSKI-05",
        "Nilai IKPA deviasi halaman III kami turun. Apa yang masih dapat dilakukan triwulan ini?",
        "Sesuaikan rencana penarikan dana sebelum batas pemutakhiran triwulan, lalu realisasikan sesuai rencana. Nilai triwulan lalu tidak berubah.",
    ),
    (
        "MSKI-06",
        "Apakah pergeseran antar komponen dalam satu output perlu revisi DIPA?",
        "Pergeseran dalam satu output dan jenis belanja yang sama cukup dengan revisi POK oleh KPA, kemudian mutakhirkan halaman III.",
    ),
    (
        "MSKI-07",
        "Capaian output bulan lalu terlanjur keliru dikirim. Bagaimana memperbaikinya?",
        "Ajukan pembukaan periode melalui surat, perbaiki data capaian di SAKTI, lalu kirim ulang sebelum batas konfirmasi.",
    ),
    (
        "MSKI-08",
        "Vendor kami belum terdaftar di marketplace pemerintah. Bagaimana mendaftarkannya?",
        "Vendor mendaftar dengan NPWP dan rekening aktif, kemudian satker menyetujui kerja sama. Panduan langkahnya kami kirimkan.",
    ),
    (
        "BANK-01",
        "Ada retur SP2D karena nama pada rekening berbeda. Berapa lama penyelesaiannya?",
        "Sampaikan surat ralat rekening dengan surat keterangan bank. Dana disalurkan kembali paling lama dua hari kerja setelah surat lengkap.",
    ),
    (
        "BANK-02",
        "Bagaimana izin pembukaan rekening virtual untuk bendahara pengeluaran?",
        "Ajukan surat permohonan persetujuan pembukaan rekening dengan surat pernyataan dan rancangan perjanjian dengan bank. Persetujuan terbit melalui surat.",
    ),
    (
        "BANK-03",
        "Bukti penerimaan negara hilang, apakah NTPN dapat dicetak ulang?",
        "BPN dapat dicetak ulang dari portal penerimaan dengan kode billing, atau diminta ke bank tempat menyetor.",
    ),
    (
        "BANK-05",
        "Setoran pengembalian belanja salah akun. Bagaimana koreksinya?",
        "Ajukan surat permohonan koreksi dengan BPN dan perhitungan akun yang benar. Koreksi dibukukan pada bulan berjalan.",
    ),
    (
        "BANK-08",
        "Syarat salur tahap dua dana desa apa saja?",
        "Laporan realisasi tahap satu, laporan konvergensi, dan peraturan kepala desa yang relevan, diunggah melalui aplikasi sebelum batas waktu.",
    ),
    (
        "VERA-01",
        "Rekonsiliasi bulan ini masih selisih pada akun persediaan. Apa penyebabnya?",
        "Selisih berasal dari BAST yang belum didetailkan. Selesaikan pendetailan, kirim ulang data, lalu unduh SHR setelah dua jam.",
    ),
    (
        "VERA-02",
        "LPJ bendahara ditolak karena saldo berbeda dengan rekening koran.",
        "Periksa transaksi yang belum dibukukan pada akhir bulan. Perbaiki BKU, lampirkan rekening koran sampai tanggal terakhir, lalu unggah kembali.",
    ),
    (
        "VERA-04",
        "Bagaimana mencatat piutang PNBP yang dibayar sebagian?",
        "Rekam pembayaran sebagian pada modul piutang dengan NTPN-nya; sisa piutang tetap tersaji dan disisihkan sesuai umurnya.",
    ),
    (
        "VERA-06",
        "Muncul pagu minus pada belanja pegawai, apa yang harus dilakukan?",
        "Ajukan revisi penyelesaian pagu minus dengan data pagu dan realisasi terbaru sebelum batas revisi akhir tahun.",
    ),
    (
        "UMUM-03",
        "Bagaimana mengajukan magang untuk mahasiswa?",
        "Sampaikan surat pengantar kampus dengan jadwal yang diinginkan. Jawaban diberikan melalui surat dalam tiga hari kerja.",
    ),
    (
        "LAIN-01",
        "Uang pensiun bulan ini belum masuk rekening. Ke mana menanyakannya?",
        "Pembayaran pensiun dilakukan oleh mitra bayar. Kami sudah memberikan kontaknya dan cara otentikasi ulang bila diminta.",
    ),
    ("LAIN-02", "Apakah layanan konsultasi dipungut biaya?", "Layanan ini tidak dipungut biaya."),
];

/// Given names.
pub const GIVEN: &[&str] = &[
    "Rina", "Budi", "Sari", "Joko", "Maya", "Hadi", "Lestari", "Wahyu", "Indah", "Rudi", "Nurul", "Eko", "Ratna",
    "Fajar", "Yuni", "Bayu", "Tuti", "Andi", "Mega", "Slamet", "Dian", "Arif", "Wati", "Galih", "Putri", "Hendra",
    "Ayu", "Surya", "Lina", "Bagus",
];

/// Organisations by stakeholder type.
pub const ORGANISATIONS: &[(&str, &str)] = &[
    ("SATKER", "Kantor Pertanahan Contoh"),
    ("SATKER", "Pengadilan Negeri Contoh"),
    ("SATKER", "Balai Jalan Contoh"),
    ("SATKER", "Stasiun Meteorologi Contoh"),
    ("SATKER", "Madrasah Negeri Contoh"),
    ("SATKER", "Kantor Statistik Contoh"),
    ("SATKER", "Balai Latihan Kerja Contoh"),
    ("SATKER", "Kantor Karantina Contoh"),
    ("SATKER", "Lembaga Pemasyarakatan Contoh"),
    ("SATKER", "Kantor Pelayanan Pajak Contoh"),
    ("SATKER", "Balai Taman Nasional Contoh"),
    ("SATKER", "Kantor Syahbandar Contoh"),
    ("BLU", "Universitas Negeri Contoh"),
    ("BLU", "Rumah Sakit Contoh"),
    ("PEMDA", "BPKAD Kota Contoh"),
    ("PEMDA", "Dinas Pendidikan Kabupaten Contoh"),
    ("BANKPOS", "Bank Contoh Cabang Utama"),
    ("BANKPOS", "Kantor Pos Contoh"),
    ("PENYEDIA", "CV Contoh Karya"),
    ("PENYEDIA", "PT Contoh Bangun"),
    ("KANWIL", "Kanwil Contoh"),
];

/// Types whose people come for themselves.
pub const ALONE: &[&str] = &["PENSIUN", "UMUM"];

/// Why a case was cancelled.
pub const REASONS: &[&str] = &[
    "Stakeholder pulang sebelum dilayani dan akan datang kembali.",
    "Sudah ditanyakan melalui kanal lain.",
    "Bukan kewenangan KPPN; diarahkan ke instansi yang tepat.",
];

/// Where an answer stands.
pub const REFERENCES: &[&str] = &[
    "Peraturan Contoh Nomor 12 Tahun 2025, Pasal 7 ayat (2)",
    "Petunjuk Teknis Contoh Nomor 3, halaman 14",
    "Surat Edaran Contoh Nomor 8 Tahun 2024, angka 5",
    "Tanya Jawab Contoh, butir 21",
];

/// What a promise says.
pub const PROMISES: &[&str] = &[
    "Solusi disampaikan setelah data dicocokkan dengan seksi terkait.",
    "Dijawab paling lambat tiga hari kerja; kemajuan dikabarkan setiap hari kerja.",
    "Masih perlu diperiksa pada aplikasi; narahubung akan ditelepon.",
];

/// What the stakeholder is told meanwhile.
pub const PROGRESS: &[&str] = &[
    "Data sedang dicocokkan dengan seksi terkait; belum ada kendala.",
    "Permintaan sudah diteruskan, menunggu hasil pemeriksaan.",
    "Hasil sementara sudah ada, tinggal konfirmasi terakhir.",
    "Masih menunggu pembaruan dari aplikasi; besok dikabarkan kembali.",
];

/// Documents asked for where a topic has too few usual ones.
pub const DOCUMENTS: &[&str] = &["Surat pengantar", "Salinan identitas penerima"];

/// Why a document is not needed any more.
pub const WAIVED: &str = "Sudah tersedia pada aplikasi; tidak perlu dibawa.";

/// What a section head is asked.
pub const TO_HEAD: &[&str] = &[
    "Apakah permohonan seperti ini dapat diproses tanpa surat pengantar?",
    "Stakeholder menyampaikan data yang berbeda dengan aplikasi. Data mana yang dipakai?",
    "Batas waktunya sudah lewat dua hari. Apakah masih dapat diterima?",
    "Mohon arahan: apakah kasus ini termasuk pengecualian pada petunjuk teknis?",
];

/// What the head asks back, and what the officer says to that.
pub const ASKED_BACK: &[&str] =
    &["Tanggal berapa dokumennya diterima?", "Apakah satkernya pernah mengajukan hal yang sama?"];
pub const REPLIED: &str = "Diterima dua hari yang lalu; ini pengajuan pertama.";

/// Why the question goes to another section.
pub const REFERRED: &str = "Ini kewenangan seksi lain; saya teruskan.";

/// What the head answers.
pub const HEAD_SAYS: &[&str] = &[
    "Dapat diproses. Surat pengantar disusulkan paling lambat besok.",
    "Gunakan data pada aplikasi; minta stakeholder mengajukan perubahan.",
    "Masih dapat diterima dengan surat pernyataan.",
    "Tidak termasuk pengecualian. Ikuti langkah pada petunjuk teknis.",
];

/// What the head decided by telephone.
pub const TELEPHONED: &str = "Disetujui lewat telepon: diproses seperti biasa, suratnya menyusul.";

/// Why a question was taken back.
pub const WITHDRAWN: &str = "Jawabannya sudah ditemukan pada petunjuk teknis.";

/// Why the clock was paused.
pub const PAUSES: &[&str] =
    &["Stakeholder menerima telepon.", "Aplikasi tidak dapat diakses sebentar.", "Listrik padam."];

/// Why times of the clock were corrected.
pub const CLOCK: &str = "Pencatatan waktu disesuaikan dengan kenyataan di loket.";

/// Why something was entered many days later.
pub const LATE: &str = "Catatan kunjungan lapangan baru diserahkan.";

/// What was added to an answer after the case had ended, and why.
pub const AMENDED: &str = "Formulirnya dapat diunduh dari laman kantor.";
pub const AMENDED_WHY: &str = "Menambahkan tempat mengunduh formulir.";

/// Asking for the confirmation of an HAI answer.
pub const CHASED: &str = "Apakah jawaban kami sudah membantu?";

/// Why a case was marked as a duplicate.
pub const DOUBLED: &str = "Pertanyaan yang sama dari stakeholder yang sama.";

/// Why a case was opened again.
pub const REOPENED: &[&str] =
    &["Stakeholder kembali: langkahnya belum berhasil.", "Muncul pesan kesalahan lain setelah jawaban diikuti."];

/// To HAI DJPb and back.
pub const FORWARDED: &str = "Diteruskan ke HAI DJPb karena menyangkut aplikasi pusat.";
pub const RETURNED: &str = "HAI DJPb: sudah diperbaiki di pusat, silakan dicoba kembali.";

/// At shift end.
pub const HANDOVER: &str = "Mohon dilanjutkan; stakeholder menunggu kabar besok pagi.";
