//! Arrays of one type in files: .npy, or the elements alone, little-endian.
//!
//! bfloat16 has no name in .npy files: `ml_dtypes` writes its elements as two raw bytes, `<V2`, others as the integers
//! `<u2`. Both are read, and the first is written.

use std::{fs, io, path::Path};

use anyhow::{Context, Result, bail};
use softplus_family::Float;

use crate::{data::Kind, npy::Header};

/// The elements of a file: .npy, or raw with `raw` or another extension.
pub fn read<T: Float>(path: &Path, raw: bool) -> Result<Vec<T>> {
    let bytes = fs::read(path);
    let bytes = bytes.with_context(|| format!("cannot read {}", path.display()))?;
    let npy = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("npy"));
    let elements = if raw || !npy { decode(&bytes, false) } else { read_npy(&bytes) };
    elements.with_context(|| format!("cannot read {}", path.display()))
}

fn read_npy<T: Float>(bytes: &[u8]) -> Result<Vec<T>> {
    let mut input = bytes;
    let header = Header::read(&mut input)?;
    let integers = header.kind == Kind::U16 && kind::<T>() == Kind::Bf16;
    if header.kind != kind::<T>() && !integers {
        bail!("its elements are {}, not {}; name --dtype {0}", header.kind, T::NAME);
    }
    if header.fortran_order && header.shape.len() > 1 {
        bail!("its elements are in Fortran order; write it with numpy.save(FILE, array.ravel())");
    }
    let (_, size) = header.size()?;
    if size != input.len() as u64 {
        bail!("its shape {} needs {size} bytes of data, and there are {}", header.shape_text(), input.len());
    }
    decode(input, header.big_endian)
}

/// Elements from their bytes.
pub fn decode<T: Float>(bytes: &[u8], big_endian: bool) -> Result<Vec<T>> {
    let size = T::BITS as usize / 8;
    if !bytes.len().is_multiple_of(size) {
        bail!("{} bytes are no whole number of {} elements of {size} bytes", bytes.len(), T::NAME);
    }
    let element = |bytes: &[u8]| {
        let mut bits = [0; 8];
        bits[..size].copy_from_slice(bytes);
        if big_endian {
            bits[..size].reverse();
        }
        T::from_bits_u64(u64::from_le_bytes(bits))
    };
    Ok(bytes.chunks_exact(size).map(element).collect())
}

/// The bytes of elements.
pub fn encode<T: Float>(elements: &[T]) -> Vec<u8> {
    let size = T::BITS as usize / 8;
    elements.iter().flat_map(|x| x.to_bits_u64().to_le_bytes().into_iter().take(size)).collect()
}

/// A .npy file of one dimension.
pub fn npy<T: Float>(elements: &[T]) -> io::Result<Vec<u8>> {
    let shape = vec![elements.len() as u64];
    let mut bytes = Vec::new();
    let header = Header { kind: kind::<T>(), unsure: false, big_endian: false, fortran_order: false, shape };
    header.write(&mut bytes)?;
    bytes.extend(encode(elements));
    Ok(bytes)
}

/// The type's name in files.
fn kind<T: Float>() -> Kind {
    match (T::BITS, T::MANTISSA_DIGITS) {
        (16, 8) => Kind::Bf16,
        (16, _) => Kind::F16,
        (32, _) => Kind::F32,
        _ => Kind::F64,
    }
}
