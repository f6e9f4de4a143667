//! Programs that the build needs and cargo does not bring.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

/// A program, what needs it, and its Debian package.
struct Tool {
    program: &'static str,
    purpose: &'static str,
    package: &'static str,
}

const BUILD_TOOLS: [Tool; 3] = [
    Tool { program: "cc", purpose: "the oracle's build of GMP and MPFR", package: "gcc" },
    Tool { program: "make", purpose: "the oracle's build of GMP and MPFR", package: "make" },
    Tool { program: "m4", purpose: "the oracle's build of GMP", package: "m4" },
];

const PROOF_TOOLS: [Tool; 2] = [
    Tool { program: "gappa", purpose: "the rounding errors", package: "gappa" },
    Tool { program: "sollya", purpose: "the polynomials' errors", package: "sollya" },
];

/// Installs what is missing where that needs no questions, and says what is missing where it cannot.
pub fn install_missing() -> Result<()> {
    install(&BUILD_TOOLS)
}

/// The same for `cargo xtask prove`.
pub fn install_for_proofs() -> Result<()> {
    install_missing()?;
    install(&PROOF_TOOLS)
}

fn install(tools: &[Tool]) -> Result<()> {
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !exists(tool.program)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|tool| tool.package).collect();
    println!("installing {}", packages.join(", "));
    apt_install(&packages);
    let missing: Vec<String> = missing
        .iter()
        .filter(|tool| !exists(tool.program))
        .map(|tool| format!("{} (for {}; Debian package `{}`)", tool.program, tool.purpose, tool.package))
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
