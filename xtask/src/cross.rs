//! `cargo xtask cross`: the levels that this kind of machine does not have.
//!
//! The core is compiled for aarch64 and for WebAssembly, run by an emulator or a host, and its results are compared
//! with MPFR by the oracle here. What could not run is named, counted, and an error.

mod toolchain;

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail, ensure};
use toolchain::Toolchain;

use crate::{check, process, tools, tools::Tool};

/// Options of `cross`.
#[derive(clap::Args)]
pub struct Args {
    /// Only the machines whose names contain this text: aarch64, wasm32, wasm32+simd128.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// How many random f32, and as many f64, for each level.
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    random: u64,
    /// Succeed although a level could not run.
    #[arg(long)]
    allow_missing: bool,
    /// Write the outcome into the repository.
    #[arg(long)]
    write: bool,
    /// Build the targets' standard library from this archive of its source.
    ///
    /// Without it an installed target is used, or `rustup target add` installs it; where both fail, the archive is
    /// expected at ../shared/toolchain/rust-VERSION-library.tar.xz, seen from the repository. It holds the folder
    /// `library` of Rust's source.
    #[arg(long, value_name = "FILE")]
    std_source: Option<PathBuf>,
}

/// A kind of machine that is not this one.
struct Machine {
    name: &'static str,
    target: &'static str,
    rustflags: &'static str,
    levels: &'static [&'static str],
    tools: &'static [Tool],
    /// The version of what runs the program.
    version: &'static [&'static str],
    /// What runs the program, up to the built file.
    runner: &'static [&'static str],
    program: Program,
}

/// What is built of softplus-foreign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Program {
    Executable,
    Module,
}

const PREFIX: &str = "/usr/aarch64-linux-gnu";
const LINKER: &str = "aarch64-linux-gnu-gcc";

const AARCH64_TOOLS: [Tool; 3] = [
    Tool { needed: LINKER, purpose: "linking for aarch64", package: "gcc-aarch64-linux-gnu" },
    Tool {
        needed: "/usr/aarch64-linux-gnu/lib/libc.so.6",
        purpose: "linking and running for aarch64",
        package: "libc6-dev-arm64-cross",
    },
    Tool { needed: "qemu-aarch64", purpose: "running aarch64 programs", package: "qemu-user" },
];
const WASM_TOOLS: [Tool; 1] =
    [Tool { needed: "node", purpose: "running WebAssembly modules", package: "nodejs" }];

const WASM: Machine = Machine {
    name: "wasm32",
    target: "wasm32-unknown-unknown",
    rustflags: "-C target-feature=-simd128",
    levels: &["scalar"],
    tools: &WASM_TOOLS,
    version: &["node", "--version"],
    runner: &["node", "crates/softplus-foreign/run.mjs"],
    program: Program::Module,
};

const MACHINES: [Machine; 3] = [
    Machine {
        name: "aarch64",
        target: "aarch64-unknown-linux-gnu",
        rustflags: "",
        levels: &["scalar", "neon"],
        tools: &AARCH64_TOOLS,
        version: &["qemu-aarch64", "--version"],
        runner: &["qemu-aarch64", "-L", PREFIX],
        program: Program::Executable,
    },
    Machine {
        name: "wasm32+simd128",
        rustflags: "-C target-feature=+simd128",
        levels: &["scalar", "simd128"],
        ..WASM
    },
    WASM,
];

pub fn run(args: &Args) -> Result<()> {
    let wanted = |machine: &&Machine| args.only.as_ref().is_none_or(|text| machine.name.contains(text));
    let machines: Vec<&Machine> = MACHINES.iter().filter(wanted).collect();
    ensure!(
        !machines.is_empty(),
        "no machine's name contains {:?}",
        args.only.as_deref().unwrap_or_default()
    );
    tools::install_missing()?;

    let (mut ran, mut missing, mut failed) = (0, Vec::new(), Vec::new());
    for machine in machines {
        let levels = machine.levels.join(" and ");
        println!("── {}: {levels}", machine.name);
        match machine.prepare(args) {
            Err(reason) => missing.push((machine, format!("{reason:#}"))),
            Ok(prepared) => match prepared.evidence(args) {
                Ok(()) => ran += machine.levels.len(),
                Err(error) => failed.push(format!("{}: {error:#}", machine.name)),
            },
        }
    }
    report(ran, &missing, &failed)?;
    let count = levels_of(&missing);
    if count > 0 && !args.allow_missing {
        bail!("{count} levels did not run (`--allow-missing` accepts that)");
    }
    Ok(())
}

fn levels_of(missing: &[(&Machine, String)]) -> usize {
    missing.iter().map(|(machine, _)| machine.levels.len()).sum()
}

/// Says what ran and what did not; fails if anything failed.
fn report(ran: usize, missing: &[(&Machine, String)], failed: &[String]) -> Result<()> {
    let not_run = levels_of(missing);
    println!("── {ran} levels ran without a fault, {not_run} did not run, {} machines failed", failed.len());
    for (machine, reason) in missing {
        for level in machine.levels {
            println!("NOT RUN: {level} on {}: {reason}", machine.name);
        }
    }
    for failure in failed {
        println!("FAILED: {failure}");
    }
    ensure!(failed.is_empty(), "{}", failed.join("; "));
    Ok(())
}

impl Machine {
    /// Everything that a run needs; what fails here is missing, and no fault of the levels.
    fn prepare(&'static self, args: &Args) -> Result<Prepared> {
        tools::install(self.tools)?;
        let toolchain = Toolchain::of(self.target, args.std_source.as_deref())?;
        let version = process::output(&mut process::command(self.version))?;
        // "qemu-aarch64 version 7.2.22 (Debian …)", "v20.20.2"
        let number =
            version.split_whitespace().find(|word| word.contains('.')).context("it tells no version")?;
        let ran_by = format!("{} {}", self.version[0], number.trim_start_matches('v'));
        Ok(Prepared { machine: self, toolchain, ran_by })
    }
}

/// A machine with what it needs.
struct Prepared {
    machine: &'static Machine,
    toolchain: Toolchain,
    ran_by: String,
}

impl Prepared {
    fn evidence(&self, args: &Args) -> Result<()> {
        self.lints()?;
        if self.machine.program == Program::Executable {
            self.tests()?;
        }
        let program = self.build()?;
        let random = args.random.to_string();
        let levels = self.machine.levels.join(",");
        let mut words = vec!["--machine", self.machine.name, "--ran-by", &self.ran_by, "--levels", &levels];
        words.extend(["--random", &random]);
        words.extend(args.write.then_some("--write"));
        words.push("--");
        words.extend(self.machine.runner);
        words.push(program.to_str().context("the path of the build folder is not UTF-8")?);
        check::oracle("foreign", &words)
    }

    /// cargo for the target, with results in a folder of the machine's own.
    fn cargo(&self, subcommand: &str, words: &[&str]) -> Result<Command> {
        let Machine { target, rustflags, runner, .. } = self.machine;
        let mut command = process::cargo(&[subcommand, "--target", target, "--target-dir"]);
        command.arg(self.folder()).args(words).env("RUSTFLAGS", rustflags);
        let whole = self.machine.program == Program::Executable;
        self.toolchain.apply(&mut command, whole)?;
        let variable =
            |name: &str| format!("CARGO_TARGET_{}_{name}", target.to_uppercase().replace('-', "_"));
        if whole {
            command.env(variable("LINKER"), LINKER).env(variable("RUNNER"), runner.join(" "));
        }
        Ok(command)
    }

    fn folder(&self) -> PathBuf {
        process::target().join("cross").join(self.machine.name)
    }

    /// Clippy sees a backend only where it is compiled.
    fn lints(&self) -> Result<()> {
        let features = match self.machine.program {
            Program::Executable => "--all-features",
            Program::Module => "--no-default-features",
        };
        let packages = ["-p", "softplus-foreign", "-p", "softplus", "--lib", features];
        process::run(self.cargo("clippy", &packages)?.args(["--", "-D", "warnings"]))
    }

    /// The crate's own tests of slices and operations.
    fn tests(&self) -> Result<()> {
        let words = ["-p", "softplus", "--all-features", "--test", "slices", "--test", "lanes"];
        process::run(&mut self.cargo("test", &words)?)
    }

    fn build(&self) -> Result<PathBuf> {
        let release = ["--release", "-p", "softplus-foreign"];
        let folder = self.folder().join(self.machine.target).join("release");
        match self.machine.program {
            Program::Executable => {
                process::run(&mut self.cargo("build", &release)?)?;
                Ok(folder.join("softplus-foreign"))
            }
            Program::Module => {
                let module = ["--lib", "--crate-type", "cdylib", "--no-default-features"];
                process::run(&mut self.cargo("rustc", &[&release[..], &module].concat())?)?;
                Ok(folder.join("softplus_foreign.wasm"))
            }
        }
    }
}
