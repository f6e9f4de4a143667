//! proofs/softplus/errors.txt: how far the polynomials and split constants are from the real functions and numbers
//! that they stand for, proven by Sollya.

use std::{
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest as _, Sha256};

use super::{constants::Constants, expand::Values};
use crate::process;

const SCRIPT: &str = "proofs/softplus/errors.sollya";
const FILE: &str = "proofs/softplus/errors.txt";

/// Bounds by name, and for a family by name and number.
pub struct Errors(Vec<(String, usize, String)>);

impl Errors {
    /// The committed ones, if the script and the constants are still those that they come from.
    pub fn read(constants: &Constants) -> Result<Self> {
        let text =
            fs::read_to_string(process::root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
        let (first, rest) = text.split_once('\n').unwrap_or_default();
        ensure!(
            first == header(&input(constants)?),
            "{FILE} is about other constants, or was written by another script: run `cargo xtask prove`"
        );
        Self::parse(rest)
    }

    /// As Sollya finds them now; they are written to the file.
    pub fn compute(constants: &Constants) -> Result<Self> {
        let input = input(constants)?;
        let mut sollya = Command::new("sollya")
            .current_dir(process::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start sollya")?;
        let mut pipe = sollya.stdin.take().context("no pipe")?;
        let text = input.clone();
        let writer = std::thread::spawn(move || pipe.write_all(text.as_bytes()));
        let output = sollya.wait_with_output()?;
        writer.join().ok().context("the pipe to Sollya broke")??;
        let text = String::from_utf8(output.stdout).context("Sollya's output is not UTF-8")?;
        let errors = Self::parse(&text).context("Sollya did not run cleanly")?;
        fs::write(process::root().join(FILE), format!("{}\n{text}", header(&input)))?;
        Ok(errors)
    }

    fn parse(text: &str) -> Result<Self> {
        let line = |line: &str| {
            let mut words = line.split(' ');
            let (Some(name), Some(number), Some(bound), None) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                anyhow::bail!("not a bound: {line}")
            };
            ensure!(bound.starts_with("0x") && bound.contains('p'), "not a bound: {line}");
            Ok((name.to_owned(), number.parse()?, bound.to_owned()))
        };
        Ok(Self(text.lines().map(line).collect::<Result<_>>()?))
    }

    /// `$error` for member `number` of the family, if it has one.
    pub fn of(&self, family: &str, number: usize) -> Option<String> {
        let table = family.rsplit(' ').next()?;
        self.0.iter().find(|(name, at, _)| name == table && *at == number).map(|(.., bound)| bound.clone())
    }

    /// `$sollya_NAME`, or `$sollya_NAME_number` where there are several.
    pub fn values(&self) -> Values {
        let several = |name: &str| self.0.iter().filter(|(other, ..)| other == name).count() > 1;
        let value = |(name, number, bound): &(String, usize, String)| {
            let number = if several(name) { format!("_{number}") } else { String::new() };
            (format!("sollya_{name}{number}"), bound.clone())
        };
        self.0.iter().map(value).collect()
    }
}

/// What Sollya reads: the constants, and the script.
fn input(constants: &Constants) -> Result<String> {
    let script =
        fs::read_to_string(process::root().join(SCRIPT)).with_context(|| format!("cannot read {SCRIPT}"))?;
    Ok(constants.sollya()? + &script)
}

fn header(input: &str) -> String {
    format!(
        "# by `cargo xtask prove` from input with SHA-256 {}",
        process::hexadecimal(&Sha256::digest(input))
    )
}
