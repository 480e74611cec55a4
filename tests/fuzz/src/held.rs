//! What a bundle goes into here: the real tables of the logs in memory, and one attachment that is waited for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lakon_domain::ids::{Hash, LogId, PublicKey};
use lakon_domain::record::chain_start;
use lakon_domain::seal::{Head, Seal};
use lakon_domain::shape::Time;
use lakon_sync::replica::{
    BlobRead, BlobRef, BlobWrite, Blobs, Cut, LogHead, Page, PageLimit, Place, PrivatePart, ReceiveError, Received,
    Replica, Source, StoreFault,
};
use rusqlite::Connection;

/// The bytes of the attachment somebody waits for; a bundle of the corpus brings it.
pub const AWAITED: &[u8] = b"isi surat yang dibawa di USB";

fn fault(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreFault {
    StoreFault::new(error, false)
}

/// A replica that writes no log of its own.
pub struct Held {
    tables: Mutex<Connection>,
    office_key: PublicKey,
    file: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Held {
    /// Empty.
    pub fn new(office_key: PublicKey) -> Self {
        let mut tables = Connection::open_in_memory().unwrap();
        lakon_log::migrate(&mut tables, lakon_log::MIGRATIONS).unwrap();
        Self { tables: Mutex::new(tables), office_key, file: Arc::default() }
    }

    /// It has the attachment already.
    pub fn with_file(self) -> Self {
        *self.file.lock().unwrap() = Some(AWAITED.to_vec());
        self
    }

    fn tables(&self) -> MutexGuard<'_, Connection> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fails unless every log held is a prefix without holes whose hashes lead to its head (design: invariants 2 and 3).
    pub fn check(&self) {
        for head in self.heads().unwrap() {
            let (mut after, mut chain) = (0, chain_start(head.log));
            while after < head.seq {
                let cut = self.page(head.log, after, head.seq, PageLimit::default()).unwrap().expect("no hole");
                for record in &cut.page.records {
                    record.check().expect("only records that fit");
                    chain = record.hash(&chain);
                }
                assert!(cut.page.seals.iter().all(Seal::verifies), "only seals that verify are kept");
                after = cut.end.seq;
            }
            assert_eq!((after, chain), (head.seq, head.chain), "the records lead to the head");
        }
    }
}

impl Replica for Held {
    fn now(&self) -> Time {
        Time(1_795_399_200_000)
    }
    fn heads(&self) -> Result<Vec<LogHead>, StoreFault> {
        lakon_log::heads(&self.tables()).map_err(fault)
    }
    fn own_log(&self) -> Result<LogId, StoreFault> {
        Ok(LogId([0; 16]))
    }
    fn office_logs(&self) -> Result<Vec<LogId>, StoreFault> {
        let logs = lakon_log::server_logs(&self.tables()).map_err(fault)?;
        Ok(logs.into_iter().map(|(log, _)| log).collect())
    }
    fn page(&self, log: LogId, after: u64, upto: u64, limit: PageLimit) -> Result<Option<Cut>, StoreFault> {
        lakon_log::page(&self.tables(), log, after, upto, limit).map_err(fault)
    }
    fn receive(&self, page: &Page, from: Source) -> Result<Received, ReceiveError> {
        let tables = self.tables();
        let tx = tables.unchecked_transaction().map_err(fault)?;
        let before = tx.total_changes();
        let taken = lakon_log::receive(&tx, page, from, Some(&self.office_key));
        if matches!(taken, Err(ReceiveError::Refused(_))) {
            assert_eq!(tx.total_changes(), before, "a refused page leaves no trace");
        }
        tx.commit().map_err(fault)?;
        taken
    }
    fn seal(&self, _: LogId, _: Head) -> Result<Option<Seal>, StoreFault> {
        Ok(None)
    }
    fn put_seal(&self, seal: &Seal) -> Result<bool, StoreFault> {
        lakon_log::put_seal(&self.tables(), seal).map_err(fault)
    }
    fn missing_private(&self, after: Option<Place>, limit: usize) -> Result<Vec<Place>, StoreFault> {
        lakon_log::missing_private(&self.tables(), after, limit).map_err(fault)
    }
    fn privates(&self, places: &[Place], bytes: usize) -> Result<Vec<PrivatePart>, StoreFault> {
        lakon_log::privates(&self.tables(), places, bytes).map_err(fault)
    }
    fn fill_private(&self, parts: &[PrivatePart]) -> Result<usize, StoreFault> {
        Ok(lakon_log::fill_private(&self.tables(), parts).map_err(fault)?.len())
    }
    fn chains(&self, log: LogId, seqs: &[u64]) -> Result<Vec<Option<Hash>>, StoreFault> {
        lakon_log::chains(&self.tables(), log, seqs).map_err(fault)
    }
}

/// The attachment that is waited for.
pub fn awaited() -> BlobRef {
    BlobRef { address: Hash(*blake3::hash(AWAITED).as_bytes()), size: AWAITED.len() as u64 }
}

impl Blobs for Held {
    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(*address == awaited().address && self.file.lock().unwrap().is_some())
    }
    fn wanted(&self, _: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(if self.file.lock().unwrap().is_none() { vec![awaited()] } else { Vec::new() })
    }
    fn held(&self, after: Option<&Hash>, _: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(if after.is_none() && self.file.lock().unwrap().is_some() { vec![awaited()] } else { Vec::new() })
    }
    fn read(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        let file = self.file.lock().unwrap().clone().filter(|_| *address == awaited().address);
        Ok(file.map(|bytes| (bytes.len() as u64, Box::new(std::io::Cursor::new(bytes)) as Box<dyn BlobRead>)))
    }
    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        assert_eq!(*blob, awaited(), "only what is waited for is taken");
        Ok(Box::new(Coming { bytes: Vec::new(), into: self.file.clone() }))
    }
}

struct Coming {
    bytes: Vec<u8>,
    into: Arc<Mutex<Option<Vec<u8>>>>,
}

impl BlobWrite for Coming {
    fn offset(&self) -> u64 {
        0
    }
    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.bytes.extend_from_slice(bytes);
        assert!(self.bytes.len() <= AWAITED.len(), "no more is written than the address's size");
        Ok(())
    }
    fn finish(self: Box<Self>) -> Result<bool, StoreFault> {
        if self.bytes != AWAITED {
            return Ok(false);
        }
        *self.into.lock().unwrap() = Some(self.bytes);
        Ok(true)
    }
}
