//! The oracle: MPFR reference values, input generators and the test harness.
