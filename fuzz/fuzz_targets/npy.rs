//! The .npy reader: any bytes give elements or an error, in bounded memory; what is read can be written and read
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use softplus::Float;
use softplus_cli::npy::{Element, Kind, Reader, encode};

fuzz_target!(|bytes: &[u8]| {
    // As a pipe, so that the data is read although the length is wrong; then as a file.
    for total in [None, Some(bytes.len() as u64)] {
        let Ok(reader) = Reader::new(bytes, total) else { continue };
        match reader.header().kind {
            Kind::Bf16 => read::<half::bf16>(reader, total.is_some()),
            Kind::F16 => read::<half::f16>(reader, total.is_some()),
            Kind::F32 => read::<f32>(reader, total.is_some()),
            Kind::F64 => read::<f64>(reader, total.is_some()),
            kind => panic!("{kind} is no floating-point type"),
        }
    }
});

/// Everything, in small pieces.
fn elements<T: Element>(reader: &mut Reader<&[u8]>) -> anyhow::Result<Vec<T>> {
    let (mut all, mut piece) = (Vec::new(), Vec::new());
    loop {
        reader.next(7, &mut piece)?;
        if piece.is_empty() {
            return Ok(all);
        }
        all.append(&mut piece);
    }
}

fn read<T: Element + Float>(mut reader: Reader<&[u8]>, whole: bool) {
    let header = reader.header().clone();
    let all = elements::<T>(&mut reader);
    // A file of the right length has no error left to give.
    assert!(all.is_ok() || !whole);
    let Ok(all) = all else { return };
    let mut written = Vec::new();
    header.write(&mut written).expect("into memory");
    encode(&all, header.big_endian, &mut written);
    let mut again =
        Reader::new(written.as_slice(), Some(written.len() as u64)).expect("what was written is valid");
    assert_eq!(*again.header(), header);
    let bits = |all: &[T]| all.iter().map(|x| x.to_bits_u64()).collect::<Vec<_>>();
    assert_eq!(bits(&elements::<T>(&mut again).expect("the same elements")), bits(&all));
}
