//! The attachments of a desk between the sync and its real store: where an invariant is to be broken, one that nobody can have any more
//! keeps all others waiting. Everything else passes through untouched.

use std::sync::Arc;

use lakon_domain::ids::Hash;
use lakon_store::Store;
use lakon_sync::replica::{BlobRef, BlobWrite, Blobs, OpenBlob, StoreFault};

use crate::breaks::Break;
use crate::shared::{Shared, lock};

pub struct Queue {
    pub inner: Store,
    pub shared: Arc<Shared>,
}

impl Queue {
    /// Whether a bad one stands before all others.
    fn stands_still(&self) -> bool {
        self.shared.is(Break::BadFileStopsTheRest) && self.shared.any_bad_file()
    }

    fn moving(&self, mut list: Vec<BlobRef>) -> Vec<BlobRef> {
        if self.stands_still() {
            let ledger = lock(&self.shared.ledger);
            list.retain(|blob| ledger.files.get(&blob.address).is_some_and(|file| file.lost));
        }
        list
    }
}

impl Blobs for Queue {
    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        self.inner.have(address)
    }

    fn wanted(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.moving(self.inner.wanted(limit)?))
    }

    fn lacking(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        self.inner.lacking(named)
    }

    fn arrived(&self, named: &[BlobRef]) -> Result<(), StoreFault> {
        self.inner.arrived(named)
    }

    fn wished(&self, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.moving(self.inner.wished(limit)?))
    }

    fn lacks(&self, blob: &BlobRef) -> Result<bool, StoreFault> {
        self.inner.lacks(blob)
    }

    fn unsent(&self, after: Option<&BlobRef>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(self.moving(Blobs::unsent(&self.inner, after, limit)?))
    }

    fn ready(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(!self.stands_still() && self.inner.ready(address)?)
    }

    fn sound(&self, address: &Hash) -> Result<bool, StoreFault> {
        self.inner.sound(address)
    }

    fn held(&self, after: Option<&Hash>, limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Blobs::held(&self.inner, after, limit)
    }

    fn read(&self, address: &Hash) -> Result<Option<OpenBlob>, StoreFault> {
        Blobs::read(&self.inner, address)
    }

    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        Blobs::write(&self.inner, blob)
    }
}
