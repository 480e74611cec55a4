//! A desk's attachments in memory, with switches for the ways they go wrong.

use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, Mutex};

use lakon_domain::ids::Hash;
use lakon_sync::replica::{BlobRead, BlobRef, BlobWrite, Blobs, StoreFault};

#[derive(Default, Clone)]
pub struct Shelf {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    whole: HashMap<Hash, Vec<u8>>,
    half: HashMap<Hash, Vec<u8>>,
    unreadable: Vec<Hash>,
}

pub fn address(bytes: &[u8]) -> Hash {
    Hash(*blake3::hash(bytes).as_bytes())
}

/// Bytes that do not repeat, of a given length.
pub fn bytes(seed: u8, length: usize) -> Vec<u8> {
    let mut out = vec![0; length];
    blake3::Hasher::new_derive_key("test content").update(&[seed]).finalize_xof().fill(&mut out);
    out
}

impl Shelf {
    pub fn put(&self, bytes: &[u8]) -> BlobRef {
        let address = address(bytes);
        self.inner.lock().unwrap().whole.insert(address, bytes.to_vec());
        BlobRef { address, size: bytes.len() as u64 }
    }

    /// Claims to hold other bytes under this content's address.
    pub fn put_damaged(&self, bytes: &[u8]) -> BlobRef {
        let blob = self.put(bytes);
        let mut inner = self.inner.lock().unwrap();
        if let Some(first) = inner.whole.get_mut(&blob.address).and_then(|b| b.first_mut()) {
            *first ^= 1;
        }
        blob
    }

    pub fn put_unreadable(&self, bytes: &[u8]) -> BlobRef {
        let blob = self.put(bytes);
        self.inner.lock().unwrap().unreadable.push(blob.address);
        blob
    }

    pub fn get(&self, address: &Hash) -> Option<Vec<u8>> {
        self.inner.lock().unwrap().whole.get(address).cloned()
    }

    pub fn half(&self, address: &Hash) -> usize {
        self.inner.lock().unwrap().half.get(address).map_or(0, Vec::len)
    }

    pub fn shared(&self) -> Arc<dyn Blobs> {
        Arc::new(self.clone())
    }
}

struct Writing {
    shelf: Shelf,
    address: Hash,
}

impl BlobWrite for Writing {
    fn offset(&self) -> u64 {
        self.shelf.half(&self.address) as u64
    }

    fn piece(&mut self, bytes: &[u8]) -> Result<(), StoreFault> {
        self.shelf.inner.lock().unwrap().half.entry(self.address).or_default().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<bool, StoreFault> {
        let mut inner = self.shelf.inner.lock().unwrap();
        let bytes = inner.half.remove(&self.address).unwrap_or_default();
        let right = address(&bytes) == self.address;
        if right {
            inner.whole.insert(self.address, bytes);
        }
        Ok(right)
    }
}

impl Blobs for Shelf {
    fn have(&self, address: &Hash) -> Result<bool, StoreFault> {
        Ok(self.inner.lock().unwrap().whole.contains_key(address))
    }

    fn wanted(&self, _limit: usize) -> Result<Vec<BlobRef>, StoreFault> {
        Ok(Vec::new())
    }

    fn read(&self, address: &Hash) -> Result<Option<(u64, Box<dyn BlobRead>)>, StoreFault> {
        let inner = self.inner.lock().unwrap();
        if inner.unreadable.contains(address) {
            return Err(StoreFault::new("a bad sector", false));
        }
        Ok(inner.whole.get(address).map(|b| (b.len() as u64, Box::new(Cursor::new(b.clone())) as Box<dyn BlobRead>)))
    }

    fn write(&self, blob: &BlobRef) -> Result<Box<dyn BlobWrite>, StoreFault> {
        Ok(Box::new(Writing { shelf: self.clone(), address: blob.address }))
    }
}
