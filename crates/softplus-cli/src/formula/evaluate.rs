//! The value of an expression, every operation rounded to the type.

use softplus::softplus;
use softplus_family::Float;

/// A number, rounded once to each type.
#[derive(Debug)]
pub struct Literal {
    pub f16: f64,
    pub bf16: f64,
    pub f32: f64,
    pub f64: f64,
}

impl Literal {
    fn value<T: Float>(&self) -> T {
        T::from_f64(match T::NAME {
            "f16" => self.f16,
            "bf16" => self.bf16,
            "f32" => self.f32,
            _ => self.f64,
        })
    }
}

/// Of one number, of two, and whether two compare so.
pub type Unary = fn(f64) -> f64;
pub type Binary = fn(f64, f64) -> f64;
pub type Comparison = fn(f64, f64) -> bool;

/// An expression in x. Functions are those of f64; their result is rounded to the type.
#[derive(Debug)]
pub enum Expression {
    X,
    Number(Literal),
    /// The distance of 1 to the next number.
    Epsilon,
    /// The correctly rounded function.
    Softplus(Box<Self>),
    Unary(Unary, Box<Self>),
    Binary(Binary, Box<[Self; 2]>),
    /// The third operand where the first two compare so, else the fourth.
    Where(Comparison, Box<[Self; 4]>),
}

impl Expression {
    /// The value at x.
    pub fn value<T: Float>(&self, x: T) -> T {
        let wide = |operand: &Self| operand.value(x).to_f64();
        match self {
            Self::X => x,
            Self::Number(number) => number.value(),
            Self::Epsilon => T::from_f64(2_f64.powi(1 - T::MANTISSA_DIGITS as i32)),
            Self::Softplus(a) => softplus(a.value(x)),
            Self::Unary(function, a) => T::from_f64(function(wide(a))),
            // Exactly as the type's own operation: f64 has more than twice the digits of the others, so that the second
            // rounding of + − · / and √ is innocuous.
            Self::Binary(function, operands) => {
                let [a, b] = operands.as_ref();
                T::from_f64(function(wide(a), wide(b)))
            }
            Self::Where(compare, operands) => {
                let [left, right, yes, no] = operands.as_ref();
                if compare(wide(left), wide(right)) { yes.value(x) } else { no.value(x) }
            }
        }
    }
}
