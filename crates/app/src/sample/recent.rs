//! What is under way in the sample office: cases of the last days that were cut off in the middle, so that every list shows
//! something waited for, due or late.

use super::course::{Act, Way};

/// One case of the last days.
pub struct Recent {
    /// Working days before today.
    pub back: usize,
    pub channel: &'static str,
    pub way: Way,
    /// The last thing that happened; `None`: whatever had happened by now.
    pub stop: Option<Act>,
    /// Whose topic it has.
    pub section: Option<&'static str>,
    pub files: &'static [&'static str],
}

const fn one(back: usize, channel: &'static str, way: Way, stop: Option<Act>) -> Recent {
    Recent { back, channel, way, stop, section: None, files: &[] }
}

const fn of(section: &'static str, recent: Recent) -> Recent {
    Recent { section: Some(section), ..recent }
}

const fn with(files: &'static [&'static str], recent: Recent) -> Recent {
    Recent { files, ..recent }
}

/// Told of progress every working day, and not solved yet.
const TOLD: Way = Way::Promised { days: 40, told: true };
/// Never told anything.
const FORGOTTEN: Way = Way::Promised { days: 400, told: false };
const LEFT: Option<Act> = Some(Act::Escalate { leaves: true });
const ASKED: Option<Act> = Some(Act::Escalate { leaves: false });
const PDF: &[&str] = &["pdf"];

/// Every case under way.
pub const RECENT: &[Recent] = &[
    // Promises of every one of the last days: later, today, late; an old one that never went away.
    with(PDF, one(1, "tatap_muka", TOLD, None)),
    one(1, "tatap_muka", FORGOTTEN, None),
    one(1, "surel", TOLD, None),
    one(2, "tatap_muka", TOLD, None),
    one(2, "whatsapp", FORGOTTEN, None),
    one(2, "telepon", TOLD, None),
    one(3, "tatap_muka", TOLD, None),
    with(PDF, one(3, "surel", TOLD, None)),
    one(3, "tatap_muka", FORGOTTEN, None),
    one(3, "telepon", TOLD, None),
    one(4, "tatap_muka", TOLD, None),
    one(4, "whatsapp", FORGOTTEN, None),
    one(5, "telepon", TOLD, None),
    one(6, "tatap_muka", FORGOTTEN, None),
    one(9, "surel", TOLD, None),
    one(22, "whatsapp", FORGOTTEN, None),
    one(61, "tatap_muka", FORGOTTEN, None),
    // Received, identified.
    one(1, "telepon", Way::AtOnce, Some(Act::Open)),
    one(1, "haicso", Way::AtOnce, Some(Act::Open)),
    with(PDF, one(1, "whatsapp", Way::AtOnce, Some(Act::Topic))),
    one(2, "surel", Way::AtOnce, Some(Act::Open)),
    one(2, "haicso", Way::AtOnce, Some(Act::Topic)),
    one(3, "whatsapp", Way::AtOnce, Some(Act::Topic)),
    // Documents: asked for, one of two here, one of two not needed.
    with(PDF, one(1, "surel", Way::Documents, Some(Act::Request))),
    one(1, "tatap_muka", Way::Documents, Some(Act::Promise)),
    one(2, "whatsapp", Way::Documents, Some(Act::Request)),
    with(&["pdf", "png"], one(3, "tatap_muka", Way::Documents, Some(Act::Arrive))),
    one(4, "surel", Way::Waived, Some(Act::Waive)),
    // Questions to section heads: waiting, asked back, referred, answered, decided by telephone.
    of("PD", one(1, "tatap_muka", Way::Left, LEFT)),
    of("PD", one(1, "whatsapp", Way::Asked, ASKED)),
    of("BANK", one(1, "telepon", Way::Asked, ASKED)),
    of("MSKI", one(1, "surel", Way::Asked, ASKED)),
    of("PD", one(2, "surel", Way::Telephone, Some(Act::Telephone))),
    of("PD", one(2, "whatsapp", Way::AskedBack, Some(Act::AskBack))),
    of("VERA", one(2, "haicso", Way::Referred, Some(Act::Refer))),
    of("PD", one(2, "telepon", Way::AskedBack, Some(Act::Reply))),
    of("BANK", one(3, "tatap_muka", Way::Left, Some(Act::HeadAnswer))),
    of("MSKI", one(3, "surel", Way::Asked, Some(Act::HeadAnswer))),
    of("VERA", one(4, "whatsapp", Way::Withdrawn, Some(Act::Withdraw))),
    // HAI CSO: answered and not confirmed, asked whether it helped; with HAI DJPb.
    one(1, "haicso", Way::AtOnce, Some(Act::Answered)),
    one(2, "haicso", Way::AtOnce, Some(Act::Answered)),
    one(3, "haicso", Way::Chased, Some(Act::Chase)),
    one(5, "haicso", Way::Chased, Some(Act::Chase)),
    one(1, "haicso", Way::Forwarded, Some(Act::Forward)),
    one(3, "surel", Way::Forwarded, Some(Act::Progress)),
    // Offered at shift end, reopened, entered late, a clock that was set aside and paused.
    one(1, "tatap_muka", Way::HandedOver, Some(Act::Offer)),
    one(2, "tatap_muka", Way::Reopened, Some(Act::Reopen)),
    one(3, "whatsapp", Way::Reopened, Some(Act::Reopen)),
    one(1, "whatsapp", Way::Late { days: 2 }, Some(Act::Topic)),
    one(1, "tatap_muka", Way::Late { days: 3 }, Some(Act::Resolve)),
    with(PDF, one(1, "tatap_muka", Way::Paused, Some(Act::Resolve))),
    with(&["png"], one(1, "tatap_muka", Way::AtOnce, Some(Act::Resolve))),
    one(1, "tatap_muka", Way::Cancelled, None),
    one(2, "tatap_muka", Way::Amended, None),
    one(2, "telepon", Way::ClockCorrected, None),
    // Done in the last days: what happens seldom shall not be looked for in vain.
    one(5, "tatap_muka", Way::Undone, None),
    one(6, "tatap_muka", Way::HandedOver, None),
    one(6, "whatsapp", Way::Forwarded, None),
    one(7, "tatap_muka", Way::Waived, None),
    of("PD", one(6, "surel", Way::Telephone, None)),
    of("VERA", one(7, "telepon", Way::Referred, None)),
];
