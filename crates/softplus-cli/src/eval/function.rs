//! The function of an evaluation, with its constants.

use anyhow::{Result, bail};
use rayon::prelude::*;
use softplus::Softplus;
use softplus_family::Float;

use crate::{
    cli::{Dtype, EvalArgs, Usage},
    data::Kind,
    family::Function,
    for_dtype, number,
};

/// Elements that one core evaluates at a time.
const PIECE: usize = 1 << 14;

/// A function whose constants are given.
#[derive(Debug, Clone)]
pub struct Evaluator {
    function: Function,
    constants: Constants,
}

#[derive(Debug, Clone)]
enum Constants {
    None,
    /// Of a function whose last argument it is.
    Beta(String),
    /// Of the constraint.
    Constraint {
        beta: String,
        low: String,
    },
}

impl Evaluator {
    /// The function of the command line.
    ///
    /// # Errors
    /// If it has no such constants.
    pub fn new(args: &EvalArgs) -> Result<Self> {
        let function = args.function;
        let constrained =
            matches!(function, Function::Softplus | Function::SoftplusInverse | Function::Sigmoid);
        let constants = match (&args.beta, &args.low) {
            (None, None) => Constants::None,
            (Some(beta), None) if function.arguments().last() == Some(&"beta") => {
                Constants::Beta(beta.clone())
            }
            (beta, low) if constrained => {
                let or =
                    |text: &Option<String>, default: &str| text.clone().unwrap_or_else(|| default.to_owned());
                Constants::Constraint { beta: or(beta, "1"), low: or(low, "0") }
            }
            (_, low) => {
                let option = if low.is_some() { "--low" } else { "--beta" };
                bail!(Usage(format!(
                    "{option} is not for {}: softplus, softplus_inverse and sigmoid have --beta and --low, the functions \
                     of an argument beta have --beta",
                    function.name()
                )))
            }
        };
        let evaluator = Self { function, constants };
        // What no type can hold is found before the data is opened.
        evaluator.apply::<f64>(vec![Vec::new(); evaluator.arity()])?;
        Ok(evaluator)
    }

    /// An error if a constant is none of the type, as a beta that rounds to 0 in it.
    ///
    /// # Errors
    /// Says which.
    pub fn check(&self, dtype: Dtype) -> Result<()> {
        fn empty<T: Float>(evaluator: &Evaluator) -> Result<()> {
            evaluator.apply::<T>(vec![Vec::new(); evaluator.arity()]).map(drop)
        }
        for_dtype!(dtype, empty(self))
            .map_err(|error| Usage(format!("in {}: {error}", Kind::from(dtype))).into())
    }

    /// How many arguments it has.
    pub fn arity(&self) -> usize {
        self.function.arguments().len() - usize::from(matches!(self.constants, Constants::Beta(_)))
    }

    /// Their names.
    pub fn arguments(&self) -> &'static [&'static str] {
        &self.function.arguments()[..self.arity()]
    }

    /// Its own name.
    pub const fn name(&self) -> &'static str {
        self.function.name()
    }

    /// What it is called with these arguments.
    pub fn call(&self, arguments: &[&str]) -> String {
        format!("{}({})", self.name(), arguments.join(", "))
    }

    /// Whether it is softplus itself.
    pub fn is_softplus(&self) -> bool {
        self.function == Function::Softplus && matches!(self.constants, Constants::None)
    }

    /// Its values, in place of the first argument, on all cores.
    ///
    /// # Errors
    /// If a constant is none of the type.
    pub fn apply<T: Float>(&self, mut arguments: Vec<Vec<T>>) -> Result<Vec<T>> {
        let mut first = arguments.remove(0);
        match &self.constants {
            Constants::None => {
                let rest: Vec<&[T]> = arguments.iter().map(Vec::as_slice).collect();
                self.function.apply(&mut first, &rest);
            }
            Constants::Beta(beta) => {
                let beta = vec![constant("--beta", beta)?; first.len()];
                let mut rest: Vec<&[T]> = arguments.iter().map(Vec::as_slice).collect();
                rest.push(&beta);
                self.function.apply(&mut first, &rest);
            }
            Constants::Constraint { beta, low } => {
                let constraint = Softplus::new(constant("--beta", beta)?, constant("--low", low)?);
                let constraint = constraint.map_err(|error| Usage(error.to_string()))?;
                first = self.constrained(&constraint, &first);
            }
        }
        Ok(first)
    }

    fn constrained<T: Float>(&self, constraint: &Softplus<T>, xs: &[T]) -> Vec<T> {
        let mut ys = vec![T::default(); xs.len()];
        let pieces = xs.par_chunks(PIECE).zip(ys.par_chunks_mut(PIECE));
        pieces.for_each(|(xs, ys)| T::constrained(constraint, self.function, xs, ys));
        ys
    }
}

fn constant<T: Float>(option: &str, text: &str) -> Result<T> {
    number::parse(text).map_err(|error| Usage(format!("{option}: {error}")).into())
}
