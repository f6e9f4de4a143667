//! Malformed .npy files: a one-line error each, never a panic, never memory for what a header only claims.

use softplus_cli::npy::Reader;

/// A file of version 1.0 with this dictionary and data.
fn file(dictionary: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((dictionary.len() as u16).to_le_bytes());
    bytes.extend(dictionary.as_bytes());
    bytes.extend(data);
    bytes
}

fn with_shape(shape: &str) -> Vec<u8> {
    file(&format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n"), &[0; 16])
}

fn with_descr(descr: &str) -> Vec<u8> {
    file(&format!("{{'descr': {descr}, 'fortran_order': False, 'shape': (4,), }}\n"), &[0; 16])
}

fn good() -> Vec<u8> {
    with_shape("(4,)")
}

/// The first bytes of the good file, replaced.
fn starting_with(start: &[u8]) -> Vec<u8> {
    let mut bytes = good();
    bytes[..start.len()].copy_from_slice(start);
    bytes
}

fn wrong_starts() -> Vec<Vec<u8>> {
    vec![
        Vec::new(),
        b"\x93".to_vec(),
        b"\x93NUMPY".to_vec(),
        b"\x93NUMPY\x01\x00".to_vec(),
        b"\x93NUMPY\x01\x00\x76".to_vec(),
        b"\x93NUMPY\x02\x00\x76\x00\x00".to_vec(),
        b"\x93numpy\x01\x00".to_vec(),
        b"PK\x03\x04 an .npz file is a zip archive".to_vec(),
        b"1.0\n2.0\n3.0\n".to_vec(),
        vec![0; 200],
        vec![0xff; 200],
        starting_with(b"\x92NUMPY"),
        starting_with(b"\x93NUMPY\x00\x00"),
        starting_with(b"\x93NUMPY\x04\x00"),
        starting_with(b"\x93NUMPY\x01\x01"),
        starting_with(b"\x93NUMPY\xff\xff"),
        // Longer, and shorter, than the header is.
        starting_with(b"\x93NUMPY\x01\x00\xff\xff"),
        starting_with(b"\x93NUMPY\x01\x00\x00\x00"),
        starting_with(b"\x93NUMPY\x01\x00\x10\x00"),
        starting_with(b"\x93NUMPY\x02\x00\xff\xff\xff\xff"),
        starting_with(b"\x93NUMPY\x03\x00\x00\x00\x00\x80"),
        starting_with(b"\x93NUMPY\x02\x00\x01\x00\x01\x00"),
    ]
}

fn wrong_dictionaries() -> Vec<Vec<u8>> {
    let texts = [
        "",
        "\n",
        "{}",
        "[]",
        "{",
        "}",
        "{'descr'",
        "{'descr': ",
        "{'descr': '<f4",
        "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'shape': (4,)}",
        "{'fortran_order': False, 'shape': (4,)}",
        "{'descr': '<f4', 'fortran_order': false, 'shape': (4,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} print(1)",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), 'more': 1}",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (4,)}",
        "{descr: '<f4', 'fortran_order': False, 'shape': (4,)}",
        "{\u{0}'descr': '<f4', 'fortran_order': False, 'shape': (4,)}",
    ];
    texts.iter().map(|text| file(text, &[0; 16])).collect()
}

fn wrong_shapes() -> Vec<Vec<u8>> {
    [
        "(4)",
        "4",
        "()()",
        "(",
        "(4,",
        "(,)",
        "(-4,)",
        "(4.0,)",
        "(4,,)",
        "('4',)",
        "((4,),)",
        "None",
        "(3,)",
        "(5,)",
        "(1000000000000,)",
        "(18446744073709551616,)",
        "(18446744073709551615,)",
        "(4294967296, 4294967296)",
        "(0, 18446744073709551615, 18446744073709551615)",
        "(9223372036854775807,)",
    ]
    .map(with_shape)
    .into()
}

fn wrong_types() -> Vec<Vec<u8>> {
    let descrs = [
        "'<i4'",
        "'|O'",
        "'<c8'",
        "'<f16'",
        "'<f1'",
        "'f'",
        "''",
        "'<'",
        "'|S4'",
        "'<U1'",
        "'<m8[ns]'",
        "'\\x93'",
        "[('a', '<f4')]",
        "None",
        "4",
        "('<f4', (2,))",
    ];
    descrs.map(with_descr).into()
}

/// The reader's error for the whole input, read to the end; `None` if it is read without one.
fn error(bytes: &[u8], total: Option<u64>) -> Option<String> {
    let read = || -> anyhow::Result<()> {
        let mut reader = Reader::new(bytes, total)?;
        reader.header().require_floats()?;
        while !reader.next_values(1 << 20)?.is_empty() {}
        Ok(())
    };
    read().err().map(|error| format!("{error:#}"))
}

#[test]
fn malformed_headers_give_one_line() {
    let all = [wrong_starts(), wrong_dictionaries(), wrong_shapes(), wrong_types()].concat();
    assert!(all.len() >= 64, "{}", all.len());
    for (number, bytes) in all.iter().enumerate() {
        // As a file, whose length is known, and as a pipe.
        for total in [Some(bytes.len() as u64), None] {
            let text = String::from_utf8_lossy(bytes);
            let error = error(bytes, total).unwrap_or_else(|| panic!("{number} was read: {text}"));
            assert!(!error.contains('\n') && error.len() < 300, "{number}: {error}");
        }
    }
}

#[test]
fn the_good_file_is_read() {
    assert_eq!(error(&good(), Some(good().len() as u64)), None);
    assert_eq!(error(&good(), None), None);
}

/// What the headers of old and of other writers look like.
#[test]
fn unusual_headers_are_read() {
    for dictionary in [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}",
        "{\"shape\":(4L,),\"fortran_order\":True,\"descr\":\"<f4\"}   \n",
        "{'shape': (1, 1, 4, 1), 'descr': '>f4', 'fortran_order': False, }\n",
        " { 'descr' : '=f4' , 'fortran_order' : False , 'shape' : ( 4 , ) , } ",
    ] {
        assert_eq!(error(&file(dictionary, &[0; 16]), None), None, "{dictionary}");
    }
    let mut version_3 = b"\x93NUMPY\x03\x00".to_vec();
    let dictionary = b"{'descr': '<f4', 'fortran_order': False, 'shape': (4,)}";
    version_3.extend((dictionary.len() as u32).to_le_bytes());
    version_3.extend(dictionary);
    version_3.extend([0; 16]);
    assert_eq!(error(&version_3, None), None);
}
