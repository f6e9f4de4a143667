//! The place of x on the curve, and the errors of formulas around it.

use softplus::softplus;
use softplus_family::Float;

use crate::{
    figure::{Curve, Figure, Mark},
    formula::Formula,
    number::shortest,
    plot::{error::figure_of_formulas, linspace},
};

const POINTS: u32 = 201;
/// Columns of the errors.
const COLUMNS: usize = 400;

/// Both figures.
pub fn figures<T: Float>(x: T, formulas: &[Formula]) -> [Figure; 2] {
    let wide = x.to_f64();
    [
        place(x),
        figure_of_formulas::<T>(formulas, {
            let around = (wide.abs() * 0.5).clamp(4.0, 1e299);
            (wide - around, wide + around, COLUMNS)
        }),
    ]
}

fn place<T: Float>(x: T) -> Figure {
    let wide = x.to_f64();
    let (from, to) = ((wide * 1.2).clamp(-1e300, -6.0), (wide * 1.2).clamp(6.0, 1e300));
    let points =
        |function: &dyn Fn(f64) -> f64| linspace(from, to, POINTS).map(|x| (x, function(x))).collect();
    let y = softplus(x);
    let curve = |name: &str, colour, points| Curve { name: name.to_owned(), points, colour, dashed: false };
    let curves = vec![
        curve("softplus", 0, points(&|x| softplus(x))),
        curve("ReLU: max(0, x)", 1, points(&|x| x.max(0.0))),
    ];
    let name = format!("softplus({}) = {}", shortest(x), shortest(y));
    Figure {
        title: name.clone(),
        x_label: "x".to_owned(),
        y_label: "y".to_owned(),
        curves,
        marks: vec![Mark { at: (wide.clamp(-1e300, 1e300), y.to_f64().min(1e300)), name }],
        ..Figure::default()
    }
}
