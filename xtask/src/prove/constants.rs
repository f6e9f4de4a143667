//! The kernels' constants as texts that Gappa and Sollya read, and the families of pieces that theorems range over.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};

use super::expand::Values;
use crate::check;

/// A family of theorems: one for each row of a table, or for each place of lists that belong together.
struct Family {
    name: &'static str,
    /// A table, and names for its columns; or lists, and a name for each.
    tables: &'static [&'static str],
    columns: &'static [&'static str],
    /// The first rows that are left out.
    skipped: usize,
}

const FAMILIES: [Family; 5] = [
    Family {
        name: "entry of narrow",
        tables: &["narrow::RECIPROCAL", "narrow::MINUS_LN"],
        columns: &["c", "minus_ln"],
        skipped: 1,
    },
    Family {
        name: "entry of wide",
        tables: &["wide::RECIPROCAL", "wide::MINUS_LN_HIGH", "wide::MINUS_LN_LOW"],
        columns: &["c", "minus_ln", "minus_ln_low"],
        skipped: 1,
    },
    Family {
        name: "piece of DOUBLE",
        tables: &["softplus::DOUBLE"],
        columns: &["c0", "c0_low", "c1", "c1_low", "c2", "c2_low", "c3", "q0", "q1", "q2", "q3", "q4"],
        skipped: 0,
    },
    Family {
        name: "piece of HALF",
        tables: &["softplus::HALF"],
        columns: &["p0", "p1", "p2", "p3", "p4"],
        skipped: 1,
    },
    Family {
        name: "piece of SINGLE",
        tables: &["softplus::SINGLE"],
        columns: &["m", "c0", "c0_low", "c1", "q0", "q1", "q2", "q3", "q4"],
        skipped: 1,
    },
];

/// All tables, each with its rows.
pub struct Constants(Vec<(String, Vec<Vec<f64>>)>);

impl Constants {
    /// As the crate has them.
    pub fn of_the_kernels() -> Result<Self> {
        let mut tables: Vec<(String, Vec<Vec<f64>>)> = Vec::new();
        for line in check::oracle_output("constants")?.lines() {
            let (name, words) = line.split_once(' ').context("the oracle's constants are damaged")?;
            let number = |word: &str| u64::from_str_radix(word, 16).map(f64::from_bits);
            let row = words.split(' ').map(number).collect::<Result<Vec<f64>, _>>()?;
            match tables.last_mut() {
                Some((last, rows)) if last == name => rows.push(row),
                _ => tables.push((name.to_owned(), vec![row])),
            }
        }
        Ok(Self(tables))
    }

    fn rows(&self, name: &str) -> Result<&[Vec<f64>]> {
        let table = self.0.iter().find(|(table, _)| table == name);
        table.map(|(_, rows)| rows.as_slice()).with_context(|| format!("there is no table {name}"))
    }

    /// `$table_NAME` for a number, `$table_NAME_i` for a list, `$table_NAME_row_column` for a table.
    pub fn values(&self) -> Values {
        let mut values = Values::new();
        for (table, rows) in &self.0 {
            for (i, row) in rows.iter().enumerate() {
                for (j, &number) in row.iter().enumerate() {
                    let mut name = table.replace("::", "_");
                    for (at, length) in [(i, rows.len()), (j, row.len())] {
                        if length > 1 {
                            name.push('_');
                            name.push_str(&at.to_string());
                        }
                    }
                    values.insert(name, gappa(number));
                }
            }
        }
        values
    }

    /// The members of a family: the row's number, and its values.
    pub fn family(&self, name: &str) -> Result<Vec<(usize, Values)>> {
        let family = FAMILIES.iter().find(|family| family.name == name);
        let family = family.with_context(|| format!("there is no family {name:?}"))?;
        let rows = if let [table] = family.tables {
            self.rows(table)?.to_vec()
        } else {
            let lists = family.tables.iter().map(|table| Ok(&self.rows(table)?[0]));
            let lists: Vec<&Vec<f64>> = lists.collect::<Result<_>>()?;
            (0..lists[0].len()).map(|i| lists.iter().map(|list| list[i]).collect()).collect()
        };
        let mut members = Vec::new();
        for (i, row) in rows.iter().enumerate().skip(family.skipped) {
            ensure!(row.len() == family.columns.len(), "{name}: a row has {} columns", row.len());
            let names = family.columns.iter().map(|&column| column.to_owned());
            let mut values: Values = names.zip(row.iter().copied().map(gappa)).collect();
            values.insert("index".to_owned(), i.to_string());
            members.push((i, values));
        }
        Ok(members)
    }

    /// Assignments of all tables in Sollya's language.
    pub fn sollya(&self) -> Result<String> {
        let mut text = String::new();
        for (table, rows) in &self.0 {
            let list = |row: &Vec<f64>| {
                let numbers: Vec<String> = row.iter().copied().map(sollya).collect();
                format!("[|{}|]", numbers.join(", "))
            };
            let value = match rows.as_slice() {
                [row] if row.len() == 1 => sollya(row[0]),
                [row] => list(row),
                rows => format!("[|{}|]", rows.iter().map(list).collect::<Vec<_>>().join(",\n")),
            };
            writeln!(text, "{} = {value};", table.replace("::", "_"))?;
        }
        Ok(text)
    }
}

/// An exact number m·2^e with an odd m, or 0.
fn parts(number: f64) -> (i64, i32) {
    let bits = number.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let magnitude = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    if magnitude == 0 {
        return (0, 0);
    }
    let shift = magnitude.trailing_zeros();
    let sign = if number.is_sign_negative() { -1 } else { 1 };
    (sign * (magnitude >> shift), exponent.max(1) - 1075 + shift as i32)
}

fn gappa(number: f64) -> String {
    match parts(number) {
        (0, _) => "0".to_owned(),
        (m, e) if m < 0 => format!("({m}b{e})"),
        (m, e) => format!("{m}b{e}"),
    }
}

fn sollya(number: f64) -> String {
    let (m, e) = parts(number);
    format!("({m} * 2^({e}))")
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_written_exactly() {
        assert_eq!(super::gappa(-0.75), "(-3b-2)");
        assert_eq!(super::gappa(0.0), "0");
        assert_eq!(super::gappa(2_f64.powi(60)), "1b60");
        assert_eq!(super::gappa(5e-324), "1b-1074");
        assert_eq!(super::gappa(0.1), "3602879701896397b-55");
    }
}
