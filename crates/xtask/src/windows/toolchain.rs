//! The cross toolchain: a compiler and the source of its standard library, both of one version, from Debian's packages, unpacked beside
//! whatever the machine has and never installed; the standard library for each target is made from that source once.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tree::Tree;
use crate::{process, setup};

/// What the users' PCs have is built with this one, for which Debian has no linker: types only.
pub const TYPES: &str = "x86_64-pc-windows-msvc";
/// What is built here and runs under wine.
pub const PROGRAMS: &str = "x86_64-pc-windows-gnu";

/// Raised when the steps below change: a toolchain made by older ones is then made anew.
const RECIPE: &str = "3";

/// Debian's compiler for browsers: the one that is kept new within a stable release. Its C library is the system's, so it runs as it lies.
const COMPILER: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-clippy", "libstd-rust-web-dev", "rust-web-src"];
/// Libraries the compiler needs that are small enough to be installed.
const LIBRARIES: [&str; 2] = ["libgit2-1.5", "libz3-4"];
/// To build programs: C compilers, linker and resource compiler; OpenSSL is configured by Perl and built by make.
const LINKER: [&str; 4] = ["gcc-mingw-w64-x86-64-win32", "g++-mingw-w64-x86-64-win32", "make", "perl"];

/// Stands for the tools of Microsoft's that no type check needs.
const STAND_IN: &str = include_str!("stand_in.sh");
/// Configures the OpenSSL that is built in.
const PERL: &str = include_str!("perl.sh");
/// What asks for them, and under which name: variables of the crates `cc` and `embed-resource`.
const STAND_INS: [(&str, &str); 4] = [
    ("CC_x86_64_pc_windows_msvc", "stand-in-cc"),
    ("CXX_x86_64_pc_windows_msvc", "stand-in-cc"),
    ("AR_x86_64_pc_windows_msvc", "stand-in-lib"),
    ("RC_x86_64_pc_windows_msvc", "stand-in-rc"),
];

/// A toolchain that is ready for at least one target.
pub struct Toolchain {
    folder: PathBuf,
    target: PathBuf,
}

impl Toolchain {
    /// Makes what is missing for `target`; a moment when nothing is.
    ///
    /// # Errors
    /// Where this is no Debian system, and when a step fails; the next run begins that step again.
    pub fn ready(tree: &Tree, target: &str) -> Result<Toolchain> {
        let toolchain =
            Toolchain { folder: tree.scratch("windows").join("toolchain"), target: tree.scratch("windows") };
        if target == PROGRAMS {
            setup::system_packages(&LINKER)?;
        }
        toolchain.step("compiler", |toolchain| toolchain.unpack_compiler())?;
        toolchain.step(target, |toolchain| toolchain.make_std(target))?;
        toolchain.write_stand_ins()?;
        Ok(toolchain)
    }

    /// A folder of its own inside the toolchain.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file cargo made for [`PROGRAMS`].
    pub fn built(&self, name: &str) -> PathBuf {
        self.target.join(PROGRAMS).join("debug").join(name)
    }

    /// The toolchain's cargo at the project's root. Its products lie beside the machine's own and touch none of them.
    pub fn cargo(&self, root: &Path) -> Command {
        self.configured("cargo", root)
    }

    /// The toolchain's `cargo clippy`, started as the program it is: cargo would look for the one of rustup first.
    pub fn clippy(&self, root: &Path) -> Command {
        let mut command = self.configured("cargo-clippy", root);
        command.arg("clippy");
        command
    }

    fn configured(&self, program: &str, root: &Path) -> Command {
        let mut command = process::own_environment(Command::new(self.program(program)));
        command.current_dir(root).env("CARGO_TARGET_DIR", &self.target).env("CARGO_TERM_COLOR", "never");
        // Cargo hands down the cargo it finds here, which is the one this tool was started by.
        command.env("CARGO", self.program("cargo"));
        command.env("PATH", self.path()).env("RUSTC", self.program("rustc")).env("RUSTDOC", self.program("rustdoc"));
        for (variable, name) in STAND_INS {
            command.env(variable, self.folder("stand-ins").join(name));
        }
        command.env("OPENSSL_SRC_PERL", self.folder("stand-ins").join("perl"));
        // The types of OpenSSL's bindings come from the crate; its version is read from the headers.
        let prefix = TYPES.to_uppercase().replace('-', "_");
        command.env(format!("{prefix}_OPENSSL_NO_VENDOR"), "1");
        for (variable, part) in [("OPENSSL_LIB_DIR", "lib"), ("OPENSSL_INCLUDE_DIR", "include")] {
            command.env(format!("{prefix}_{variable}"), self.folder("stand-ins").join("openssl").join(part));
        }
        command
    }

    /// Once done, a step is only a look at its mark.
    pub fn step(&self, name: &str, work: impl FnOnce(&Self) -> Result<()>) -> Result<()> {
        let mark = self.folder.join(format!("{name}.ready"));
        if fs::read_to_string(&mark).is_ok_and(|recipe| recipe == RECIPE) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        work(self).with_context(|| format!("make the Windows toolchain: {name}"))?;
        fs::write(&mark, RECIPE)?;
        Ok(())
    }

    fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    fn sysroot(&self) -> PathBuf {
        self.folder.join("root").join("usr")
    }

    fn path(&self) -> OsString {
        let own = [self.folder.join("bin")].into_iter();
        let given = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.chain(std::env::split_paths(&given))).unwrap_or(given)
    }

    fn unpack_compiler(&self) -> Result<()> {
        setup::system_packages(&LIBRARIES)?;
        let packages = compiler_packages()?;
        let (debs, root) = (self.folder("debs"), self.folder("root"));
        for folder in [&debs, &root] {
            // What an interrupted run left.
            if folder.exists() {
                fs::remove_dir_all(folder)?;
            }
            fs::create_dir_all(folder)?;
        }
        let download = || {
            let mut apt = Command::new("apt-get");
            // Where nothing answers, that is known within minutes.
            let patience =
                ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"];
            apt.arg("--quiet").args(patience).arg("download").args(&packages).current_dir(&debs);
            process::run(&mut apt)
        };
        if download().is_err() {
            // The lists may tell of versions that have been replaced since.
            process::run(setup::apt().arg("update"))?;
            download()?;
        }
        for entry in fs::read_dir(&debs)? {
            process::run(Command::new("dpkg-deb").arg("--extract").arg(entry?.path()).arg(&root))?;
        }
        fs::remove_dir_all(&debs)?;
        fs::create_dir_all(self.folder("bin"))?;
        let usr = self.sysroot();
        for name in ["cargo", "cargo-clippy", "rustc", "rustdoc"] {
            write_script(&self.program(name), &started_from(&usr, name))?;
        }
        Ok(())
    }

    /// Cargo builds the standard library as a dependency of an empty crate; the compiler finds it in its own folder from then on. For
    /// a type check its types are enough, which take a fraction of the time.
    fn make_std(&self, target: &str) -> Result<()> {
        let folder = self.folder("std");
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), EMPTY_CRATE)?;
        fs::write(folder.join("src").join("lib.rs"), "//! Nothing.\n")?;
        let (work, kind) = if target == TYPES { ("check", "rmeta") } else { ("build", "rlib") };
        let mut cargo = self.cargo(&folder);
        cargo.env("CARGO_TARGET_DIR", folder.join("target")).env("RUSTC_BOOTSTRAP", "1");
        cargo.args([work, "--quiet", "--release", "--target", target]);
        process::run(cargo.arg("-Zbuild-std=std,panic_unwind,panic_abort,test"))?;
        let into = self.sysroot().join("lib/rustlib").join(target).join("lib");
        fs::create_dir_all(&into)?;
        for entry in fs::read_dir(folder.join("target").join(target).join("release/deps"))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if path.extension().is_some_and(|end| end == kind) && !name.to_string_lossy().contains("nothing") {
                fs::copy(&path, into.join(name))?;
            }
        }
        fs::remove_dir_all(&folder)?;
        Ok(())
    }

    fn write_stand_ins(&self) -> Result<()> {
        let folder = self.folder("stand-ins");
        let headers = folder.join("openssl/include/openssl");
        fs::create_dir_all(&headers)?;
        fs::create_dir_all(folder.join("openssl/lib"))?;
        for (_, name) in STAND_INS {
            write_script(&folder.join(name), STAND_IN)?;
        }
        write_script(&folder.join("perl"), PERL)?;
        for (name, text) in OPENSSL_HEADERS {
            write_new(&headers.join(name), text)?;
        }
        for library in ["libcrypto.lib", "libssl.lib"] {
            write_new(&folder.join("openssl/lib").join(library), "")?;
        }
        Ok(())
    }
}

const EMPTY_CRATE: &str = "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
    [profile.release]\ndebug = 0\n";

/// The version the lock file's `openssl-src` builds, as far as its bindings look.
const OPENSSL_HEADERS: [(&str, &str); 2] = [
    ("opensslv.h", "#define OPENSSL_VERSION_NUMBER 0x30600030L\n#define OPENSSL_VERSION_STR \"3.6.3\"\n"),
    ("opensslconf.h", "/* Nothing is left out. */\n"),
];

/// The compiler's packages, with the two whose names carry a version.
fn compiler_packages() -> Result<Vec<String>> {
    let needs = |package: &str, start: &str| -> Result<String> {
        let answer = Command::new("apt-cache").args(["depends", package]).output().context("ask apt")?;
        let text = String::from_utf8_lossy(&answer.stdout).into_owned();
        let named = text.lines().filter_map(|line| line.trim().strip_prefix("Depends: "));
        let mut fitting = named.filter(|name| name.starts_with(start));
        fitting.next().map(str::to_owned).with_context(|| format!("{package} names no {start}"))
    };
    let std = match needs("libstd-rust-web-dev", "libstd-rust-web-") {
        Ok(std) => std,
        // A bare machine has no lists yet.
        Err(_) => {
            process::run(setup::apt().arg("update"))?;
            needs("libstd-rust-web-dev", "libstd-rust-web-")?
        }
    };
    let llvm = needs(&std, "libllvm")?;
    Ok(COMPILER.iter().map(|&name| name.to_owned()).chain([std, llvm]).collect())
}

/// Starts a program of the unpacked tree with the tree's own libraries. Debian's `sh` would drop what cargo says in variables with a
/// hyphen in their name, as `CARGO_BIN_EXE_lakon-office-child`.
fn started_from(usr: &Path, name: &str) -> String {
    let usr = usr.display();
    format!(
        "#!/bin/bash\nLD_LIBRARY_PATH='{usr}/lib/x86_64-linux-gnu'${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}} exec '{usr}/bin/{name}' \"$@\"\n"
    )
}

/// A new time on a file that says the same would make cargo run build scripts again.
fn write_new(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(path, text).with_context(|| format!("write {}", path.display()))
}

fn write_script(path: &Path, text: &str) -> Result<()> {
    write_new(path, text)?;
    let made = Command::new("chmod").arg("+x").arg(path).status().context("chmod")?;
    if !made.success() {
        bail!("{} cannot be made a program", path.display());
    }
    Ok(())
}
