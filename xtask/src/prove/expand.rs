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
