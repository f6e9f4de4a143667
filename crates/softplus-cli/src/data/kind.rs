//! The types of numbers that columns and arrays hold.

use std::fmt;

use crate::cli::Dtype;

/// A type of numbers, as a Rust type.
pub trait Element: Copy + Default + Send + Sync + 'static {
    /// Its name as a value.
    const KIND: Kind;
    /// From its bytes, of which there are as many as it has.
    fn read(bytes: &[u8], big_endian: bool) -> Self;
    /// Its bytes, appended.
    fn write(self, big_endian: bool, bytes: &mut Vec<u8>);
    /// The vector, whatever its type.
    fn wrap(values: Vec<Self>) -> Values;
    /// The vector, if it holds this type.
    fn unwrap(values: Values) -> Option<Vec<Self>>;
    /// The nearest f64.
    fn to_f64(self) -> f64;
}

macro_rules! kinds {
    ($($kind:ident: $type:ty, $name:literal, $code:literal, $to_f64:expr;)*) => {
        /// A type of numbers.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(missing_docs, reason = "each is the type of that name")]
        pub enum Kind {
            $($kind,)*
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$kind),*];

            /// Bytes of an element.
            #[must_use]
            pub const fn size(self) -> u64 {
                match self {
                    $(Self::$kind => size_of::<$type>() as u64,)*
                }
            }

            /// The name: f32, i64, …
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }

            /// The name in a .npy header, without the byte order.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$kind => $code,)*
                }
            }
        }

        $(impl Element for $type {
            const KIND: Kind = Kind::$kind;
            fn read(bytes: &[u8], big_endian: bool) -> Self {
                let mut all = [0; size_of::<$type>()];
                all.copy_from_slice(bytes);
                if big_endian { <$type>::from_be_bytes(all) } else { <$type>::from_le_bytes(all) }
            }
            fn write(self, big_endian: bool, bytes: &mut Vec<u8>) {
                let all = if big_endian { self.to_be_bytes() } else { self.to_le_bytes() };
                bytes.extend_from_slice(&all);
            }
            fn wrap(values: Vec<Self>) -> Values {
                Values::$kind(values)
            }
            fn unwrap(values: Values) -> Option<Vec<Self>> {
                if let Values::$kind(values) = values { Some(values) } else { None }
            }
            fn to_f64(self) -> f64 {
                ($to_f64)(self)
            }
        })*

        /// Numbers of any of the types.
        #[derive(Debug, Clone)]
        #[allow(missing_docs, reason = "each is the type of that name")]
        pub enum Values {
            $($kind(Vec<$type>),)*
        }

        /// Calls `$function::<T>($arguments)` with the Rust type T of a [`Kind`].
        macro_rules! for_kind {
            ($on:expr, $function:ident $arguments:tt) => {
                match $on {
                    $($crate::data::Kind::$kind => $function::<$type> $arguments,)*
                }
            };
        }
        pub(crate) use for_kind;

        /// The expression for the vector inside of [`Values`].
        macro_rules! with_values {
            ($on:expr, $each:ident => $result:expr) => {
                match $on {
                    $($crate::data::Values::$kind($each) => $result,)*
                }
            };
        }
        pub(crate) use with_values;
    };
}

kinds! {
    F16: half::f16, "f16", "f2", half::f16::to_f64;
    Bf16: half::bf16, "bf16", "V2", half::bf16::to_f64;
    F32: f32, "f32", "f4", f64::from;
    F64: f64, "f64", "f8", |x| x;
    I8: i8, "i8", "i1", f64::from;
    I16: i16, "i16", "i2", f64::from;
    I32: i32, "i32", "i4", f64::from;
    I64: i64, "i64", "i8", |x| x as f64;
    U8: u8, "u8", "u1", f64::from;
    U16: u16, "u16", "u2", f64::from;
    U32: u32, "u32", "u4", f64::from;
    U64: u64, "u64", "u8", |x| x as f64;
}

impl fmt::Display for Kind {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(self.name())
    }
}

impl Kind {
    /// The floating-point type that functions of this one are evaluated in: its own, or f64 for integers.
    #[must_use]
    pub const fn evaluated(self) -> Dtype {
        match self {
            Self::F16 => Dtype::F16,
            Self::Bf16 => Dtype::Bf16,
            Self::F32 => Dtype::F32,
            _ => Dtype::F64,
        }
    }

    /// Whether it is a floating-point type.
    #[must_use]
    pub const fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }
}

impl From<Dtype> for Kind {
    fn from(dtype: Dtype) -> Self {
        match dtype {
            Dtype::F16 => Self::F16,
            Dtype::Bf16 => Self::Bf16,
            Dtype::F32 => Self::F32,
            Dtype::F64 => Self::F64,
        }
    }
}

impl Values {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        with_values!(self, values => values.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Their type.
    #[must_use]
    pub fn kind(&self) -> Kind {
        fn kind<T: Element>(_: &[T]) -> Kind {
            T::KIND
        }
        with_values!(self, values => kind(values))
    }

    /// Their bytes, appended.
    pub fn encode(&self, big_endian: bool, bytes: &mut Vec<u8>) {
        with_values!(self, values => for &value in values {
            Element::write(value, big_endian, bytes);
        });
    }

    /// What an error says of the integer that [`Values::to_f64`] names.
    #[must_use]
    pub fn inexact(&self, index: usize) -> String {
        let value = with_values!(self, values => values[index].to_string());
        format!("{value} has no exact f64, in which integers are evaluated")
    }

    /// All as f64, where `valid` says that there are numbers.
    ///
    /// # Errors
    /// If one has no exact f64, as some integers beyond 2^53: its index.
    pub fn to_f64(&self, valid: Option<&[bool]>) -> Result<Vec<f64>, usize> {
        let exact = |x: i128| x as f64 as i128 == x;
        let counts = |index: &usize| valid.is_none_or(|valid| valid[*index]);
        let inexact = match self {
            Self::I64(values) => (0..values.len()).filter(counts).find(|&index| !exact(values[index].into())),
            Self::U64(values) => (0..values.len()).filter(counts).find(|&index| !exact(values[index].into())),
            _ => None,
        };
        match inexact {
            Some(index) => Err(index),
            None => Ok(with_values!(self, values => values.iter().map(|&x| Element::to_f64(x)).collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Values;

    #[test]
    fn only_inexact_integers_that_are_there_are_refused() {
        let values = Values::I64(vec![(1 << 53) + 1, 1 << 60, i64::MIN, i64::MAX]);
        assert_eq!(values.to_f64(None), Err(0));
        assert_eq!(values.to_f64(Some(&[false, true, true, true])), Err(3));
        let wide = values.to_f64(Some(&[false, true, true, false])).expect("exact where they are there");
        assert_eq!(wide[1..3], [2_f64.powi(60), -(2_f64.powi(63))]);
        assert_eq!(Values::U64(vec![u64::MAX]).to_f64(None), Err(0));
    }
}
