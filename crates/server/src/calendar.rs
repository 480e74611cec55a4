//! `lakon-server calendar`: what the working calendar says, in words, so that an answer can be checked without a desk.

use std::process::ExitCode;

use chrono::Weekday;
use clap::Subcommand;
use lakon_domain::calendar::{Calendar, Closed, Counting, Day, Due, Holiday, HolidayKind, TraceDay, Verdict};
use lakon_domain::number::Zone;

/// Exit code for a question that cannot be understood; clap's own.
const MISUNDERSTOOD: u8 = 2;

/// Working days one can ask for: the three of KEP-57/PB/2023 and those before.
const MOST_DAYS: u16 = 3;

#[derive(Subcommand)]
pub enum Question {
    /// Menghitung jatuh tempo dan menjelaskannya hari demi hari.
    Due {
        /// Hari konsultasi (hari ke-0), misalnya 2026-11-20.
        #[arg(value_name = "TANGGAL")]
        day: String,
        /// Jumlah hari kerja: 1, 2, atau 3.
        #[arg(long = "hari", value_name = "JUMLAH", default_value = "3")]
        days: String,
        /// Cuti bersama dihitung sebagai hari kerja.
        #[arg(long = "tanpa-cuti-bersama")]
        works_on_cuti_bersama: bool,
    },
}

/// Prints the answer, or on standard error why there is none.
pub fn answer(question: &Question) -> ExitCode {
    let Question::Due { day, days, works_on_cuti_bersama } = question;
    match ask(day, days, *works_on_cuti_bersama) {
        Ok(due) => {
            print!("{}", told(&due));
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::from(MISUNDERSTOOD)
        }
    }
}

fn ask(day: &str, days: &str, works_on_cuti_bersama: bool) -> Result<Due, String> {
    let day: Day = day.parse().map_err(|_| {
        format!("Tanggal \"{day}\" tidak dikenal. Tulis tahun-bulan-hari yang ada di kalender, misalnya 2026-11-20.")
    })?;
    let days = days.parse().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    let days = days.ok_or("Jumlah hari kerja tidak dikenal. Tulis --hari 1, --hari 2, atau --hari 3.")?;
    // Only days are printed, and they are the same in every zone.
    Ok(Calendar::shipped().due(day, days, Counting { zone: Zone::Wita, works_on_cuti_bersama }))
}

/// The due date alone, then a line for each day, then what has to be known about it.
fn told(due: &Due) -> String {
    let mut lines = vec![due.day.to_string()];
    lines.extend(
        due.trace.iter().map(|TraceDay { day, verdict }| format!("{}: {}", date(*day), verdict_words(verdict))),
    );
    if due.provisional {
        lines.push("Sementara: jatuh tempo ini bertumpu pada hari libur yang belum pasti.".to_owned());
    }
    if let Some(year) = due.unknown_year {
        lines.push(format!(
            "Hari libur tahun {year} belum tersedia; jatuh tempo dihitung tanpa hari libur dan perlu diperiksa."
        ));
    }
    lines.join("\n") + "\n"
}

fn verdict_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Zero => "hari konsultasi (hari ke-0)".to_owned(),
        Verdict::Counted { nth, worked: None } => format!("hari kerja ke-{nth}"),
        Verdict::Counted { nth, worked: Some(holiday) } => {
            format!("hari kerja ke-{nth} ({}, tetap dihitung)", holiday_words(holiday))
        }
        Verdict::Skipped(Closed::Weekend) => "akhir pekan, tidak dihitung".to_owned(),
        Verdict::Skipped(Closed::Holiday(holiday)) => format!("{}, tidak dihitung", holiday_words(holiday)),
    }
}

/// "cuti bersama Natal": the kind once, and the name as people say it.
fn holiday_words(holiday: &Holiday) -> String {
    let name = holiday.name.strip_prefix("Cuti Bersama ").unwrap_or(&holiday.name);
    let name = name.strip_prefix("Hari Raya ").unwrap_or(name);
    let kind = match holiday.kind {
        HolidayKind::National => "libur nasional",
        HolidayKind::CutiBersama => "cuti bersama",
    };
    let unsure = if holiday.is_confirmed() { "" } else { " (sementara)" };
    format!("{kind} {name}{unsure}")
}

/// "Jumat 20 Nov 2026"
fn date(day: Day) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
    let weekday = match day.weekday() {
        Weekday::Mon => "Senin",
        Weekday::Tue => "Selasa",
        Weekday::Wed => "Rabu",
        Weekday::Thu => "Kamis",
        Weekday::Fri => "Jumat",
        Weekday::Sat => "Sabtu",
        Weekday::Sun => "Minggu",
    };
    let month = MONTHS.iter().zip(1..).find(|(_, number)| *number == day.month()).map_or("", |(name, _)| name);
    format!("{weekday} {} {month} {}", day.day_of_month(), day.year())
}
