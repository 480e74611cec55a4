//! The command line of the office server: `init`, `serve`, `invite`, `bundle`, `recover`, `restate`, `device`, `quarantine`, `lost`,
//! `unjudged`, `audit`, `calendar`. All output is made here; sentences for
//! people are in `words.rs` and, about due dates, in `calendar.rs`.

mod ask;
mod calendar;
mod devices_command;
mod devices_words;
mod usb;
mod words;

use std::fs;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::ContextKind;
use clap::{Parser, Subcommand};
use lakon_domain::rights::Role;
use lakon_server::{
    Config, INVITATION_MS, Init, Invite, Running, ServerError, Settings, SystemRandom, audit, audit_lines, init,
    invite, invite_by_file, start, system_clock,
};
use lakon_sync::discovery;
use uuid::Uuid;

/// What programs end with whose command line cannot be read.
const UNREADABLE: u8 = 2;

/// Lakon, server kantor.
#[derive(Parser)]
#[command(name = "lakon-server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Menyiapkan folder server untuk kantor baru.
    Init {
        #[arg(long)]
        folder: PathBuf,
        /// Kode kantor, tiga angka.
        #[arg(long)]
        office: String,
        /// Nama kantor.
        #[arg(long)]
        name: String,
        /// Nama pengelola pertama.
        #[arg(long)]
        admin: String,
        /// WIB, WITA atau WIT.
        #[arg(long, default_value = "WITA")]
        zone: String,
        /// Alamat tempat server mendengarkan.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Hasil sebagai satu baris JSON.
        #[arg(long)]
        json: bool,
    },
    /// Menjalankan server.
    Serve {
        #[arg(long)]
        folder: PathBuf,
        /// Menggantikan alamat di server.toml.
        #[arg(long)]
        listen: Option<SocketAddr>,
        /// Berkas tempat alamat yang dipakai dituliskan.
        #[arg(long)]
        address_file: Option<PathBuf>,
        /// Tidak memberitahukan diri di jaringan kantor.
        #[arg(long)]
        no_announce: bool,
        /// Catatan kerja sebagai JSON.
        #[arg(long)]
        json_log: bool,
    },
    /// Membuat kode undangan untuk satu PC.
    Invite {
        #[arg(long)]
        folder: PathBuf,
        /// Nama pengguna baru.
        #[arg(long, default_value = "")]
        name: String,
        /// Peran: officer, section_head, office_head, admin; dipisahkan koma.
        #[arg(long, value_delimiter = ',', required = true)]
        role: Vec<Role>,
        /// Pengguna yang sudah ada.
        #[arg(long)]
        user: Option<Uuid>,
        /// Masa berlaku dalam hari.
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(i64).range(1..=90))]
        days: i64,
        /// Berkas undangan untuk PC tanpa jaringan, misalnya di USB.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Alamat server yang ditulis di berkas undangan, misalnya 192.168.1.10:7443.
        #[arg(long, requires = "file")]
        address: Option<String>,
        /// Hasil sebagai satu baris JSON.
        #[arg(long)]
        json: bool,
    },
    /// Menyiapkan server baru untuk kantor yang servernya hilang, dari kunci pemulihan.
    Recover {
        #[arg(long)]
        folder: PathBuf,
        /// Identitas kantor: dari lembar kunci pemulihan, atau Pengaturan > Server di komputer kantor.
        #[arg(long)]
        office_id: String,
        /// Alamat tempat server mendengarkan.
        #[arg(long)]
        listen: Option<SocketAddr>,
    },
    /// Menandatangani kembali server ini dengan kunci pemulihan, bila server yang lebih baru ternyata tidak dipakai.
    Restate {
        #[arg(long)]
        folder: PathBuf,
        /// Tanggal yang harus dilewati, bila jam server lain pernah terlalu maju, misalnya 2031-01-31.
        #[arg(long)]
        newer_than: Option<chrono::NaiveDate>,
    },
    /// Komputer kantor: daftar dan pencabutan.
    Device {
        #[command(subcommand)]
        command: devices_command::DeviceCommand,
    },
    /// Catatan yang disisihkan dari komputer yang dicabut.
    Quarantine {
        #[command(subcommand)]
        command: devices_command::QuarantineCommand,
    },
    /// Menampilkan catatan yang tidak ada pada siapa pun.
    Lost {
        #[arg(long)]
        folder: PathBuf,
    },
    /// Menampilkan catatan yang berlaku tetapi belum dapat dinilai server ini.
    Unjudged {
        #[arg(long)]
        folder: PathBuf,
    },
    /// Memeriksa keutuhan semua log.
    Audit {
        #[command(subcommand)]
        question: Audit,
    },
    /// Membawa isi server keluar atau masuk lewat USB.
    Bundle {
        #[command(subcommand)]
        way: usb::Way,
    },
    /// Menjawab pertanyaan tentang kalender kerja.
    Calendar {
        #[command(subcommand)]
        question: calendar::Question,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Memeriksa setiap catatan dan segel; menyebut catatan pertama yang tidak cocok di setiap log.
    Verify {
        #[arg(long)]
        folder: PathBuf,
    },
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Help and version are asked for, and say themselves.
        Err(asked) if !asked.use_stderr() => asked.exit(),
        Err(error) => {
            let part =
                [ContextKind::InvalidSubcommand, ContextKind::InvalidArg].into_iter().find_map(|kind| error.get(kind));
            eprintln!("{}", words::unreadable(part.map(ToString::to_string).as_deref()));
            return ExitCode::from(UNREADABLE);
        }
    };
    match run(arguments.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}", words::failed(&error));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, ServerError> {
    match command {
        Command::Init { folder, office, name, admin, zone, listen, json } => {
            let settings = listen.map_or_else(Settings::default, |listen| Settings { listen });
            let listen = settings.listen;
            let begun = init(&folder, &Init { code: office, name, zone, admin, settings }, system_clock())?;
            if json {
                let result = serde_json::json!({
                    "seed": begun.seed.text(), "office_id": begun.identity, "invitation": begun.invitation.text(), "listen": listen,
                });
                println!("{result}");
            } else {
                print!(
                    "{}",
                    words::begun(&folder, listen, &begun.seed.text(), &begun.identity, &begun.invitation.text())
                );
                if std::io::stdin().is_terminal() {
                    ask::seed_back(
                        &begun.seed,
                        &mut SystemRandom,
                        &mut std::io::stdin().lock(),
                        &mut std::io::stdout(),
                    )?;
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Invite { folder, name, role, user, days, file, address, json } => {
            let asked = Invite { name, roles: role, user, lasts_ms: days.saturating_mul(INVITATION_MS / 7) };
            let invitation = match &file {
                Some(file) => invite_by_file(&folder, &asked, file, address, system_clock())?,
                None => invite(&folder, &asked, system_clock())?,
            };
            if json {
                println!("{}", serde_json::json!({ "invitation": invitation.text() }));
            } else {
                print!("{}", words::invited(&invitation.text(), days));
                if let Some(file) = &file {
                    print!("{}", usb::invitation_file(file));
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Bundle { way } => usb::run(&way),
        Command::Serve { folder, listen, address_file, no_announce, json_log } => {
            log_to_stderr(json_log);
            let listen = match listen {
                Some(listen) => listen,
                None => Settings::read(&folder)?.listen,
            };
            let announced = !no_announce && Settings::announces(&folder)?;
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
            runtime.block_on(serve(Config::new(folder, listen), address_file.as_deref(), announced))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Recover { folder, office_id, listen } => {
            printed(devices_command::recovery(&folder, office_id, listen)?)
        }
        Command::Restate { folder, newer_than } => printed(devices_command::restatement(&folder, newer_than)?),
        Command::Device { command } => printed(devices_command::device(command)?),
        Command::Quarantine { command } => printed(devices_command::quarantine(command)?),
        Command::Lost { folder } => printed(devices_command::lost_tails(&folder)?),
        Command::Unjudged { folder } => printed(devices_command::not_judged(&folder)?),
        Command::Audit { question: Audit::Verify { folder } } => {
            let found = audit(&folder, &mut |_, _| {})?;
            for line in audit_lines(&found) {
                println!("{line}");
            }
            Ok(if found.misfits.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Calendar { question } => Ok(calendar::answer(&question)),
    }
}

fn printed(text: String) -> Result<ExitCode, ServerError> {
    print!("{text}");
    Ok(ExitCode::SUCCESS)
}

async fn serve(config: Config, address_file: Option<&Path>, announced: bool) -> Result<(), ServerError> {
    let running = start(config).await?;
    announce(&running, address_file)?;
    // Held until the server stops. On the loopback address nobody else could reach it.
    let _on_the_lan = (announced && !running.addr().ip().is_loopback()).then(|| tell_the_lan(&running));
    asked_to_stop().await?;
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

/// Programs that started the server wait for this line or this file.
fn announce(running: &Running, address_file: Option<&Path>) -> Result<(), ServerError> {
    use std::io::Write;
    println!("listening on {}", running.addr());
    std::io::stdout().flush()?;
    if let Some(path) = address_file {
        // Whole or not there: whoever waits for it reads it at once.
        let half = path.with_extension("half");
        fs::write(&half, running.addr().to_string())?;
        lakon_platform::rename(&half, path)?;
    }
    Ok(())
}

/// A convenience of the first run; a network that does not let itself be told is no reason not to serve.
fn tell_the_lan(running: &Running) -> Option<discovery::Announced> {
    let office = running.store().office_state();
    let name = office.office.as_ref().map(|office| format!("{} {}", office.name.text(), office.code));
    let server = running.store().statement().server;
    let told = discovery::announce(&name.unwrap_or_default(), server, running.addr());
    told.inspect_err(|error| tracing::warn!(%error, "the server is not announced on the LAN")).ok()
}

#[cfg(unix)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(windows)]
async fn asked_to_stop() -> std::io::Result<()> {
    use tokio::signal::windows;
    let (mut interrupt, mut pause) = (windows::ctrl_c()?, windows::ctrl_break()?);
    let (mut close, mut shutdown) = (windows::ctrl_close()?, windows::ctrl_shutdown()?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = pause.recv() => {}
        _ = close.recv() => {}
        _ = shutdown.recv() => {}
    }
    Ok(())
}

fn log_to_stderr(json: bool) {
    let filter = tracing_subscriber::EnvFilter::new("info");
    let base = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { base.json().init() } else { base.init() }
}
