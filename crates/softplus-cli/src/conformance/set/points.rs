//! What each function is asked.

use softplus_family::Float;

use super::{Inputs, Size, drives, hard, known};
use crate::{conformance::exponential, family::Function};

/// A large set's cases, before the repeat block.
const LARGE: usize = 100_000;

/// All points of a set, without the repeat block.
pub fn fill<T: Float>(inputs: &mut Inputs<T>, size: Size) {
    let function = inputs.function;
    for (tag, point) in known::points(function) {
        inputs.push(&tag, &point.into_iter().map(T::from_f64).collect::<Vec<T>>());
    }
    special(inputs);
    let dense = is_dense(function, size);
    let reach = match size {
        Size::Large => 4,
        Size::Small => u64::from(dense),
    };
    for (number, (tag, x)) in drives::thresholds(reach).into_iter().enumerate() {
        inputs.push(tag, &point(function, x, number));
    }
    steps(inputs, size);
    near_ties(inputs, size);
    let hardest = match size {
        Size::Large => usize::MAX,
        Size::Small if dense => 64,
        Size::Small => 24,
    };
    // An f64 input that is hard says nothing about other types.
    if T::BITS == 64 {
        for x in hard::inputs(function, hardest) {
            inputs.push("the exact result lies next to a rounding boundary", &[T::from_f64(x)]);
        }
    }
    binades(inputs, size);
    random(inputs, size);
    if size == Size::Large && inputs.columns.len() > 1 {
        independent(inputs);
    }
}

/// A small set has more cases of softplus itself.
fn is_dense(function: Function, size: Size) -> bool {
    size == Size::Large || function == Function::Softplus
}

fn special<T: Float>(inputs: &mut Inputs<T>) {
    let tag = "special values";
    let arguments = inputs.columns.len();
    if arguments == 1 {
        return drives::special().into_iter().for_each(|x| inputs.push(tag, &[x]));
    }
    let values = drives::few_special(arguments > 2);
    for number in 0..values.len().pow(arguments as u32) {
        let digits = (0..arguments).scan(number, |left, _| {
            let value = values[*left % values.len()];
            *left /= values.len();
            Some(value)
        });
        inputs.push(tag, &digits.collect::<Vec<T>>());
    }
}

/// Even steps through the range in which the function bends, and finer ones where cuts are known to hide.
fn steps<T: Float>(inputs: &mut Inputs<T>, size: Size) {
    let function = inputs.function;
    let finer = match size {
        Size::Large => 16,
        Size::Small if is_dense(function, size) => 2,
        Size::Small => 1,
    };
    let count = 40 * finer;
    for k in 0..=count {
        let x = T::from_f64(f64::from(k) * 40.0 / f64::from(count) - 20.0);
        inputs.push("even steps, -20 to 20", &point(function, x, k as usize));
    }
    // ln ε + 2, from above to below; ε = 2^(1−digits).
    let cut = f64::from(1 - T::MANTISSA_DIGITS as i32) * std::f64::consts::LN_2 + 2.0;
    let count = 12 * finer;
    for k in 0..=count {
        let x = T::from_f64(cut + 0.25 - 0.5 * f64::from(k) / f64::from(count));
        inputs.push("around ln(epsilon)+2 (TensorFlow)", &point(function, x, 0));
    }
    let limits = exponential::of::<T>();
    for k in 0..=9 * finer {
        let share = f64::from(k) / f64::from(9 * finer);
        let vanishing = limits.subnormal + (limits.zero - limits.subnormal) * share;
        for x in [vanishing, limits.identity * (0.8 + 0.22 * share)] {
            for x in [x, -x] {
                inputs.push(
                    "subnormal results, and where the result is nearly x",
                    &point(function, T::from_f64(x), 1),
                );
            }
        }
    }
    // Where the function's zero lies, terms cancel.
    let zero = match function {
        Function::SoftplusInverse => std::f64::consts::LN_2,
        Function::LogSoftplus => 0.541_324_854_612_918_1,
        _ => return,
    };
    for k in 3..T::MANTISSA_DIGITS {
        let part = f64::from_bits((1023 - u64::from(k)) << 52);
        for x in [zero * (1.0 + part), zero * (1.0 - part)] {
            inputs.push("next to the function's zero", &[T::from_f64(x)]);
        }
    }
}

/// Where the first terms of the series at 0 are a tie: 1/2 + x/4 of sigmoid, x/2 + x²/8 of shifted softplus.
fn near_ties<T: Float>(inputs: &mut Inputs<T>, size: Size) {
    if inputs.columns.len() > 1 {
        return;
    }
    let (last, step) = match (size, inputs.function) {
        (Size::Large, _) => (1023, 1),
        (Size::Small, Function::Sigmoid | Function::ShiftedSoftplus) => (127, 4),
        (Size::Small, _) => (127, 20),
    };
    // In steps, so that no power is computed by a library.
    let unit = f64::from_bits((1023 - u64::from(T::MANTISSA_DIGITS - 1)) << 52);
    for k in (3..=last).step_by(step) {
        for sign in [1.0, -1.0] {
            let x = T::from_f64(sign * f64::from(k) * unit);
            inputs.push("near-tie of sigmoid: k*2^(1-digits)", &[x]);
        }
    }
}

fn binades<T: Float>(inputs: &mut Inputs<T>, size: Size) {
    let function = inputs.function;
    let dense = is_dense(function, size);
    let (tag, step) = match (dense, T::BITS, size) {
        (true, _, Size::Large) | (true, 16 | 32, _) => ("every binade", 1),
        (true, _, _) => ("every fourth binade", 4),
        (false, 16 | 32, _) => ("every eighth binade", 8),
        (false, _, _) => ("every 32nd binade", 32),
    };
    let (near_tag, near) = match (dense, step) {
        (true, 1) => ("every binade", 1),
        (true, _) => ("every binade near 1", 1),
        (false, _) => ("every second binade near 1", 2),
    };
    for seed in 0..if size == Size::Large { 4 } else { 1 } {
        for (number, x) in drives::binades(-64, 10, near, seed + 100).into_iter().enumerate() {
            inputs.push(near_tag, &point(function, x, number));
        }
        for (number, x) in drives::binades(-1100, 1023, step, seed).into_iter().enumerate() {
            inputs.push(tag, &point(function, x, number));
        }
    }
}

fn random<T: Float>(inputs: &mut Inputs<T>, size: Size) {
    let function = inputs.function;
    if size == Size::Large && T::BITS == 16 && inputs.columns.len() == 1 {
        let tag = format!("every value of {}", T::NAME);
        return (0..1 << 16).for_each(|bits| inputs.push(&tag, &[T::from_bits_u64(bits)]));
    }
    let limits = exponential::of::<T>();
    let wanted = match size {
        Size::Large => LARGE.saturating_sub(inputs.len()),
        Size::Small if is_dense(function, size) => 240,
        Size::Small => 96,
    };
    let mut state = 1 + u64::from(T::BITS);
    let mut add = |tag: &str, share: usize, next: &dyn Fn(&mut u64) -> T| {
        for number in 0..wanted / share {
            let x = next(&mut state);
            inputs.push(tag, &point(function, x, number));
            // Mirrored too, for the symmetries.
            if number % 2 == 0 {
                let mirrored = T::from_bits_u64(x.to_bits_u64() ^ drives::sign::<T>());
                inputs.push(tag, &point(function, mirrored, number));
            }
        }
    };
    add("random, -20 to 20", 4, &|state| drives::uniform(-20.0, 20.0, state));
    add("random, where the result is neither 0 nor x", 4, &|state| {
        drives::uniform(-limits.zero, limits.identity, state)
    });
    add("random, magnitudes 2^-30 to 2^10", 6, &|state| drives::magnitude(-30, 10, state));
}

/// Independent arguments, until a large set is full: a half type has few numbers, and its points come again.
fn independent<T: Float>(inputs: &mut Inputs<T>) {
    let mut state = 2 + u64::from(T::BITS);
    let rest = inputs.columns.len() - 1;
    for _ in 0..8 * LARGE {
        if inputs.len() >= LARGE {
            return;
        }
        let mut point = vec![drives::uniform(-20.0, 20.0, &mut state)];
        point.extend((0..rest).map(|_| drives::magnitude::<T>(-6, 5, &mut state)));
        inputs.push("random, independent arguments", &point);
    }
}

/// A point at which `x` stands in the function's exponent; the other arguments change with `number`.
fn point<T: Float>(function: Function, x: T, number: usize) -> Vec<T> {
    let wide = x.to_f64();
    let of = T::from_f64;
    let turn = |choices: &[f64]| choices[number % choices.len()];
    match function {
        Function::LogAddExp | Function::LogSubExp => {
            let b = turn(&[0.0, 1.0, -1.0, 100.0, -3.5, -800.0]);
            let pair = [of(wide + b), of(b)];
            if number % 4 == 3 { vec![pair[1], pair[0]] } else { pair.to_vec() }
        }
        Function::SoftplusBeta
        | Function::SoftplusBetaDerivative
        | Function::SoftplusBetaDerivativeInBeta => {
            let beta = of(turn(&[2.0, 1.0, 0.5, 10.0, 0.1, 3.0, -1.5, 100.0]));
            vec![of(wide / beta.to_f64()), beta]
        }
        Function::SoftplusBackward => vec![of(turn(&[1.0, -2.0, 0.3, 0.001, 1000.0, 1e-6])), x],
        Function::SoftplusDoubleBackward => {
            vec![of(turn(&[1.0, -0.7, 300.0])), of(turn(&[0.5, 1.0, -2.0, 0.001])), x]
        }
        // Defined for positive numbers.
        Function::SoftplusInverse | Function::Log1mExp => {
            vec![T::from_bits_u64(x.to_bits_u64() & !drives::sign::<T>())]
        }
        _ => vec![x],
    }
}
