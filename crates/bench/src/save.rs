//! Saving a whole case, signing in: what the officer waits for.

use anyhow::{Context, Result};
use lakon_domain::record::Record;
use lakon_store::KeyFile;
use lakon_sync::replica::{PageLimit, Replica};

use crate::figure::{Report, in_turn};
use crate::{Size, desk, raw};

/// `save_durable`: records, projections and index of a whole case in one transaction, against inserting the same rows raw in one.
pub fn save_durable(report: &mut Report, size: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (store, user) = desk::alone(&dir.path().join("desk"))?;
    // An office that has been open for a while, so that indexes have depth.
    desk::write_cases(&store, user, 0, size.of(5_000))?;
    let log = store.device().log;
    let before = store.heads()?.iter().find(|head| head.log == log).map_or(0, |head| head.seq);
    let rows: Vec<Record> = store
        .page(log, before - desk::EVENTS_A_CASE as u64, before, PageLimit::default())?
        .context("the last case")?
        .page
        .records;
    let mut table = raw::table(&dir.path().join("raw.db"))?;
    let rounds = size.of(200).max(20);
    let (ours, raw) = in_turn(
        rounds,
        |round| Ok(store.transact(user, |tx| desk::whole_case(tx, 1_000_000 + round, tx.now())).map(|_| ())?),
        |round| raw::insert(&mut table, &log.0, round * rows.len(), &rows),
    )?;
    report.time("save_durable", ours, raw);
    Ok(())
}

/// `unlock`: password to database key, against raw Argon2id with the same parameters.
pub fn unlock(report: &mut Report, _: Size) -> Result<()> {
    let dir = tempfile::tempdir()?;
    let (store, user) = desk::alone(dir.path())?;
    let mut random = desk::random();
    let key = lakon_store::DbKey::random(&mut random);
    let mut keys = KeyFile::create(store.folder(), &key, store.device().recipient())?;
    keys.add_slot(user, "Petugas Contoh", "kata sandi contoh", &key, &mut random)?;
    let params = argon2::Params::new(64 * 1024, 3, 1, Some(32)).map_err(|error| anyhow::anyhow!("{error}"))?;
    let argon = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let folder = store.folder().clone();
    let (ours, raw) = in_turn(
        7,
        |_| {
            KeyFile::load(&folder)?.file.unlock(user, "kata sandi contoh")?;
            Ok(())
        },
        |_| {
            let mut key = [0; 32];
            argon
                .hash_password_into(b"kata sandi contoh", &[1; 16], &mut key)
                .map_err(|error| anyhow::anyhow!("{error}"))
        },
    )?;
    report.time("unlock", ours, raw);
    Ok(())
}
