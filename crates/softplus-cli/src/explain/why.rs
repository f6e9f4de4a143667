//! `softplus explain --why`: the story of the formula, its numbers computed in the type that was asked for.

use std::fmt::Write;

use anyhow::Result;
use indicatif::ProgressBar;
use softplus::{sigmoid, softplus, softplus_inverse};
use softplus_family::Float;

use super::{
    boundaries::{self, Side},
    wrap::wrapped,
};
use crate::{
    accuracy::{self, ulps},
    figure::{self, Curve, Figure},
    formula::Formula,
    number::shortest,
    plot::{
        columns::{Columns, sample},
        linspace,
    },
};

/// The most characters of a line that read well.
const WIDEST: usize = 88;

/// Prints the story for a terminal of this width.
pub fn run<T: Float>(width: usize) -> Result<()> {
    let mut essay = Essay { text: String::new(), width: width.clamp(40, WIDEST) };
    the_function::<T>(&mut essay);
    two_failures::<T>(&mut essay)?;
    the_stable_form::<T>(&mut essay)?;
    log1p::<T>(&mut essay)?;
    thresholds::<T>(&mut essay)?;
    the_tail::<T>(&mut essay)?;
    the_last_bit::<T>(&mut essay);
    figure::show(&essay.text)
}

/// Text that is wrapped to a width.
struct Essay {
    text: String,
    width: usize,
}

impl Essay {
    fn heading(&mut self, text: &str) {
        let style = anstyle::Style::new().bold();
        // Writing to a string does not fail, here and below.
        let _ = writeln!(self.text, "\n{style}{text}{style:#}\n");
    }

    fn say(&mut self, text: &str) {
        self.text.push_str(&wrapped(text, self.width, 0));
        self.text.push('\n');
    }

    /// Lines that stay as they are, indented.
    fn show(&mut self, lines: &[String]) {
        for line in lines {
            let _ = writeln!(self.text, "    {line}");
        }
        self.text.push('\n');
    }
}

fn the_function<T: Float>(essay: &mut Essay) {
    let of = |x: f64| shortest(softplus(T::from_f64(x)));
    essay.heading("1. A ramp without a corner");
    essay.say(
        "softplus(x) = ln(1+e^x). For large x the 1 does not count, and ln(e^x) is x; for very negative x the e^x hardly \
         counts, and ln(1+e^x) is about e^x, nearly 0. So it looks like ReLU, max(0, x), but it is smooth where ReLU \
         has its corner.",
    );
    essay.text.push_str(&small_plot(essay.width));
    essay.text.push('\n');
    essay.say(&format!(
        "At 0, e^0 is 1, and ln(1+1) is ln 2: softplus(0) = {}, not 0. That is also the farthest it gets from ReLU; the \
         distance is softplus(-|x|), which is {} at x = ±2 and {} at x = ±5.",
        of(0.0),
        of(-2.0),
        of(-5.0)
    ));
    essay.say(&format!(
        "Its slope is e^x/(1+e^x), the sigmoid: {} at -2, {} at 0, {} at 2. It rises everywhere, and so it has an \
         inverse: x = ln(e^y-1). Of y = {} the inverse is {}.",
        shortest(sigmoid(T::from_f64(-2.0))),
        shortest(sigmoid(T::from_f64(0.0))),
        shortest(sigmoid(T::from_f64(2.0))),
        of(3.0),
        shortest(softplus_inverse(softplus(T::from_f64(3.0))))
    ));
}

fn small_plot(width: usize) -> String {
    let curve = |name: &str, colour, function: &dyn Fn(f64) -> f64| Curve {
        name: name.to_owned(),
        points: linspace(-5.0, 5.0, 101).map(|x| (x, function(x))).collect(),
        colour,
        dashed: false,
    };
    let curves = vec![curve("softplus", 0, &|x| softplus(x)), curve("ReLU", 1, &|x| x.max(0.0))];
    Figure { curves, x_label: "x".to_owned(), ..Figure::default() }.text((width.min(64), 15))
}

/// The value of a formula at x with its error.
fn outcome<T: Float>(formula: &Formula, x: T) -> String {
    let y = formula.value(x);
    let error = accuracy::error(x, y);
    let error =
        if error.is_infinite() { "infinitely wrong".to_owned() } else { format!("{} off", ulps(error)) };
    format!("{:<24} {error}", shortest(y))
}

/// Lines with the outcome of formulas at x, and the right result.
fn outcomes<T: Float>(essay: &mut Essay, x: T, formulas: &[&str]) -> Result<()> {
    let mut lines = vec![format!("at x = {}", shortest(x))];
    for text in formulas {
        lines.push(format!("{text:<30} {}", outcome(&Formula::new(text)?, x)));
    }
    lines.push(format!("{:<30} {}", "correctly rounded", shortest(softplus(x))));
    essay.show(&lines);
    Ok(())
}

const NAIVE: &str = "log(1+exp(x))";
const STABLE: &str = "log(1+exp(-abs(x)))+max(x,0)";
const REPAIRED: &str = "log1p(exp(-abs(x)))+max(x,0)";

fn two_failures<T: Float>(essay: &mut Essay) -> Result<()> {
    essay.heading("2. As it is written, it fails twice");
    let naive = Formula::new(NAIVE)?;
    essay.say(&format!(
        "On paper the formula is fine. In {} it fails at both ends, because two numbers on the way do not fit.",
        T::NAME
    ));
    if let Some(x) = boundaries::first::<T>(Side::Above, |x| naive.value(x).to_f64().is_infinite()) {
        let largest = super::reason::largest::<T>();
        essay.say(&format!(
            "On the right: e^x is larger than the largest {}, {}, from x = {} up, and the logarithm of infinity is \
             infinity. Nothing is wrong with the result itself, which is only about {:.1}.",
            T::NAME,
            shortest(largest),
            shortest(x),
            x.to_f64()
        ));
        outcomes(essay, x, &[NAIVE])?;
    }
    if let Some(x) = boundaries::first::<T>(Side::Below, |x| naive.value(x).to_f64() == 0.0) {
        essay.say(&format!(
            "On the left: 1+e^x has {} binary digits like every {}, and they are spent on the 1. From x = {} down e^x is \
             too small to leave a trace: 1+e^x is 1, and its logarithm 0.",
            T::MANTISSA_DIGITS,
            T::NAME,
            shortest(x)
        ));
        outcomes(essay, x, &[NAIVE])?;
    }
    Ok(())
}

fn the_stable_form<T: Float>(essay: &mut Essay) -> Result<()> {
    essay.heading("3. The repair for the right end");
    essay.say("For x ≥ 0, take e^x out of the sum:");
    essay.show(&[
        "ln(1+e^x) = ln(e^x · (e^-x + 1))".to_owned(),
        "          = ln(e^x) + ln(1+e^-x)".to_owned(),
        "          = x + ln(1+e^-x)".to_owned(),
    ]);
    essay.say(
        "For x < 0 leave it as it is. In both cases the exponential's argument is now -|x|, and what stands before it is \
         x or 0. Both lines are one formula:",
    );
    essay.show(&["ln(1+e^x) = max(0, x) + ln(1+e^-|x|)".to_owned()]);
    essay.say("e^-|x| is at most 1. It cannot overflow, whatever x is.");
    let naive = Formula::new(NAIVE)?;
    if let Some(x) = boundaries::first::<T>(Side::Above, |x| naive.value(x).to_f64().is_infinite()) {
        outcomes(essay, x, &[STABLE])?;
    }
    essay.say(
        "This is the form that most people call numerically stable. It is, on the right: there x is large beside what \
         the logarithm adds, and what is lost of that does not show. On the left nothing has changed.",
    );
    Ok(())
}

fn log1p<T: Float>(essay: &mut Essay) -> Result<()> {
    essay.heading("4. The repair for the left end: log1p");
    let stable = Formula::new(STABLE)?;
    let half = boundaries::half_of_the_digits::<T>();
    // Where the sum has about a third of e^x's digits, and no round number, which might lose nothing.
    let x = T::from_f64((f64::from(T::MANTISSA_DIGITS) * -7.0 * std::f64::consts::LN_2).round() / 10.0);
    let small = T::from_f64(x.to_f64().exp());
    let sum = T::from_f64(1.0 + small.to_f64());
    essay.say("The addition is what destroys the digits, not the exponential and not the logarithm:");
    essay.show(&[
        format!("x       = {}", shortest(x)),
        format!("e^x     = {}", shortest(small)),
        format!("1 + e^x = {}", shortest(sum)),
        format!("(1 + e^x) - 1 = {}: what is left of e^x", shortest(T::from_f64(sum.to_f64() - 1.0))),
    ]);
    if let Some(x) = boundaries::first::<T>(Side::Below, |x| boundaries::loses_half(&stable, x)) {
        essay.say(&format!(
            "Half of the digits ({half} units in the last place) are gone at about x = {:.2}, all of them a little later.",
            x.to_f64()
        ));
    }
    essay.say("log1p(u) is ln(1+u) without that addition: for small u it is u - u²/2 + …, and gets all digits of u.");
    outcomes(essay, x, &[STABLE, REPAIRED])?;
    let repaired = Formula::new(REPAIRED)?;
    let from = boundaries::first::<T>(Side::Below, |x| softplus(x).to_f64() == 0.0)
        .map_or(-20.0, softplus::Float::to_f64);
    let (count, to) = (128, -from);
    let mut columns = Columns::new(from, to, count);
    for (column, x) in sample::<T>(from, to, count) {
        columns.push_to(column, x, repaired.value(x));
    }
    let tried = columns.count;
    let worst = columns.worst(&ProgressBar::hidden()).into_iter().flatten();
    if let Some(worst) = worst.max_by(|a, b| a.error.total_cmp(&b.error)) {
        essay.say(&format!(
            "What is left are the roundings of its operations: the worst of {tried} numbers from {from:.0} to {to:.0} is \
             {} off, at x = {}. (Here exp and log1p are computed in f64 and rounded; a library's own may be worse.)",
            ulps(worst.error),
            shortest(worst.x)
        ));
    }
    Ok(())
}

fn thresholds<T: Float>(essay: &mut Essay) -> Result<()> {
    essay.heading("5. Why others have thresholds, and what they cost");
    essay.say(
        "Another way around the overflow is not to compute: above some x return x, and be done. PyTorch does that above \
         20. Left out is ln(1+e^-x), which must be less than half a unit in the last place of x to cost nothing.",
    );
    let first = of_next_above(T::from_f64(20.0));
    outcomes(essay, first, &["pytorch"])?;
    let saturated = boundaries::first::<T>(Side::Above, |x| softplus(x) == x);
    let saturated = saturated.map_or_else(String::new, shortest);
    let cost = accuracy::error(first, first);
    essay.say(&if cost <= 0.5 {
        format!(
            "In {} the result is x anyway from x = {saturated} up, and 20 costs nothing. In f64 it does: there the same \
             cut is {} off, and the function jumps.",
            T::NAME,
            ulps(accuracy::error(20.0_f64.next_up(), 20.0_f64.next_up()))
        )
    } else {
        format!(
            "In {} the result is x only from x = {saturated} up. At 20 the cut is {} off: the function jumps there, and \
             is not monotonic.",
            T::NAME,
            ulps(cost)
        )
    });
    let tensorflow = Formula::new("tensorflow")?;
    let threshold = Formula::new("log(eps)+2")?.value(T::from_f64(0.0));
    essay.say(&format!(
        "TensorFlow has two, at ±(log(eps)+2), which is {} here: above it returns x, below it e^x. These follow the \
         type, and cost a few units:",
        shortest(threshold)
    ));
    let (below, above) = (of_next_below(threshold), of_next_above(T::from_f64(-threshold.to_f64())));
    let lines = [below, above].map(|x| format!("at x = {:<22} {}", shortest(x), outcome(&tensorflow, x)));
    essay.show(&lines);
    essay.say(
        "With max(0, x) + log1p(e^-|x|) no threshold is needed: nothing overflows, and nothing is lost.",
    );
    Ok(())
}

fn of_next_above<T: Float>(x: T) -> T {
    accuracy::of_rank(accuracy::rank(x) + 1)
}

fn of_next_below<T: Float>(x: T) -> T {
    accuracy::of_rank(accuracy::rank(x) - 1)
}

fn the_tail<T: Float>(essay: &mut Essay) -> Result<()> {
    essay.heading("6. Why it is tiny at -40, but not 0");
    let x = T::from_f64(-40.0);
    let y = softplus(x);
    essay.say(&format!(
        "softplus is positive everywhere. At x = -40 the exact value is {}, about e^-40.",
        super::exact::softplus(-40.0)
    ));
    outcomes(essay, x, &[NAIVE, REPAIRED])?;
    if let Some(zero) = boundaries::first::<T>(Side::Below, |x| softplus(x).to_f64() == 0.0) {
        let tiny: T = T::from_bits_u64(1);
        let there =
            if y.to_f64() == 0.0 { "that is why it is 0 at -40 in this type" } else { "long after -40" };
        essay.say(&format!(
            "A result of exactly 0 is right only where the value is nearer to 0 than to the smallest {}, {}. That begins \
             at x = {}: {there}. A 0 before that is an error, and a logarithm or a division after it turns it into an \
             infinity.",
            T::NAME,
            shortest(tiny),
            shortest(zero)
        ));
    }
    Ok(())
}

fn the_last_bit<T: Float>(essay: &mut Essay) {
    essay.heading("7. The last bit");
    essay.say(&format!(
        "Each of the formulas rounds several times, and each library's exp and log round in their own way: the same x gives \
         different last bits on different machines. There is only one {} that is nearest to ln(1+e^x). `softplus` returns \
         it, for every x: see `softplus explain X` for one x, `softplus explain -40..100` for many, and `softplus plot \
         error` for the picture.",
        T::NAME
    ));
}
