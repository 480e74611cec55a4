//! What crosses between the program and its page where an admin sets the office: texts, limits, lists, calendar, people.
//! Days are texts YYYY-MM-DD, times of day minutes after midnight.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::api::{api, choice, declared};

choice! {
    /// A number of the service standard.
    LimitCode { ServiceMinutes, SolutionDays, ProgressDays, LateDays }
    HolidaySort { LiburNasional, CutiBersama }
    /// What a line of a pasted calendar does to the calendar.
    LineEffect { Added, Changed, Same }
    /// What moved a due date.
    DueCause { Calendar, Hours, Limit }
    /// Lists with an order of their own.
    SettingsList { Sections, Topics, Channels, Complaints }
}

api! {
    // --- the whole of it -----------------------------------------------------------------------------------------
    SettingsView {
        /// The day on the office's wall.
        today: String, texts: Vec<OfficeTextView>, limits: Vec<LimitView>, sections: Vec<SectionSetting>, topics: Vec<TopicSetting>,
        channels: Vec<ChannelSetting>, complaints: Vec<ComplaintSetting>,
        /// Who can head a section: everybody active who is a Kepala Seksi.
        heads: Vec<PersonName> }
    PersonName { user: String, name: String }

    // --- texts of the office ---------------------------------------------------------------------------------------
    /// `field`: `nama`, `alamat`, `kode_pos`, `telepon`, `situs`, `induk`, `kepala`, `nip_kepala`, `kop` (several lines).
    OfficeTextView { field: String, text: String,
        /// A text of its own; otherwise the one the office began with.
        set: bool }
    SetOfficeTexts { texts: Vec<OfficeTextValue> }
    OfficeTextValue { field: String, text: String }

    // --- the standard ----------------------------------------------------------------------------------------------
    LimitView { setting: LimitCode,
        /// The value of today.
        now: u32,
        /// What holds before the first value, by the standard the program comes with.
        standard: u32, lowest: u32, highest: u32,
        /// The earliest first.
        values: Vec<LimitValue> }
    LimitValue { event: String, value: u32, from: String, basis: String,
        /// It is the value of today.
        holds: bool, by: String, at: f64 }
    /// `corrects`: the `event` of the value this one takes the place of; without it the value is added.
    SetLimit { setting: LimitCode, value: f64, from: String, basis: String, corrects: Option<String> }

    // --- lists -----------------------------------------------------------------------------------------------------
    SectionSetting { section: String, name: String, head: Option<String>, head_name: String, order: u32, retired: bool,
        /// Topics of it that are offered.
        topics: u32 }
    /// Without `section` a new one. Without `order` it keeps its place; a new one comes last. So for every list below.
    SetSection { section: Option<String>, name: String, head: Option<String>, order: Option<u32>, retired: bool }
    TopicSetting { topic: String, section: String, name: String, keywords: Vec<String>, documents: Vec<String>, order: u32, retired: bool }
    SetTopic { topic: Option<String>, section: String, name: String, keywords: Vec<String>, documents: Vec<String>, order: Option<u32>, retired: bool }
    ChannelSetting { channel: String, name: String, online: bool, hai: bool, order: u32, retired: bool }
    SetChannel { channel: Option<String>, name: String, online: bool, hai: bool, order: Option<u32>, retired: bool }
    ComplaintSetting { complaint: String, name: String, address: String, order: u32, retired: bool }
    SetComplaint { complaint: Option<String>, name: String, address: String, order: Option<u32>, retired: bool }
    /// The rows of a list in their new order; rows that are not named follow as they stood.
    SetOrder { list: SettingsList, rows: Vec<String> }
    SubstituteRef { section: String, substitute: String }

    // --- the calendar ----------------------------------------------------------------------------------------------
    CalendarYear { year: i32 }
    CalendarView { year: i32,
        /// Whether any holiday of that year is known.
        known: bool,
        /// Monday to Friday without holiday.
        working_days: u32, days: Vec<HolidayRow>, hours: Vec<HoursPeriod>,
        /// What holds where no period says otherwise, and what a period of Ramadan usually has.
        usual: WeekHours, ramadan: WeekHours }
    HolidayRow { day: String, sort: HolidaySort,
        /// `ditetapkan`, or why it is not certain yet.
        status: String, confirmed: bool, name: String,
        /// Legal basis of the table; empty where it was set by hand.
        source: String, by_hand: bool,
        /// Taken out by hand: no holiday, whatever the table says.
        removed: bool }
    SetDay { day: String, sort: HolidaySort, confirmed: bool, name: String }
    DayRef { day: String }
    CalendarText { text: String }
    /// A chosen file; `None` where the person changed their mind.
    PickedText { name: Option<String>, text: String }
    CalendarPreview { good: Vec<CalendarLine>, bad: Vec<BadLine>, added: u32, changed: u32, same: u32 }
    CalendarLine {
        /// From 1, of the text as it was pasted.
        line: u32, day: String, sort: HolidaySort, confirmed: bool, name: String, effect: LineEffect,
        /// What stands there now, where it changes.
        before: Option<String> }
    BadLine { line: u32, text: String, problem: String }
    DayHours { opens: u32, closes: u32, rest: u32 }
    WeekHours { monday_to_thursday: DayHours, friday: DayHours }
    HoursPeriod { period: String, name: String, from: Option<String>, until: Option<String>, week: WeekHours }
    /// Without `period` a new one.
    SetHours { period: Option<String>, name: String, from: Option<String>, until: Option<String>, week: WeekHours }
    HoursRef { period: String,
        /// The year shown.
        year: i32 }

    // --- people ----------------------------------------------------------------------------------------------------
    UserChange { user: String, name: String, roles: Vec<String> }

    // --- duties ----------------------------------------------------------------------------------------------------
    /// A due date that held until the calendar, the hours or a limit was changed.
    FormerDue { due_day: String, due_at: f64, cause: DueCause, changed_at: f64, changed_by: String,
        /// The whole of it as a sentence.
        text: String }
}
