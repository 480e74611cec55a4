//! A server's door for a bundle: one open invitation, and an office that counts who was taken in.

use std::sync::Mutex;

use lakon_domain::code::Secret;
use lakon_domain::enrolment::DeviceKeys;
use lakon_domain::ids::LogId;
use lakon_domain::rights::Role;
use lakon_domain::shape::{Code, Time};
use lakon_domain::statement::ServerStatement;
use lakon_sync::adopt::Brought;
use lakon_sync::enrol::{Invitations, Joined, Offer};
use lakon_sync::error::Problem;
use lakon_sync::office::{KnownDevice, Office};
use lakon_sync::replica::{BlobRef, StoreFault};
use uuid::Uuid;

use crate::bundle::{OFFICE, invitation};

/// Whom the invitation of the corpus let in.
pub struct Counter {
    statement: ServerStatement,
    offer: Offer,
    taken: Mutex<Option<DeviceKeys>>,
}

impl Counter {
    /// Nobody has come yet.
    pub fn new(statement: ServerStatement) -> Self {
        let code = |text: &str| Code::new(text).unwrap();
        let offer = Offer {
            user: Uuid::from_u128(4),
            user_name: "Sari".into(),
            roles: vec![Role::Officer],
            office: OFFICE,
            office_code: code("046"),
            office_name: "KPPN Contoh".into(),
            zone: code("WITA"),
        };
        Self { statement, offer, taken: Mutex::default() }
    }

    /// Whether somebody was let in.
    pub fn let_in(&self) -> bool {
        self.taken.lock().unwrap().is_some()
    }
}

impl Office for Counter {
    fn statement(&self) -> Result<ServerStatement, StoreFault> {
        Ok(self.statement.clone())
    }
    fn device(&self, _: Uuid) -> Result<Option<KnownDevice>, StoreFault> {
        Ok(None)
    }
    fn lacking_files(&self, _: Option<&BlobRef>, _: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }
}

impl Invitations for Counter {
    fn secret(&self, name: u16, device: &DeviceKeys) -> Result<Secret, Problem> {
        let taken = self.taken.lock().unwrap();
        match (name == invitation().name, taken.as_ref()) {
            (false, _) => Err(Problem::WrongCode),
            (true, Some(other)) if other != device => Err(Problem::UsedCode),
            (true, _) => Ok(invitation().secret),
        }
    }
    fn failed(&self, _: u16) {}
    fn offer(&self, _: u16, _: &DeviceKeys) -> Result<Offer, Problem> {
        Ok(self.offer.clone())
    }
    fn accept(&self, name: u16, device: &DeviceKeys) -> Result<Joined, Problem> {
        assert_eq!(name, invitation().name, "only what the secret proved");
        *self.taken.lock().unwrap() = Some(device.clone());
        let label = Code::new("QX").unwrap();
        Ok(Joined { offer: self.offer.clone(), label, office_log: LogId([0x11; 16]), at: Time(1_795_399_200_000) })
    }
    fn adopt(&self, _: u16, _: &DeviceKeys, _: &Brought) -> Result<Joined, Problem> {
        Err(Problem::BadMessage)
    }
}
