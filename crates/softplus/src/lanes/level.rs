//! The instructions that the slice functions use, found at run time or forced.

use core::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicU8, Ordering},
};

/// A set of vector instructions that the slice functions can use. Every level returns the same bits.
///
/// The best that the CPU has is chosen at the first call. The environment variable `SOFTPLUS_LEVEL` (a name from the
/// table; feature `std`), read once at the first call, or [`Level::force`] chooses another one, for tests and
/// measurements. A level that the CPU does not have cannot be chosen: the variable is then ignored with a message on
/// standard error, and `force` fails.
///
/// | level | name | f32 at a time | chosen on |
/// |---|---|---|---|
/// | `Scalar` | `scalar` | 1 | every CPU |
/// | `Sse2` | `sse2` | 4 | every x86-64 |
/// | `Avx2` | `avx2` | 8 | x86-64 with AVX2, FMA and F16C |
/// | `Avx512` | `avx512` | 16 | x86-64 with AVX-512F and DQ |
/// | `Neon` | `neon` | 4 | every aarch64 but its `softfloat` targets |
/// | `Simd128` | `simd128` | 4 | wasm32 compiled with `-C target-feature=+simd128` |
///
/// `Neon` and `Simd128` are known when the crate is compiled; of the others AVX2 and AVX-512 are found at run time (with
/// the feature `std`; without it they must be enabled when the crate is compiled).
///
/// # Examples
/// ```
/// use softplus::Level;
///
/// assert!(Level::available().any(|level| level == Level::Scalar));
/// Level::Scalar.force().expect("every CPU has it");
/// assert_eq!(Level::current().to_string(), "scalar");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Level {
    /// One value at a time.
    Scalar = 1,
    /// x86-64 without extensions.
    Sse2,
    /// x86-64 with AVX2, FMA and F16C.
    Avx2,
    /// x86-64 with AVX-512F and DQ.
    Avx512,
    /// aarch64.
    Neon,
    /// WebAssembly with simd128.
    Simd128,
}

/// From the least to the best of each architecture.
const ALL: [Level; 6] = [Level::Scalar, Level::Sse2, Level::Avx2, Level::Avx512, Level::Neon, Level::Simd128];

/// The level in use as its number; 0 before the first call.
static CURRENT: AtomicU8 = AtomicU8::new(0);

/// Whether the CPU has the x86-64 feature: asked at run time with `std`, known at compile time without.
#[cfg(target_arch = "x86_64")]
macro_rules! has_feature {
    ($feature:tt) => {{
        #[cfg(feature = "std")]
        let present = std::arch::is_x86_feature_detected!($feature);
        #[cfg(not(feature = "std"))]
        let present = cfg!(target_feature = $feature);
        present
    }};
}
#[cfg(target_arch = "x86_64")]
pub(super) use has_feature;

impl Level {
    /// The level that the slice functions use.
    #[inline]
    #[must_use]
    pub fn current() -> Self {
        let number = CURRENT.load(Ordering::Relaxed);
        if number == 0 { Self::choose() } else { ALL[usize::from(number) - 1] }
    }

    /// The levels that this CPU has, from the least to the best.
    #[must_use]
    pub fn available() -> impl DoubleEndedIterator<Item = Self> + Clone {
        ALL.into_iter().filter(|level| level.is_available())
    }

    /// Whether this CPU has the level.
    #[must_use]
    pub fn is_available(self) -> bool {
        match self {
            Self::Scalar => true,
            Self::Sse2 => cfg!(target_arch = "x86_64"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => super::x86::avx2::Token::detect().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => super::x86::avx512::Token::detect().is_some(),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::Avx512 => false,
            Self::Neon => cfg!(all(target_arch = "aarch64", target_feature = "neon")),
            Self::Simd128 => cfg!(all(target_arch = "wasm32", target_feature = "simd128")),
        }
    }

    /// Uses this level from now on, in the whole process.
    ///
    /// # Errors
    /// If the CPU does not have it; nothing is changed then.
    pub fn force(self) -> Result<(), UnavailableLevel> {
        if !self.is_available() {
            return Err(UnavailableLevel(self));
        }
        CURRENT.store(self as u8, Ordering::Relaxed);
        Ok(())
    }

    /// The name in short, as the environment variable takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scalar => "scalar",
            Self::Sse2 => "sse2",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Neon => "neon",
            Self::Simd128 => "simd128",
        }
    }

    #[cold]
    fn choose() -> Self {
        let best = Self::available().next_back().unwrap_or(Self::Scalar);
        #[cfg(feature = "std")]
        let best = Self::wished().unwrap_or(best);
        CURRENT.store(best as u8, Ordering::Relaxed);
        best
    }

    /// What the environment variable asks for; a wish that cannot be met is reported, because a test or a benchmark
    /// would otherwise believe that it ran.
    #[cfg(feature = "std")]
    fn wished() -> Option<Self> {
        let text = std::env::var("SOFTPLUS_LEVEL").ok().filter(|text| !text.is_empty())?;
        match text.parse::<Self>() {
            Ok(level) if level.is_available() => return Some(level),
            Ok(level) => {
                std::eprintln!("softplus: SOFTPLUS_LEVEL: {}; using the best", UnavailableLevel(level));
            }
            Err(error) => std::eprintln!("softplus: SOFTPLUS_LEVEL: {error}; using the best"),
        }
        None
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(self.name())
    }
}

impl FromStr for Level {
    type Err = ParseLevelError;

    fn from_str(text: &str) -> Result<Self, ParseLevelError> {
        ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(text)).ok_or(ParseLevelError)
    }
}

/// The text names no level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseLevelError;

impl fmt::Display for ParseLevelError {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("unknown level; the levels are")?;
        for (i, level) in ALL.iter().enumerate() {
            write!(out, "{} {level}", if i == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl core::error::Error for ParseLevelError {}

/// This CPU does not have the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnavailableLevel(Level);

impl fmt::Display for UnavailableLevel {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "this CPU does not have the level {}", self.0)
    }
}

impl core::error::Error for UnavailableLevel {}
