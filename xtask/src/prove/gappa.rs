//! Runs Gappa.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::expand::Input;

/// The largest magnitude that Gappa proves for each name that a theorem asks for (`NAME in ?`).
pub type Ranges = BTreeMap<String, f64>;

/// Interval ends have 60 bits by default, too few for bounds of 2^−100 on numbers near 1; a range that shrinks by less
/// than a hundredth would not be taken; and what is not proven at once would be tried in cases, for hours.
const OPTIONS: [&str; 3] = ["-Eprecision=160", "-Echange-threshold=0", "-Eno-auto-dichotomy"];

/// The proven ranges, or why the theorem is not proven.
pub fn prove(input: &Input) -> Result<Ranges> {
    let mut gappa = Command::new("gappa")
        .args(OPTIONS)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start gappa")?;
    gappa.stdin.take().context("no pipe")?.write_all(input.text.as_bytes())?;
    let output = gappa.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    // A hint whose sides Gappa cannot show to be equal is a warning. Equal constants get one name: that is harmless.
    let complaint = text.lines().skip_while(|line| {
        !(line.contains("Error") || line.contains("Warning") && !line.contains("renaming"))
    });
    let complaint: Vec<&str> = complaint.take(6).collect();
    ensure!(
        output.status.success() && complaint.is_empty(),
        "{}: Gappa says\n{}",
        input.label,
        complaint.join("\n")
    );
    Ok(text.lines().filter_map(range).collect())
}

/// `  NAME in [a {…}, b {…}]` as the name and the larger magnitude.
fn range(line: &str) -> Option<(String, f64)> {
    let (name, range) = line.strip_prefix("  ")?.split_once(" in [")?;
    // In braces stand the ends as decimal numbers.
    let exact: String = range.split('}').filter_map(|part| part.split('{').next()).collect();
    let ends = exact.trim_end_matches(']').split(',').map(|end| number(end.trim()));
    let largest = ends.collect::<Option<Vec<f64>>>()?.into_iter().map(f64::abs).fold(0.0, f64::max);
    Some((name.to_owned(), largest))
}

/// m·2^e, written `mbe`, or `0xm.mpe`, or an integer.
pub fn number(text: &str) -> Option<f64> {
    if let Some(digits) = text.strip_prefix("0x") {
        let (m, e) = digits.split_once('p')?;
        let (whole, fraction) = m.split_once('.').unwrap_or((m, ""));
        let m = u64::from_str_radix(&format!("{whole}{fraction}"), 16).ok()?;
        return Some(m as f64 * 2_f64.powi(e.parse::<i32>().ok()? - 4 * fraction.len() as i32));
    }
    let (m, e) = text.split_once('b').unwrap_or((text, "0"));
    Some(m.parse::<f64>().ok()? * 2_f64.powi(e.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{number, range};

    #[test]
    fn numbers_are_read_as_scripts_write_them() {
        for (text, value) in [("-3b-2", -0.75), ("7", 7.0), ("0x1.8p-1", 0.75), ("0xap0", 10.0)] {
            assert_eq!(number(text), Some(value), "{text}");
        }
        assert_eq!(number("x"), None);
    }

    #[test]
    fn ranges_are_read_as_gappa_writes_them() {
        for (line, largest) in [
            ("  y in [-3b-2 {-0.75, -2^(-0.4)}, 1b-1 {0.5, 2^(-1)}]", 0.75),
            ("  y in [0, 0]", 0.0),
            ("  y in [-746, 5b-1 {2.5, 2^(1.3)}]", 746.0),
            ("  y in [-1b-9 {-0.00195312, -2^(-9)}, 0]", 2_f64.powi(-9)),
        ] {
            assert_eq!(range(line), Some(("y".to_owned(), largest)), "{line}");
        }
        assert_eq!(range("Results:"), None);
    }
}
