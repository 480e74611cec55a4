//! Who works in the sample office: two officers, the heads of four sections, one of whom stands in for another.

use lakon_domain::calendar::Day;
use lakon_domain::event::{Name, SectionDefined, SubstituteNamed, UserAdded};
use lakon_domain::ids::new_id;
use lakon_domain::number::Zone;
use lakon_domain::rights::Role;
use lakon_domain::settings::SettingsState;
use lakon_domain::shape::{Code, Time};
use lakon_store::{Store, Tx};
use uuid::Uuid;

use super::{Dice, HEADS};
use crate::failure::Failure;
use crate::words::Sentence;

/// The second officer.
pub const OFFICER: &str = "Agus Contoh";
/// Whose head stands in, for which section, from how many days before today until how many after it.
const SUBSTITUTE: (&str, &str) = ("PD", "BANK");
const STANDS_IN: (i64, i64) = (1, 3);
const DAY: i64 = 24 * 3_600_000;

/// Everybody, by id.
pub struct Staff {
    pub officers: [Uuid; 2],
    heads: Vec<(&'static str, Uuid)>,
    stands_in: (Day, Day),
}

impl Staff {
    pub fn new(first: Uuid, begins: Time, now: Time, dice: &mut Dice) -> Self {
        let officers = [first, new_id(begins.0, dice)];
        let heads = HEADS.iter().map(|(section, _)| (*section, new_id(begins.0, dice))).collect();
        let day = |days: i64| Day::of(Time(now.0 + days * DAY), Zone::Wita);
        Self { officers, heads, stands_in: (day(-STANDS_IN.0), day(STANDS_IN.1)) }
    }

    /// The head of a section.
    pub fn head(&self, section: &str) -> Uuid {
        let found = self.heads.iter().find(|(headed, _)| *headed == section);
        found.map_or(self.officers[0], |(_, head)| *head)
    }

    /// Who answers for a section at a moment: its head, or who stands in.
    pub fn answers(&self, section: &str, at: Time) -> Uuid {
        let day = Day::of(at, Zone::Wita);
        let away = section == SUBSTITUTE.1 && (self.stands_in.0..=self.stands_in.1).contains(&day);
        self.head(if away { SUBSTITUTE.0 } else { section })
    }

    /// Writes them down.
    pub fn write(&self, store: &Store, dice: &mut Dice) -> Result<(), Failure> {
        let settings = SettingsState::default();
        let code = |text: &str| Code::new(text).map_err(|_| Failure::from(Sentence::Broken));
        store.transact::<_, Failure>(self.officers[0], |tx| {
            add(tx, self.officers[1], OFFICER, Role::Officer)?;
            for (section, name) in HEADS {
                let head = self.head(section);
                add(tx, head, name, Role::SectionHead)?;
                let held = settings.section(section).ok_or(Sentence::Broken)?;
                tx.write(SectionDefined {
                    section: held.code.clone(),
                    head: Some(head),
                    order: held.order,
                    retired: false,
                    replaces: held.tips.clone(),
                    private: Some(Name { name: held.name.text().to_owned() }),
                })?;
            }
            tx.write(SubstituteNamed {
                substitute: new_id(tx.now().0, dice),
                section: code(SUBSTITUTE.1)?,
                user: self.head(SUBSTITUTE.0),
                from: self.stands_in.0,
                until: self.stands_in.1,
                ended: false,
                replaces: Vec::new(),
            })?;
            crate::office::forget_seed(tx)
        })?;
        Ok(())
    }
}

fn add(tx: &mut Tx<'_>, user: Uuid, name: &str, role: Role) -> Result<(), Failure> {
    let private = Some(Name { name: name.to_owned() });
    Ok(tx.write(UserAdded { user, roles: vec![role], answers: None, private })?)
}
