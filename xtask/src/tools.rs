//! Programs that the build needs and cargo does not bring.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Result, bail};

/// Something that must be there, what needs it, and its Debian package.
pub struct Tool {
    /// A program, or a file by its absolute path.
    pub needed: &'static str,
    pub purpose: &'static str,
    pub package: &'static str,
}

impl Tool {
    fn exists(&self) -> bool {
        if self.needed.starts_with('/') { Path::new(self.needed).exists() } else { exists(self.needed) }
    }
}

const BUILD_TOOLS: [Tool; 3] = [
    Tool { needed: "cc", purpose: "the oracle's build of GMP and MPFR", package: "gcc" },
    Tool { needed: "make", purpose: "the oracle's build of GMP and MPFR", package: "make" },
    Tool { needed: "m4", purpose: "the oracle's build of GMP", package: "m4" },
];

/// What the proofs need.
pub const PROOF_TOOLS: [Tool; 2] = [
    Tool { needed: "gappa", purpose: "the proofs of the rounding errors", package: "gappa" },
    Tool { needed: "sollya", purpose: "the constants and the polynomials' errors", package: "sollya" },
];

/// Counts instructions.
pub const VALGRIND: Tool = Tool { needed: "valgrind", purpose: "counting instructions", package: "valgrind" };

/// Installs what the build needs.
pub fn install_missing() -> Result<()> {
    install(&BUILD_TOOLS)
}

/// Installs what is missing where that needs no questions, and says what is missing where it cannot.
pub fn install(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !tool.exists()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    println!("installing {}", packages.join(", "));
    apt_install(&packages);
    let missing: Vec<String> = missing
        .iter()
        .filter(|tool| !tool.exists())
        .map(|tool| format!("{} (for {}; Debian package `{}`)", tool.needed, tool.purpose, tool.package))
        .collect();
    if !missing.is_empty() {
        bail!("missing: {}. Install it and run this again", missing.join(", "));
    }
    Ok(())
}

/// Whether the program can be started.
pub fn exists(program: &str) -> bool {
    let quiet = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

/// As root, or through `sudo` where that asks for no password. The caller looks at what is there afterwards.
fn apt_install(packages: &[&str]) {
    for prefix in [&[][..], &["sudo", "-n"]] {
        let apt = |arguments: &[&str]| {
            let words: Vec<&str> = prefix.iter().copied().chain(["apt-get", "-q", "-y"]).collect();
            let status = Command::new(words[0])
                .args(&words[1..])
                .args(arguments)
                .args(packages_of(arguments, packages))
                .status();
            status.is_ok_and(|status| status.success())
        };
        if apt(&["install"]) || (apt(&["update"]) && apt(&["install"])) {
            return;
        }
    }
}

/// `apt-get install` takes the packages, `apt-get update` takes none.
fn packages_of<'a>(arguments: &[&str], packages: &'a [&'a str]) -> &'a [&'a str] {
    if arguments == ["install"] { packages } else { &[] }
}
