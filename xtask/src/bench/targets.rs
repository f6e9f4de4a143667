//! What this project wants to reach, and whether it does.

use super::{
    data::{Function, Results},
    markdown::{Table, times},
};

const MILLION: u64 = 1_000_000;
const LARGE: u64 = 16_000_000;

/// A ratio and its bound.
struct Target {
    what: String,
    bound: Bound,
    measured: Option<f64>,
}

#[derive(Clone, Copy)]
enum Bound {
    AtMost(f64),
    AtLeast(f64),
    Above(f64),
}

impl Target {
    fn cells(&self) -> Vec<String> {
        let (goal, met): (String, fn(f64, f64) -> bool) = match self.bound {
            Bound::AtMost(bound) => (format!("≤ {}", times(bound)), |x, bound| x <= bound),
            Bound::AtLeast(bound) => (format!("≥ {}", times(bound)), |x, bound| x >= bound),
            Bound::Above(bound) => (format!("> {}", times(bound)), |x, bound| x > bound),
        };
        let (Bound::AtMost(bound) | Bound::AtLeast(bound) | Bound::Above(bound)) = self.bound;
        let (measured, verdict) = match self.measured {
            None => ("not measured".to_owned(), "–"),
            Some(ratio) => (times(ratio), if met(ratio, bound) { "yes" } else { "no" }),
        };
        vec![self.what.clone(), goal, measured, verdict.to_owned()]
    }
}

/// All targets as a table, or those that were measured.
pub fn table(results: &Results, whole: bool) -> Table {
    let mut table = Table::new(["target", "goal", "measured", "reached"]);
    for target in all(results).iter().filter(|target| whole || target.measured.is_some()) {
        table.row(target.cells());
    }
    table
}

fn all(results: &Results) -> Vec<Target> {
    let normal = |dtype: &str| results.cell("one", dtype, "normal", MILLION);
    let target = |what: &str, bound, measured| Target { what: what.to_owned(), bound, measured };
    let slower = |dtype: &str, rival: &str, bound: f64| Target {
        what: format!("{dtype}: {}'s time against ours", results.label(rival)),
        bound: Bound::AtLeast(bound),
        measured: normal(dtype).and_then(|cell| cell.ratio(rival, "softplus")),
    };
    let ours = |dtype: &str, to: &str| normal(dtype).and_then(|cell| cell.ratio("softplus", to));
    let mut targets = vec![
        target("f32: our time against np.exp's", Bound::AtMost(1.0), ours("f32", "np.exp")),
        slower("f32", "torch", 3.5),
        slower("f32", "tensorflow", 7.0),
        slower("f32", "jax", 6.0),
        slower("f32", "scipy", 35.0),
        target("f64: our time against NumPy's log1p(exp(x))", Bound::AtMost(1.6), ours("f64", "numpy")),
        slower("f64", "torch", 10.0),
        slower("f64", "tensorflow", 3.3),
        slower("f64", "jax", 3.0),
        slower("bf16", "torch", 8.0),
        slower("f16", "torch", 8.0),
        target(
            "f32, 16 million elements, all cores: our time against a copy's on all cores",
            Bound::AtMost(1.5),
            results.cell("all", "f32", "normal", LARGE).and_then(|cell| cell.ratio("softplus", "copy-all")),
        ),
    ];
    for dtype in ["f32", "f64"] {
        let cell = normal(dtype);
        targets.push(target(
            &format!("{dtype}: AVX2 against AVX-512, ours"),
            Bound::AtMost(2.5),
            cell.and_then(|cell| cell.ratio("softplus-avx2", "softplus"))
                .filter(|_| results.machine.levels.iter().any(|level| level == "avx512")),
        ));
        let frameworks = ["torch", "tensorflow", "jax"];
        let fastest = cell.and_then(|cell| {
            frameworks.iter().filter_map(|rival| cell.ratio(rival, "softplus-avx2")).reduce(f64::min)
        });
        targets.push(target(
            &format!("{dtype}: the fastest of PyTorch, TensorFlow and JAX against our AVX2"),
            Bound::Above(1.0),
            fastest,
        ));
        let scalar = results.cells.iter().find(|cell| {
            (cell.mode.as_str(), cell.dtype.as_str(), cell.kind.as_str()) == ("throughput", dtype, "normal")
        });
        targets.push(target(
            &format!("{dtype}, one value at a time, throughput: Rust's x.exp().ln_1p() against ours"),
            Bound::Above(1.0),
            scalar.and_then(|cell| cell.ratio("rust-std", "softplus")),
        ));
    }
    targets.extend(worst_regimes(results));
    targets.extend(results.family.iter().flat_map(family));
    targets
}

/// The rivals' times against a function of the family: twice ours for the fastest, but for f32 sigmoid as much as ours for
/// PyTorch, and for f64 inverse and logaddexp twice ours for NumPy and SciPy.
fn family(function: &Function) -> impl Iterator<Item = Target> {
    function.cells.iter().map(|cell| {
        let (whom, keys, bound): (_, &[&str], _) = match (function.name.as_str(), cell.dtype.as_str()) {
            ("sigmoid", "f32") => ("PyTorch", &["torch"], 1.0),
            ("softplus_inverse" | "logaddexp", "f64") => {
                ("the faster of NumPy and SciPy", &["numpy", "numpy-tfp", "scipy"], 2.0)
            }
            _ => ("the fastest rival", &["numpy", "numpy-tfp", "scipy", "torch", "jax"], 2.0),
        };
        Target {
            what: format!("{}, {}: {whom}'s time against ours", function.name, cell.dtype),
            bound: Bound::AtLeast(bound),
            measured: keys.iter().filter_map(|key| cell.ratio(key, "softplus")).reduce(f64::min),
        }
    })
}

/// Our time on inputs that are all subnormal or all hard, against the ordinary ones.
fn worst_regimes(results: &Results) -> impl Iterator<Item = Target> {
    [("tail", "all results subnormal"), ("hard", "all inputs hard")].into_iter().map(|(kind, words)| {
        let slowdown = |dtype: &&'static str| {
            let time = |kind| results.cell("one", dtype, kind, MILLION)?.time("softplus");
            Some((time(kind)? / time("normal")?, *dtype))
        };
        let worst =
            ["f32", "f64", "f16", "bf16"].iter().filter_map(slowdown).max_by(|(a, _), (b, _)| a.total_cmp(b));
        Target {
            what: format!(
                "{words}: our time against N(0, 4²), the worst type{}",
                worst.map_or_else(String::new, |(_, dtype)| format!(" ({dtype})"))
            ),
            bound: Bound::AtMost(20.0),
            measured: worst.map(|(ratio, _)| ratio),
        }
    })
}
