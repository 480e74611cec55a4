//! What the office set: limits with their legal basis, texts, sections and who heads them, topics, channels, complaint
//! channels, the calendar's records. Folded from records over the lists of `catalogue`.

mod calendar;
mod codes;
mod limits;
mod lists;
mod office_texts;
mod proposals;
mod records;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use codes::code_for;
pub use limits::{LATE_DAYS, Limit, PROGRESS_DAYS, SERVICE_MINUTES, SETTINGS, SOLUTION_DAYS, range, standard};
pub use lists::{Channel, Complaint, Section, Substitute, Topic};
pub use office_texts::{NAME, OFFICE_TEXTS};
pub use proposals::{Proposal, proposals};
pub use records::{Holiday, Hours, OfficeText};

use crate::calendar::Day;
use crate::case::Way;
use crate::filed::{self, Filed};
use crate::shape::Code;
use crate::standing::Standing;

/// Everything an admin sets. Of edits that replace none of each other the greatest (hlc, log) holds silently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsState {
    /// By setting, every value with its first day, the earliest first.
    pub limits: BTreeMap<Code, Vec<Limit>>,
    pub texts: BTreeMap<Code, OfficeText>,
    /// In their order, retired ones too; so are the lists below.
    pub sections: Vec<Section>,
    pub topics: Vec<Topic>,
    pub channels: Vec<Channel>,
    pub complaints: Vec<Complaint>,
    /// The earliest first, ended ones too.
    pub substitutes: Vec<Substitute>,
    /// Days that were set by hand, over the table of the calendar; removed ones too.
    pub holidays: BTreeMap<Day, Holiday>,
    /// In the order of their ids, removed ones too.
    pub hours: Vec<Hours>,
}

impl Default for SettingsState {
    /// What an office starts with.
    fn default() -> Self {
        Self::fold(&[], &Standing::default())
    }
}

impl SettingsState {
    /// Folds the settings; the order does not matter, other kinds are ignored.
    pub fn fold(events: &[Filed], standing: &Standing) -> Self {
        let once = filed::once(events);
        let records = records::Records { once: &once, standing };
        Self {
            limits: limits::fold(&records),
            texts: records::texts(&records),
            sections: lists::sections(&records),
            topics: lists::topics(&records),
            channels: lists::channels(&records),
            complaints: lists::complaints(&records),
            substitutes: lists::substitutes(&records),
            holidays: records::holidays(&records),
            hours: records::hours(&records),
        }
    }

    /// The value of a setting on a day: the one with the latest first day up to it, otherwise the one of the standard this
    /// program was made for; 0 for a setting it does not know.
    pub fn setting(&self, setting: &str, day: Day) -> u32 {
        self.limit(setting, day).map_or_else(|| limits::standard(setting), |limit| limit.value)
    }

    /// The record that sets it on that day, with its legal basis; `None` where the default holds.
    pub fn limit(&self, setting: &str, day: Day) -> Option<&Limit> {
        let of_setting = self.limits.iter().find(|(code, _)| code.as_str() == setting);
        of_setting?.1.iter().rfind(|limit| limit.from <= day)
    }

    /// Who heads a section on a day: its own head first, then the substitutes of that day. Both can answer.
    pub fn heads(&self, section: &str, day: Day) -> Vec<Uuid> {
        let own = self.section(section).and_then(|section| section.head);
        let stand_in = self.substitutes.iter().filter(|one| one.section.as_str() == section && one.stands_in(day));
        let mut heads: Vec<Uuid> = Vec::new();
        for user in own.into_iter().chain(stand_in.map(|one| one.user)) {
            if !heads.contains(&user) {
                heads.push(user);
            }
        }
        heads
    }

    /// The sections somebody heads on a day, as head or substitute, in their order.
    pub fn sections_of(&self, user: Uuid, day: Day) -> Vec<Code> {
        let headed = self.sections.iter().filter(|section| self.heads(section.code.as_str(), day).contains(&user));
        headed.map(|section| section.code.clone()).collect()
    }

    /// What a channel means for the procedure, for [`crate::case::CaseState::fold_with`]. An unknown one is online.
    pub fn way(&self, channel: &str) -> Way {
        let known = self.channels.iter().find(|one| one.code.as_str() == channel);
        known.map_or(Way { online: true, hai: false }, |one| Way { online: one.online, hai: one.hai })
    }

    /// The holidays of a day that count: those set by hand, else the rows of the table.
    pub fn holidays_of(&self, day: Day) -> Vec<crate::calendar::Holiday> {
        self.all_holidays().filter(|holiday| holiday.day == day).collect()
    }

    pub fn section(&self, code: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.code.as_str() == code)
    }

    pub fn topic(&self, code: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.code.as_str() == code)
    }

    pub fn channel(&self, code: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.code.as_str() == code)
    }
}
