//! The .npz reader: any bytes give a table or an error.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| softplus_fuzz::read(bytes, softplus_cli::data::Format::Npz));
