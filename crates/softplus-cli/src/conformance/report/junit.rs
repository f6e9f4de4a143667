//! The report as XML of `JUnit`'s form, for continuous integration: a test case for the accuracy, for each property, for each
//! mode, and for what is unexplained.

use std::fmt::Write as _;

use super::Report;
use crate::conformance::modes::MODES;

/// The XML.
pub fn xml(report: &Report) -> String {
    let tests = tests(report);
    let failures = tests.iter().filter(|(_, failure)| failure.is_some()).count();
    let suite = escape(&format!("softplus conformance: {} {}", report.function, report.dtype));
    let count = tests.len();
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"{suite}\" tests=\"{count}\" \
         failures=\"{failures}\" errors=\"0\">\n"
    );
    let class = escape(&format!("{}.{}", report.function, report.dtype));
    for (name, failure) in &tests {
        let start = format!("    <testcase classname=\"{class}\" name=\"{}\"", escape(name));
        // Writing to a String cannot fail.
        let _ = match failure {
            None => writeln!(xml, "{start}/>"),
            Some(message) => {
                let message = escape(message);
                writeln!(xml, "{start}>\n      <failure message=\"{message}\"/>\n    </testcase>")
            }
        };
    }
    xml + "  </testsuite>\n</testsuites>\n"
}

/// Name and failure of each.
fn tests(report: &Report) -> Vec<(String, Option<String>)> {
    let accuracy = &report.accuracy;
    let inaccurate = if report.max_ulp_allowed <= 0.5 {
        accuracy.misrounded > 0
    } else {
        accuracy.max_ulp > report.max_ulp_allowed
    };
    let mut tests = vec![(
        format!("at most {} ulp", report.max_ulp_allowed),
        inaccurate.then(|| {
            format!(
                "{} of {} results are misrounded, max {} ulp",
                accuracy.misrounded, report.cases, accuracy.max_ulp
            )
        }),
    )];
    for property in &report.properties {
        // A property may break within the errors that are allowed.
        let strict = report.max_ulp_allowed <= 0.5 && property.violations > 0;
        let failure =
            strict.then(|| format!("{} of {} pairs break it", property.violations, property.checked));
        tests.push((format!("{}: {}", property.name, property.says), failure));
    }
    for (id, meaning) in MODES {
        let found = report.modes.iter().find(|mode| mode.id == *id);
        tests.push((
            format!("not {id}: {meaning}"),
            found.filter(|mode| mode.fails).map(|mode| mode.summary.clone()),
        ));
    }
    let unexplained = report.unexplained.as_ref();
    let failure = unexplained.map(|found| format!("{} results, max {} ulp", found.count, found.max_ulp));
    tests.push(("nothing unexplained".to_owned(), failure));
    tests
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // Not allowed in XML, escaped or not.
            '\0'..='\x1f' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_is_escaped() {
        assert_eq!(super::escape("a<b & \"c\">\n\0"), "a&lt;b &amp; &quot;c&quot;&gt;  ");
    }
}
