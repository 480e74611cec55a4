//! Devices the office has revoked: since when, why, and how far each of their logs still counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::event::DeviceRevoked;
use crate::ids::LogId;
use crate::seal::Head;
use crate::shape::Time;
use crate::tips::Value;

/// One device that writes here no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When the office log said so first.
    pub at: Time,
    pub reason: Value<String>,
}

/// What the office logs say about revoked devices. Nothing takes a revocation back: a PC that shall work here again is enrolled anew.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Revoked {
    devices: BTreeMap<Uuid, Revocation>,
    ends: BTreeMap<LogId, Head>,
}

impl Revoked {
    /// Takes one more record, in the order of the fold: the first one says since when and why.
    pub(crate) fn take(&mut self, event: &DeviceRevoked, at: Time, reason: Value<String>) {
        self.devices.entry(event.device).or_insert(Revocation { at, reason });
        let head = Head { seq: event.seq, chain: event.chain };
        let end = self.ends.entry(event.log).or_insert(head);
        // The greatest head counts, whatever the order: what was taken once is never given back.
        if end.seq < head.seq {
            *end = head;
        }
    }

    pub fn of(&self, device: Uuid) -> Option<&Revocation> {
        self.devices.get(&device)
    }

    pub fn holds(&self, device: Uuid) -> bool {
        self.devices.contains_key(&device)
    }

    /// The last head of a log that counts (design, invariant 14: "`device.revoked` names the last head taken; seals above it do not
    /// count"); `None` where its device was not revoked.
    pub fn end(&self, log: LogId) -> Option<Head> {
        self.ends.get(&log).copied()
    }
}
