//! The operations of every level that this CPU has; `cargo xtask cross` asks the same of the other levels.
#![cfg(all(feature = "half", feature = "probe"))]

use softplus::{Level, probe};

#[test]
fn operations_equal_plain_arithmetic() {
    for level in Level::available() {
        let compared = probe::check_operations(level);
        assert!(compared.is_ok_and(|count| count > 100_000), "{level}: {compared:?}");
    }
}

#[test]
fn only_the_scalar_level_has_one_lane() {
    for level in Level::available() {
        assert_eq!(probe::count(level) == 1, level == Level::Scalar, "{level}");
    }
}

#[test]
fn a_level_that_is_missing_is_one_lane_and_cannot_be_forced() {
    let missing = [Level::Sse2, Level::Avx2, Level::Avx512, Level::Neon, Level::Simd128]
        .into_iter()
        .filter(|level| !level.is_available());
    for level in missing {
        assert_eq!(probe::count(level), 1, "{level}");
        let refused = level.force().expect_err("it is not available");
        assert_eq!(refused.to_string(), format!("this CPU does not have the level {level}"));
    }
}
