//! The raw limits: the least work any program would have to do for the same outcome, with the same libraries and the same disk.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use lakon_domain::record::Record;
use rusqlite::{Connection, TransactionBehavior, params};

/// An empty table of rows shaped like records, in an encrypted database set up as the program sets up its own.
pub fn table(path: &Path) -> Result<Connection> {
    let connection = lakon_log::open(path, &[3; 32])?;
    connection.execute_batch(
        "CREATE TABLE raw (log BLOB, seq INTEGER, header BLOB, facts BLOB, private BLOB, private_hash BLOB, PRIMARY KEY (log, seq)) WITHOUT ROWID",
    )?;
    Ok(connection)
}

/// Inserts the records in one durable transaction.
pub fn insert(connection: &mut Connection, log: &[u8], from: usize, records: &[Record]) -> Result<()> {
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    {
        let mut row = tx.prepare_cached("INSERT INTO raw VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for (index, record) in records.iter().enumerate() {
            row.execute(params![
                log,
                (from + index) as i64,
                record.header,
                record.facts,
                record.private,
                record.private_hash.0
            ])?;
        }
    }
    tx.commit()?;
    Ok(())
}

/// Compresses the bytes of the records, as they would be sent.
pub fn compress(records: &[Record]) -> Result<usize> {
    let mut bytes = Vec::new();
    for record in records {
        bytes.extend_from_slice(&record.header);
        bytes.extend_from_slice(&record.facts);
        bytes.extend_from_slice(record.private.as_deref().unwrap_or_default());
    }
    Ok(zstd::bulk::compress(&bytes, 3)?.len())
}

/// Hashes the bytes, encrypts them to two keys and writes them durably.
pub fn keep(path: &Path, bytes: &[u8], recipients: &[age::x25519::Recipient; 2]) -> Result<()> {
    let hash = blake3::hash(bytes);
    std::hint::black_box(hash);
    let encryptor = age::Encryptor::with_recipients(recipients.iter().map(|r| r as &dyn age::Recipient))?;
    let mut file = encryptor.wrap_output(File::create(path)?)?;
    file.write_all(bytes)?;
    file.finish()?.sync_all()?;
    Ok(())
}
