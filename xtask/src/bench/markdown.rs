//! Tables in Markdown, padded so that they can be read in a terminal too, and the forms of their numbers.

use super::data::{Error, Ulps};

/// A table; the first column is text, the others are numbers.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new<S: Into<String>>(header: impl IntoIterator<Item = S>) -> Self {
        Self { rows: vec![header.into_iter().map(Into::into).collect()] }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    pub fn text(&self) -> String {
        let columns = self.rows[0].len();
        let widths: Vec<usize> = (0..columns)
            .map(|i| self.rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0).max(3))
            .collect();
        let padded = |i: usize, cell: &str| {
            let space = " ".repeat(widths[i] - cell.chars().count());
            if i == 0 { format!(" {cell}{space} ") } else { format!(" {space}{cell} ") }
        };
        let line = |cells: Vec<String>| format!("|{}|\n", cells.join("|"));
        let row = |row: &Vec<String>| line(row.iter().enumerate().map(|(i, cell)| padded(i, cell)).collect());
        let dashes = |(i, width): (usize, &usize)| {
            format!("{}{}", "-".repeat(width + 1), if i == 0 { '-' } else { ':' })
        };
        let ruler = line(widths.iter().enumerate().map(dashes).collect());
        row(&self.rows[0]) + &ruler + &self.rows[1..].iter().map(row).collect::<String>()
    }
}

/// Three significant digits, without an exponent: 0.0652, 1.04, 12.8, 1290.
pub fn three(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let whole_digits = number.abs().log10().floor() as i32 + 1;
    let decimals = usize::try_from(3 - whole_digits).unwrap_or(0);
    format!("{number:.decimals$}")
}

/// 2.1 as `2.1×`.
pub fn times(ratio: f64) -> String {
    let decimals = if ratio < 0.095 { 4 } else { usize::from(ratio < 9.95) * 2 };
    format!("{ratio:.decimals$}×")
}

pub fn ulps(error: Option<Error>) -> String {
    match error.map(|error| error.max_ulp) {
        None => String::new(),
        Some(Ulps::Infinite) => "∞".to_owned(),
        Some(Ulps::NotANumber) => "NaN".to_owned(),
        Some(Ulps::Finite(number)) if number < 1e5 => format!("{number}"),
        Some(Ulps::Finite(number)) => format!("{number:.1e}"),
    }
}

/// The input of the largest error, where there is one.
pub fn place(error: Option<Error>) -> String {
    error
        .and_then(|error| error.at)
        .map_or_else(String::new, |x| if x.abs() < 1e-3 { format!("{x:.2e}") } else { format!("{x:.4}") })
}

/// A share in per cent.
pub fn percent(error: Option<Error>) -> String {
    error.map_or_else(String::new, |error| match error.misrounded * 100.0 {
        0.0 => "0".to_owned(),
        share if share < 0.01 => "< 0.01 %".to_owned(),
        share if share < 9.95 => format!("{share:.2} %"),
        share => format!("{share:.0} %"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_three_digits() {
        assert_eq!(
            [0.0, 0.0652, 0.999, 1.04, 12.84, 1290.0].map(three),
            ["0", "0.0652", "0.999", "1.04", "12.8", "1290"]
        );
        assert_eq!([0.0005, 0.954, 2.1, 35.2].map(times), ["0.0005×", "0.95×", "2.10×", "35×"]);
    }

    #[test]
    fn errors_are_named() {
        let error = |max_ulp, misrounded| Some(Error { max_ulp, misrounded, at: None });
        assert_eq!(ulps(error(Ulps::Infinite, 0.5)), "∞");
        assert_eq!(ulps(error(Ulps::Finite(4_503_599_627_370_496.0), 0.5)), "4.5e15");
        assert_eq!(
            [0.0, 1e-9, 0.001, 0.31].map(|share| percent(error(Ulps::Finite(1.0), share))),
            ["0", "< 0.01 %", "0.10 %", "31 %"]
        );
    }

    #[test]
    fn tables_are_padded() {
        let mut table = Table::new(["", "ns"]);
        table.row(vec!["copy".to_owned(), "0.1".to_owned()]);
        assert_eq!(table.text(), "|      |  ns |\n|------|----:|\n| copy | 0.1 |\n");
    }
}
