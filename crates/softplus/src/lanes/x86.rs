//! x86-64: three widths.

pub mod avx2;
pub mod avx512;
pub mod sse2;

/// A [`Token`](super::Backend::Token) for features that are asked for at run time, and the function that uses them.
macro_rules! token {
    ($backend:ident, $features:literal, $($feature:tt),+) => {
        /// Proof that the CPU has the features and that the operating system saves their registers.
        #[derive(Debug, Clone, Copy)]
        pub struct Token(());

        impl Token {
            /// The proof, if there is one. The answer is cached by the standard library.
            #[inline]
            pub fn detect() -> Option<Self> {
                let present = $(crate::lanes::level::has_feature!($feature))&&+;
                present.then_some(Self(()))
            }
        }

        #[target_feature(enable = $features)]
        fn with_features<K: crate::lanes::Task>(task: K, token: Token) -> K::Output {
            task.run::<$backend>(token)
        }
    };
}
use token;
