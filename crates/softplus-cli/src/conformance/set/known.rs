//! Inputs on which published implementations failed, with the place where it is reported.

use crate::family::Function;

/// Begins every tag of a known failure.
const KNOWN: &str = "known failure: ";

/// Whether a tag is one of these.
pub fn is_known(tag: &str) -> bool {
    tag.starts_with(KNOWN)
}

/// Tag and point of each.
pub fn points(function: Function) -> Vec<(String, Vec<f64>)> {
    let of_one = |(source, x): &(&str, f64)| (format!("{KNOWN}{source}"), vec![*x]);
    let of_two = |(source, point): &(&str, [f64; 2])| (format!("{KNOWN}{source}"), point.to_vec());
    match function {
        Function::Softplus | Function::LogSoftplus | Function::Mish => SOFTPLUS.iter().map(of_one).collect(),
        Function::Sigmoid => SIGMOID.iter().map(of_one).collect(),
        Function::SoftplusSecondDerivative => SECOND_DERIVATIVE.iter().map(of_one).collect(),
        Function::LogSigmoid => SOFTPLUS.iter().map(|&(source, x)| of_one(&(source, -x))).collect(),
        Function::SoftplusInverse | Function::Log1mExp => INVERSE.iter().map(of_one).collect(),
        Function::ShiftedSoftplus => SHIFTED.iter().map(of_one).collect(),
        Function::LogAddExp => LOGADDEXP.iter().map(of_two).collect(),
        Function::LogSubExp => LOGSUBEXP.iter().map(of_two).collect(),
        Function::SoftplusBeta => BETA.iter().map(of_two).collect(),
        _ => Vec::new(),
    }
}

const SOFTPLUS: &[(&str, f64)] = &[
    ("pytorch#48235, the result differs between 15 and 16 elements", -1.105_291_366_577_148_4),
    ("PyTorch's threshold 20, 580,000 ulp in f64", 20.0007),
    ("PyTorch's threshold 20, 580,000 ulp in f64", 20.000_000_000_000_004),
    ("oneDNN soft_relu returns 0", -17.0),
    ("oneDNN soft_relu returns -1.9e-6", -18.0),
    ("ln(1+e^x) overflows in f32 (burn#5373, tvm#1768, tensorflow#60892, openvino#37728)", 100.0),
    ("ln(1+e^x) overflows in f64", 710.0),
    ("ln(1+e^x) overflows in f16 (coremltools#2687)", 12.0),
    ("ln(1+e^-|x|)+max(x,0) is 0 in f32 (onnx#3997, openvino#35931, tt-metal#9910)", -20.0),
    ("ln(1+e^-|x|)+max(x,0) is 0 in f64", -40.0),
    ("0 below -5 in bf16 (tt-metal#51866)", -5.031_25),
    ("0 below -5 in bf16 (tt-metal#51866)", -50.0),
    ("JAX and TensorFlow flush the subnormal result in f32", -88.0),
    ("JAX and TensorFlow flush the subnormal result in f64", -709.0),
    ("the smallest result of f64", -745.13),
];

const SIGMOID: &[(&str, f64)] = &[
    ("pxfm 0.1.25 f_logistic returns 1", -745.13),
    ("pxfm 0.1.25 f_logistic returns 1", -746.0),
    ("1/(1+e^-x) rounds e^-x away", 37.4),
];

const SECOND_DERIVATIVE: &[(&str, f64)] =
    &[("s(1-s) is 0 (tensorflow#126635, jax#40387, pytorch#195679)", 37.4), ("s(1-s) is 0 in f32", 17.5)];

const INVERSE: &[(&str, f64)] = &[
    ("ln(e^y-1) loses every digit at y = ln 2 (pytorch#72759)", std::f64::consts::LN_2),
    ("e^y overflows in f32", 100.0),
    ("e^y overflows in f64", 710.0),
    ("e^y-1 is 0", 1e-20),
];

const SHIFTED: &[(&str, f64)] = &[
    ("softplus(x)-ln 2 loses its digits near 0", 1e-7),
    ("softplus(x)-ln 2 loses its digits near 0", -1e-7),
    ("softplus(x)-ln 2 loses its digits near 0", 1e-16),
    ("e^x overflows in f32", 100.0),
];

const LOGADDEXP: &[(&str, [f64; 2])] = &[
    ("Boost logaddexp returns -inf", [f64::NEG_INFINITY, 1.0]),
    ("Boost logaddexp returns -inf", [1.0, f64::NEG_INFINITY]),
    ("e^a+e^b overflows", [1000.0, 1000.0]),
    ("e^a+e^b is 0", [-1000.0, -1000.0]),
    ("inf-inf is NaN (jax-js#223)", [f64::INFINITY, f64::INFINITY]),
    (
        "inf-inf is NaN (jax-js#223, stan-dev/math#646, tinygrad#13798)",
        [f64::NEG_INFINITY, f64::NEG_INFINITY],
    ),
    // e^a + e^b is nearly 1.
    (
        "max+log1p loses its digits where the result is near 0",
        [-std::f64::consts::LN_2, -std::f64::consts::LN_2],
    ),
    ("max+log1p loses its digits where the result is near 0", [-0.1, -2.352_168_461_044_090_6]),
    ("max+log1p loses its digits where the result is near 0", [-1.0, -0.458_675_145_387_081_9]),
];

const LOGSUBEXP: &[(&str, [f64; 2])] = &[
    ("e^a-e^b overflows", [1000.0, 999.0]),
    ("e^a-e^b cancels", [1.0, 0.999_999_9]),
    ("inf-inf is NaN (stan-dev/math#646)", [f64::NEG_INFINITY, f64::NEG_INFINITY]),
    ("a+log1mexp loses its digits where the result is near 0", [1.0, 0.541_324_854_612_918_1]),
];

const BETA: &[(&str, [f64; 2])] = &[
    ("the division by beta is left out (torch-spyre#3611)", [1.0, 2.0]),
    ("the division by beta is left out (torch-spyre#3611)", [-3.0, 0.5]),
    ("the threshold compares x instead of beta x, and beta x is returned (BrainPy#580)", [30.0, 0.1]),
    ("PyTorch returns infinity (pytorch#171249)", [0.5, 1e30]),
    ("PyTorch returns infinity (pytorch#171249)", [2.0, 1e30]),
    ("beta 0 (pytorch#83169, tvm#15393)", [1.0, 0.0]),
];
