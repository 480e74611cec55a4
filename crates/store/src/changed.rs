//! What a write changed, in words the page knows.

use std::collections::BTreeSet;
use std::fmt;

use uuid::Uuid;

/// One thing a screen may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Who this office and this PC are.
    Session,
    /// Any list or count of cases.
    Cases,
    Case(Uuid),
    Tabs,
    Parties,
    /// What has reached the server.
    Sync,
    Files,
    Users,
    /// What an admin sets.
    Settings,
    /// Questions to section heads.
    Escalations,
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Session => f.write_str("session"),
            Self::Cases => f.write_str("cases"),
            Self::Case(id) => write!(f, "case:{id}"),
            Self::Tabs => f.write_str("tabs"),
            Self::Parties => f.write_str("parties"),
            Self::Sync => f.write_str("sync"),
            Self::Files => f.write_str("files"),
            Self::Users => f.write_str("users"),
            Self::Settings => f.write_str("settings"),
            Self::Escalations => f.write_str("escalations"),
        }
    }
}

/// Everything one transaction changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    pub topics: BTreeSet<Topic>,
}

impl Changed {
    pub(crate) fn add(&mut self, topic: Topic) {
        self.topics.insert(topic);
    }

    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }
}
