//! Formulas for softplus as people write them, computed as code in their type computes them.
//!
//! Every operation is rounded to the type. exp, log and the others are the `libm` crate's in f64, rounded once more to
//! a narrower type: the same bits on every machine, and within a hair of half a unit in the last place there, where a
//! platform's own functions may be worse.

mod evaluate;
mod parse;

use anyhow::{Result, bail};
use softplus_family::Float;

use crate::cli::Usage;
use evaluate::Expression;

/// Formulas that are in use: name, formula, and who uses it.
pub const NAMED: &[(&str, &str, &str)] = &[
    ("naive", "log(1+exp(x))", "the definition as it is written"),
    ("log1p_exp", "log1p(exp(x))", "NumPy and PyTorch code by hand"),
    ("stable", "log(1+exp(-abs(x)))+max(x,0)", "the usual repair"),
    ("logaddexp", "log1p(exp(-abs(x)))+max(x,0)", "numpy.logaddexp(x, 0), JAX"),
    ("pytorch", "where(x>20,x,log1p(exp(x)))", "PyTorch's threshold"),
    (
        "tensorflow",
        "where(x>-log(eps)-2,x,where(x<log(eps)+2,exp(x),log1p(exp(x))))",
        "TensorFlow's two thresholds",
    ),
    ("exact", "softplus(x)", "this project's function"),
];

/// A formula that was read.
#[derive(Debug)]
pub struct Formula {
    /// Its name in [`NAMED`], or its text.
    pub name: String,
    /// As it was written.
    pub text: String,
    root: Expression,
}

impl Formula {
    /// A name from [`NAMED`], or an expression in x.
    ///
    /// # Errors
    /// [`Usage`], if it is neither; the message says where the mistake is.
    pub fn new(text: &str) -> Result<Self> {
        let named = NAMED.iter().find(|(name, ..)| *name == text.trim());
        let (name, text) = named.map_or((text, text), |(name, text, _)| (*name, *text));
        match parse::parse(text) {
            Ok(root) => Ok(Self { name: name.to_owned(), text: text.to_owned(), root }),
            Err(mistake) => bail!(Usage(format!("--formula {text:?}, {mistake}"))),
        }
    }

    /// Its value at x.
    pub fn value<T: Float>(&self, x: T) -> T {
        self.root.value(x)
    }

    /// What it is called in a legend.
    pub fn label(&self) -> String {
        if self.name == self.text { self.text.clone() } else { format!("{}: {}", self.name, self.text) }
    }
}

/// The formulas of the command line, each once; `default` if there are none.
pub fn all(texts: &[String], default: &[&str]) -> Result<Vec<Formula>> {
    let mut formulas: Vec<Formula> = Vec::new();
    let texts: Vec<&str> =
        if texts.is_empty() { default.to_vec() } else { texts.iter().map(String::as_str).collect() };
    for text in texts {
        let formula = Formula::new(text)?;
        if formulas.iter().all(|other| other.text != formula.text) {
            formulas.push(formula);
        }
    }
    Ok(formulas)
}

/// For `--help`: the language, and the named formulas.
pub fn help() -> String {
    use std::fmt::Write;
    let mut text = String::from(
        "Formulas are expressions in x: numbers, + - * / ( ), exp expm1 log log1p sqrt tanh abs max min, \
         where(x > 20, a, b) with < <= > >= == !=, eps (the type's 2^-52, 2^-23, 2^-10 or 2^-7), softplus (exact), \
         or these names:\n",
    );
    for (name, formula, who) in NAMED {
        // Writing to a string does not fail.
        let _ = writeln!(text, "  {name:<11} {formula}  ({who})");
    }
    text.push_str(
        "Every operation is rounded to the type, as in code of that type; exp, log and the like are computed in f64 by \
         the libm crate and then rounded, the same on every machine.",
    );
    text
}

#[cfg(test)]
mod tests {
    use half::f16;
    use softplus::formulas;
    use softplus_family::Float;

    use super::{Formula, NAMED};

    fn same<T: Float>(name: &str, function: fn(T) -> T, xs: impl Iterator<Item = T>) {
        let formula = Formula::new(name).unwrap();
        let (mut all, mut different) = (0, 0);
        for x in xs {
            let (ours, theirs) = (formula.value(x), function(x));
            all += 1;
            if ours.to_bits_u64() != theirs.to_bits_u64()
                && !(ours.to_f64().is_nan() && theirs.to_f64().is_nan())
            {
                different += 1;
            }
        }
        // The platform's exp and ln are others than libm's; a result of a narrow type hardly ever shows it.
        assert!(all > 10_000 && different * 1000 < all, "{name}: {different} of {all} in {}", T::NAME);
    }

    #[test]
    fn the_named_formulas_are_those_of_the_library() {
        let f32s = || (0..u32::MAX).step_by(200_003).map(f32::from_bits);
        let f16s = || (0..=u16::MAX).map(f16::from_bits);
        same("naive", formulas::naive, f32s());
        same("log1p_exp", formulas::log1p_exp, f32s());
        same("stable", formulas::stable, f32s());
        same("naive", formulas::naive, f16s());
        same("stable", formulas::stable, f16s());
        same("exact", softplus::softplus, f32s());
    }

    #[test]
    fn every_operation_is_rounded_to_the_type() {
        let value = |text: &str, x: f32| Formula::new(text).unwrap().value(x);
        assert_eq!(value("(x+1)-1", 1e-8), 0.0);
        assert_eq!(value("x-1+1", 2.0), 2.0);
        assert_eq!(value("8/4/2", 0.0), 1.0);
        assert_eq!(value("2+3*-x", 4.0), -10.0);
        assert_eq!(value("-x*x", 3.0), -9.0);
        assert_eq!(value("0.1", 0.0), 0.1_f32);
        assert_eq!(value("eps", 0.0), f32::EPSILON);
        assert_eq!(value("16777216+1+1", 0.0), 16_777_216.0);
        assert_eq!(Formula::new("16777216+1+1").unwrap().value(0.0_f64), 16_777_218.0);
        assert_eq!(Formula::new("2048+1").unwrap().value(f16::ZERO).to_f64(), 2048.0);
        assert!(value("max(x,0)", f32::NAN).is_nan() && value("min(1,x)", f32::NAN).is_nan());
        assert_eq!(value("max(x,0)+min(x,7)+abs(x)", -3.0), 0.0);
        assert_eq!(value("where(x>=2,1/0,-inf)", 2.0), f32::INFINITY);
        assert_eq!(value("where(x!=2,1,where(x==2,5,6))", 2.0), 5.0);
        assert_eq!(value(" sqrt ( x ) + tanh(0) + expm1(0) + log1p(0)", 9.0), 3.0);
    }

    #[test]
    fn every_name_is_a_formula() {
        for (name, text, _) in NAMED {
            let formula = Formula::new(name).unwrap();
            assert_eq!((formula.name.as_str(), formula.text.as_str()), (*name, *text));
            assert!((formula.value(1.0_f64) - 1.313_261_687_518_222_8).abs() < 1e-15, "{name}");
        }
    }
}
