//! A device without a store: enrolled like any other, and its log written ahead as sealed pages. While a clock runs nothing is left to
//! do but to send them, so what is measured is the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use lakon_domain::code::Invitation;
use lakon_domain::event::{Event, LogOpened};
use lakon_domain::hlc::Hlc;
use lakon_domain::ids::{Hash, PublicKey, new_id};
use lakon_domain::number::{Zone, next_number};
use lakon_domain::record::{FORMAT, Record, Stamp, chain_start};
use lakon_domain::seal::{Head, seal};
use lakon_domain::shape::Time;
use lakon_store::{NewDevice, Randomness};
use lakon_sync::enrol::{self, Joined};
use lakon_sync::hello;
use lakon_sync::http::Http;
use lakon_sync::push::{Push, PushAnswer};
use lakon_sync::replica::{Page, PageLimit, RECORD_OVERHEAD};
use lakon_sync::tls::Pin;
use lakon_sync::transport::{Endpoint, Transport};
use lakon_sync::wire;
use uuid::Uuid;

use crate::desk;

/// A device of the office and how far its log is written.
pub struct Pen {
    transport: Arc<dyn Transport>,
    office_key: PublicKey,
    device: NewDevice,
    joined: Joined,
    random: Randomness,
    hlc: Hlc,
    head: Head,
    running: u32,
    cases: usize,
    /// Written, and in no page yet; each with its place in the chain.
    ahead: Vec<(Record, Hash)>,
    /// Records in pages.
    paged: u64,
}

impl Pen {
    pub async fn enrol(address: &str, invitation: &Invitation) -> Result<Self> {
        let mut random = desk::random();
        let (device, keys) = desk::new_device(&mut random)?;
        let first = Http::new(address, Pin::First)?;
        let (statement, joined) = enrol::join(&first, invitation, &keys, &mut random).await?;
        let transport = Arc::new(Http::new(address, Pin::Key(statement.tls_key))?);
        let mut pen = Self {
            transport,
            office_key: statement.office_key,
            head: Head { seq: 0, chain: chain_start(device.log) },
            device,
            joined,
            random,
            hlc: Hlc::default(),
            running: 0,
            cases: 0,
            ahead: Vec::new(),
            paged: 0,
        };
        let opened = LogOpened {
            format: FORMAT,
            device: pen.device.device,
            incarnation: pen.device.incarnation,
            signing_key: pen.device.signing_public(),
            server: false,
        };
        pen.write(&opened.into())?;
        Ok(pen)
    }

    fn write(&mut self, event: &Event) -> Result<()> {
        let now = desk::clock().now();
        self.hlc = self.hlc.next(now.0);
        let stamp = Stamp {
            log: self.device.log,
            seq: self.head.seq + 1,
            id: new_id(now.0, &mut self.random),
            hlc: self.hlc,
            author: self.joined.offer.user,
            at: now,
            offset: None,
        };
        let record = Record::write(event, &stamp, &mut self.random)?;
        self.head = Head { seq: stamp.seq, chain: record.hash(&self.head.chain) };
        self.ahead.push((record, self.head.chain));
        Ok(())
    }

    /// The next of so many cases, a second after the one before it: the oldest first, as they come to a counter.
    fn write_case(&mut self, cases: usize) -> Result<()> {
        let at = Time(desk::clock().now().0 - 1_000 * i64::try_from(cases - self.cases)?);
        let zone: Zone = self.joined.offer.zone.as_str().parse()?;
        let (office, label) = (self.joined.offer.office_code.as_str(), self.joined.label.as_str());
        let number = next_number(office, label, zone.year(at), self.running)?;
        let mut id = || new_id(at.0, &mut self.random);
        let (_, events) = desk::whole_case_events([id(), id(), id()], number, self.cases, at)?;
        (self.running, self.cases) = (self.running + 1, self.cases + 1);
        events.iter().try_for_each(|event| self.write(event))
    }

    /// The next page, cut as a store cuts it and sealed, of `cases` in all; `None` when they are in pages.
    pub fn page(&mut self, cases: usize) -> Result<Option<Page>> {
        let limit = PageLimit::default();
        while self.cases < cases && self.ahead.len() < limit.records {
            self.write_case(cases)?;
        }
        let (mut count, mut bytes) = (0, 0);
        for (record, _) in self.ahead.iter().take(limit.records) {
            bytes += record.size() + RECORD_OVERHEAD;
            if count > 0 && bytes > limit.bytes {
                break;
            }
            count += 1;
        }
        let (records, chains): (Vec<Record>, Vec<Hash>) = self.ahead.drain(..count).unzip();
        let Some(chain) = chains.last().copied() else { return Ok(None) };
        let after = self.paged;
        self.paged += records.len() as u64;
        let head = Head { seq: self.paged, chain };
        let seals = vec![seal(self.device.log, head, desk::clock().now(), self.device.signing_key())];
        Ok(Some(Page { log: self.device.log, after, records, seals }))
    }

    /// Every page of so many cases.
    pub fn pages(&mut self, cases: usize) -> Result<Vec<Page>> {
        let mut pages = Vec::new();
        while let Some(page) = self.page(cases)? {
            pages.push(page);
        }
        Ok(pages)
    }

    /// Says hello: a bearer token for an hour.
    pub async fn hello(&self) -> Result<String> {
        let greeting = hello::greet(self.transport.as_ref(), &self.office_key).await?;
        let (device, log, key) = (self.device.device, self.device.log, self.device.signing_key());
        Ok(hello::prove(self.transport.as_ref(), &greeting, device, log, key, Vec::new()).await?.token)
    }

    /// Hands in these pages as [`bodies`] made them, one after the other; returns when the last was acknowledged.
    pub async fn push(&self, token: &str, bodies: Vec<Vec<u8>>) -> Result<Instant> {
        let mut sealed = 0;
        for body in bodies {
            let answer = self.transport.send(Endpoint::Push, Some(token), body).await?;
            let answer: PushAnswer = wire::decode(&answer)?;
            ensure!(answer.receipt.seq > sealed && answer.receipt.verifies(), "a receipt on what was sent");
            sealed = answer.receipt.seq;
        }
        ensure!(sealed == self.paged, "the last record was acknowledged");
        Ok(Instant::now())
    }

    /// Whose it is.
    pub fn user(&self) -> Uuid {
        self.joined.offer.user
    }

    pub fn bytes_up(&self) -> u64 {
        self.transport.traffic().bytes_up
    }
}

/// The bodies of the requests that hand in these pages.
pub fn bodies(pages: Vec<Page>) -> Result<Vec<Vec<u8>>> {
    let count = pages.len();
    let body = |(index, page): (usize, Page)| Ok(wire::encode(&Push { page, more: index + 1 < count })?);
    pages.into_iter().enumerate().map(body).collect()
}

/// Pushes of several devices at the same moment: how long until the last page of the last one was acknowledged, and what was sent.
pub async fn all_at_once(pens: Vec<(Pen, Vec<Vec<u8>>)>) -> Result<(Duration, u64)> {
    let mut ready = Vec::new();
    for (pen, bodies) in pens {
        let token = pen.hello().await?;
        ready.push((pen, token, bodies));
    }
    let before: u64 = ready.iter().map(|(pen, ..)| pen.bytes_up()).sum();
    let start = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for (pen, token, bodies) in ready {
        running.spawn(async move { Ok::<_, anyhow::Error>((pen.push(&token, bodies).await?, pen.bytes_up())) });
    }
    let (mut last, mut bytes) = (start, 0);
    while let Some(done) = running.join_next().await {
        let (taken, sent) = done??;
        (last, bytes) = (last.max(taken), bytes + sent);
    }
    Ok((last - start, bytes - before))
}
