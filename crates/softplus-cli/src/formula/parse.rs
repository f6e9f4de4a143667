//! Expressions in x from their text.

use std::fmt;

use half::{bf16, f16};
use softplus_family::Float;

use super::evaluate::{Binary, Comparison, Expression, Literal, Unary};
use crate::number;

/// What was wrong, and where: the column in characters, from 1.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    column: usize,
    message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "column {}: {}", self.column, self.message)
    }
}

type Parsed<T> = Result<T, Mistake>;

/// Parentheses and signs inside each other: far more than anybody writes, and no danger to the stack.
const DEEPEST: usize = 64;
/// Characters: the tree is walked by recursion, and a sum of n terms is n deep.
const LONGEST: usize = 1000;

const UNARY: [(&str, Unary); 7] = [
    ("exp", libm::exp),
    ("expm1", libm::expm1),
    ("log", libm::log),
    ("log1p", libm::log1p),
    ("sqrt", libm::sqrt),
    ("tanh", libm::tanh),
    ("abs", f64::abs),
];
// As in NumPy and PyTorch a NaN stays one; f64::max would lose it.
const BINARY: [(&str, Binary); 2] = [
    ("max", |a, b| if a >= b || a.is_nan() { a } else { b }),
    ("min", |a, b| if a <= b || a.is_nan() { a } else { b }),
];
/// The longer ones first.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", |a, b| a <= b),
    (">=", |a, b| a >= b),
    ("==", |a, b| a == b),
    ("!=", |a, b| a != b),
    ("<", |a, b| a < b),
    (">", |a, b| a > b),
];
const KNOWN: &str = "x, eps, inf, exp, expm1, log, log1p, sqrt, tanh, abs, max, min, where, softplus";

/// Reads an expression.
pub fn parse(text: &str) -> Parsed<Expression> {
    let mut parser = Parser { text: text.chars().collect(), at: 0, depth: 0 };
    if parser.text.len() > LONGEST {
        return Err(parser.mistake(LONGEST, format!("a formula has at most {LONGEST} characters")));
    }
    let root = parser.sum()?;
    match parser.next_character() {
        None => Ok(root),
        Some(')') => Err(parser.here("this ) closes nothing; remove it, or add a ( before")),
        Some('^') => Err(parser.power()),
        Some('<' | '>' | '=' | '!') => {
            Err(parser.here("a comparison stands in where(comparison, a, b) only"))
        }
        Some(',') => Err(parser.here("a comma stands between the arguments of max, min and where only")),
        Some(other) => Err(parser.here(&format!("+, -, * or / is missing before {:?}", other.to_string()))),
    }
}

struct Parser {
    text: Vec<char>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn mistake(&self, at: usize, message: impl Into<String>) -> Mistake {
        debug_assert!(at <= self.text.len(), "a place in the text");
        Mistake { column: at + 1, message: message.into() }
    }

    fn here(&self, message: &str) -> Mistake {
        self.mistake(self.at, message)
    }

    fn power(&self) -> Mistake {
        self.here("there is no power; write x*x, or exp(2*log(x))")
    }

    /// The next character that is no blank, which is then the current one.
    fn next_character(&mut self) -> Option<char> {
        while self.text.get(self.at).is_some_and(|c| c.is_whitespace()) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    fn take(&mut self, token: &str) -> bool {
        self.next_character();
        let there = token.chars().enumerate().all(|(i, c)| self.text.get(self.at + i) == Some(&c));
        if there {
            self.at += token.len();
        }
        there
    }

    fn expect(&mut self, token: &str, context: &str) -> Parsed<()> {
        if self.take(token) {
            return Ok(());
        }
        Err(match self.next_character() {
            Some('^') => self.power(),
            Some(found) => {
                self.here(&format!("{token} expected {context}, and {:?} found", found.to_string()))
            }
            None => self.here(&format!("{token} is missing {context}")),
        })
    }

    fn sum(&mut self) -> Parsed<Expression> {
        let mut left = self.product()?;
        loop {
            let function: Binary = match self.next_character() {
                Some('+') => |a, b| a + b,
                Some('-') => |a, b| a - b,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expression::Binary(function, Box::new([left, self.product()?]));
        }
    }

    fn product(&mut self) -> Parsed<Expression> {
        let mut left = self.signed()?;
        loop {
            let function: Binary = match self.next_character() {
                Some('*') if self.text.get(self.at + 1) == Some(&'*') => return Err(self.power()),
                Some('*') => |a, b| a * b,
                Some('/') => |a, b| a / b,
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expression::Binary(function, Box::new([left, self.signed()?]));
        }
    }

    /// Every recursion comes through here.
    fn signed(&mut self) -> Parsed<Expression> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.here(&format!("more than {DEEPEST} parentheses and signs inside each other")));
        }
        let result = if self.take("-") {
            self.signed().map(|operand| Expression::Unary(|a| -a, Box::new(operand)))
        } else if self.take("+") {
            self.signed()
        } else {
            self.primary()
        };
        self.depth -= 1;
        result
    }

    fn primary(&mut self) -> Parsed<Expression> {
        match self.next_character() {
            Some('(') => {
                self.at += 1;
                let inner = self.sum()?;
                self.expect(")", "after what stands in parentheses")?;
                Ok(inner)
            }
            Some(c) if c.is_ascii_digit() || c == '.' => self.number(),
            Some(c) if c.is_alphabetic() || c == '_' => self.name(),
            Some(c) => {
                Err(self.here(&format!("a number, x or a function expected, and {:?} found", c.to_string())))
            }
            None => Err(self.here("the formula ends where a number, x or a function is missing")),
        }
    }

    /// Digits, a point, digits, an exponent.
    fn number(&mut self) -> Parsed<Expression> {
        let start = self.at;
        let mut end = start;
        while let Some(&c) = self.text.get(end) {
            let exponent = end > start && matches!(self.text[end - 1], 'e' | 'E');
            if !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E') || (exponent && matches!(c, '+' | '-'))) {
                break;
            }
            end += 1;
        }
        self.at = end;
        let text: String = self.text[start..end].iter().collect();
        let literal = literal(&text);
        literal.ok_or_else(|| {
            self.mistake(start, format!("{text:?} is not a number; write it as 1, 0.5 or 1e-3"))
        })
    }

    fn name(&mut self) -> Parsed<Expression> {
        let start = self.at;
        let letters = self.text[start..].iter().take_while(|c| c.is_alphanumeric() || **c == '_');
        let name: String = letters.collect();
        self.at += name.chars().count();
        match name.as_str() {
            "x" => return Ok(Expression::X),
            "eps" => return Ok(Expression::Epsilon),
            "inf" => return literal("inf").ok_or_else(|| self.mistake(start, "inf")),
            "where" => return self.selection(),
            "softplus" => return Ok(Expression::Softplus(Box::new(self.argument(&name)?))),
            _ => {}
        }
        if let Some((_, function)) = UNARY.iter().find(|(known, _)| *known == name) {
            return Ok(Expression::Unary(*function, Box::new(self.argument(&name)?)));
        }
        if let Some((_, function)) = BINARY.iter().find(|(known, _)| *known == name) {
            self.expect("(", &format!("after {name}"))?;
            let first = self.sum()?;
            self.expect(",", &format!("between the two arguments of {name}"))?;
            let second = self.sum()?;
            self.expect(")", &format!("after the two arguments of {name}"))?;
            return Ok(Expression::Binary(*function, Box::new([first, second])));
        }
        let advice = if name == "ln" { "; the natural logarithm is log" } else { "" };
        Err(self.mistake(start, format!("unknown name {name:?}{advice}; known are {KNOWN}")))
    }

    fn argument(&mut self, name: &str) -> Parsed<Expression> {
        self.expect("(", &format!("after {name}"))?;
        let argument = self.sum()?;
        self.expect(")", &format!("after the argument of {name}"))?;
        Ok(argument)
    }

    /// where(a < b, c, d), behind its name.
    fn selection(&mut self) -> Parsed<Expression> {
        self.expect("(", "after where")?;
        let left = self.sum()?;
        self.next_character();
        let Some((_, compare)) = COMPARISONS.iter().find(|(token, _)| self.take(token)) else {
            return Err(self.here("where needs a comparison first, as in where(x > 20, x, log1p(exp(x)))"));
        };
        let right = self.sum()?;
        self.expect(",", "after the comparison of where")?;
        let yes = self.sum()?;
        self.expect(",", "between the two values of where")?;
        let no = self.sum()?;
        self.expect(")", "after the two values of where")?;
        Ok(Expression::Where(*compare, Box::new([left, right, yes, no])))
    }
}

fn literal(text: &str) -> Option<Expression> {
    fn rounded<T: Float>(text: &str) -> Option<f64> {
        number::parse::<T>(text).ok().map(softplus::Float::to_f64)
    }
    let [f16, bf16, f32, f64] =
        [rounded::<f16>(text)?, rounded::<bf16>(text)?, rounded::<f32>(text)?, rounded::<f64>(text)?];
    Some(Expression::Number(Literal { f16, bf16, f32, f64 }))
}

#[cfg(test)]
mod tests {
    #[test]
    fn mistakes_have_their_place() {
        for (text, column, message) in [
            ("", 1, "ends where"),
            ("log(1+exp(y))", 11, "unknown name \"y\""),
            ("ln(x)", 1, "the natural logarithm is log"),
            ("log(1+exp(x)", 13, ") is missing after the argument of log"),
            ("log(x))", 7, "closes nothing"),
            ("2 x", 3, "is missing before \"x\""),
            ("x^2", 2, "no power"),
            ("exp(x^2)", 6, "no power"),
            ("x**2", 2, "no power"),
            ("max(x)", 6, ", expected between the two arguments of max"),
            ("max(x,0,1)", 8, ") expected after the two arguments of max"),
            ("x > 2", 3, "a comparison stands in where"),
            ("x, 2", 2, "a comma"),
            ("where(x, 1, 2)", 8, "needs a comparison"),
            ("where(x > 1, 2)", 15, ", expected between the two values"),
            ("exp x", 5, "( expected after exp"),
            ("1.2.3+x", 1, "\"1.2.3\" is not a number"),
            ("1e+", 1, "is not a number"),
            ("x+", 3, "ends where"),
            ("x+*2", 3, "\"*\" found"),
            ("é+x", 1, "unknown name \"é\""),
            ("x+é", 3, "unknown name"),
            ("x $ 2", 3, "is missing before \"$\""),
        ] {
            let mistake = super::parse(text).expect_err(text);
            assert_eq!(mistake.column, column, "{text}: {mistake}");
            assert!(mistake.message.contains(message), "{text}: {mistake}");
        }
    }

    /// Words of the language, at random: an expression or a mistake with its place, and never a panic.
    #[test]
    fn nonsense_is_refused_in_its_place() {
        let words: Vec<&str> =
            "x ( ) , + - * / < <= == > where max min log exp 1 .5 1e e9 eps inf softplus ^ é $ ! y"
                .split(' ')
                .collect();
        let (mut state, mut right) = (1_u64, 0);
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..=(state >> 60) {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(words[(state >> 33) as usize % words.len()]);
            }
            match super::parse(&text) {
                Ok(_) => right += 1,
                Err(mistake) => {
                    assert!((1..=text.chars().count() + 1).contains(&mistake.column), "{text}: {mistake}");
                }
            }
        }
        assert!(right > 100, "{right}");
    }

    #[test]
    fn monsters_are_refused() {
        for text in ["(".repeat(999), "-".repeat(999), "exp(".repeat(200), format!("{}x", "x+".repeat(600))] {
            assert!(super::parse(&text).is_err());
        }
        assert!(super::parse(&format!("{}x", "x+".repeat(499))).is_ok());
        assert!(super::parse(&format!("{}x{}", "(".repeat(60), ")".repeat(60))).is_ok());
    }
}
