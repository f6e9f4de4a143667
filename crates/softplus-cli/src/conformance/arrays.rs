//! Arrays of one type in files: .npy, or the elements alone, little-endian.
//!
//! bfloat16 has no name in .npy files: `ml_dtypes` writes its elements as two raw bytes, `<V2`, others as the integers
//! `<u2`. Both are read, and the first is written.

use std::{
    fs,
    io::{self, Cursor},
    path::Path,
};

use anyhow::{Context, Result, bail};
use softplus::Float;

use crate::npy::{Header, Kind};

/// The types of two bytes have one length of name, so that one replaces another in a header.
const HALF: &[u8] = b"f2'";
const RAW: &[u8] = b"V2'";
const INTEGER: &[u8] = b"u2'";

/// The elements of a file: .npy, or raw with `raw` or another extension.
pub fn read<T: Float>(path: &Path, raw: bool) -> Result<Vec<T>> {
    let bytes = fs::read(path);
    let bytes = bytes.with_context(|| format!("cannot read {}", path.display()))?;
    let npy = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("npy"));
    let elements = if raw || !npy { decode(&bytes, false) } else { read_npy(bytes) };
    elements.with_context(|| format!("cannot read {}", path.display()))
}

fn read_npy<T: Float>(mut bytes: Vec<u8>) -> Result<Vec<T>> {
    let bfloat = is_bfloat::<T>();
    // Only in the header, which names the type in its first bytes.
    let start = bytes.len().min(64);
    let place = |name: &[u8]| bytes[..start].windows(3).position(|three| three == name);
    match (place(RAW).or_else(|| place(INTEGER)), bfloat) {
        (Some(place), true) => bytes[place..place + 3].copy_from_slice(HALF),
        (None, true) if place(HALF).is_some() => bail!("its elements are f16, not bf16; name --dtype f16"),
        _ => {}
    }
    let mut input = Cursor::new(&bytes);
    let header = Header::read(&mut input)?;
    let data = &bytes[input.position() as usize..];
    let (found, wanted) = (u64::from(T::BITS) / 8, header.kind.size());
    if found != wanted {
        bail!("its elements are {}, not {}; name --dtype {0}", header.kind, T::NAME);
    }
    if header.fortran_order && header.shape.len() > 1 {
        bail!("its elements are in Fortran order; write it with numpy.save(FILE, array.ravel())");
    }
    let (_, size) = header.size()?;
    if size != data.len() as u64 {
        bail!("its shape {} needs {size} bytes of data, and there are {}", header.shape_text(), data.len());
    }
    decode(data, header.big_endian)
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
    let kind = match T::BITS {
        16 => Kind::F16,
        32 => Kind::F32,
        _ => Kind::F64,
    };
    let shape = vec![elements.len() as u64];
    let mut bytes = Vec::new();
    Header { kind, big_endian: false, fortran_order: false, shape }.write(&mut bytes)?;
    if is_bfloat::<T>()
        && let Some(place) = bytes.windows(3).position(|three| three == HALF)
    {
        bytes[place..place + 3].copy_from_slice(RAW);
    }
    bytes.extend(encode(elements));
    Ok(bytes)
}

/// Whether T is bf16, as its digits tell.
const fn is_bfloat<T: Float>() -> bool {
    T::BITS == 16 && T::MANTISSA_DIGITS == 8
}
