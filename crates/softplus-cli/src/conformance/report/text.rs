//! The report for people.

use std::fmt::{self, Display, Formatter};

use super::{Case, Report};
use crate::accuracy::ulps;

impl Display for Report {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        let Self { function, dtype, cases, inputs, verdict, accuracy, .. } = self;
        writeln!(out, "{function} {dtype}: {verdict}\n")?;
        writeln!(out, "  {cases} results of {inputs}")?;
        let share = 100.0 * accuracy.share_misrounded;
        writeln!(out, "  misrounded {} ({share:.3} %), max {}", accuracy.misrounded, ulps(accuracy.max_ulp))?;
        if accuracy.max_ulp.is_infinite() {
            writeln!(out, "  max of the finite errors {}", ulps(accuracy.max_finite_ulp))?;
        }
        writeln!(out, "  (errors: {})", accuracy.measure)?;
        for property in &self.properties {
            let worst = property.worst.as_ref().map_or(String::new(), |worst| {
                let [a, b] = &worst.cases;
                format!(", worst by {} at {} and {}", ulps(worst.ulp), a.input.join(", "), b.input.join(", "))
            });
            let (says, violations, checked) = (property.says, property.violations, property.checked);
            writeln!(out, "  {says}: {violations} of {checked} pairs break it{worst}")?;
        }
        self.table(out, "worst results", &accuracy.worst)?;
        self.modes(out)?;
        self.unexplained(out)?;
        for note in &self.notes {
            writeln!(out, "\nnote: {note}")?;
        }
        Ok(())
    }
}

impl Report {
    fn modes(&self, out: &mut Formatter) -> fmt::Result {
        if self.modes.iter().all(|mode| !mode.fails) {
            writeln!(out, "\nfailure modes: none")?;
        }
        for mode in &self.modes {
            let kind = if mode.fails { "failure mode" } else { "no fault within the errors allowed:" };
            writeln!(out, "\n{kind} {}: {}", mode.id, mode.meaning)?;
            writeln!(out, "  {}", mode.summary)?;
            self.rows(out, &mode.samples)?;
            for difference in &mode.differences {
                let case = &difference.case;
                writeln!(
                    out,
                    "  at {} = {}: {} in element {}, {} in {}",
                    self.arguments.join(", "),
                    case.input.join(", "),
                    case.got,
                    case.index,
                    difference.other,
                    difference.place
                )?;
            }
        }
        Ok(())
    }

    fn unexplained(&self, out: &mut Formatter) -> fmt::Result {
        let Some(unexplained) = &self.unexplained else { return Ok(()) };
        writeln!(
            out,
            "\nunexplained: {} results are wrong by more than {} ulp (max {}), and no failure mode fits",
            unexplained.count,
            self.wrong_beyond_ulp,
            ulps(unexplained.max_ulp)
        )?;
        let binades: Vec<String> =
            unexplained.by_binade.iter().map(|(name, count)| format!("{name}: {count}")).collect();
        writeln!(out, "  by binade of {}: {}", self.arguments[0], binades.join(", "))?;
        self.rows(out, &unexplained.worst)
    }

    fn table(&self, out: &mut Formatter, title: &str, cases: &[Case]) -> fmt::Result {
        if cases.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{title}")?;
        self.rows(out, cases)
    }

    fn rows(&self, out: &mut Formatter, cases: &[Case]) -> fmt::Result {
        if cases.is_empty() {
            return Ok(());
        }
        writeln!(out, "  {:<26} {:<24} {:<24} error", self.arguments.join(", "), "got", "exact")?;
        for case in cases {
            writeln!(
                out,
                "  {:<26} {:<24} {:<24} {}",
                case.input.join(", "),
                case.got,
                case.exact,
                ulps(case.ulp)
            )?;
        }
        Ok(())
    }
}
