//! `lakon-server recover`, `restate`, `device`, `quarantine`, `lost` and `unjudged`: what the operator types and what is printed.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Subcommand;
use lakon_server::{
    Recover, ServerError, Settings, devices, kept_aside, lacking, lost, past, recover, refuse_aside, restate, revoke,
    system_clock, take_aside, unjudged,
};

use crate::devices_words as words;

#[derive(Subcommand)]
pub enum DeviceCommand {
    /// Menampilkan komputer kantor.
    List {
        #[arg(long)]
        folder: PathBuf,
    },
    /// Mencabut satu komputer.
    Revoke {
        #[arg(long)]
        folder: PathBuf,
        /// Huruf nomor konsultasinya, atau id komputer.
        #[arg(long)]
        device: String,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand)]
pub enum QuarantineCommand {
    /// Menampilkan catatan yang disisihkan dari komputer yang dicabut.
    List {
        #[arg(long)]
        folder: PathBuf,
    },
    /// Menerima semuanya dari satu komputer.
    Take {
        #[arg(long)]
        folder: PathBuf,
        #[arg(long)]
        device: String,
    },
    /// Menolak semuanya dari satu komputer.
    Refuse {
        #[arg(long)]
        folder: PathBuf,
        #[arg(long)]
        device: String,
    },
}

pub fn device(command: DeviceCommand) -> Result<String, ServerError> {
    match command {
        DeviceCommand::List { folder } => Ok(words::devices(&devices(&folder, system_clock())?)),
        DeviceCommand::Revoke { folder, device, reason } => {
            Ok(words::revoked(&revoke(&folder, &device, &reason, system_clock())?))
        }
    }
}

pub fn quarantine(command: QuarantineCommand) -> Result<String, ServerError> {
    match command {
        QuarantineCommand::List { folder } => Ok(words::kept_aside(&kept_aside(&folder, system_clock())?)),
        QuarantineCommand::Take { folder, device } => {
            Ok(words::taken_aside(take_aside(&folder, &device, system_clock())?))
        }
        QuarantineCommand::Refuse { folder, device } => {
            refuse_aside(&folder, &device, system_clock())?;
            Ok(words::refused_aside().to_owned())
        }
    }
}

pub fn lost_tails(folder: &std::path::Path) -> Result<String, ServerError> {
    let tails = lost(folder, system_clock())?;
    Ok(words::lost(&tails, &lacking(folder, words::MOST_CASES, system_clock())?))
}

pub fn not_judged(folder: &std::path::Path) -> Result<String, ServerError> {
    let (rows, more) = unjudged(folder, words::MOST_ROWS, system_clock())?;
    Ok(words::unjudged(&rows, more))
}

pub fn restatement(folder: &std::path::Path, newer_than: Option<NaiveDate>) -> Result<String, ServerError> {
    restate(folder, ask_seed()?.trim(), newer_than.and_then(past), system_clock())?;
    Ok(words::restated(folder))
}

pub fn recovery(folder: &std::path::Path, office: String, listen: Option<SocketAddr>) -> Result<String, ServerError> {
    let seed = ask_seed()?;
    let settings = listen.map_or_else(Settings::default, |listen| Settings { listen });
    let typed = Recover { seed: seed.trim().to_owned(), identity: office, settings };
    recover(folder, &typed, system_clock())?;
    Ok(words::recovered(folder))
}

/// The seed is typed, never an argument: arguments stand in the history of the shell and in the list of processes.
fn ask_seed() -> io::Result<zeroize::Zeroizing<String>> {
    write!(io::stdout(), "Ketik kunci pemulihan dari brankas (7 kelompok): ")?;
    io::stdout().flush()?;
    let mut seed = zeroize::Zeroizing::new(String::new());
    crate::ask::line(&mut io::stdin().lock(), &mut seed)?;
    Ok(seed)
}
