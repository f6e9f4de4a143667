//! From a theorem of a script to Gappa's input.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::{Context, Result, bail, ensure};

use super::script::{Arithmetic, Script, Theorem, words};

/// Texts by name, `$NAME` in the scripts.
pub type Values = BTreeMap<String, String>;

/// One Gappa input.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is about, for messages.
    pub label: String,
    /// What Gappa reads.
    pub text: String,
    /// The name in it whose bound is the kernel's error, and the bound.
    pub result: Option<(String, String)>,
}

impl Input {
    /// The same assumptions, for another goal.
    pub fn with_goal(&self, goal: &str) -> Self {
        let text = match (self.text.find("\n-> "), self.text.find(" }\n")) {
            (Some(begin), Some(end)) => format!("{}\n-> {goal}{}", &self.text[..begin], &self.text[end..]),
            _ => self.text.clone(),
        };
        Self { text, ..self.clone() }
    }
}

/// Sorted statements.
#[derive(Default)]
struct Parts {
    definitions: Vec<String>,
    given: Vec<String>,
    shown: Vec<String>,
    hints: Vec<String>,
    result: Option<(String, String)>,
}

/// The theorem with these values, for one kind of arithmetic.
pub fn input(
    script: &Script,
    theorem: &Theorem,
    arithmetic: Arithmetic,
    values: &[&Values],
) -> Result<Input> {
    let mut parts = Parts::default();
    for statement in &theorem.body {
        parts.add(script, statement, arithmetic)?;
    }
    ensure!(!parts.shown.is_empty(), "theorem {} shows nothing", theorem.name);
    let mut text = String::new();
    for definition in &parts.definitions {
        writeln!(text, "{definition};")?;
    }
    let (given, shown) = (parts.given.join("\n/\\ "), parts.shown.join("\n/\\ "));
    writeln!(text, "{{ {given}\n-> {shown} }}")?;
    for hint in &parts.hints {
        writeln!(text, "{hint};")?;
    }
    let substituted = |text: &str| substitute(text, '$', &|name| lookup(script, values, name));
    let result = match parts.result {
        None => None,
        Some((name, bound)) => Some((name, substituted(&bound)?)),
    };
    let text = multiply_adds(&substituted(&text)?, arithmetic)?;
    Ok(Input { label: String::new(), text, result })
}

fn lookup(script: &Script, values: &[&Values], name: &str) -> Result<String> {
    let found = values.iter().find_map(|values| values.get(name)).or_else(|| script.values.get(name));
    found.cloned().with_context(|| format!("${name} is not defined"))
}

impl Parts {
    fn add(&mut self, script: &Script, statement: &str, arithmetic: Arithmetic) -> Result<()> {
        for way in Arithmetic::ALL {
            if let Some(rest) = statement.strip_prefix(way.word()).and_then(|rest| rest.strip_prefix(": ")) {
                return if way == arithmetic { self.add(script, rest, arithmetic) } else { Ok(()) };
            }
        }
        let (word, rest) = statement.split_once(' ').unwrap_or((statement, ""));
        match word {
            "given" => self.given.push(rest.to_owned()),
            "show" => self.shown.push(rest.to_owned()),
            "hint" => self.hints.push(rest.to_owned()),
            "bound" | "result" => {
                let (name, bound) = rest.split_once(" <= ").context("a bound is `NAME <= NUMBER`")?;
                self.shown.push(format!("|{name}| <= {bound}"));
                self.shown.push(format!("{name} in ?"));
                if word == "result" {
                    self.result = Some((name.to_owned(), bound.to_owned()));
                }
            }
            _ => match statement.split_once('(') {
                Some((name, arguments)) if script.macros.contains_key(name) => {
                    self.call(script, name, arguments.trim_end_matches(')'), arithmetic)?;
                }
                _ if statement.contains('=') => self.definitions.push(statement.to_owned()),
                _ => bail!("not understood: {statement}"),
            },
        }
        Ok(())
    }

    fn call(&mut self, script: &Script, name: &str, arguments: &str, arithmetic: Arithmetic) -> Result<()> {
        let (called, arguments) = (&script.macros[name], words(arguments));
        ensure!(called.parameters.len() == arguments.len(), "{name} takes other arguments: {arguments:?}");
        for statement in &called.body {
            let argument = |name: &str| {
                let at = called.parameters.iter().position(|parameter| parameter == name);
                at.map(|at| arguments[at].clone()).with_context(|| format!("%{name} is no parameter"))
            };
            self.add(script, &substitute(statement, '%', &argument)?, arithmetic)?;
        }
        Ok(())
    }
}

/// The text with `value(name)` for each name after a mark. After `%` a name has letters only, so that
/// `%sum_low` is the parameter `sum` and the rest of a longer name.
fn substitute(text: &str, mark: char, value: &dyn Fn(&str) -> Result<String>) -> Result<String> {
    let mut pieces = text.split(mark);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let inside = |c: char| c.is_ascii_alphabetic() || mark == '$' && (c.is_ascii_digit() || c == '_');
        let end = piece.find(|c| !inside(c)).unwrap_or(piece.len());
        out += &value(&piece[..end])?;
        out += &piece[end..];
    }
    Ok(out)
}

/// `mul_add(a, b, c)` with one rounding or with two, the innermost first.
fn multiply_adds(text: &str, arithmetic: Arithmetic) -> Result<String> {
    const CALL: &str = "mul_add(";
    let mut text = text.to_owned();
    while let Some(at) = text.rfind(CALL) {
        let (mut depth, mut commas, mut end) = (0, Vec::new(), None);
        for (i, c) in text[at..].char_indices() {
            match c {
                '(' => depth += 1,
                ')' if depth == 1 => {
                    end = Some(at + i);
                    break;
                }
                ')' => depth -= 1,
                ',' if depth == 1 => commas.push(at + i),
                _ => {}
            }
        }
        let (Some(end), &[first, second]) = (end, commas.as_slice()) else {
            bail!("mul_add has three arguments")
        };
        let [a, b, c] = [at + CALL.len()..first, first + 1..second, second + 1..end].map(|r| text[r].trim());
        let rounded = match arithmetic {
            Arithmetic::Fused => format!("rnd(({a}) * ({b}) + ({c}))"),
            Arithmetic::Unfused => format!("rnd(rnd(({a}) * ({b})) + ({c}))"),
        };
        text.replace_range(at..=end, &rounded);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "value limit = 1b-4;\nmacro sum(s e; a b) {\n  %s = rnd(%a + %b);\n  %e_all = %s - %a;\n}\n\
        theorem piece {\n  @rnd = float<ieee_64, ne>;\n  fused: way = 1;\n  unfused: way = 2;\n  sum(total error; c d);\n  \
        product = mul_add(c, mul_add(d, $c0, 1),\n    2);\n  given |d| <= $limit;\n  result total <= $limit;\n  hint c -> d;\n}\n";

    fn text(arithmetic: Arithmetic) -> Result<Input> {
        let mut script = Script::default();
        script.parse(SCRIPT)?;
        let values = Values::from([("c0".to_owned(), "(-3b-2)".to_owned())]);
        input(&script, &script.theorems[0], arithmetic, &[&values])
    }

    #[test]
    fn a_theorem_expands_to_what_gappa_reads() {
        let fused = text(Arithmetic::Fused).unwrap();
        let expected = "@rnd = float<ieee_64, ne>;\nway = 1;\ntotal = rnd(c + d);\nerror_all = total - c;\n\
            product = rnd((c) * (rnd((d) * ((-3b-2)) + (1))) + (2));\n{ |d| <= 1b-4\n-> |total| <= 1b-4\n/\\ total in ? }\n\
            c -> d;\n";
        assert_eq!(fused.text, expected);
        assert_eq!(fused.result, Some(("total".to_owned(), "1b-4".to_owned())));
        let planted = fused.with_goal("|total| <= 1b-5").text;
        assert!(planted.contains("{ |d| <= 1b-4\n-> |total| <= 1b-5 }\n"), "{planted}");
        let unfused = text(Arithmetic::Unfused).unwrap().text;
        assert!(unfused.contains("way = 2;"), "{unfused}");
        assert!(
            unfused.contains("product = rnd(rnd((c) * (rnd(rnd((d) * ((-3b-2))) + (1)))) + (2));"),
            "{unfused}"
        );
    }

    #[test]
    fn unknown_names_and_wrong_calls_are_refused() {
        for (right, wrong) in [
            ("$limit", "$other"),
            ("sum(total error; c d)", "sum(total error; c)"),
            ("mul_add(c,", "mul_add("),
        ] {
            let mut script = Script::default();
            script.parse(&SCRIPT.replace(right, wrong)).unwrap();
            let values = Values::from([("c0".to_owned(), "1".to_owned())]);
            assert!(input(&script, &script.theorems[0], Arithmetic::Fused, &[&values]).is_err(), "{wrong}");
        }
        assert!(Script::default().parse("theorem piece {\n  x = 1\n}\n").is_err(), "no semicolon");
        assert!(Script::default().parse("lemma piece {\n}\n").is_err());
    }
}
