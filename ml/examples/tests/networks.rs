//! The networks learn, the naive formula dies, and a seed gives one set of weights.

use softplus_ml_examples::{
    activation::{Activation, Framework},
    digits, network,
    scale::{Points, fit},
    train::{Outcome, Recipe, train},
};

const BOTH: [Framework; 2] = [Framework::Burn, Framework::Candle];

fn run(framework: Framework, activation: Activation, darkest: f32, epochs: usize) -> Outcome {
    let digits = digits::load(darkest, 1).unwrap();
    let learning_rate = 0.1 / f64::from(darkest);
    let recipe = Recipe { framework, activation, seed: 1, epochs, batch: 16, learning_rate };
    train(recipe, &digits, |_, _| ()).unwrap()
}

#[test]
fn softplus_recognises_95_percent_in_both_frameworks() {
    for framework in BOTH {
        let outcome = run(framework, Activation::Softplus, 1.0, 40);
        assert!(outcome.last().accuracy >= 0.95, "{framework}: {}", outcome.last().accuracy);
        assert_eq!(outcome.died(), None);
    }
}

#[test]
fn the_naive_formula_dies_on_unscaled_pixels_and_softplus_learns() {
    let digits = digits::load(255.0, 1).unwrap();
    assert!(network::largest_preactivation(1, &digits.training.pixels) > 89.0);
    for framework in BOTH {
        let naive = run(framework, Activation::Naive, 255.0, 3);
        assert_eq!(naive.died(), Some(1), "{framework}");
        let softplus = run(framework, Activation::Softplus, 255.0, 10);
        assert_eq!(softplus.died(), None, "{framework}");
        assert!(softplus.last().accuracy > 0.9, "{framework}: {}", softplus.last().accuracy);
    }
}

#[test]
fn candle_has_no_softplus_of_its_own() {
    let error = network::new(Framework::Candle, Activation::Framework, 1).err().unwrap().to_string();
    assert!(error.contains("choose naive, stable or softplus"), "{error}");
}

/// Gradient descent arrives where the closed form is.
#[test]
fn the_scale_is_the_most_likely_one() {
    let points = Points::random(400, 1);
    let expected = points.most_likely();
    for framework in BOTH {
        let fit = fit(framework, &points, 2000).unwrap();
        let errors = [fit.offset - expected.offset, fit.slope - expected.slope, fit.scale - expected.scale]
            .map(f64::abs);
        assert!(errors.iter().all(|error| *error < 1e-9), "{framework}: {fit:?}, not {expected:?}");
    }
}
