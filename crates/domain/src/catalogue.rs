//! The lists an office starts with: topics with their sections, stakeholder types with their roles, channels, complaint
//! channels. What the office made of them is in `settings`.
//! Codes may be retired, never renamed. The tables are in `data/`; a test reads every row.

use std::sync::LazyLock;

use uuid::Uuid;

use crate::shape::Code;

/// Limit of handling per kind of service, minutes of the service clock (KEP-57/PB/2023).
pub const SERVICE_LIMIT_MINUTES: u32 = 20;

/// What a question can be about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    pub code: Code,
    pub section: Code,
    pub section_name: String,
    pub name: String,
    /// Words the topic is found by, in lower case.
    pub keywords: Vec<String>,
    /// Documents usually asked for; empty where none are usual.
    pub documents: Vec<String>,
}

/// Who can ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StakeholderType {
    pub code: Code,
    pub name: String,
    /// Code and name of what a person can be there. The same code can stand under several types.
    pub roles: Vec<(Code, String)>,
    /// A case of this type needs an organisation to be resolved.
    pub has_organisation: bool,
    /// Its organisations are spending units with a code of six digits.
    pub has_satker_code: bool,
}

/// A way in (KEP-57/PB/2023: face to face, or online by HAI CSO or an official contact).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub code: Code,
    pub name: String,
    /// Online: the service clock starts when an officer presses "Mulai Layanan", never at receipt or at the first key.
    pub online: bool,
    /// HAI CSO: a ticket with a reference number.
    pub hai: bool,
}

/// Where complaints go: elsewhere, Lakon stores none (product.md rule 10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintChannel {
    /// Fixed for ever, so that records can name the row.
    pub id: Uuid,
    pub name: String,
    /// A link, an address or a number; empty where the office has still to fill it in.
    pub address: String,
}

/// The ids of the complaint channels an office starts with are this and their row, from 1 (UUID version 8, RFC 9562 §5.8).
const COMPLAINT_IDS: u128 = 0x6c61_6b6f_6e00_8000_8000_0000_0000_0000;

/// Code of the channel a new case has.
pub const FACE_TO_FACE: &str = "tatap_muka";

static TOPICS: LazyLock<Vec<Topic>> =
    LazyLock::new(|| rows(include_str!("../data/topics.csv")).iter().filter_map(read_topic).collect());
static TYPES: LazyLock<Vec<StakeholderType>> =
    LazyLock::new(|| rows(include_str!("../data/stakeholder-types.csv")).iter().filter_map(read_type).collect());
static CHANNELS: LazyLock<Vec<Channel>> =
    LazyLock::new(|| rows(include_str!("../data/channels.csv")).iter().filter_map(read_channel).collect());
static COMPLAINTS: LazyLock<Vec<ComplaintChannel>> =
    LazyLock::new(|| rows(include_str!("../data/complaint-channels.csv")).iter().filter_map(read_complaint).collect());

/// All topics, in the order of their sections.
pub fn topics() -> &'static [Topic] {
    &TOPICS
}

/// All stakeholder types, the most frequent first.
pub fn stakeholder_types() -> &'static [StakeholderType] {
    &TYPES
}

/// All channels; face to face first.
pub fn channels() -> &'static [Channel] {
    &CHANNELS
}

/// All complaint channels, in the order of the standard.
pub fn complaint_channels() -> &'static [ComplaintChannel] {
    &COMPLAINTS
}

/// Code and name of every section that has a topic, in the order of the topics.
pub fn sections() -> Vec<(&'static Code, &'static str)> {
    let mut sections: Vec<(&Code, &str)> = Vec::new();
    for topic in topics() {
        if sections.iter().all(|(code, _)| **code != topic.section) {
            sections.push((&topic.section, &topic.section_name));
        }
    }
    sections
}

/// A text the program knows of the office of this code: a column of `data/office.csv`. `None` for other offices and columns.
pub fn office_text(office: &str, field: &str) -> Option<String> {
    let mut table = csv::Reader::from_reader(include_str!("../data/office.csv").as_bytes());
    let column = table.headers().ok()?.iter().position(|name| name == field)?;
    let row = table.records().filter_map(Result::ok).find(|row| row.get(0) == Some(office))?;
    row.get(column).map(str::to_owned)
}

pub fn topic(code: &str) -> Option<&'static Topic> {
    topics().iter().find(|topic| topic.code.as_str() == code)
}

pub fn stakeholder_type(code: &str) -> Option<&'static StakeholderType> {
    stakeholder_types().iter().find(|kind| kind.code.as_str() == code)
}

pub fn channel(code: &str) -> Option<&'static Channel> {
    channels().iter().find(|channel| channel.code.as_str() == code)
}

/// Rows of one of our own tables without its head; a row that is no CSV is left out and found by the test that counts them.
pub(crate) fn rows(table: &str) -> Vec<csv::StringRecord> {
    csv::Reader::from_reader(table.as_bytes()).records().filter_map(Result::ok).collect()
}

fn read_topic(row: &csv::StringRecord) -> Option<Topic> {
    Some(Topic {
        code: Code::new(row.get(0)?).ok()?,
        section: Code::new(row.get(1)?).ok()?,
        section_name: row.get(2)?.to_owned(),
        name: row.get(3)?.to_owned(),
        keywords: list(row.get(4)?),
        documents: list(row.get(5)?),
    })
}

fn read_type(row: &csv::StringRecord) -> Option<StakeholderType> {
    let code = row.get(0)?;
    let of_this_type = |row: &csv::StringRecord| row.get(0) == Some(code);
    let read_role = |row: csv::StringRecord| Some((Code::new(row.get(1)?).ok()?, row.get(2)?.to_owned()));
    let identity = rows(include_str!("../data/identity.csv")).into_iter().find(of_this_type)?;
    Some(StakeholderType {
        code: Code::new(code).ok()?,
        name: row.get(1)?.to_owned(),
        roles: rows(include_str!("../data/roles.csv")).into_iter().filter(of_this_type).filter_map(read_role).collect(),
        has_organisation: identity.get(1)? == "ya",
        has_satker_code: identity.get(2)? == "ya",
    })
}

fn read_channel(row: &csv::StringRecord) -> Option<Channel> {
    Some(Channel {
        code: Code::new(row.get(0)?).ok()?,
        name: row.get(1)?.to_owned(),
        online: row.get(2)? == "ya",
        hai: row.get(3)? == "ya",
    })
}

fn read_complaint(row: &csv::StringRecord) -> Option<ComplaintChannel> {
    let number: u128 = row.get(0)?.parse().ok()?;
    let id = Uuid::from_u128(COMPLAINT_IDS + number);
    Some(ComplaintChannel { id, name: row.get(1)?.to_owned(), address: row.get(2)?.to_owned() })
}

/// `a; b;c`, where a lone dash is nothing.
fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|item| !item.is_empty() && *item != "-").map(str::to_owned).collect()
}
