#![allow(clippy::unwrap_used)]
mod common;
use common::*;
use lakon_domain::event::*;
use lakon_domain::seal::seal;
use lakon_store::*;
use lakon_sync::replica::*;
use rusqlite::params;
use std::time::Instant;

const Q: &str = "Selamat pagi, kami dari satker ingin menanyakan mengapa SPM yang kami ajukan minggu lalu ditolak dengan alasan rekening tidak sesuai padahal sudah diperbarui melalui aplikasi SAKTI dan telah disetujui oleh PPSPM. Mohon penjelasan langkah perbaikan dan batas waktunya.";

fn one(tx: &mut Tx<'_>, n: usize) -> Result<(), StoreError> {
    let (case, visit, person, now) = (tx.new_id(), tx.new_id(), tx.new_id(), tx.now());
    let number = tx.next_number(now)?;
    tx.write(VisitOpened { visit, happened_at: now })?;
    tx.write(CaseOpened { case, number, visit, channel: code("tatap_muka"), opened_at: now, started_at: now })?;
    tx.write(PersonAdded {
        person,
        private: Some(PersonData {
            name: format!("Orang Fiktif {n}"),
            phone: format!("0812{n:08}"),
            email: String::new(),
        }),
    })?;
    tx.write(PartySet {
        case,
        person: Some(person),
        organisation: None,
        stakeholder_type: code("PENSIUN"),
        role: None,
        replaces: vec![],
        private: Some(PartyWords::default()),
    })?;
    tx.write(QuestionSet { case, replaces: vec![], private: text(&format!("{Q} {n}")) })?;
    tx.write(TopicSet { case, topic: Some(code("PD-01")), section: Some(code("PD")), replaces: vec![] })?;
    tx.write(AnswerSet { case, replaces: vec![], private: text(&format!("Jawaban {n}: {Q}")) })?;
    tx.write(CaseResolved { case, resolved_at: now })?;
    Ok(())
}

fn raw() -> (tempfile::TempDir, rusqlite::Connection) {
    let dir = tempfile::tempdir().unwrap();
    let conn = lakon_log::open(&dir.path().join("raw.db"), &[4; 32]).unwrap();
    conn.execute_batch(
        "CREATE TABLE r (id INTEGER PRIMARY KEY, header BLOB, facts BLOB, private BLOB, hash BLOB, chain BLOB)",
    )
    .unwrap();
    (dir, conn)
}

#[test]
fn measure() {
    let mut office = Office::new();
    let (a, b) = (enrolled(&mut office, "a", "A"), enrolled(&mut office, "b", "B"));
    office.send_to(&a.store);
    let (_dir, mut conn) = raw();
    let mut times = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..60 {
        a.clock.pass(1000);
        let t = Instant::now();
        a.store.transact(USER, |tx| one(tx, n)).unwrap();
        times.0.push(t.elapsed().as_micros());
        for rows in [1, 8] {
            let t = Instant::now();
            let tx = conn.transaction().unwrap();
            for _ in 0..rows {
                tx.prepare_cached("INSERT INTO r (header, facts, private, hash, chain) VALUES (?1,?2,?3,?4,?5)")
                    .unwrap()
                    .execute(params![
                        [1_u8; 260].as_slice(),
                        [2_u8; 150].as_slice(),
                        [3_u8; 200].as_slice(),
                        [4_u8; 32].as_slice(),
                        [5_u8; 32].as_slice()
                    ])
                    .unwrap();
            }
            tx.commit().unwrap();
            if rows == 1 { times.1.push(t.elapsed().as_micros()) } else { times.2.push(t.elapsed().as_micros()) }
        }
    }
    for v in [&mut times.0, &mut times.1, &mut times.2] {
        v.sort();
    }
    println!("save_durable median {} us, raw1 {} us, raw8 {} us", times.0[30], times.1[30], times.2[30]);
    let t = Instant::now();
    for chunk in 0..12 {
        a.store
            .transact(USER, |tx| {
                for n in 0..100 {
                    one(tx, 100 + chunk * 100 + n)?;
                }
                Ok::<(), StoreError>(())
            })
            .unwrap();
    }
    println!("write 9600 records {:?}", t.elapsed());
    let own = a.store.device().log;
    let mut pages = Vec::new();
    let mut after = 0;
    while let Some(cut) = a.store.page(own, after, u64::MAX, PageLimit::default()).unwrap() {
        let mut page = cut.page;
        page.seals.push(seal(own, cut.end, a.clock_now(), a.store.device().signing_key()));
        after = page.last();
        pages.push(page);
    }
    let n: usize = pages.iter().map(|p| p.records.len()).sum();
    let bytes: usize = pages.iter().flat_map(|p| &p.records).map(|r| r.size()).sum();
    let (_d2, mut conn) = raw();
    let t = Instant::now();
    let tx = conn.transaction().unwrap();
    for r in pages.iter().flat_map(|p| &p.records) {
        tx.prepare_cached("INSERT INTO r (header, facts, private, hash, chain) VALUES (?1,?2,?3,?4,?5)")
            .unwrap()
            .execute(params![r.header, r.facts, r.private, r.private_hash.0.as_slice(), [5_u8; 32].as_slice()])
            .unwrap();
    }
    tx.commit().unwrap();
    let raw = t.elapsed();
    let t = Instant::now();
    let mut longest = 0;
    for page in &pages {
        let t = Instant::now();
        b.store.receive(page, Source::Other).unwrap();
        longest = longest.max(t.elapsed().as_millis());
    }
    println!(
        "pull {n} records {bytes} bytes in {} pages: {:?}, longest {longest} ms, raw insert {raw:?}",
        pages.len(),
        t.elapsed()
    );
    let pulls: usize = std::env::var("PULLS").ok().and_then(|c| c.parse().ok()).unwrap_or(0);
    for i in 0..pulls {
        let mut v = Vec::new();
        let desk = enrolled(&mut office, &format!("p{i}"), ["C","D","E","F","G","H","J","K"][i]);
        let t0 = Instant::now();
        for page in &pages { let t = Instant::now(); desk.store.receive(page, Source::Other).unwrap(); v.push(t.elapsed().as_millis()); }
        let all = t0.elapsed();
        let dir = tempfile::tempdir().unwrap();
        let mut conn = lakon_log::open(&dir.path().join("l.db"), &[4; 32]).unwrap();
        lakon_log::migrate(&mut conn, lakon_log::MIGRATIONS).unwrap();
        let limit = PageLimit { records: 100_000, bytes: usize::MAX };
        let mut op = desk.store.page(office.log, 0, u64::MAX, limit).unwrap().unwrap();
        op.page.seals.push(office.receipt(office.log, op.end));
        let key = office.statement.office_key;
        lakon_log::receive(&conn, &op.page, Source::Other, Some(&key)).unwrap();
        let t = Instant::now();
        for page in &pages { let tx = conn.transaction().unwrap(); lakon_log::receive(&tx, page, Source::Other, Some(&key)).unwrap(); tx.commit().unwrap(); }
        let log = t.elapsed();
        let t = Instant::now();
        let mut filed = Vec::new();
        for page in &pages { for r in &page.records { let h = r.read_header().unwrap(); filed.push(lakon_domain::filed::Filed::open(h, &r.facts, r.private.as_deref(), r.private_hash).unwrap()); } }
        let parse = t.elapsed();
        let t = Instant::now();
        for chunk in filed.chunks(8) { std::hint::black_box(lakon_domain::case::CaseState::fold(chunk, &Default::default())); }
        println!("pull pages ms {v:?} all {all:?}; log alone {log:?} parse {parse:?} fold {:?}", t.elapsed());
    }
    let cases: usize = std::env::var("CASES").ok().and_then(|c| c.parse().ok()).unwrap_or(20_000);
    let t = Instant::now();
    for chunk in 0..cases / 1000 {
        a.clock.pass(100_000);
        a.store
            .transact(USER, |tx| {
                for n in 0..1000 {
                    one(tx, 10_000 + chunk * 1000 + n)?;
                }
                Ok::<(), StoreError>(())
            })
            .unwrap();
    }
    println!("{cases} cases {:?}", t.elapsed());
    let time = |name: &str, f: &dyn Fn()| {
        f();
        let mut v: Vec<_> = (0..20)
            .map(|_| {
                let t = Instant::now();
                f();
                t.elapsed().as_micros()
            })
            .collect();
        v.sort();
        println!("{name} {} us", v[10]);
    };
    let all = CaseFilter::default();
    time("list first", &|| {
        a.store.case_rows(&all, None, 50).unwrap();
    });
    let page = a.store.case_rows(&all, None, 50).unwrap().next;
    time("list second", &|| {
        a.store.case_rows(&all, page, 50).unwrap();
    });
    let f = CaseFilter { status: None, text: "spm".into() };
    time("filter common", &|| {
        a.store.case_rows(&f, None, 50).unwrap();
    });
    let f = CaseFilter { status: None, text: "sa".into() };
    time("filter 2 letters", &|| {
        a.store.case_rows(&f, None, 50).unwrap();
    });
    let f = CaseFilter { status: None, text: "rekening 15321".into() };
    time("filter rare", &|| {
        a.store.case_rows(&f, None, 50).unwrap();
    });
    let f = CaseFilter { status: Some(lakon_domain::case::Status::Received), text: "spm".into() };
    time("filter status none", &|| {
        a.store.case_rows(&f, None, 50).unwrap();
    });
    time("raw page", &|| {
        a.store
            .read(|c| {
                let mut s = c.prepare_cached("SELECT * FROM case_row ORDER BY place DESC LIMIT 50")?;
                let mut r = s.query([])?;
                while let Some(row) = r.next()? {
                    let _: String = row.get(2)?;
                }
                Ok(())
            })
            .unwrap();
    });
    time("raw filter", &|| {
        a.store
            .read(|c| {
                let mut s = c.prepare_cached(
                    "SELECT rowid FROM case_fts WHERE case_fts MATCH '\"spm\"*' ORDER BY rowid DESC LIMIT 50",
                )?;
                let mut r = s.query([])?;
                while r.next()?.is_some() {}
                Ok(())
            })
            .unwrap();
    });
    time("party find", &|| {
        a.store.party_find("fiktif 15", None, 8).unwrap();
    });
    time("party find short", &|| {
        a.store.party_find("or", None, 8).unwrap();
    });
    time("party rows", &|| {
        a.store.party_rows("", None, 50).unwrap();
    });
    time("party rows filter", &|| {
        a.store.party_rows("orang", None, 50).unwrap();
    });
    time("counts", &|| {
        a.store.case_counts().unwrap();
    });
    time("unsent", &|| {
        a.store.unsent().unwrap();
    });
    let t = Instant::now();
    a.store.transact(USER, |tx| one(tx, 99)).unwrap();
    println!("save after all {:?}", t.elapsed());
}
