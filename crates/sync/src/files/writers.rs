//! One writer per upload: a newer request ends the older one and waits until its last piece lies.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedMutexGuard, watch};
use uuid::Uuid;

struct Place {
    newest: watch::Sender<u64>,
    seat: Arc<tokio::sync::Mutex<()>>,
    /// Requests that hold or wait for the seat; the place goes with the last.
    holders: usize,
}

/// The uploads that are being written in this process.
#[derive(Default, Clone)]
pub struct Writers {
    places: Arc<Mutex<HashMap<Uuid, Place>>>,
}

/// The right to write one upload, until a newer request asks for it.
pub struct Turn {
    id: Uuid,
    mine: u64,
    newest: watch::Receiver<u64>,
    writers: Writers,
    _seat: Option<OwnedMutexGuard<()>>,
}

impl Writers {
    /// Ends whoever writes this upload and takes the place once they have stopped.
    pub async fn take(&self, id: Uuid) -> Turn {
        let (mut turn, seat) = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let place = places.entry(id).or_insert_with(|| Place {
                newest: watch::Sender::new(0),
                seat: Arc::default(),
                holders: 0,
            });
            place.holders += 1;
            place.newest.send_modify(|number| *number += 1);
            let newest = place.newest.subscribe();
            let mine = *newest.borrow();
            // From here on dropping the turn gives the place back, also when the wait below is abandoned.
            (Turn { id, mine, newest, writers: self.clone(), _seat: None }, place.seat.clone())
        };
        turn._seat = Some(seat.lock_owned().await);
        turn
    }
}

impl Writers {
    /// Whether somebody writes this upload or waits to.
    pub fn is_writing(&self, id: Uuid) -> bool {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&id)
    }
}

impl Turn {
    /// Waits until a newer request wants this upload.
    pub async fn ended(&mut self) {
        let mine = self.mine;
        // The sender lives in the place, and the place lives as long as this turn.
        let _ = self.newest.wait_for(|newest| *newest > mine).await;
    }

    /// Whether a newer request wants this upload.
    pub fn is_over(&self) -> bool {
        *self.newest.borrow() > self.mine
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut places = self.writers.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = places.get_mut(&self.id) {
            place.holders -= 1;
            if place.holders == 0 {
                places.remove(&self.id);
            }
        }
    }
}
