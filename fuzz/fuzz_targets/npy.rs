//! The .npy reader: any bytes give elements or an error, in bounded memory; what is read can be written and read
//! again. As a table too.
#![no_main]

use libfuzzer_sys::fuzz_target;
use softplus_cli::{data::Format, npy::Reader};

fuzz_target!(|bytes: &[u8]| {
    // As a pipe, so that the data is read although the length is wrong; then as a file.
    for total in [None, Some(bytes.len() as u64)] {
        let Ok(reader) = Reader::new(bytes, total) else { continue };
        copied(reader, total.is_some());
    }
    softplus_fuzz::read(bytes, Format::Npy);
});

/// The bytes of everything, read in small pieces.
fn elements(reader: &mut Reader<&[u8]>) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let values = reader.next_values(7)?;
        if values.is_empty() {
            return Ok(bytes);
        }
        values.encode(reader.header().big_endian, &mut bytes);
    }
}

fn copied(mut reader: Reader<&[u8]>, whole: bool) {
    let header = reader.header().clone();
    let all = elements(&mut reader);
    // A file of the right length has no error left to give.
    assert!(all.is_ok() || !whole);
    let Ok(all) = all else { return };
    let mut written = Vec::new();
    header.write(&mut written).expect("into memory");
    written.extend(&all);
    let total = Some(written.len() as u64);
    let mut again = Reader::new(written.as_slice(), total).expect("what was written is valid");
    assert_eq!(*again.header(), header);
    assert_eq!(elements(&mut again).expect("the same elements"), all);
}
